"""Cookie walls: what they are titled, and how they address a reader. Data."""

from __future__ import annotations

from workers.clean.kinds import Kind

COOKIES = Kind(
    "stub-cookies",
    "a cookie wall stands where the article should be",
    titles={
        "en": (
            (
                r"(your privacy( choices)?|we value your privacy"
                r"|cookies?( (consent|settings|policy|notice|preferences))?|before you continue.{0,30}|consent)"
            ),
        ),
        "de": ("(datenschutz-?einstellungen|cookie-?einstellungen|einwilligung|ihre privatsphäre)",),
        "fr": ("(gestion des cookies|votre vie privée|paramètres des cookies|nous respectons votre vie privée)",),
        "es-pt": (
            (
                r"((configuración|política|aviso) de (cookies|privacidad)|tu privacidad"
                r"|política de (cookies|privacidade)|(a )?sua privacidade)"
            ),
        ),
        "it": ("(la tua privacy|informativa (sui cookie|sulla privacy)|gestione (dei )?cookie)",),
        "nl": ("(cookie-?(instellingen|voorkeuren|toestemming)|uw privacy|jouw privacy)",),
        "pl": (r"(ustawienia (plików )?cookie(s)?|twoja prywatność|(szanujemy|cenimy) (twoją|państwa) prywatność)",),
        "tr": (
            (
                r"(çerez (ayarları|politikası|tercihleri|kullanımı)|gizlili(k|ğiniz)( ayarları| tercihleri)?"
                r"|gizliliğinize (önem|değer) veriyoruz)"
            ),
        ),
        "sv-da-no": (r"(vi (värnar|värderar) .{0,20}|cookie-?(inställningar|indstillinger|innstillinger))",),
        "ru-uk": ("(настройки (файлов )?cookie|ваша конфиденциальность|налаштування cookie)",),
        "ja-zh-ko": (
            "(cookie(の)?(設定|同意|设置|設置)|プライバシー(設定|の設定)|隐私(设置|偏好)|隱私設定|쿠키 설정)",
        ),
    },
    phrases={
        "en": (
            (
                r"(we|our partners|and our( \d+)? partners) (and our.{0,20} )?(use|store|process|value).{0,60}"
                r"(cookies|privacy|personal data|information on a device)"
            ),
            r"this (web)?site uses cookies",
            r"(withdraw|change) your (consent|choices|mind)",
            r"by (clicking|continuing|using).{0,60}(you (agree|consent|accept))",
            r"(?m:^\W*(accept|reject|manage|allow)( all)?( (cookies|preferences|settings|options))?\W*$)",
        ),
        "de": (
            r"(wir|unsere) .{0,60}(verwenden|nutzen|verarbeiten) .{0,60}(cookies|daten)",
            r"(diese|unsere) (website|webseite|seite) (verwendet|nutzt|benutzt) cookies",
            r"(stimmen sie|stimmst du|erklären sie sich|willigen sie) .{0,80}(zu|einverstanden|ein)\b",
            r"(ihre|deine) einwilligung.{0,40}widerrufen|einwilligung (jederzeit )?.{0,20}widerrufen",
            r"mit werbung .{0,30}(lesen|nutzen)",
            r"(?m:^\W*alle(s)? (cookies )?(akzeptieren|ablehnen)\W*$)",
        ),
        "fr": (
            r"(nous|nos partenaires) .{0,60}(utilisons|stockons|cookies)",
            r"(retirer|modifier) (votre|vos) (consentement|choix|préférences)",
            r"(?m:^\W*(tout (accepter|refuser)|(accepter|refuser) tout|continuer sans accepter)\W*$)",
        ),
        "es-pt": (
            r"(utilizamos|usamos|nosotros y nuestros|nós e (os )?nossos) .{0,60}(cookies?|dados|datos)",
            (
                r"(retirar|cambiar|revocar|revogar|alterar) (o )?(su|tu|seu)s? (consentimiento|consentimento"
                r"|opciones|decisión)"
            ),
            r"(al|ao) (continuar|navegar|hacer clic|clicar).{0,60}(acepta|aceita|concorda|consiente)",
            r"(?m:^\W*(aceptar|rechazar|aceitar|rejeitar|recusar) (todo|todas|tudo|todos)( as| las)?( cookies)?\W*$)",
        ),
        "it": (
            r"(utilizziamo|usiamo|noi e i nostri) .{0,60}(cookie|dati)",
            r"puoi .{0,40}(revocare|modificare)|(revocare|modificare) (il tuo|le tue|i tuoi|il vostro)",
            r"(?m:^\W*(accetta|rifiuta) (tutto|tutti)( i cookie)?\W*$)",
        ),
        "nl": (
            r"(wij|we|en onze partners) .{0,60}(gebruiken|plaatsen|verwerken|slaan) .{0,60}(cookies|gegevens)",
            r"(gebruiken|gebruikt) .{0,20}cookies (om|en|voor)",
            r"(je|uw) (toestemming|keuze|voorkeuren) .{0,40}(intrekken|wijzigen|aanpassen)",
            r"door .{0,40}(klikken|te gaan).{0,40}(akkoord|toestemming)",
            r"(?m:^\W*(alles|alle cookies|cookies) (accepteren|weigeren|toestaan)\W*$)",
        ),
        "pl": (
            r"(my i nasi|nasi|i nasi)( \d+)?( zaufani)? partnerzy.{0,80}(cookie|dan(e|ych)|informacj)",
            r"(używamy|korzystamy z|stosujemy|wykorzystujemy|przetwarzamy) .{0,60}(cookies?|ciasteczek|dan(e|ych))",
            (
                r"(ta|nasza|niniejsza) (strona|witryna|serwis) .{0,20}(używa|korzysta"
                r"|wykorzystuje) .{0,30}(cookies?|ciastecz)"
            ),
            r"(możesz|mogą państwo) .{0,60}(wycofać|cofnąć|zmienić|odwołać)",
            r"(kliknij|klikając|kontynuując|przechodząc).{0,80}(zgadzasz|zgod|akceptujesz|wyraża)",
            (
                r"(?m:^\W*(akceptuj[ęe]?|zaakceptuj|odrzuć|zezwól na|zgadzam się)( na)?( i przejdź.{0,20}| wszyst\w+)?"
                r"( pliki)?( cookies?)?\W*$)"
            ),
        ),
        "tr": (
            r"(biz ve|ortaklarımız|sitemizde|sitemiz|web sitemiz).{0,80}(çerez|kişisel veri|bilgi)",
            r"çerez\w* (kullan|yararlan|sakl)\w*(ıyoruz|uyoruz|maktayız|ırız)|çerezlerden (yararlan|faydalan)\w+",
            r"(onayınızı|izninizi|rızanızı|tercihlerinizi) .{0,30}(geri (çek|al)|değiştir|yönet|güncelle)",
            r"(devam ed|tıkla|kullanmaya)\w* .{0,60}(kabul (etmiş|ediyor)|onay|izin ver)",
            r"(?m:^\W*(tümünü|hepsini|tüm çerezleri|çerezleri) (kabul et|reddet|yönet)\w*\W*$)",
        ),
        "sv-da-no": (
            (
                r"(vi|våra partner|vores partnere|våre partnere) .{0,60}(använder|bruger|bruker|lagrar|gemmer) .{0,40}"
                r"(cookies|kakor|informationskapsler|uppgifter|data)"
            ),
            r"(återkalla|ändra|trække|ændre|trekke|endre) (ditt?|dine?|dina) (samtycke|samtykke|val|valg)",
            r"(?m:^\W*(godkänn|acceptera|accepter|godta|godkend|avvisa|afvis|avvis) (alla|alle)( cookies| kakor)?\W*$)",
        ),
        "ru-uk": (
            r"(мы|наши партн[её]ры|наш сайт|этот сайт|сайт) .{0,40}использу(ем|ют|ет) .{0,30}(cookie|куки)",
            r"(ми|наші партнери|наш сайт|цей сайт) .{0,40}використову(ємо|ють|є) .{0,30}(cookie|куки)",
            r"(продолжая|оставаясь|нажимая).{0,80}(соглашаетесь|согласие|принимаете)",
            r"(можете|вы вправе|ви можете) .{0,40}(отозвать|изменить|відкликати|змінити)",
            r"(?m:^\W*(принять|отклонить|прийняти|відхилити) (все|всё|всі)( файлы| файли)?( cookie| куки)?\W*$)",
        ),
        "ja": (
            r"(当社|弊社|当サイト|本サイト|このサイト|私たち).{0,60}(cookie|クッキー|データ).{0,30}(使用|利用|保存)",
            r"(同意|設定)を?.{0,10}(撤回|変更)",
            r"(続け|クリック|閲覧)(る|す|し).{0,30}同意(した|いただ|し)",
            r"(?m:^\W*(すべて(の cookie )?(を|に)?)(受け入れる|許可する|同意する|拒否する|拒否)\W*$)",
        ),
        "zh": (
            r"(我们|我們|本网站|本網站|本站).{0,40}使用.{0,20}(cookie|曲奇|数据|資料)",
            r"(继续|繼續|点击|點擊).{0,40}(即表示|表示|视为|視為)?.{0,10}(同意|接受)",
            r"(撤回|更改|撤销|撤銷).{0,20}(同意|选择|選擇|设置|設定)",
            r"(?m:^\W*(全部|接受|拒绝|拒絕)(全部|所有|接受|拒绝|拒絕)?( ?cookies?)?\W*$)",
        ),
        "ko": (
            r"(당사|저희|이 사이트|본 사이트|우리).{0,40}(쿠키|데이터).{0,20}(사용|이용|저장)",
            r"(?m:^\W*모두 (허용|동의|거부|수락)(하기)?\W*$)",
        ),
    },
    named={
        "en": (
            r"(accept|reject|manage|allow) (all|cookies|preferences|settings|options)",
            r"personali[sz]ed (ads|advertising|content)",
            r"legitimate interest",
            r"cookie (policy|settings|preferences)",
        ),
        "de": (
            r"alle(s)? (akzeptieren|ablehnen)",
            r"personalisierte (werbung|anzeigen|inhalte)",
            r"berechtigtes interesse",
            r"ohne (werbung|tracking)|werbefrei|pur-abo",
        ),
        "fr-es-it-pt": (
            r"(accepter|refuser) (tout|et|les cookies)",
            r"(aceptar|rechazar|aceitar|rejeitar) (todo|tudo|y|e|las cookies|os cookies)",
            r"(accetta|rifiuta) (tutto|e|i cookie)",
            (
                r"publicités? personnalisée?s?|(publicidad|anuncios|publicidade|anúncios) personali[sz]ad[oa]s?"
                r"|(annunci|pubblicità) personalizzat[ia]"
            ),
            r"intérêt légitime|interés legítimo|legittimo interesse|interesse legítimo",
        ),
        "nl-sv-da-no": (
            (
                r"gepersonaliseerde (advertenties|inhoud)|(anpassad|personlig|tilpasset"
                r"|persontilpassed?)e? (annons|reklam)\w*"
            ),
            r"(alles|alle cookies) (accepteren|weigeren)|(godkänn|accepter|godta) (alla|alle)",
            r"gerechtvaardigd belang|berättigat intresse|legitim interesse",
        ),
        "pl": (
            r"(akceptuj|zaakceptuj|odrzuć) wszystk\w+",
            r"spersonalizowan\w+ (reklam|treści)\w*",
            r"(prawnie )?uzasadnion\w+ interes\w*",
            r"polity\w+ (prywatności|cookies?|plików cookies?)",
        ),
        "tr": (
            r"(tümünü|hepsini) (kabul et|reddet)\w*",
            r"kişiselleştirilmiş (reklam|içerik)\w*",
            r"meşru (menfaat|çıkar)\w*",
            r"(çerez|gizlilik) (politika|ayar|tercih)\w+",
        ),
        "ru-uk-ja-zh-ko": (
            r"персонализированн\w+ реклам\w+|персоналізован\w+ реклам\w+",
            r"политик\w+ (конфиденциальности|cookie)|політик\w+ (конфіденційності|cookie)",
            r"(パーソナライズ|個人に合わせた).{0,6}(広告|コンテンツ)|个性化(广告|内容)|個人化廣告|맞춤형? 광고",
            r"cookie ?(ポリシー|政策)|プライバシーポリシー|隐私(政策|条款)|隱私(權)?政策|개인정보 ?처리방침",
        ),
    },
    about={
        "any": (
            r"cookies?\b|cookie-|kookie|consent\b|\bgdpr\b|\bdsgvo\b|\brgpd\b|tracking|\bads?\b",
            r"privacy|datenschutz|einwilligung|vie privée|consentement|privacidad|privacidade|consentimi?ento|consenso",
            r"toestemming|ciastecz|prywatnoś|zgod[ay]|çerez|gizlilik|samtyck|samtykk|kakor",
            "куки|конфиденциальност|конфіденційн|согласи|クッキー|プライバシー|同意|隐私|隱私|쿠키|개인정보",
        ),
    },
)
