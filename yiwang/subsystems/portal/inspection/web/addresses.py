"""Which address is meant, does it belong to the site, and may it be opened at all?"""

import re
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 500
MOST_SEGMENTS = 14
MOST_REPEATS = 3
PORTS = {"http": 80, "https": 443}
# Parts of an address that name a visit, not a page.
VISIT = re.compile(r"(?i)^(?:utm_\w+|phpsessid|jsessionid|sid|session_?id|spm|from|timestamp|_t?)$")
SESSION_IN_PATH = re.compile(r"(?i);jsessionid=[^/?#]*")
METADATA = frozenset({"169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"})


def absolute(base: str, href: str) -> str:
    """The address that a link on ``base`` leads to, in one spelling; empty for what is no web address."""
    href = "".join(href.split()) if "\n" in href or "\t" in href else href.strip()
    if not href or href.startswith("#") or len(href) > 4 * LONGEST:
        return ""
    try:
        return _spelt(urlsplit(urljoin(base, href)))
    except ValueError:
        return ""


def _spelt(parts: SplitResult) -> str:
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        return ""
    host = parts.hostname.lower().rstrip(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    netloc = host if port is None or port == PORTS[parts.scheme] else f"{host}:{port}"
    path = SESSION_IN_PATH.sub("", parts.path) or "/"
    path = quote(path, safe="/%:@!$&'()*+,;=~-._")
    query = parts.query
    if query:
        kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if not VISIT.match(pair[0])]
        query = urlencode(kept)
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()


def site_of(address: str) -> tuple[str, int]:
    """Host without www and port: what makes one site; http and https of a host are the same."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower().removeprefix("www.")
    port = parts.port or 0
    return host, 0 if port in {0, 80, 443} else port


def digest(address: str) -> str:
    """Under what an address is remembered; http and https, www and without it are one page."""
    parts = urlsplit(address)
    host, port = site_of(address)
    spelt = f"{host}:{port}{parts.path}?{parts.query}"
    return sha256(spelt.encode()).hexdigest()[:32]


def is_trap(address: str) -> bool:
    """Paths that only a machine that follows its own tail would make."""
    if len(address) > LONGEST:
        return True
    segments = [part for part in urlsplit(address).path.split("/") if part]
    if len(segments) > MOST_SEGMENTS:
        return True
    return any(segments.count(part) > MOST_REPEATS for part in set(segments))


def shape(address: str) -> str:
    """What pages that differ in numbers and values only have in common."""
    parts = urlsplit(address)
    keys = "&".join(sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{re.sub(r'[0-9]+', '#', parts.path)}?{keys}"


def is_public_ip(ip: str) -> bool:
    """Whether anybody on the network can reach it: neither private nor this machine nor a link of it."""
    return _plain(ip).is_global and not _plain(ip).is_multicast and ip not in METADATA


def is_never(ip: str) -> bool:
    """What is not opened even for a site that was registered as an inner one."""
    plain = _plain(ip)
    return str(plain) in METADATA or plain.is_link_local or plain.is_multicast or plain.is_unspecified


def _plain(ip: str) -> IPv4Address | IPv6Address:
    address = ip_address(ip.partition("%")[0])
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address
