"""Walls in many languages, and short news of walls, which name what walls name."""

from __future__ import annotations

import pytest

from workers.clean.reported import unreported
from workers.clean.stubs import Reading, stub_in

WALLS = [
    (
        "stub-cookies",
        None,
        "Biz ve ortaklarımız çerezleri ve kişisel verileri kullanıyoruz. Tümünü kabul et. Gizlilik politikası",
    ),
    (
        "stub-cookies",
        "Gizliliğinize önem veriyoruz",
        "Sitemizde çerezler kullanılır. Devam ederek kabul etmiş sayılırsınız.",
    ),
    (
        "stub-cookies",
        None,
        "My i nasi partnerzy przetwarzamy dane osobowe i używamy plików cookie. Akceptuj wszystko. Zgodę można wycofać.",
    ),
    ("stub-cookies", "Szanujemy Twoją prywatność | Kurier", "Używamy plików cookies. Kliknij, jeśli się zgadzasz."),
    (
        "stub-cookies",
        None,
        "Nós e os nossos parceiros usamos cookies. Ao continuar, você concorda com a política de privacidade.",
    ),
    ("stub-cookies", None, "Utilizziamo i cookie. Puoi revocare il consenso in ogni momento. Annunci personalizzati."),
    (
        "stub-cookies",
        None,
        "Utilizamos cookies. Puede retirar su consentimiento o cambiar sus opciones. Anuncios personalizados.",
    ),
    (
        "stub-cookies",
        None,
        "Wij en onze partners gebruiken cookies. Alles accepteren. Je toestemming kun je altijd intrekken.",
    ),
    ("stub-cookies", None, "Мы используем файлы cookie. Продолжая, вы соглашаетесь с политикой конфиденциальности."),
    ("stub-cookies", None, "当サイトではクッキーを使用しています。閲覧を続けることで同意したものとみなされます。"),
    ("stub-cookies", None, "我们使用cookie。继续浏览即表示同意我们的隐私政策。"),
    ("stub-login", "Giriş yap", "Şifremi unuttum. Beni hatırla."),
    ("stub-login", None, "Okumaya devam etmek için giriş yapın. Hesabınız yok mu? Ücretsiz üye olun."),
    ("stub-login", "Zaloguj się", "Nie pamiętasz hasła? Nie masz konta?"),
    ("stub-login", None, "Zaloguj się, aby czytać dalej. Nie masz jeszcze konta? Załóż konto."),
    ("stub-login", None, "Log in om verder te lezen. Wachtwoord vergeten? Nog geen account?"),
    ("stub-login", None, "Войдите, чтобы читать дальше. Забыли пароль?"),
    ("stub-login", None, "記事の全文を読むにはログインしてください。パスワードを忘れた方はこちら。"),
    ("stub-login", None, "登录后即可阅读全文。忘记密码？"),
    (
        "stub-paywall",
        None,
        "Bu içerik yalnızca abonelere özeldir. Okumaya devam etmek için abone olun. Zaten abone misiniz?",
    ),
    ("stub-paywall", "Abone ol", "Haberin devamı için abone olun."),
    (
        "stub-paywall",
        None,
        "Dalszą część przeczytasz po zalogowaniu. Artykuł dostępny tylko dla prenumeratorów. Kup dostęp.",
    ),
    ("stub-paywall", None, "Rada głosowała w poniedziałek. Wykup dostęp, aby czytać dalej. Masz już subskrypcję?"),
    (
        "stub-paywall",
        None,
        "Questo articolo è riservato agli abbonati. Abbonati per continuare a leggere. Sei già abbonato?",
    ),
    ("stub-paywall", None, "Lees verder met een abonnement. Al abonnee? Log in."),
    ("stub-paywall", None, "Läs vidare med en prenumeration. Redan prenumerant?"),
    ("stub-paywall", None, "Оформите подписку, чтобы читать далее. Уже есть подписка?"),
    ("stub-paywall", None, "この記事は有料会員限定です。すでに会員の方はログインしてください。"),
    ("stub-paywall", None, "本文仅限会员阅读。订阅后阅读全文。已是会员？"),
    ("stub-paywall", None, "订阅后阅读全文。以下为会员专享内容。"),
    ("stub-paywall", None, "이 기사는 유료회원 전용입니다. 이미 구독 중이신가요?"),
    (
        "stub-cookies",
        None,
        "Sitemizden en iyi şekilde faydalanabilmeniz için çerezler kullanılmaktadır. Sitemize giriş yaparak çerez kullanımını kabul etmiş sayılırsınız. Ayrıntılı bilgi için gizlilik politikamızı inceleyin.",
    ),
    (
        "stub-cookies",
        None,
        "Kişisel verilerinizi önemsiyoruz. Biz ve 215 iş ortağımız cihazınızdaki bilgilere erişiyoruz. Tercihlerinizi dilediğiniz zaman değiştirebilirsiniz.\nTümünü Kabul Et\nReddet",
    ),
    (
        "stub-cookies",
        "Cenimy Twoją prywatność",
        "Klikając „Akceptuję”, wyrażasz zgodę na przetwarzanie danych przez nas i naszych partnerów. Możesz w każdej chwili zmienić ustawienia.",
    ),
    (
        "stub-cookies",
        None,
        "W celu świadczenia usług na najwyższym poziomie stosujemy pliki cookies. Korzystanie z naszej witryny oznacza, że będą one zamieszczane w urządzeniu. Możesz zmienić ustawienia przeglądarki.",
    ),
    (
        "stub-paywall",
        None,
        "Bu haberin tamamını okumak için abone olmanız gerekiyor. Abonelik planını seç. Zaten abone iseniz giriş yapın.",
    ),
    (
        "stub-paywall",
        None,
        "Ten artykuł jest dostępny dla subskrybentów. Wybierz pakiet i czytaj bez ograniczeń. Jesteś już prenumeratorem? Zaloguj się.",
    ),
    (
        "stub-login",
        None,
        "Haberi okumak için üye girişi yapınız. Şifrenizi mi unuttunuz? Hesabınız yok mu? Kayıt olun.",
    ),
    ("stub-login", "Logowanie", "Podaj adres e-mail i hasło. Zapomniałeś hasła?"),
    ("stub-paywall", None, "Para continuar lendo, assine agora. Já é assinante? Entre."),
    ("stub-paywall", None, "Aby przeczytać cały artykuł, kup subskrypcję. Rezygnujesz w każdej chwili."),
    (
        "stub-cookies",
        None,
        "Diese Website verwendet Cookies. Mit einem Klick auf „Alle akzeptieren“ stimmen Sie der Verarbeitung Ihrer Daten zu.",
    ),
    ("stub-paywall", None, "Only subscribers can read this article. Start your free trial today. Cancel anytime."),
    (
        "stub-paywall",
        None,
        "Este artigo é exclusivo para assinantes. Assine por 1 euro por mês. Cancele quando quiser.",
    ),
]
NEWS = [
    (
        "河畔新书店周六开业",
        "河畔新书店周六上午开业，首日有两百多人排队进店。读者购买后可免费领取一杯咖啡，儿童区设在二楼。店内还有为会员准备的阅读室，每周三晚举办讲座。",
    ),
    (
        "강변 수영장 다시 문 연다",
        "강변 수영장이 월요일 다시 문을 연다. 오전에는 회원만 입장할 수 있고 오후에는 누구나 이용할 수 있다. 이미 회원 오백 명이 등록했으며 요금은 지난해와 같다. 수영 강습은 화요일에 시작한다.",
    ),
    (
        "Gmina kończy spór o wodę",
        "Zakup pakietu akcji spółki wodnej kończy spór. Prace ruszą wiosną i potrwają dwa lata, a pełny dostęp do plaży wróci w lipcu. Promy będą pływać co godzinę.",
    ),
    (
        "Court in Ellery says that cookie banners must offer a way out",
        "A court in Ellery ruled on Thursday that every site has to put a button “Reject all” beside “Accept all” in its cookie banner. Publishers who show personalised ads may not call that a legitimate interest, the judges said. Readers must be able to change their choices in the cookie settings as easily as they gave their consent. The Courier and four other papers have until May to alter their banners. Whoever does not is to pay a fine of 4,000 crowns a day.",
    ),
    (
        "Papers of the coast put up paywalls",
        "The Courier will put its pages behind a paywall from March. Readers get five free articles a month, and then see the words “Subscribe to continue reading”. Unlimited digital access is to cost 9 crowns a month, and one can cancel any time. Whoever is already a subscriber of the paper pays nothing. “You have reached your limit” is what a reader of the Post has seen since January, its editor said. The Post has won 3,000 subscribers so far, and lost a third of its visitors.",
    ),
    (
        "Gericht: Cookie-Banner brauchen einen Knopf zum Ablehnen",
        "Websites müssen im Cookie-Banner neben „Alle akzeptieren“ auch „Alle ablehnen“ anbieten, entschied das Gericht in Ellery. Personalisierte Werbung lasse sich nicht mit einem berechtigten Interesse begründen. Wer seine Einwilligung erteilt hat, muss sie ebenso leicht widerrufen können. Verlage, die mit einem Pur-Abo Geld verdienen, wollen dagegen vorgehen.",
    ),
    (
        "Strony muszą pokazać przycisk „Odrzuć”",
        "Sąd w Ellery orzekł, że strony internetowe muszą pokazywać przycisk „Odrzuć wszystkie” obok „Akceptuj wszystkie”. Spersonalizowane reklamy nie są uzasadnionym interesem wydawców. Czytelnik ma prawo wycofać zgodę równie łatwo, jak jej udzielił, i zmienić ustawienia plików cookie.",
    ),
    (
        "Çerez bildirimlerine yeni kural",
        "Ellery mahkemesi, sitelerin çerez bildiriminde “Tümünü kabul et” düğmesinin yanına “Tümünü reddet” düğmesini koyması gerektiğine hükmetti. Kişiselleştirilmiş reklamlar meşru menfaat sayılmayacak. Okurlar onaylarını verdikleri kadar kolay geri çekebilecek. Gazeteler gizlilik politikalarını mayısa kadar değiştirecek.",
    ),
    (
        None,
        "A court in Ellery ruled on Thursday that each site has to put a button to reject all cookies beside the one to accept all. Personalised ads are no legitimate interest of a publisher. Cookie settings must be found at the foot of each page. The papers of the coast have until May.",
    ),
    (
        "Why the Post asks its readers to log in",
        "The Post asks whoever wants to read more than two pages to create an account. Readers who forgot their password wrote to the editors by the hundred. Some do not have an account and do not want one. The editor says that the wall stays.",
    ),
    (
        None,
        'The Courier ends its paywall. For two years readers had five free articles a month, and unlimited access cost nine crowns. Its editor said that subscribers would keep their paper. Nobody will see the words "Subscribe to continue reading" from Monday on.',
    ),
    (
        "Les bandeaux de cookies devront changer",
        "Le tribunal d'Ellery a jugé jeudi que les sites doivent offrir un bouton « Refuser tout » à côté de « Accepter tout ». La publicité personnalisée n'est pas un intérêt légitime. Les lecteurs doivent pouvoir retirer leur consentement aussi facilement.",
    ),
]


@pytest.mark.parametrize(("reason", "title", "text"), WALLS)
def test_a_wall_is_known_in_the_languages_of_the_tables(reason: str, title: str | None, text: str) -> None:
    found = stub_in(Reading(title, text))
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize(("title", "text"), NEWS)
def test_short_news_of_walls_are_none(title: str | None, text: str) -> None:
    assert stub_in(Reading(title, text)) is None


@pytest.mark.parametrize(("title", "text"), NEWS)
def test_nor_are_they_where_nobody_gave_them_a_title(title: str | None, text: str) -> None:
    del title
    assert stub_in(Reading(None, text)) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The wall reads “Accept all”. Accept all", "The wall reads  . Accept all"),
        ("The court said that they accept all. Accept all\nReject all", "Accept all\nReject all"),
        ("Das Gericht entschied: »Alle ablehnen«.", ""),
        ("Accept all", "Accept all"),
        ("“Opened and never closed\nAccept all", "“Opened and never closed\nAccept all"),
        ("", ""),
    ],
)
def test_what_others_said_is_taken_out_of_a_text(text: str, left: str) -> None:
    assert unreported(text) == left
