"""Short notices of clubs and shops, which sell and hand out accounts, told from walls, which keep something to be read."""

from __future__ import annotations

import pytest

from workers.clean.stubs import Reading, stub_in

NOTICES = [
    (
        "Rowing club opens its new boathouse",
        "The rowing club opens its new boathouse on Saturday at ten. Choose your plan at the desk: adults pay 20 crowns a month, children 10 and families 35. Already a member? Bring a friend for a free row. The first month is a trial; after that you can cancel any time, with a month's notice.",
    ),
    (
        "New gym on Quay Street",
        "A gym opens on Quay Street on Monday. Start your free trial in the first week; memberships cost 30 crowns per month, and a trial can be ended at any time. Classes in boxing and dance are held in the evening, and the sauna opens in May.",
    ),
    (
        "Become a member of the Ellery choir",
        "The choir looks for tenors and basses. Choose your plan: a season costs 60 crowns, half a season 35. Rehearsals are held on Tuesdays at seven in the school hall. Come along and sing with us; no audition is needed.",
    ),
    (
        "Theatre sells season tickets",
        "The theatre on the quay sells its season tickets from Monday. Already a subscriber? Your seat is kept until the first of June. Subscriptions cost 90 crowns for six plays; view our offers at the box office, which is open from ten to six.",
    ),
    (
        "Pool moves its bookings online",
        "The pool takes bookings online from Friday. Sign in with your card number and choose a lane. Don't have an account? The desk makes one for you in a minute, every day from eight to eight. Swimming lessons go on as before, and the sauna stays closed until the autumn.",
    ),
    (
        "Library catalogue is new",
        "The town library has a new catalogue. Log in to your account to renew books and to reserve films. Forgot your password? The librarians help at the counter, from Tuesday to Saturday. Late fees have been abolished, and children under fourteen borrow for nothing.",
    ),
    (
        "Schwimmverein nimmt wieder auf",
        "Der Schwimmverein Ellern nimmt wieder Mitglieder auf. Bereits Mitglied oder bereits Kunde der Sauna? Dann gilt der alte Preis von 12 Kronen im Monat, monatlich kündbar. Jetzt testen: Im Mai ist der Eintritt für alle frei. Kurse beginnen am Montag um acht.",
    ),
    (
        "Stadtbad führt neue Karten ein",
        "Das Stadtbad führt neue Karten ein. Wer noch kein Konto hat, bekommt es an der Kasse; jetzt registrieren lohnt sich, denn der erste Besuch ist frei. Passwort vergessen? Die Kasse hilft täglich von acht bis acht. Die Sauna bleibt bis zum Herbst geschlossen.",
    ),
    (
        "Theater verkauft Abos",
        "Das Theater am Kai verkauft ab Montag seine Abos. Bereits Abonnent? Ihr Platz bleibt bis zum ersten Juni frei. Ein Probeabo mit drei Stücken kostet 45 Kronen und ist jederzeit kündbar. Die Kasse ist von zehn bis sechs Uhr offen.",
    ),
    (
        "Le théâtre ouvre sa saison",
        "Le théâtre du quai vend ses places à partir de lundi. Déjà abonné ? Votre fauteuil est gardé jusqu'au premier juin. Abonnez-vous dès le 3 mai à la caisse, sans engagement, pour 90 couronnes les six pièces. La caisse est ouverte de dix heures à six heures.",
    ),
    (
        "El club de remo abre sus puertas",
        "El club de remo abre el sábado su nueva casa. ¿Ya eres abonado o suscriptor? Trae a un amigo gratis. Suscríbete por 20 coronas al mes, sin compromiso, y cancela cuando quieras. Los cursos de niños empiezan el lunes a las diez en el muelle.",
    ),
    (
        "Zwemclub zoekt leden",
        "De zwemclub zoekt leden. Al lid? Neem een vriend mee. Kies een abonnement aan de balie: volwassenen betalen 20 kronen per maand, kinderen 10, maandelijks opzegbaar. De lessen beginnen maandag om acht uur in het oude bad.",
    ),
    (
        "Basen otwiera nowy sezon",
        "Basen miejski otwiera sezon w sobotę. Kup karnet albo wybierz pakiet rodzinny: dorośli płacą 20 koron, dzieci 10. Pełny dostęp do sauny kosztuje 5 koron więcej, a zrezygnować można w dowolnym czasie. Kasa czynna jest od ósmej do ósmej.",
    ),
    (
        "Yüzme havuzu yeni sezonu açıyor",
        "Belediye havuzu cumartesi günü yeni sezonu açıyor. Zaten üye misiniz? Bir arkadaşınızı ücretsiz getirin. Planınızı seçin: yetişkinler ayda 20, çocuklar 10 kron öder; dilediğiniz zaman iptal edilebilir. Kurslar pazartesi sekizde başlıyor.",
    ),
    (
        "Roklubben söker medlemmar",
        "Roklubben söker nya medlemmar. Redan kund i bastun? Då gäller det gamla priset. Bli medlem och ta med en vän; avgiften är 20 kronor i månaden och kan sägas upp när du vill. Kurserna börjar på måndag klockan åtta i den gamla hamnen.",
    ),
    (
        "Бассейн открывает сезон",
        "Городской бассейн открывает сезон в субботу. Доступно только подписчикам клуба раннее утро, с шести до восьми. Абонемент стоит 20 крон в месяц, отменить его можно в любой момент. Занятия для детей начинаются в понедельник в восемь часов.",
    ),
    (
        "市民プールが再開",
        "市民プールは月曜日に再開する。午前は会員の方が利用でき、無料体験は土曜日に行う。すでに会員の五百人が登録し、料金は昨年と同じ月二千円で、いつでも解約できる。子どもの教室は火曜日に始まる。",
    ),
    (
        "河边泳池周六开放",
        "河边泳池周六开放。已是会员的市民可免费带一位朋友，会员专享时段为早上六点至八点。月费二十元，随时取消。儿童课程周一开始，桑拿房秋天才开放。",
    ),
    (
        "강변 체육관 개관",
        "강변 체육관이 월요일 문을 연다. 이미 회원이신 분은 친구를 데려올 수 있고, 아침 시간은 회원 전용으로 운영된다. 요금은 월 이만 원이며 언제든지 해지할 수 있다. 어린이 강습은 화요일에 시작한다.",
    ),
    (
        "Farm shop brings boxes",
        "The farm shop on Mill Lane brings boxes of vegetables to the door. Choose your plan: a small box costs 12 crowns a week, a large one 20. Subscribe now and get a jar of honey; you can cancel any time before the next week's offer. Deliveries start on Thursday.",
    ),
    (
        "Create an account for the ferry",
        "The ferry sells its tickets online from May. Whoever travels often should create an account at the pier. Enter your email and the number of your car there, and a clerk hands you the card. Fares stay as they are, and children sail for nothing until the autumn.",
    ),
    (
        "Courses at the museum",
        "The museum teaches drawing from March. Register now to get one of twelve places; a course costs 40 crowns and you may cancel any time before it begins. Already a member of the friends of the museum? Then it is half of that. Paper and coal are there.",
    ),
    (
        "Fitnessstudio am Hafen",
        "Am Hafen öffnet ein Fitnessstudio. Jetzt testen: der Probemonat kostet nichts, danach sind es 30 Kronen, monatlich kündbar. Sie haben bereits ein Abonnement im alten Haus? Es gilt weiter. Die Sauna folgt im Mai, die Kletterwand im Herbst.",
    ),
    (
        "Se abre la piscina",
        "La piscina abre el lunes. ¿Ya tienes cuenta en el club? Crea una cuenta en la caja con tu número de socio; introduce tu correo en la tableta y recoge la tarjeta. Las clases de niños empiezan a las diez, y la sauna sigue cerrada hasta el otoño.",
    ),
    (
        "La piscina riapre",
        "La piscina riapre lunedì. Sei già abbonato? Il posto resta tuo. Abbonati per la stagione alla cassa, senza impegno, e disdici in ogni momento. I corsi dei bambini cominciano alle dieci, la sauna resta chiusa fino all'autunno.",
    ),
    (
        "Klub zmienia karty",
        "Klub wioślarski zmienia karty. Nie masz konta? Załóż konto w biurze na przystani, podaj adres e-mail i odbierz kartę. Biuro jest czynne od ósmej do ósmej, a łodzie wypożycza się jak dotąd. Kurs dla dzieci zaczyna się w poniedziałek.",
    ),
    (
        "Climbing hall opens earlier",
        "The climbing hall opens at seven from May. Members have full access to the wall on Sundays, and unlimited access to the courses. Already a member? Choose your plan anew at the desk. Shoes are lent for two crowns, and the ropes are new.",
    ),
    (
        "School hands out its app",
        "The school hands out an app. Create your account with the code in the letter. Already have an account? Read the new rules of the house. Letters on paper are still sent to all who ask for them, and the timetable hangs by the door.",
    ),
    (
        "Dairy sends cheese by post",
        "The dairy sends its cheese by post. Choose your plan: small or large. Each box tells the story of one farm, and you may cancel any time before the week's offer. Already a subscriber? Your price stays as it is until June.",
    ),
    (
        "Chess in the mill",
        "The chess club plays in the mill. Read the list by the door. Already a member? Bring a board. Start your free trial on a Tuesday at seven, with tea for all who come, and a game against the master of the county.",
    ),
    (
        "Registrieren Sie Ihr Boot",
        "Jetzt registrieren: Das Hafenamt liest am Samstag die Nummern aller Boote ein. Noch kein Konto? Am Steg wird eines angelegt. Die Plakette kostet nichts und klebt am Bug. Wer sie verliert, bekommt im Mai eine neue.",
    ),
    (
        "Zaloguj się do portalu przystani",
        "Przystań otwiera nowy portal. Załóż konto i czytaj o kursach, które zaczynają się w maju. Nie pamiętasz hasła? Pomoże biuro, czynne od ósmej do ósmej. Łodzie wypożycza się jak dotąd, a dzieci pływają za darmo.",
    ),
]
WALLS = [
    (
        "stub-paywall",
        "Port closes its northern basin",
        "The board voted on Monday, and the last ship will leave in May. Dockers of the basin were told in the morning, and gathered at the gates at noon. Subscribe to continue reading. Already a subscriber? Log in.",
    ),
    (
        "stub-paywall",
        None,
        "Choose your plan. Unlimited digital access. Cancel any time. Already a subscriber?",
    ),
    (
        "stub-paywall",
        "Subscribe | Courier",
        "Choose your plan and get unlimited access to all that we write.",
    ),
    (
        "stub-paywall",
        None,
        "Der Rat stimmte am Montag ab. Weiterlesen mit dem Plus-Abo. Jetzt testen, monatlich kündbar.",
    ),
    (
        "stub-paywall",
        None,
        "Le conseil a voté lundi soir. La suite est réservée aux abonnés. Déjà abonné ? Identifiez-vous pour lire.",
    ),
    (
        "stub-paywall",
        None,
        "El consejo votó el lunes. Contenido exclusivo para suscriptores. ¿Ya eres suscriptor? Inicia sesión.",
    ),
    (
        "stub-paywall",
        None,
        "De raad stemde maandag. Dit artikel is alleen voor abonnees. Al abonnee? Log in. Maandelijks opzegbaar.",
    ),
    (
        "stub-paywall",
        None,
        "Rada głosowała w poniedziałek. Artykuł dostępny tylko dla subskrybentów. Kup dostęp, rezygnujesz w każdej chwili.",
    ),
    (
        "stub-paywall",
        None,
        "Meclis pazartesi oyladı. Haberin tamamını okumak için abone olun. Dilediğiniz zaman iptal edin.",
    ),
    (
        "stub-paywall",
        None,
        "Rådet röstade på måndagen. Fortsätt läsa med en prenumeration. Redan prenumerant? Logga in.",
    ),
    (
        "stub-paywall",
        None,
        "Совет голосовал в понедельник. Читать далее могут подписчики: оформите подписку. Уже есть подписка?",
    ),
    (
        "stub-paywall",
        None,
        "市議会は月曜日に決めた。この記事は会員限定です。残り420文字。無料登録で続きをお読みいただけます。",
    ),
    *(
        ("stub-paywall", None, f"{begun}\n{wall}")
        for begun, wall in (
            (
                "The board of the harbour voted on Monday to close the northern basin, which has been in use since the railway came, and the last ship will leave it on the first of May.",
                "You've reached your monthly limit. Start your free trial. Cancel anytime.",
            ),
            (
                "The board of the harbour voted on Monday to close the northern basin, and the last ship will leave in May.",
                "Already a subscriber? Log in. Choose your plan. Cancel anytime.",
            ),
            (
                "The board of the harbour voted on Monday to close the northern basin, and the last ship will leave in May.",
                "Already a subscriber?\nLog in\nChoose your plan\nCancel anytime",
            ),
            (
                "Der Hafenrat stimmte am Montag dafür, das nördliche Becken zu schließen; das letzte Schiff fährt im Mai.",
                "Dieser Beitrag ist exklusiv für Plus-Abonnenten. Jetzt freischalten. Monatlich kündbar.",
            ),
            (
                "Der Hafenrat stimmte am Montag dafür, das nördliche Becken zu schließen; das letzte Schiff fährt im Mai.",
                "Sie haben bereits ein Abo? Hier anmelden. Jetzt testen, monatlich kündbar.",
            ),
            (
                "Le conseil du port a voté lundi la fermeture du bassin nord, et le dernier navire le quittera en mai.",
                "Déjà abonné ? Connectez-vous. Profitez de notre offre : 1 € le premier mois, sans engagement.",
            ),
            (
                "La junta del puerto votó el lunes el cierre de la dársena norte, y el último barco saldrá en mayo.",
                "¿Ya eres suscriptor? Inicia sesión. Suscríbete desde 1 euro al mes.",
            ),
            (
                "Il consiglio del porto ha votato lunedì la chiusura del bacino nord, e l'ultima nave partirà a maggio.",
                "Sei già abbonato? Accedi. Abbonati per 1 euro al mese. Disdici quando vuoi.",
            ),
        )
    ),
    (
        "stub-login",
        "Sign in",
        "Enter your email address and password. Forgot your password? Remember me.",
    ),
    (
        "stub-login",
        None,
        "Please log in to your account. Enter your email address and your password below. Forgot your password? Keep me logged in. Don't have an account yet? Create your account now.",
    ),
    (
        "stub-login",
        None,
        "The board voted on Monday, and the last ship will leave in May. Log in to read the whole article. Don't have an account? Register for a free account.",
    ),
    (
        "stub-login",
        None,
        "Bitte melden Sie sich an, um den Artikel zu lesen. Noch kein Konto? Jetzt registrieren. Passwort vergessen?",
    ),
    (
        "stub-login",
        None,
        "Connectez-vous pour lire la suite. Pas encore de compte ? Créez un compte. Mot de passe oublié ?",
    ),
    (
        "stub-login",
        "Zaloguj się",
        "Podaj adres e-mail i hasło. Zapamiętaj mnie. Nie masz konta? Załóż konto.",
    ),
    (
        "stub-cookies",
        None,
        "We value your privacy\nWe and our 812 partners store information on a device.\nAccept all\nManage options\nYour choices apply to this site alone, and you can withdraw your consent at any time.",
    ),
    (
        "stub-paywall",
        None,
        "We use cookies. Accept all or reject all.\nThe board voted on Monday, and the last ship of the basin will leave in May, when the water is let out of the lock for the first time in sixty years. Subscribe to continue reading. Already a subscriber? The dockers were told in the morning.",
    ),
]
#: a cookie notice that was left before an article.
NOTICED = (
    "By continuing to browse our site you agree to our use of cookies and our privacy policy. "
    "You can change your cookie settings in your browser.\n"
    "Choose your language\n"
    "The harbour board of Ellery said on Thursday that its engineers had begun to look at the old bridge, which was "
    "closed to lorries in March. They want to know whether it can carry trains again, and what a new one would cost."
)


@pytest.mark.parametrize(("title", "text"), NOTICES)
@pytest.mark.parametrize("titled", [True, False])
def test_a_notice_that_names_prices_plans_and_accounts_is_an_article(title: str, text: str, *, titled: bool) -> None:
    assert stub_in(Reading(title if titled else None, text)) is None


@pytest.mark.parametrize(("reason", "title", "text"), WALLS)
def test_a_wall_that_keeps_something_to_be_read_or_says_nothing_else_is_one(
    reason: str, title: str | None, text: str
) -> None:
    found = stub_in(Reading(title, text))
    assert found is not None
    assert found.reason == reason


def test_an_article_behind_a_cookie_notice_is_one() -> None:
    assert stub_in(Reading("Engineers look at the old bridge", NOTICED)) is None
    notice = stub_in(Reading("Engineers look at the old bridge", NOTICED.partition("The harbour")[0]))
    assert notice is not None
    assert notice.reason == "stub-cookies"
