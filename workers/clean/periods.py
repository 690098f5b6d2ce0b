"""How a price is said to be paid again and again, by language: what is read is sold by the month. Data.

A seat, a litre and a lamp are paid once. A row that is missing lets a wall through; one too many costs a brief.
"""

from __future__ import annotations

from workers.clean.phrases import Table

PERIODS: Table = {
    "any": (
        r"/\s?\d{0,2}\s?(mo|mos|mth|months?|wk|weeks?|yr|years?|monate?|woche|jahr|mois|semaine|an|mes|semana|año|mês|ano)\b",
        r"/\s?\d{0,2}\s?(mese|settimana|anno|maand|jaar|mnd|md|måned|månad|vecka|uge|uke|år|mies|miesiąc|tydzień|rok)\b",
        r"/\s?\d{0,2}\s?(měsíc|měs|týden|kk|kuukausi|vko|viikko|v|vuosi|ay|hafta|yıl|hó|hónap|hét|év|lună|luna|kuu)\b",
        r"/\s?\d{0,2}\s?(мес|месяц|неделя|год|міс|місяць|тиждень|рік|месец|μήνα|μήνας|χρόνο|έτος|mėn|mēn|شهر|سنة)",
    ),
    "en": (
        r"\b(per|an?|each|every) (month|week|year|4 weeks|four weeks)\b|\b(month|week|year|annual)ly\b",
        r"^\W*(1 |one )?(month|week|year)\b\W",
    ),
    "de": (
        r"\b(pro|im|je|jeden) (monat|woche|jahr|quartal)\b(?! \d)|\b(monat|wöchent|jähr)lich\b|\bmtl\b",
        r"^\W*(1 |ein )?(monat|jahr)\b\W",
    ),
    "fr": (r"\b(par|chaque) (mois|semaine|an)\b|\b(mensuel|annuel|hebdomadaire)(le)?(ment)?\b",),
    "es-pt": (
        r"\b(al?|por|cada) (mes|semana|año)\b|\b(mensual|anual|semanal)(mente)?\b",
        r"\b(ao|por|cada) (mês|semana|ano)\b|\bmensal(mente)?\b",
    ),
    "it": (r"\b(al|ogni) (mese|anno)\b|\ball['’]anno\b|\ba settimana\b|\b(mensil|annual|settimanal)(e|mente)\b",),
    "nl": (r"\bper (maand|week|jaar)\b|\b(maande|jaar|weke)lijks\b",),
    "sv-da-no": (
        r"\b(per|pr\.?|i|om|varje|hver) (månad(en)?|måned(en)?|mån|mnd|md|vecka|uge|uken?|året|kvartal)\b",
        r"\b(månads|månad|måneds|måned|års|år|veckov)(vis|ligen|lig)\b",
    ),
    "fi-et": (r"\b(kuukau(dessa|sittain)|vuo(dessa|sittain)|viikossa)\b|\b(kuus|aastas|nädalas)\b",),
    "pl-cs-sk": (
        r"\b(za|na|co) (miesiąc|mies|tydzień|rok)\b|\b(miesięcznie|rocznie|tygodniowo)\b",
        r"\b(za|na) (měsíc|týden|rok|mesiac|týždeň)\b|\b(měsíčně|ročně|týdně|mesačne|ročne|týždenne)\b",
    ),
    "hu-ro": (r"\b(havonta|havi|évente|hetente)\b", r"\bpe (lună|an|săptămână)\b|\b(anual|săptămânal)\b"),
    "tr": (r"\b(ayda|yılda|haftada|aylık|yıllık|haftalık)\b",),
    "ru-uk": (
        r"\b(в|за) (месяц|год|неделю|мес)\b|\bеже(месячно|годно|недельно)\b",
        r"\b(на|за) (місяць|рік|тиждень)\b|\bщо(місяця|року|тижня)\b",
    ),
    "el": (r"\b(το|τον|ανά) (μήνα|χρόνο|έτος)\b|\b(μηνια|ετήσι)\w+",),
    "ar-he": ("شهري|سنوي|في الشهر|לחודש|לשנה",),
    "ja-zh-ko": (
        r"[/／每毎]\s?(1|一)?(か|ヶ|カ|个|個)?[月年週周]|[月年]額|包[月年]",
        r"[/／매]\s?(월|년|주)|월\s?\d|연간",
    ),
}
