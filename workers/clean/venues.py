"""Places in which something takes place, and laws that are named by their day, by language. Data.

A word of a place that may also be a section's (`Theatre`) needs a name of its own before or behind, and one that may
be a surname (`Hall`, `Church`, `Park`, `Keller`) or a town (`Halle`) what such a name has not. Rows are regular
expressions, matched without regard to case.
"""

from __future__ import annotations

from workers.clean.phrases import Table

#: places, and what is said of coming there, by language.
PLACES: Table = {
    "en": (
        (
            r"(\w[\w'’.-]* ){0,3}(town|village|city|parish|church|concert|sports|music|school|memorial|community"
            r"|assembly|festival|dance|exhibition|main|great) hall|(\w+ )?(guild|town)hall"
        ),
        r"(\w[\w'’.-]* ){0,3}(community|civic|arts|leisure|conference|congress|youth|visitors?['’]?) cent(re|er)",
        (
            r"(st\.?|saint|holy|christ|parish|\w+['’]s) (\w[\w'’.-]* ){0,2}"
            r"(church|chapel|cathedral|abbey|school|square|park)"
        ),
        (
            r"(\w[\w'’.-]* ){1,3}(cathedral|theat(re|er)|museum|library|stadium|arena|auditorium|hotel|gallery"
            r"|clubhouse|boathouse)"
        ),
        r"the (\w[\w'’.-]* ){0,3}(pub|inn|park|square|school|church|hall)|room \d\w{0,3}",
        r"(doors( open)?|admission|tickets?|entry|entrance|rsvp|free (entry|admission))\b.{0,30}",
    ),
    "de": (
        (
            r"(\w[\w.-]* ){0,3}\w{0,20}(rathaus|gemeindehaus|bürgerhaus|vereinshaus|pfarrhaus|feuerwehrhaus"
            r"|schauspielhaus|opernhaus|aula|vereinsheim|pfarrheim)( [\w-]{2,20}){0,2}"
        ),
        r"(\w[\w.-]* ){0,3}\w{3,20}(halle|saal|kirche|platz|park|keller|garten|schule)( [\w-]{2,20}){0,2}",
        r"(\w[\w.-]* ){1,3}(theater|museum|bibliothek|bücherei|stadion|zentrum)",
        r"(einlass|eintritt|beginn|treffpunkt|karten)\b.{0,30}",
    ),
    "fr": (
        (
            r"(salle|église|théâtre|musée|médiathèque|bibliothèque|gymnase|place|espace|centre|maison)"
            r"( [\w'’-]{1,20}){1,5}"
        ),
        r"mairie( [\w'’-]{1,20}){0,4}|(entrée|billets?|tarifs?)\b.{0,30}",
    ),
    "es-pt-it": (
        (
            r"(sala|salón|salão|teatro|iglesia|igreja|chiesa|biblioteca|museo|museu|plaza|praça|piazza|casa|centro|palazzo"
            r"|auditori[oum]{1,2}|auditório|polideportivo)( [\w'’-]{1,20}){1,5}"
        ),
        r"(ayuntamiento|municipio|câmara municipal)( [\w'’-]{1,20}){0,4}",
        r"(entradas?|ingressos?|biglietti)\b.{0,30}",
    ),
    "nl": (
        r"(\w[\w.-]* ){0,3}(\w{3,20}(zaal|kerk|plein)|stadhuis|gemeentehuis|dorpshuis|buurthuis)( [\w-]{2,20}){0,2}",
        r"(toegang|aanvang|kaarten)\b.{0,30}",
    ),
    "sv-da-no": (
        r"(\w[\w.-]* ){0,3}\w{0,20}(salen|kyrkan|kirken|huset|teatern|teatret|biblioteket|museet|aulan|hallen)",
        r"(inträde|entré|inngang|billetter|biljetter)\b.{0,30}",
    ),
    "pl-cs": (
        (
            r"(sala|ratusz\w*|kości[oó]ł\w*|dom\w* kultury|bibliotek\w+|muzeum|teatr\w*|hala|świetlic\w+|urząd"
            r"|sál|radnice|kostel|kulturní dům|knihovna)( [\w'’-]{1,20}){0,4}"
        ),
        r"(wstęp|bilety|vstup|vstupné)\b.{0,30}",
    ),
    "tr": (
        r"(\w[\w'’.-]* ){1,4}(salonu|merkezi|kütüphanesi|tiyatrosu|müzesi|meydanı|belediyesi)",
        r"(giriş ücret\w+|biletler?)\b.{0,30}",
    ),
    "ru-uk": (
        r"(\w+ ){0,3}(зал|ратуш[аи]|церков\w{1,2}|театр|музей|библиотека|бібліотека|дом культуры|клуб)( \w{2,20}){0,3}",
        r"(вход|вхід|билеты|квитки)\b.{0,30}",
    ),
    "ja-zh-ko": (
        r"\w{0,12}(会場|ホール|会館|公民館|体育館|図書館|市役所).{0,12}|\w{0,12}(会场|礼堂|大厅|体育馆|图书馆|市政厅).{0,8}",
        r"(\w+ ?){0,2}(회관|강당|체육관|도서관)( ?\w{1,8}){0,2}",
    ),
}  # fmt: skip

#: laws, rulings and contracts, and the word that parts them from their day.
LAWS: Table = {
    "en": (
        (r"(act|law|bill|decree|ordinance|regulation|directive|resolution|order|ruling|judge?ment|statute|treaty"
        r"|agreement|decision)( (no\.?\s?)?[\w/().-]{1,20})?,? (of|dated)( the)?"),
    ),
    "de-nl": (
        (r"(\w{0,20}(gesetz|verordnung|urteil|beschluss|vertrag|erlass|richtlinie|satzung)e?s?|wet|besluit|vonnis)"
        r"( (nr\.?\s?)?[\w/().-]{1,20})?,? (vom|van|d\.d\.)"),
    ),
    "fr": (r"(loi|décret|arrêté|ordonnance|directive|règlement|jugement|arrêt|accord)( [\w°/().-]{1,20}){0,3} du",),
    "es-pt-it": (
        (r"(ley|lei|legge|(real )?decreto(-lei)?|orden|resolución|resolução|sentencia|sentença|acuerdo|acordo)"
        r"( [\wº°/().-]{1,20}){0,3},? (de|del|di|de dia)"),
        r"(legge|decreto|sentenza|direttiva|accordo)( [\w/().-]{1,20}){0,3}",
    ),
    "pl-cs": (
        r"(ustaw\w|rozporządzeni\w|uchwał\w|wyrok|zákon\w?|nařízení|vyhlášk\w)( [\w/().-]{1,20}){0,2} z( dnia|e dne)?",
    ),
    "sv-da-no": (r"(lag|lov|förordning|forordning|dom|direktiv)(en)?( [\w/().:-]{1,20}){0,2} (av|af|den)( den)?",),
    "ru-uk": (
        r"(закон\w?|указ\w?|постановлени\w|приказ\w?|решени\w|наказ\w?|постанов\w)( [\w№/().-]{1,20}){0,3} (от|від)",
    ),
}  # fmt: skip
