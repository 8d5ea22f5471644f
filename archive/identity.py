"""One story, one name: what of an address says which page it is, and what only says how one came to it.

For comparing alone: what is fetched, kept and shown is the address as listed (`archive.urls.normalize`). Two addresses of one
identity are one story. The rule when in doubt: fetching one story twice costs a request, taking two stories for one loses a
story; so a parameter nobody here knows stays, and so do numbers, the case of letters, and the language's host (ar.).
"""

from __future__ import annotations

import re
from functools import lru_cache

import ada_url

from archive.urls import LENGTH_MAX

TWIN_HOSTS = frozenset({"www", "m", "mobile", "mobi", "wap", "amp"})
"""First labels of hosts that show the same pages."""

TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id epik srsltid
    fb_action_ids fb_action_types fb_source fb_ref __twitter_impression twitter_impression ref_src ref_url
    mc_cid mc_eid _hsenc _hsmi mkt_tok vero_id oly_anon_id oly_enc_id s_cid wickedid sc_campaign sc_channel
    _ga _gl _gac ocid cmpid ito xtor wt_mc wt.mc_id spm ns_mchannel ns_source ns_campaign ns_linkname ns_fee
    pk_campaign pk_kwd pk_source pk_medium traffic_source fromrss
    mibextid sfnsn __tn__ fb_comment_id tblci dicbo replytocom cn-reloaded nocache
    """.split()  # noqa: SIM905 - as a list they would fill the page
)
"""Parameters that tell who sent the reader (after the lists of Brave, Firefox and ClearURLs)."""

TRACKING_PREFIXES = ("utm_", "at_custom", "at_campaign", "at_medium", "at_link", "at_ptr", "mtm_", "piwik_", "amp_", "_x_tr_")

REFERRERS = frozenset({"ref", "referrer", "referer", "source", "src", "from", "via", "share", "smid", "cmp"})
"""Parameters that tell it on most sites: so a word is dropped, and what may be a number or a story's title stays."""

TWIN_VALUES = {
    "amp": frozenset({"", "1", "true", "yes", "amp"}),
    "outputtype": frozenset({"amp"}),
    "output": frozenset({"amp"}),
    "view": frozenset({"amp", "mobile"}),
    "noamp": frozenset({"", "1", "true", "mobile"}),
    "m": frozenset({"1"}),
    "mobile": frozenset({"", "1", "true"}),
    "print": frozenset({"", "1", "true"}),
}
"""Parameters, in small letters, that with these values show the same page for another screen or for paper."""

SESSIONS = ("phpsessid", "jsessionid", "aspsessionid", "cfid", "cftoken")
"""How parameters begin that tell one visit from another."""

PERHAPS_SESSIONS = frozenset({"sid", "sessionid", "session_id"})
"""They tell it where they hold a token; a number may be the story's."""

_PARTS = re.compile(r"https?://(?:[^/@]*@)?(\[[^]]*]|[^/:]*)(:\d+)?(/[^?#]*)(?:\?([^#]*))?")  # of what ada_url wrote
_PORTS = frozenset({":80", ":443"})
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LETTER = re.compile(r"%(2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")  # RFC 3986 section 2.3, unreserved
_SMALL = re.compile(r"%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
_SLASHES = re.compile(r"//+")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_ENDING = re.compile(r"/(?:(?:index|default)\.(?:html?|php|aspx?|jsp)|amp(?:\.html?)?)?$", re.IGNORECASE)
_BEGINNING = re.compile(r"^(?:/amp)+(?=/.)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.amp(\.html?)?$", re.IGNORECASE)
_CACHES = re.compile(r"https?://(?:(?:[^/]*\.)?cdn\.ampproject\.org/[cv]|www\.google\.[a-z.]+/amp)/(?:s/)?(?=[^/]+\.)")
_WORD = re.compile(r"[A-Za-z][A-Za-z._-]{0,19}|")
_TOKEN = re.compile(r"\A(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]{16,}")


@lru_cache(maxsize=8_192)
def identity(url: str) -> str:
    """Return what is the same for all addresses of one page: an https URL, to be compared and never fetched.

    Folded: scheme, default ports, www., mobile and AMP hosts, AMP paths, parameters and caches, tracking parameters, session
    ids, the fragment, index.html and its like, slashes that repeat or end the path, escapes of letters that need none (RFC 3986
    section 6.2.2), and the order of parameters: sorted by name, those of one name as they stood. What is no address of the web
    is its own identity. Never raises; the identity of an identity is itself.
    """
    if len(url) > LENGTH_MAX:
        return url
    try:
        href = ada_url.URL(url.strip()).href
    except ValueError:
        return url
    parts = _PARTS.match(href)
    if parts is None:
        return url
    if "amp" in href and (cached := _CACHES.sub("https://", href, count=1)) != href:
        return identity(cached)
    host, port, path, query = parts.groups("")
    port, query, shorter = "" if port in _PORTS else port, _query(query), _path(path)
    found = f"https://{_host(host)}{port}{shorter}{query and '?'}{query}"
    # what was taken off may leave "/.", which stands for the folder itself
    return identity(found) if shorter != path and "/." in shorter else found


def _host(host: str) -> str:
    """Return the host without the labels of its twins, as long as a domain is left."""
    host = host if host.endswith("..") else host.removesuffix(".") or host
    while True:
        first, _, rest = host.partition(".")
        if first not in TWIN_HOSTS or "." not in rest.strip(".") or rest.startswith("."):
            return host
        host = rest


def _path(path: str) -> str:
    path = _PATH_SESSION.sub("", _unescape(path))
    path = _BEGINNING.sub("", _SLASHES.sub("/", path))
    shorter = _ENDING.sub("", path)
    while shorter != path:
        path, shorter = shorter, _ENDING.sub("", shorter)
    return _EXTENSION.sub(r"\1", path) or "/"


def _unescape(text: str) -> str:
    """Decode letters that need no escape, and write the other escapes in capitals; a lone percent sign is an escaped one."""
    text = _LETTER.sub(lambda escape: chr(int(escape[1], 16)), _LONE_PERCENT.sub("%25", text))
    return _SMALL.sub(lambda escape: escape[0].upper(), text)


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = (_unescape(pair).replace("%20", "+").removeprefix("amp;").partition("=") for pair in query.split("&"))
    kept = sorted(((name, value) for name, _, value in pairs if not _is_aside(name.lower(), value)), key=lambda pair: pair[0])
    return "&".join(f"{name}={value}" if value else name for name, value in kept)


def _is_aside(name: str, value: str) -> bool:
    """Whether a parameter says nothing of which story is meant. `name`: in small letters."""
    if name in TRACKING or name.startswith((*TRACKING_PREFIXES, *SESSIONS)) or not (name or value):
        return True
    if name in TWIN_VALUES:
        return value.lower() in TWIN_VALUES[name]
    if name in PERHAPS_SESSIONS:
        return _TOKEN.fullmatch(value) is not None
    return name in REFERRERS and _WORD.fullmatch(value) is not None
