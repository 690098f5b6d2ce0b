"""A text without what it only tells of others: quotations, and the sentences that report what somebody said. Pure.

A wall speaks to its reader itself; news of walls lets others speak of them. A verb that is missing here costs nothing
where the sentence names but one thing. Left out are words that walls use, too: `according to your choices`.
"""

from __future__ import annotations

import re

from workers.clean.phrases import Table, any_of, compiled

#: verbs of reporting.
SAYING: Table = {
    "en": (
        r"\b(said|says|told|ruled|wrote|argued|announced|reported|found|complained|warned|fined|ordered|spokes\w+)\b",
    ),
    "de": (
        (r"\b(sagte|sagt|erklärte|teilte|hieß|laut|zufolge|urteilte|entschied|berichtete?|kritisierte?|kündigte"
        r"|verhängte)\b"),
    ),
    "fr": (
        r"\b(a (dit|déclaré|annoncé|estimé|jugé|indiqué|condamné|infligé)|affirme|explique)\b",
        r"\bont (dit|annoncé|dénoncé)\b",
    ),
    "es": (r"\b(dijo|declaró|afirmó|anunció|explicó|señaló|aseguró|dictaminó|multó|impuso)\b",),
    "it": (r"\bha(nno)? (detto|dichiarato|spiegato|annunciato|stabilito|affermato|multato|deciso)\b",),
    "pt": (r"\b(disse|afirmou|declarou|anunciou|explicou|decidiu|multou)\b",),
    "nl": (r"\b(zei|zegt|meldt|meldde|oordeelde|liet weten|kondigde|vindt|bepaalde)\b",),
    "sv-da-no": (r"\b(sade|säger|sagde|siger|sa|sier|meddelade|meddelte|oplyser|uppger|skriver)\b",),
    "pl": (
        (r"\b(powiedzia\w+|poinformowa\w+|stwierdzi\w+|orzek\w+|ogłosi\w+|podaj[eą]|podał\w*|przekaza\w+|uzna\w+"
        r"|zdecydowa\w+|nałoży\w+|dodał\w*)\b"),
    ),
    "tr": (
        (r"\b(dedi|söyledi|söyle\w*|açıkladı|belirtti|kaydetti|duyurdu|bildirdi|hükmetti|karar verdi|ifade etti"
        r"|kesti|ekledi)\b"),
    ),
    "ru-uk": (
        r"\b(сказал\w*|заявил\w*|сообщил\w*|сообщает|отметил\w*|постановил\w*|решил\w*|оштрафовал\w*|по словам)\b",
        r"\b(сказа[вл]\w*|заяви[вл]\w*|повідоми[вл]\w*|зазначи[вл]\w*|за словами)\b",
    ),
    "ja-zh-ko": (
        "と(述べ|語っ|話し|発表|明らかに|判断し|指摘し)|によると|によれば|命じた|判决|裁定|表示，|表示：|宣布|指出|罚款|罰款",
        "(말했다|밝혔다|전했다|판결했다|발표했다)",
    ),
}  # fmt: skip

#: characters of a quotation: what goes on for longer was opened and never closed.
_QUOTED = re.compile(r"[“„«「『][^“”„«»「」『』\n]{1,300}[”“»」』]|\"[^\"\n]{1,300}\"|»[^«»\n]{1,300}«")
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*|[.!?。！？]+")
_SAYING = compiled(any_of(SAYING))


def unreported(text: str) -> str:
    """What is left of each line when quotations and sentences that report are taken out."""
    return "\n".join(
        "".join(sentence for sentence in _SENTENCE.findall(line) if not _SAYING.search(sentence)).strip()
        for line in _QUOTED.sub(" ", text).split("\n")
    )
