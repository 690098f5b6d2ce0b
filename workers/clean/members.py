"""Is a whole line a notice that an article is for members, or how much of it is left for them? Pure.

It stands above an article, behind its beginning or within it, whole or cut: it is no part of either. "Members only.",
with no article named, is kept: a club that an article tells of may say so. That a page is nothing but its wall is
`stubs.py`'s to say, of the text with these lines.

Of 871 labelled pages 8 have such lines, and none of them in the text that was found.
"""

from __future__ import annotations

from functools import lru_cache

from workers.clean.phrases import Table, any_of, compiled

#: a longer line is prose.
LONGEST = 160

#: whole sentences.
ROWS: Table = {
    "en": (
        (
            "th(is|e) (full |rest of (this|the) )?(article|story|content|post|page|report) is (only "
            "|exclusively |available )?(only |exclusively )?(for|available to|reserved for|to) (our )?(paying "
            "|paid |premium |registered )?(subscribers|members)( only)?"
        ),
        "(for )?(subscriber|member)s?[ -]?(only|exclusive) (article|story|content)",
        "(for )?subscribers?[ -]?(only|exclusive)",
        "(only )?for (our )?subscribers( only)?",
        "(premium|paid|subscriber|exclusive) (article|content|story)",
        "exclusive (to|for) (our )?subscribers",
        (
            r"you have \d{1,3}(\.\d+)? ?% of this (article"
            "|story) left( to read)?( the rest is for subscribers only)?"
        ),
    ),
    "de": (
        (
            "dies(er|en|es|e) (artikel|beitrag|text|inhalt|geschichte) (ist|gibt es|lesen) (nur "
            "|exklusiv )?(für )?(unsere )?(zahlende )?(abonnent(inn)?en( und abonnent(inn)?en)?|mitglieder"
            r"|abo-?kunden|\w{1,15}-?(nutzer|abonnenten|leser|mitglieder))( verfügbar| zugänglich| lesbar"
            "| reserviert)?"
        ),
        "(nur|exklusiv) für (unsere )?(abonnent(inn)?en|abo-?kunden)",
        "(plus|abo|premium)[- ]?(artikel|inhalt)",
        "(kosten|zahlungs)pflichtiger (artikel|inhalt)",
        "(artikel|inhalt) nur für abonnent(inn)?en",
    ),
    "fr": (
        (
            "((cet|l['’]) ?)?(article|contenu|suite) (est |vous est )?(exclusivement )?réservée? (aux|à nos"
            "|uniquement aux) (abonnés|membres)( payants)?"
        ),
        "(cet )?(article|contenu) (est )?(payant|premium|abonnés?)",
        "réservé (aux|à nos) abonnés",
        r"il vous reste \d{1,3}([.,]\d+)? ?% de cet article à lire",
        "la suite est réservée (aux|à nos) abonnés",
    ),
    "es": (
        (
            "(est[ea] )?(contenido|artículo|noticia|nota) (es )?(exclusiv[oa]|s[oó]lo|reservad[oa]"
            "|disponible s[oó]lo) (para|a|de) (los |nuestros )?(suscriptores|socios|abonados"
            "|lectores registrados)"
        ),
        "(s[oó]lo|exclusivo) para (nuestros )?(suscriptores|abonados)",
        "(contenido|artículo) (premium|de pago)",
    ),
    "pt": (
        (
            "(est[ea] )?(conteúdo|artigo|matéria|notícia|texto) (é )?(exclusiv[oa]|restrit[oa]|só"
            "|disponível só) (para|a|aos|de) (os |nossos )?(assinantes|membros)"
        ),
        "(só|exclusivo|exclusiva) para (nossos )?assinantes",
        "(conteúdo|artigo) (premium|pago)",
    ),
    "it": (
        (
            "(questo |quest['’])?(contenuto|articolo) (è )?(riservato|esclusivo"
            "|disponibile solo) (solo )?(agli|per gli|ai|per|per i) (nostri )?abbonati"
        ),
        "(riservato|solo) (agli|per gli|ai|per) abbonati",
        "(contenuto|articolo) (premium|a pagamento)",
    ),
    "nl": (
        (
            "(dit )?(artikel|verhaal|stuk) is (alleen|exclusief|enkel) (toegankelijk |beschikbaar "
            "|te lezen )?voor (onze )?(betalende )?(abonnees|leden)"
        ),
        "(alleen|exclusief|enkel) voor (onze )?abonnees",
        "(premium|plus)[- ]?artikel",
    ),
    "sv-da-no": (
        (
            "(den här |denna |denne |dette )?(artikeln?|artiklen|artikkelen|saken|innholdet|innehållet) (är"
            "|er) (endast |bara |kun |låst )?(exklusiv |exklusivt |forbeholdt |tillgänglig )?(för|for"
            "|til)? ?(våra |vores |våre )?(betalande |betalende )?(prenumeranter|abonnenter|medlemmar|medlemmer)"
        ),
        "(endast|bara|kun) (för|for) (våra |vores |våre )?(prenumeranter|abonnenter)",
        "(låst|premium|plus)[- ]?(artikel|artikkel)",
    ),
    "pl": (
        (
            "(ten |cały )?(artykuł|tekst|materiał) (jest )?(dostępny |przeznaczony )?(tylko |wyłącznie "
            "|jedynie )?dla (naszych )?(prenumeratorów|subskrybentów|abonentów|zalogowanych)"
        ),
        "(tylko|wyłącznie) dla (prenumeratorów|subskrybentów|abonentów)",
        "(artykuł|tekst) (premium|płatny)",
    ),
    "tr": (
        (
            "bu (haber|yazı|içerik|makale) (yalnızca|sadece) (abonelere|üyelere|abonelerimize"
            "|üyelerimize)( özeldir| açıktır| özel)?"
        ),
        "bu (haber|yazı|içerik|makale) (abonelere|üyelere) özeldir",
        "(yalnızca|sadece) abonelere( özel)?",
        "abonelere özel( içerik| haber)?",
    ),
    "ru-uk": (
        (
            "(эта |этот )?(статья|материал|текст) (доступн[аоы]|доступен) (только|лишь) (для )?(наш(им"
            "|их) )?(платн(ым|ых) )?подписчик(ам|ов)"
        ),
        "(только|лишь) для подписчиков",
        "(платный|закрытый) материал",
        ("(цей |ця )?(матеріал|стаття|текст) (доступн(ий|а)) (лише|тільки) (для )?(наш(им|их) )?передплатник(ам|ів)"),
        "(лише|тільки) для передплатників",
    ),
    "ja": (
        (
            "(この|本)(記事|コンテンツ|ページ|続き)は、?(有料|プレミアム|会員|購読者|登録者|定期購読者|電子版|デジタル)+(会員|版)?(の方)?(限定|専用|向け|のみ)?(の"
            "|が)?(記事|コンテンツ|サービス|閲覧)?(です|となります|になります|できます)"
        ),
        "この記事は(有料|プレミアム|無料)?会員(限定|専用)(の)?(有料)?(記事|コンテンツ)?(です)?",
        "(有料|プレミアム|無料)?会員(限定|専用)(の)?(有料)?(記事|コンテンツ)(です)?",
        "(有料|プレミアム|無料)会員(限定|専用)(です)?",
        "有料(会員)?(限定)?記事(です)?",
        "(残り|あと|続き)[:：]? ?[0-9０-９,，]{1,7} ?文字(／全文[:：]? ?[0-9０-９,，]{1,7} ?文字)?",
        "（?残り ?[0-9０-９]{1,3} ?[%％]）?",
    ),
    "zh": (
        (
            "(本文|此文|本文章|这篇文章|這篇文章|此(内容|內容)|本(内容|內容))(为|是|為|仅限|僅限|仅供|僅供|仅对|僅對)((付费|付費|本站)?(会员|會員|订阅者|訂閱者|订户"
            "|訂戶)|付费|付費|订阅|訂閱|专享|專享)(专享|專享|专属|專屬|可见|可見|开放|開放|阅读|閱讀)?(文章|内容|內容)?"
        ),
        "(付费|付費|会员|會員|订阅者|訂閱者)(专享|專享|专属|專屬|限定)?(文章|内容|內容|阅读|閱讀)",
        "(会员|會員|订阅者|訂閱者)(专享|專享|专属|專屬|限定)",
        "(剩余|剩餘|还剩|還剩) ?[0-9]{1,3} ?[%％](未读|未讀)?",
    ),
    "ko": (
        "(이|본) (기사|콘텐츠|글)(는|은) ?(유료|구독자|회원|프리미엄)( ?회원)?( ?전용)?( ?(기사|콘텐츠))?입니다",
        "회원 ?전용 ?(기사|콘텐츠)",
        "(유료|구독자|프리미엄)( ?회원)? ?전용( ?(기사|콘텐츠))?",
        "유료 ?(기사|콘텐츠)(입니다)?",
    ),
}

_ROWS = compiled(rf"\W{{0,4}}(?:{any_of(ROWS)}(?:\W{{1,4}}|$)){{1,3}}$")


def is_for_members(line: str) -> bool:
    return len(line) < LONGEST and _is_for_members(line)


@lru_cache(maxsize=4_000)  # a page's readings have most lines in common
def _is_for_members(line: str) -> bool:
    return bool(_ROWS.match(line))


def without_notices(text: str) -> str:
    """A text without the lines that are such notices."""
    return "\n".join(line for line in text.split("\n") if not is_for_members(line))
