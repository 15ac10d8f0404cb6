"""What may a system be called, where may it be told, how long do its tokens live, when is it told again?"""

import re
from collections.abc import Collection, Sequence
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives import hashes, hmac

from yiwang.kernel.errors import Refused

CODE = re.compile(r"[A-Za-z0-9_-]{2,40}")
TOKEN = re.compile(r"yw_[A-Za-z0-9_-]{43}")
SHOWN_OF_TOKEN = 9
LONGEST_TOKEN_DAYS = 366
EXPIRY_WARNING_DAYS = 30
CALLS_PER_MINUTE = 600
MOST_CALLS_PER_MINUTE = 6_000
FAILURES, FAILURE_SECONDS = 20, 300

# Seconds to wait after the first, second … failed attempt; then the call is given up (two days).
BACK_OFF = (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
# Seconds for which a receiver is left alone after the first, second … attempt that did not get through.
REST = (15, 30, 60, 120, 300)
LONGEST_WAIT_DAYS = 7
REASON_LENGTH = 300
TOLERANCE_SECONDS = 300

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# Where machines in a cloud read their own credentials: never a receiver, whatever the setting says.
METADATA = frozenset({"169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"})
_NAT64 = ip_network("64:ff9b::/96")


def checked_code(code: str) -> str:
    """Raises Refused for what the signed words of an envelope could not name."""
    if not CODE.fullmatch(code.strip()):
        raise Refused("系统代码为2至40位字母、数字、连字符或下划线，请修改。", field="code")
    return code.strip()


def line(text: str, field: str, label: str, longest: int) -> str:
    """One line without blanks around it. Raises Refused where it is empty or too long."""
    given = " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())
    if not given:
        raise Refused(f"请填写{label}。", field=field)
    if len(given) > longest:
        raise Refused(f"{label}最长{longest}字，请缩短。", field=field)
    return given


def check_expiry(expires_on: date, today: date, latest: date) -> None:
    if expires_on < today:
        raise Refused("有效期已过，请改为今天或以后的日期。", field="expires_on")
    if expires_on > latest:
        raise Refused(f"令牌最长有效一年，最迟到{latest}。", field="expires_on")


def check_scopes(chosen: Collection[str], declared: Collection[str]) -> None:
    if not chosen:
        raise Refused("请至少选择一项权限。", field="scopes")
    if unknown := sorted(set(chosen) - set(declared)):
        raise Refused(f"没有“{unknown[0]}”这项权限，请重新选择。", field="scopes")


def check_rate(calls_per_minute: int) -> None:
    if not 1 <= calls_per_minute <= MOST_CALLS_PER_MINUTE:
        raise Refused(f"每分钟调用次数为1至{MOST_CALLS_PER_MINUTE}，请修改。", field="calls_per_minute")


def checked_address(address: str, *, local_allowed: bool) -> str:
    """An address that calls may be sent to, as far as its text says.

    HTTPS only; plain HTTP to this very machine where ``local_allowed``. Raises Refused.
    """
    address = address.strip()
    parts = _parts(address)
    if parts is None or not parts.hostname or len(address) > 300:
        raise Refused("请填写完整的回调地址，如 https://oa.example.gov.cn/yiwang。", field="address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused("回调地址里不能带账号、密码或“#”，请去掉。", field="address")
    is_local = local_allowed and parts.hostname in LOCAL_NAMES
    if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
        raise Refused("回调地址必须以 https:// 开头。", field="address")
    return address


def _parts(address: str) -> SplitResult | None:
    """None for what is no address: a port that is none, brackets that do not close, a blank inside."""
    if not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


def host_fault(address: str, networks: Sequence[str], *, local_allowed: bool) -> str:
    """Why no call may go to an IP address; empty where it may.

    Public addresses may be called; private ones only inside ``networks`` (CIDR); link-local, multicast and
    metadata addresses never: a webhook must not reach what only this machine can reach.
    """
    ip = _unwrapped(ip_address(address))
    if str(ip) in METADATA or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return f"回调地址指向 {ip}，这类地址不能作为回调地址。"
    if ip.is_loopback:
        return "" if local_allowed else f"回调地址指向本机（{ip}），不能作为回调地址。"
    if ip.is_global or any(ip in ip_network(each) for each in networks):
        return ""
    return f"回调地址指向内部地址 {ip}，不在允许的内网网段内，请联系平台管理员（YIWANG_WEBHOOK_NETWORKS）。"


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, NAT64."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped or ip.sixtofour:
            return ip.ipv4_mapped or ip.sixtofour or ip
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def signature(secret: str, timestamp: str, body: str) -> str:
    """``X-Yiwang-Signature``: ``v1=`` and HMAC-SM3 (GB/T 15852.2) over ``timestamp.body`` in hex."""
    summing = hmac.HMAC(secret.encode(), hashes.SM3())
    summing.update(f"{timestamp}.{body}".encode())
    return f"v1={summing.finalize().hex()}"


def wait_after(attempts: int) -> int | None:
    """Seconds until the next attempt after so many failed ones; None where the call is given up."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def is_exhausted(attempts: int) -> bool:
    """Whether there was one attempt more than there are waits: the one after the last."""
    return attempts > len(BACK_OFF) + 1


def rest_after(failures: int) -> int:
    """Seconds for which a receiver is left alone after so many failures in a row."""
    return REST[min(failures, len(REST)) - 1]


def reason(text: str) -> str:
    """Why something failed, fit to be stored and shown: one line, not long."""
    return " ".join(text.replace("\x00", "").split())[:REASON_LENGTH]
