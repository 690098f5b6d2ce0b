"""Is a whole line a call to follow, or to subscribe to, its publisher? Pure.

Such calls stand between the paragraphs of an article and look like one. Known are they by two things at once: the line
begins, or ends, as what a reader is asked to do, and it names a channel of the publisher's. Prose that mentions a
newsletter begins otherwise; what a person is quoted with begins with a quotation mark. A question or an exclamation may
stand before the call. Either table alone takes sentences from articles: `Join us`, `the council's newsletter`.

Of 512 labelled pages such lines stand in the text of 5, were they not left out: 8 of them wrongly, and one that those
who labelled had kept (benchmarks/counted.py).
"""

from __future__ import annotations

from functools import lru_cache

from workers.clean.phrases import Table, any_of, compiled

#: a longer line is prose.
LONGEST = 160

#: what a reader is asked to do, at the line's beginning.
ASKS: Table = {
    "en": (
        "subscribe", "sign[- ]up",
        "join (us|our|the (\\w+ ){0,3}(channel|group|community|newsletter|conversation|club))",
        "follow (us|our|@?\\w+( \\w+){0,3} on)", "like us", "register (now|today|here|to (get|receive|read))",
        "register for (our|the|a|free|daily|weekly)",
        "get (our|all|breaking|daily news|the (latest|best|top|day|week|news|daily news)|more (news|stories|of this))",
        "receive (our|all|the|breaking|daily|news|free)", "download our", "(click|tap) here to (subscribe|sign|join)",
    ),
    "de": (
        "abonnier(en sie|e|t)?", "melden sie sich", "meld(e|et)? (dich|euch)",
        "folg(en sie|e|t) (uns|unse|der|dem|\\w+ auf)",
        "(hier|jetzt) .{0,60}(abonnieren|anmelden|folgen)", "newsletter.{0,40}(abonnieren|anmelden|bestellen)",
        "registrieren sie sich", "erhalten sie", "bestellen sie",
    ),
    "fr": (
        "abonnez-vous", "inscrivez-vous", "s['’](abonner|inscrire)", "suivez(-nous| notre| nos| [\\w ]{1,30} sur)",
        "rejoignez", "recevez", "retrouvez-nous", "téléchargez notre",
    ),
    "es": (
        "suscr[ií]b(ete|ase|anse|irse)", "s[ií]g(ue|a)nos", "sigue(n)? (a|nuestr|el canal|[\\w ]{1,30} en)",
        "[uú]n(ete|ase|irse)", "ap[uú]ntate", "reg[ií]str(ate|ese)", "recib[ea]", "descarga nuestra",
    ),
    "it": (
        "iscriviti", "iscrivetevi", "seguici", "seguiteci", "segui ", "abbonati", "ricevi", "unisciti",
        "registrati",
    ),
    "pt": (
        "assine", "inscreva-se", "subscreva", "siga(-nos| [\\w ]{1,30} n[oa]s?| o | a )", "receba", "entre no",
        "junte-se",
        "participe d", "cadastre-se", "acompanhe",
    ),
    "nl": (
        "abonneer", "schrijf (je|u)", "meld (je|u)", "volg (ons|onze|[\\w ]{1,30} (op|via))", "ontvang",
        "word (lid|volger)",
    ),
    "sv-da-no": (
        "prenumerera", "abonn[eé]r", "anmäl dig", "tilmeld dig", "meld deg", "följ (oss|[\\w ]{1,30} på)",
        "følg (os|oss|[\\w ]{1,30} på)", "få (vårt|vores|våre|nyheter|nyheder)", "skriv (upp|dig|deg)",
    ),
    "pl": (
        "zapisz się", "zasubskrybuj", "subskrybuj", "obserwuj", "śledź", "dołącz do", "polub", "zaprenumeruj",
        "bądź na bieżąco", "otrzymuj", "zamów",
    ),
    "tr": ("abone ol", "bizi ", "takip et", "kaydol", "katıl", "üye ol"),
    "ru-uk": (
        "подпи(сывайтесь|шитесь|сывайся|шись|саться)", "следите за", "читайте (нас|наш)", "присоединяйтесь",
        "вступайте",
        "підпи(суйтесь|суйтеся|шіться|шись|сатися)", "читайте нас", "стежте за", "приєднуйтесь", "долучайтесь",
    ),
    "ja-zh-ko": (
        "订阅", "訂閱", "关注", "關注", "追[蹤踪]",
        "扫码", "掃碼", "加入", "欢迎(关注|订阅)", "歡迎(追蹤|訂閱)", "点击(关注|订阅)",
    ),
    "ar": ("اشترك", "تابعونا", "تابعنا", "انضم"),
}  # fmt: skip

#: the same where the verb comes last.
ASKED: Table = {
    "de": ("(jetzt |hier |kostenlos )?(abonnieren|anmelden|bestellen)",),
    "tr": (
        "(abone|üye) ol(un|unuz|abilirsiniz)?", "kaydol(un|unuz)?", "takip (et|edin|ediniz|edebilirsiniz)",
        "katıl(ın|ınız)?", "tıkla(yın|yınız)?",
    ),
    "ja": ("(登録|購読|フォロー|追加)(する|しよう|はこちら(から)?|(を)?お願いします|ください|してください)?",),
    "ko": ("(구독|팔로우|가입|추가)(하기|하세요|해 ?주세요)?",),
    "zh": ("(关注|訂閱|订阅|追蹤)(我们|我們)?",),
}  # fmt: skip

#: where a publisher can be followed; what is a plain word of English, too, with what leads to it: `on X`.
CHANNELS: Table = {
    "any": (
        "newsletters?", "e-?mails?", "whats ?app", "telegram", "facebook", "instagram", "you ?tube", "tik ?tok",
        "twitter", "bluesky", "mastodon", "linked ?in", "google (news|haberler|новости|actualités|noticias|notícias)",
        "viber", "wechat", "podcasts?", "rss",
        "(?:on|via|auf|über|sur|en|su|no|op|på|na) (?:line|threads|x)",
        "push[- ](?:alerts?|notifications?|nachrichten)",
    ),
    "en": ("inbox", "(news|breaking|daily|email) (alerts?|updates?|digest|briefing)", "briefing", "our (channel|app)"),
    "de": ("kanal", "unsere app", "postfach", "nachrichtenbrief"),
    "fr-es-it-pt": (
        "infolettre", "(notre|nos) (chaîne|comptes?|lettre)\\w*", "réseaux sociaux", "bolet[ií]n(es)?",
        "nuestr[oa] canal",
        "redes sociales", "(il )?nostro canale", "nosso canal", "redes sociais", "boletim", "social",
    ),
    "nl-sv-da-no": (
        "nieuwsbrie(f|ven)", "(ons|vår|vores) kana[al]+", "nyhetsbrev\\w*", "nyhedsbrev\\w*",
        "sociale? media",
    ),
    "pl": (
        "newsletter\\w*", "facebook\\w*", "instagram\\w*", "twitter\\w*", "nasz\\w* (kanał|profil)\\w*",
        "kanał\\w*",
    ),
    "tr": (
        "e-?bülten\\w*", "bülten\\w*", "(whatsapp|telegram|youtube) kanal\\w*",
        "(facebook|twitter|instagram|telegram|youtube|whatsapp|google news|x)['’]\\w+", "kanalımız\\w*",
    ),
    "ru-uk": (
        "рассылк\\w+", "розсилк\\w+", "(телеграм|telegram)[- ]?канал\\w*", "канал\\w*", "телеграм\\w*", "телеграм",
        "дзен\\w*", "вконтакте", "соцсет\\w+", "соцмереж\\w+", "вайбер\\w*", "ютуб\\w*",
    ),
    "ar": ("نشرت\\w+", "النشرة", "قناة", "قناتنا", "واتساب", "تلغرام", "فيسبوك", "تويتر"),
}  # fmt: skip
#: the same in scripts without spaces.
UNSPACED: Table = {
    "ja": ("メールマガジン", "メルマガ", "ニュースレター", "公式", "アカウント", "チャンネル"),
    "zh": ("电子报", "電子報", "公众号", "公眾號", "微信", "微博", "频道", "頻道", "客户端", "粉[丝絲]"),
    "ko": ("뉴스레터", "채널", "카카오", "유튜브", "텔레그램"),
}  # fmt: skip

_BEFORE = (
    r"^[^\w\"“„«「『]{0,4}(?:[^.!?。！？\"“„«「]{1,60}[?!？！]\s*)?(?:please |bitte |now |jetzt |don['’]t forget to )?"
)
_ASKS = compiled(rf"{_BEFORE}{any_of(ASKS)}")
_ASKED = compiled(rf"{any_of(ASKED)}\W{{0,3}}$")
#: no row of ASKED matches so many characters, those behind it included.
_LONGEST_ASKED = 60
_CHANNEL = compiled(rf"(?<!\w){any_of(CHANNELS)}(?!\w)|{any_of(UNSPACED)}")
_QUOTED = compiled(r"^\W{0,2}[\"“„«「『]|[”\"»」』][,.]? \w+")


def is_call(line: str) -> bool:
    """Is the line such a call, and nothing else?"""
    return len(line) < LONGEST and _is_call(line)


@lru_cache(maxsize=4_000)  # a page's readings have most lines in common
def _is_call(line: str) -> bool:
    if _QUOTED.search(line):
        return False
    asks = _ASKS.match(line) or _ASKED.search(line, max(0, len(line) - _LONGEST_ASKED))
    return bool(asks and _CHANNEL.search(line))


def without_calls(text: str) -> str:
    """A text without the lines that are calls."""
    return "\n".join(line for line in text.split("\n") if not is_call(line))
