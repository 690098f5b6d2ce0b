"""Paywalls: what they are titled, and how they address a reader. Data."""

from __future__ import annotations

from workers.clean.kinds import Kind
from workers.clean.reads import READS

PAYWALLS = Kind(
    "stub-paywall",
    "a paywall stands where the article should be",
    titles={
        "en": (
            "(subscribe|subscription|become a (subscriber|member))( .{0,40})?",
            "subscribers? only",
            "(premium|subscriber|member)[- ](only )?(content|article)",
        ),
        "de": ("(jetzt )?(abonnieren|abo)( .{0,30})?", "nur für abonnenten"),
        "fr-es-it-pt": ("(abonnez-vous|article réservé aux abonnés|suscríbete|abbonati|assine)( .{0,30})?",),
        "nl-sv-da-no": (
            (
                "((word|neem) (een )?abonnee?(ment)?|alleen voor abonnees|prenumerera|bliv abonnent"
                "|bli abonnent)( .{0,30})?"
            ),
        ),
        "pl": ("(prenumerata|subskrypcja|kup (dostęp|prenumeratę|subskrypcję)|tylko dla prenumeratorów)( .{0,30})?",),
        "tr": ("(abone ol(un)?|abonelik|(sadece|yalnızca) abonelere( özel)?)( .{0,30})?",),
        "ru-uk": ("(оформите подписку|подписка|только для подписчиков|оформіть передплату|передплата)( .{0,30})?",),
        "ja-zh-ko": ("(有料会員限定|会員限定(記事)?|購読(のご案内)?|订阅(会员)?|會員專屬|訂閱|구독(하기)?).{0,12}",),
    },
    phrases={
        "en": (
            r"(subscribe|register) (now |today )?(to|and|for) (continue|keep|read|unlock|access|get|full|unlimited)",
            r"(to|and) (continue|keep) reading",
            r"(?m:(^|[.!?|] )\W*(already|existing) (an? )?(subscriber|member)\b)|already have a subscription\?",
            (
                r"(this (article|story|content|page)|full (article|story|access)) is (only |exclusively )?(for"
                r"|available to|reserved for) (our )?(\w+ )?(subscribers|members)"
            ),
            r"(choose|start|select|view) (your |a |our )?(plan|subscription|free trial|offers?)",
            r"(you['’]ve|you have) reached your .{0,30}limit",
        ),
        "de": (
            (
                r"(weiterlesen|lesen sie weiter|ganzen artikel|diesen artikel).{0,40}"
                r"\b(abo|plus|abonnement|abonnieren|freischalten)"
            ),
            r"(nur|exklusiv) für (unsere |\w{1,20}-)?abonnent",
            r"(sie haben|haben sie) (bereits|schon) ein (abo|abonnement|konto)|bereits (abonnent|kunde)",
            r"(jetzt|hier) (testen|kündigen|abonnieren|freischalten)",
        ),
        "fr": (
            r"(article|contenu|suite) .{0,30}réservée?s? (aux|à nos) abonnés",
            r"(il vous reste|la suite est).{0,60}(lire|abonnés)",
            r"déjà abonnée?\b",
            r"(abonnez-vous|s['’]abonner) (pour|à partir|dès|et)",
            r"(profitez|débloquez) .{0,30}(offre|article|accès)",
        ),
        "es-pt-it": (
            (
                r"(contenido|artículo|noticia|conteúdo|artigo|matéria|contenuto|articolo) .{0,20}(exclusiv[oa]"
                r"|reservado|riservato)"
                r" .{0,20}(suscriptores|assinantes|abbonati)"
            ),
            r"(suscríbete|assine|abbonati) (para|per|por|desde|e|y|agora|ora)\b",
            r"(ya eres|já é|sei già) (suscriptor|assinante|abbonato)",
            r"(seguir|continuar|continua a|continue) (leyendo|lendo|leggere)",
        ),
        "nl": (
            r"(al|reeds) (abonnee|lid|een abonnement)\b",
            r"(lees (verder|dit artikel|door)|verder lezen).{0,60}(abonn|account|gratis|proef)",
            r"(alleen|exclusief|enkel) (toegankelijk )?voor (onze )?(abonnees|leden)",
            r"(neem|kies|start) (nu )?(een |je )?(proef)?abonnement",
        ),
        "sv-da-no": (
            r"(redan|allerede) (prenumerant|abonnent|kund)",
            r"(fortsätt läsa|läs vidare|fortsett å lese|les videre|læs videre).{0,60}(abonn|prenumer|köp|kjøp|køb)",
            r"((endast|kun|bare) (för|for)|(exklusivt|eksklusivt) (för|for)) .{0,12}(prenumerant|abonnent|medlem)",
            r"(bli|bliv|börja) .{0,12}(prenumerant|abonnent|prenumerera)",
        ),
        "pl": (
            r"(czytaj dalej|czytać dalej|pozostało|dalszą część).{0,60}(subskry|dostęp|prenumera|zaloguj)",
            (
                r"(artykuł|treść|tekst|materiał|dostęp) .{0,30}(tylko|wyłącznie|dostępn\w+) .{0,12}dla (naszych )?"
                r"(subskrybent|prenumerator|abonent|zalogowan)"
            ),
            r"(masz już|jesteś już|posiadasz) .{0,20}(subskrypcj|prenumerat|dostęp|subskrybent|prenumerator)",
            r"\b((wy)?kup|wybierz|odblokuj|aktywuj|zamów|uzyskaj) .{0,24}(dostęp|subskrypcj|prenumerat|artykuł|pakiet)",
            r"(wykorzystałe?a?ś|przekroczyłe?a?ś|osiągnąłeś) .{0,20}(limit|liczb)",
        ),
        "tr": (
            r"(okumaya devam|devamını oku|haberin devamı|tamamını oku)\w* .{0,60}(abone|üye|giriş)",
            (
                r"(bu (içerik|haber|yazı|makale)|içeriğin tamamı|yazının tamamı) .{0,30}(yalnızca|sadece|özel) ?.{0,20}"
                r"(abone|üye)|(yalnızca|sadece) (abone|üye)ler(e|imize|imiz|in)?\b"
            ),
            r"(zaten|halihazırda) (abone|üye) ?(misin|iseniz|yim)|abone (misiniz|değil misiniz)",
            r"(hemen |şimdi |ücretsiz )?abone ol(un|arak|up)?,? ?.{0,20}(devam|okuma|okuyun|eriş|sınırsız|kilidi)",
            r"(aboneliğinizi|paketinizi|planınızı) (başlat|seç)|ücretsiz (makale|haber|içerik) (hakkınız|limitiniz)",
        ),
        "ru-uk": (
            r"(оформите|оформіть|только по|лише за) (подписк[уе]|передплат(у|ою))",
            r"(читать далее|чтобы (дочитать|читать|продолжить)|щоб (читати|продовжити)).{0,60}(подпи|передпл|оформ)",
            r"(доступ\w*|доступно|доступна|доступен) (только|лише|тільки) .{0,12}(подписчик|передплатник)",
            r"(уже|вже) (подписаны|есть подписка|передплатник|є передплата)",
        ),
        "ja": (
            r"(この記事は|続きを(読む|お読み)|残り\d+文字).{0,30}(会員|有料|登録|購読)",
            r"(有料|プレミアム|購読)会員(限定|に登録|になると|の方)",
            r"(すでに|既に)(会員|購読)",
            r"(無料|お試し|初月).{0,12}(登録|体験|購読|トライアル)",
        ),
        "zh": (
            r"(订阅|訂閱|登录|成为会员|成為會員|付费|付費|购买|購買)(后|後|即可|以|解锁|解鎖).{0,10}(阅读|閱讀|继续|繼續|全文|查看)",
            r"(仅限|僅限|仅供|僅供|专享|專享).{0,8}(会员|會員|订阅|訂閱|付费|付費)",
            r"(已是|已经是|已經是|已有)(会员|會員|订阅|訂閱)",
            r"(剩余|剩餘|还有|還有|以下).{0,10}(付费|付費|会员(内容|专享|可见)|會員(內容|專享|可見)|未读|未讀)",
        ),
        "ko": (
            r"(구독|유료|회원)(자|회원)? ?(전용|만 )",
            r"(전체|기사|계속).{0,14}(읽으|보시|보려)\w*.{0,20}(구독|로그인|가입|결제)",
            r"이미 (구독|회원)( ?중)?(이신|이세요|이십니까|이라면|인가요|하셨|하고 계)",
        ),
    },
    named={
        "en": (
            r"(free|\b\d{1,4}) (articles?|stories) (left|remaining|this month|a month)",
            r"unlimited (digital )?access",
            (
                r"(cancel|per|a) (any ?time|month|week).{0,40}(trial|offer|then|subscription)|(trial|offer|then)"
                r" .{0,40}(cancel any ?time|per (month|week))"
            ),
        ),
        "de": (r"(probe|test)(monat|abo|woche)", r"(monatlich|jederzeit) kündbar"),
        "fr-es-it-pt": (
            r"sans engagement|sin compromiso|sem compromisso|senza (impegno|vincoli)",
            r"(accès|acceso|acesso|accesso) (illimité|ilimitado|illimitato)",
            r"(résiliable|cancela|cancele|disdici) .{0,12}(moment|cuando|momento|quando)",
        ),
        "nl-sv-da-no-pl-tr": (
            r"(maandelijks|altijd|elk moment) opzegbaar|(avsluta|opsig|avslutt) når (du|som)",
            r"(onbeperkt\w* toegang|obegränsad (till|åt)gång|ubegrænset adgang|ubegrenset tilgang)",
            r"(nieograniczon|nielimitowan|pełn)\w+ dostęp\w*",
            r"(zrezygnuj|anuluj|rezygnacja|rezygnujesz) .{0,16}(w każdej chwili|kiedy chcesz|w dowolnym)",
            r"(sınırsız|tam) erişim\w*",
            r"(istediğin\w*|dilediğin\w*) (zaman|an) iptal\w*",
        ),
        "ru-uk-ja-zh-ko": (
            r"(отменить|відмовитися|скасувати) .{0,12}в (любой момент|будь-який момент)|безлимитн\w+ доступ\w*",
            r"いつでも(解約|キャンセル)|读不限|無限閱讀|随时取消|隨時取消|언제든지? 해지",
        ),
    },
    about={
        "any": (
            r"pay-?walls?|subscri(be|ption|ber)s?|bezahlschranke|abonn?(e|é|n|o|s\b|a)|abos?\b|péage|muros? de pago",
            r"suscrip|suscrib|assinatura|assinante|abbonament|prenumer|subskry|abonelik|abone|ödeme duvarı",
            "подписк|подписчик|передплат|пейволл|有料|購読|ペイウォール|付费|付費|订阅|訂閱|유료|구독",
        ),
    },
    reads=READS,
    enters={
        "en-nl-sv-da-no": (r"\b(log|sign) ?in\b|\blogg(a|) in(n)?\b|\bmeld je aan\b",),
        "de": (r"\b(anmelden|einloggen|login)\b",),
        "fr": (r"\b(connectez|identifiez)-vous\b|\bse connecter\b",),
        "es-pt-it": (r"\b(inicia(r)?|inicie) sesión\b|\baccedi\b|\b(faça|fazer) login\b|\bentrar\b",),
        "pl-tr": (r"\bzaloguj\b|\bgiriş yap",),
        "ru-uk-ja-zh-ko": (r"\b(войти|войдите|увійти|увійдіть)\b|ログイン|登录|登入|로그인",),
    },
)
