"""Walls before an article, by kind: what such pages are titled, and how they address a reader. Data.

Rows are regular expressions, matched without regard to case. Each row of `phrases` counts once: two rows that say the
same would count it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers.clean.phrases import Table


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of stub."""

    #: the reason that its url is refused for.
    reason: str
    #: what a person is told.
    told: str
    #: titles: the whole of one, the site's name apart.
    titles: Table
    #: phrases in the text, by language.
    phrases: Table


WALLS: Sequence[Kind] = (
    Kind(
        "stub-cookies",
        "a cookie wall stands where the article should be",
        {
            "en": (
                (
                    "(your privacy( choices)?|we value your privacy|cookie (consent|settings|policy|notice)|before you"
                    " continue.{0,30}|consent)"
                ),
            ),
            "de": ("(datenschutz-?einstellungen|cookie-?einstellungen|einwilligung|ihre privatsphäre)",),
            "fr-es-it": ("(gestion des cookies|votre vie privée|configuración de cookies|la tua privacy)",),
        },
        {
            "en": (
                (
                    r"(we|our partners|and our( \d+)? partners) (and our.{0,20} )?(use|store|process|value).{0,60}"
                    r"(cookies|privacy|personal data|information on a device)"
                ),
                r"(accept|reject|manage|allow) (all|cookies|preferences|settings|options)",
                r"(withdraw|change) your (consent|choices|mind)",
                r"personali[sz]ed (ads|advertising|content)",
                r"legitimate interest",
                r"cookie (policy|settings|preferences)",
                r"by (clicking|continuing|using).{0,60}(you (agree|consent|accept))",
            ),
            "de": (
                r"(wir|unsere) .{0,60}(verwenden|nutzen|verarbeiten) .{0,60}(cookies|daten)",
                r"alle(s)? (akzeptieren|ablehnen)",
                r"einwilligung.{0,40}widerrufen",
                r"personalisierte (werbung|anzeigen|inhalte)",
                r"mit werbung .{0,30}(lesen|nutzen)",
                r"ohne (werbung|tracking)|werbefrei|pur-abo",
            ),
            "fr-es-it": (
                r"(nous|nos partenaires) .{0,60}(utilisons|stockons|cookies)",
                r"(accepter|refuser) (tout|et|les cookies)",
                r"(aceptar|rechazar) (todo|y|las cookies)",
                r"(utilizamos|usamos|utilizziamo) .{0,30}cookies?",
                r"(accetta|rifiuta) (tutto|e|i cookie)",
                r"(retirer|retirar|revocare) .{0,20}(consentement|consentimiento|consenso)",
            ),
        },
    ),
    Kind(
        "stub-login",
        "a page for logging in stands where the article should be",
        {
            "en": (
                "(log|sign) ?in( .{0,40})?",
                "(create|register) (an |your |a free )?account",
                "register( to (read|continue).{0,30})?",
            ),
            "de": ("(anmelden|einloggen|registrieren|login)( .{0,30})?",),
            "fr-es-it-pt": (
                "(se connecter|connexion|identifiez-vous|iniciar sesión|inicia sesión|accedi|entrar)( .{0,30})?",
            ),
        },
        {
            "en": (
                r"(log|sign) in (to|with|using) (your|an?|google|facebook|apple|continue|read|view)",
                r"forg(ot|otten) (your )?password",
                r"(don['’]t|do not) have an account|already have an account|new (here|user)\?",
                r"(create|register for) (an|your|a free) account",
                r"(enter|confirm) your (e-?mail|password)",
                r"remember me|keep me (logged|signed) in",
            ),
            "de": (
                r"passwort vergessen",
                r"(noch|sie haben) (kein|bereits ein) (konto|account|benutzerkonto)",
                r"(melden sie sich|bitte) .{0,20}an(melden)?\b.{0,30}(lesen|konto)",
                r"jetzt (registrieren|anmelden)",
                r"e-mail-adresse (eingeben|bestätigen)",
            ),
            "fr-es-it-pt": (
                r"mot de passe oublié",
                r"(pas encore|vous avez déjà) .{0,20}compte",
                r"(olvidado|olvidaste) .{0,20}contraseña",
                r"(no tienes|ya tienes) .{0,12}cuenta",
                r"password dimenticata",
                r"(non hai|hai già) .{0,20}account",
                r"esqueceu .{0,20}senha",
            ),
        },
    ),
    Kind(
        "stub-paywall",
        "a paywall stands where the article should be",
        {
            "en": (
                "(subscribe|subscription|become a (subscriber|member))( .{0,40})?",
                "subscribers? only",
                "(premium|subscriber|member)[- ](only )?(content|article)",
            ),
            "de": ("(jetzt )?(abonnieren|abo)( .{0,30})?", "nur für abonnenten"),
            "fr-es-it-pt": ("(abonnez-vous|article réservé aux abonnés|suscríbete|abbonati|assine)( .{0,30})?",),
        },
        {
            "en": (
                (
                    r"(subscribe|register) (now |today )?(to|and|for) (continue|keep|read|unlock|access|get|full"
                    r"|unlimited)"
                ),
                r"(to|and) (continue|keep) reading",
                r"(already|existing) (a )?(subscriber|member|have a subscription)",
                (
                    r"(this (article|story|content|page)|full (article|story|access)) is (only |exclusively )?(for"
                    r"|available to|reserved for) (our )?(\w+ )?(subscribers|members)"
                ),
                r"(free|\b\d{1,4}) (articles?|stories) (left|remaining|this month|a month)",
                r"unlimited (digital )?access",
                (
                    r"(cancel|per|a) (any ?time|month|week).{0,40}(trial|offer|then|subscription)|(trial|offer|then)"
                    r" .{0,40}(cancel any ?time|per (month|week))"
                ),
                r"(choose|start|select|view) (your |a |our )?(plan|subscription|free trial|offers?)",
                r"(you['’]ve|you have) reached your .{0,30}limit",
            ),
            "de": (
                (
                    r"(weiterlesen|lesen sie weiter|ganzen artikel|diesen artikel).{0,40}"
                    r"\b(abo|plus|abonnement|abonnieren|freischalten)"
                ),
                r"(nur|exklusiv) für (unsere )?abonnent",
                r"(sie haben|haben sie) (bereits|schon) ein (abo|abonnement|konto)|bereits (abonnent|kunde)",
                r"(jetzt|hier|monatlich|jederzeit) (testen|kündbar|kündigen|abonnieren|freischalten)",
                r"(probe|test)(monat|abo|woche)",
            ),
            "fr": (
                r"(article|contenu|suite) .{0,30}réservée?s? (aux|à nos) abonnés",
                r"(il vous reste|la suite est).{0,60}(lire|abonnés)",
                r"déjà abonnée?\b",
                r"(abonnez-vous|s['’]abonner) (pour|à partir|dès|et)",
                r"sans engagement",
            ),
            "es-pt-it": (
                (
                    r"(contenido|artículo|conteúdo|contenuto|articolo) .{0,20}(exclusivo|reservado|riservato)"
                    r" .{0,20}(suscriptores|assinantes|abbonati)"
                ),
                r"(suscríbete|assine|abbonati) (para|per|e|y|agora|ora)\b",
                r"(ya eres|já é|sei già) (suscriptor|assinante|abbonato)",
                r"(seguir|continuar|continua a|continue) (leyendo|lendo|leggere)",
            ),
            "nl-sv-no-da-pl": (
                r"(al|reeds|redan|allerede) (abonnee|prenumerant|abonnent)",
                r"(lees verder|fortsätt läsa|fortsett å lese|læs videre).{0,60}(abonn|prenumer)",
                r"(czytaj dalej|pozostało).{0,60}(subskry|dostęp|prenumera)",
            ),
            "ru-ja-zh": (
                r"(оформите|только по) подписк[уе]",
                r"(この記事は|続きを読むには).{0,20}(会員|有料|登録)",
                r"(订阅|登录)后(阅读|继续)",
            ),
        },
    ),
)
