"""Which settings does a carrier need to reach a node, and are they usable?"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag

from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations import sealing

PURPOSE = "nodes"
AMQP_SCHEMES = {"amqp", "amqps"}


def checked(carrier: str, given: Mapping[str, str], code: str) -> dict[str, str]:
    """What is stored of the settings that somebody gave. Raises Refused with the field that is wrong."""
    match carrier:
        case Node.Carrier.DIRECTORY:
            return _directories(given, code)
        case Node.Carrier.HTTPS:
            return {"url": _https(given.get("url", ""))}
        case Node.Carrier.AMQP:
            return {"sealed_url": sealing.seal(_amqp(given.get("url", "")), PURPOSE)}
    raise Refused("请选择传输方式：目录摆渡、HTTPS 或消息队列。", field="carrier")


def _directories(given: Mapping[str, str], code: str) -> dict[str, str]:
    folders = {name: given.get(name, "").strip() for name in ("outbox", "inbox")}
    for name, folder in folders.items():
        if not folder or not Path(folder).is_absolute() or not Path(folder).is_dir():
            raise Refused(f"摆渡目录“{folder}”不存在，请填写已有目录的完整路径。", field=name)
    resolved = {name: str(Path(folder).resolve()) for name, folder in folders.items()}
    if resolved["outbox"] == resolved["inbox"]:
        raise Refused("发件目录和收件目录不能是同一个。", field="inbox")
    for other in Node.objects.filter(carrier=Node.Carrier.DIRECTORY).exclude(code=code):
        if shared := {*resolved.values()} & {*other.settings.values()}:
            raise Refused(f"目录 {shared.pop()} 已用于节点“{other.name}”，每个节点要有自己的目录。")
    return resolved


def _https(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.username:
        raise Refused("HTTPS 地址应写成 https://主机:端口。", field="url")
    return url.strip().rstrip("/")


def _amqp(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in AMQP_SCHEMES or not parts.hostname:
        raise Refused("消息队列地址应写成 amqp://用户:口令@主机:端口/虚拟主机。", field="url")
    return url.strip()


def amqp_url(node: Node) -> str:
    return sealing.opened(node.settings["sealed_url"], PURPOSE)


def shown(node: Node) -> str:
    """Where a node is reached, for people: without secrets."""
    match node.carrier:
        case Node.Carrier.DIRECTORY:
            return f"发件 {node.settings.get('outbox', '')}，收件 {node.settings.get('inbox', '')}"
        case Node.Carrier.HTTPS:
            return str(node.settings.get("url", ""))
        case Node.Carrier.AMQP:
            return _without_password(node)
    return ""


def _without_password(node: Node) -> str:
    try:
        parts = urlsplit(amqp_url(node))
    except InvalidTag:
        return "地址无法解密（YIWANG_SECRET_KEY 已更换），请重新登记"
    return f"{parts.scheme}://{parts.hostname}:{parts.port or 5672}{parts.path}"


def resealed(node: Node) -> dict[str, str]:
    """The settings of a node with its secrets under today's SECRET_KEY. Raises Refused."""
    if "sealed_url" not in node.settings:
        return dict(node.settings)
    try:
        return {**node.settings, "sealed_url": sealing.seal(amqp_url(node), PURPOSE)}
    except InvalidTag:
        raise Refused(
            f"节点 {node.code} 的地址用现在和以前的密钥都打不开，"
            "请把旧密钥放入 YIWANG_FORMER_SECRET_KEYS，或者重新登记。"
        ) from None
