"""Parameters that say how a reader came, and nothing of the page. Pure: tables.

A name that any site may use for an article (id, p, ref, ncid ...) is in none of them: a parameter too many gives a
copy, which dedupe finds; a parameter too few makes every article of a site the same page.
"""

from __future__ import annotations

from collections.abc import Mapping

#: parameters that say how a reader came, by whole name in lower case; source: the vendors' own documentation.
TRACKING: Mapping[str, str] = {
    name: vendor
    for vendor, names in {
        "Meta": "fbclid igsh igshid",
        "Google Ads and Analytics": "gclid gclsrc dclid gbraid wbraid _ga _gl",
        "Microsoft Ads": "msclkid",
        "Yandex": "yclid ysclid _openstat",
        "X": "twclid __twitter_impression",
        "TikTok, LinkedIn": "ttclid li_fat_id",
        "Mailchimp": "mc_cid mc_eid",
        "HubSpot": "_hsenc _hsmi __hstc __hssc __hsfp",
        "Marketo, Vero, Omeda": "mkt_tok vero_id oly_anon_id oly_enc_id",
        "Comscore, on links to the BBC": "ns_mchannel ns_source ns_campaign ns_linkname ns_fee",
        "Piano (AT Internet)": "at_medium at_campaign at_campaign_type at_custom1 at_custom2 at_custom3 at_custom4 "
        "at_link_id at_link_origin at_link_type at_format at_ptr_name at_bbc_team xtor",
        "Webtrends": "wt_mc wt.mc_id",
        "Yahoo's consent pages": "guccounter guce_referrer guce_referrer_sig",
        "campaigns of many newspapers": "cmpid",
    }.items()
    for name in names.split()
}
#: the same, by beginning: Urchin and Google Analytics; Matomo under its three names.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_")
#: names too short to be safe everywhere, on the sites whose share buttons add them.
TRACKING_AT: Mapping[str, tuple[str, ...]] = {
    "nytimes.com": ("smid", "smtyp"),
    "theguardian.com": ("cmp",),
    "dailymail.co.uk": ("ito",),
    "bloomberg.com": ("sref",),
    "msn.com": ("ocid", "cvid"),
    "bbc.com": ("ocid",),
    "bbc.co.uk": ("ocid",),
    "huffpost.com": ("ncid",),
}


def tracks(pair: str, host: str) -> bool:
    """Does this `name=value` only say how the reader came? `amp;` is left where a feed escaped its links twice."""
    name = pair.partition("=")[0].lower().removeprefix("amp;")
    if name in TRACKING or name.startswith(TRACKING_PREFIXES):
        return True
    return any(name in names for site, names in TRACKING_AT.items() if f".{host}".endswith(f".{site}"))
