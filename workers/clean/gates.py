"""Pages that say with status 200 that there is nothing for us: no such page, or none for programs. Data, as `walls`."""

from __future__ import annotations

from collections.abc import Sequence

from workers.clean.kinds import Kind

GATES: Sequence[Kind] = (
    Kind(
        "stub-missing",
        "the site says, with status 200, that there is no such page",
        {
            "en": (
                "(error )?40[34]( error)?([:,. –—-]+.{0,40})?",
                "(page|article|story|content|file) (not found|unavailable)",
                "(this|the|that) (page|article|story) (is|was|has|could|can|cannot|can['’]t|does|no|isn).{0,60}",
                "not found",
                "oops[!.]{0,3}( .{0,40})?",
            ),
            "de": ("seite (wurde )?nicht gefunden", "fehler 404", "artikel nicht (mehr )?verfügbar"),
            "fr": ("page (introuvable|non trouvée)", "erreur 404"),
            "es": ("página no encontrada", "error 404"),
            "it": ("pagina non trovata", "errore 404"),
            "pt": ("página não encontrada", "erro 404"),
            "nl": ("pagina niet gevonden",),
            "pl": ("nie znaleziono strony", "strona nie istnieje"),
            "ru-uk": ("страница не найдена", "сторінк[ау] не знайдено", "ошибка 404"),
            "ja-zh-ko": (
                "(お探しの)?ページが見つかりません(でした)?",
                "页面(不存在|未找到)",
                "頁面不存在",
                "페이지를 찾을 수 없습니다",
            ),
        },
        {
            "en": (
                r"(page|article|story) (that )?you(['’]re| are| were)? (looking for|requested|tried|trying)",
                r"(could not|couldn['’]t|can['’]t|cannot) (be found|find (the|that|this) page)",
                r"(page|link|article) (may|might) have (been )?(moved|removed|deleted|expired)",
                r"(no longer|does not|doesn['’]t) (exist|available)",
                r"(go|return|back) to (the |our )?home ?page",
                r"check (the|that) (url|address|spelling|link)",
                r"\berror 404\b|\b404 error\b",
            ),
            "de": (
                "(seite|artikel) (konnte|wurde|ist) (leider )?nicht (mehr )?(gefunden|verfügbar|vorhanden)",
                "existiert (leider )?nicht( mehr)?",
                "(zurück )?zur startseite",
                "überprüfen sie (die|den) (adresse|url|link)",
            ),
            "fr": (
                "page (que vous (recherchez|demandez)|demandée)",
                "n['’]existe (pas|plus)",
                "retour(ner)? à (l['’]accueil|la page d['’]accueil)",
            ),
            "es-pt-it": (
                r"(página|pagina) que (busca|buscas|está buscando|você procura|stai cercando)",
                r"(no|não|non) (existe|esiste)",
                r"(volver|voltar|torna) (al inicio|à página inicial|alla home)",
            ),
        },
    ),
    Kind(
        "stub-robot",
        "the site asks whether a person is there, or shuts out whoever it takes for a program",
        {
            "en": (
                "just a moment[.…]*",
                "attention required!?",
                "access (to this page has been )?denied",
                "(are you a robot|robot check|human verification|verify(ing)? (that )?you are (a )?human)[?]?",
                "(security|bot) (check|verification)",
                "pardon our interruption[.…]*",
                "request (blocked|rejected)",
                "please (wait|enable (javascript|cookies)).{0,40}",
                "ddos protection.{0,30}",
                "checking your browser.{0,40}",
            ),
            "any": ("403( forbidden)?", "forbidden", "vérification.{0,20}robot", "sind sie ein (mensch|roboter)[?]?"),
        },
        {
            "en": (
                r"(you are|you['’]re) (a |not a )(human|robot|bot)",
                r"(enable|turn on) (javascript|cookies)( and cookies)?",
                r"(checking|verify|verifying) (your|if the site|that you)",
                r"unusual (traffic|activity)",
                r"\bray id\b|\bcloudflare\b",
                r"(complete|solve) the (captcha|security check)",
                r"you (have been|were) blocked",
                r"don['’]t have permission to access",
                r"(reference|incident) (#|id|number)",
                "(detected|suspect) .{0,30}(automated|bot|robot)",
            ),
            "other": (
                "javascript (muss|ist|doit|debe) .{0,30}(aktiviert|activé|habilitado)",
                "pas un robot",
                "kein(e)? (roboter|bot)",
                "no (eres|es) un robot",
            ),
        },
    ),
)
