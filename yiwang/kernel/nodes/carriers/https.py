"""How do letters cross by HTTPS? Both sides show the certificate that the other one registered."""

import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import httpx

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes import calls, letters, tls
from yiwang.kernel.nodes.carriers.carriage import (
    Arrival,
    PausedError,
    PostponedError,
    UnreachableError,
    whole,
)
from yiwang.kernel.nodes.letters import Letter, RejectedError
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.rules import PIECE

TIMEOUT = httpx.Timeout(60, connect=5)
LETTERS = "/node/v1/letters"


class HttpsCarrier:
    """One connection to a node's server, kept for the round."""

    def __init__(self, node: Node, here: Node, until: float) -> None:
        self.node, self.here, self.until = node, here, until
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    @cached_property
    def _client(self) -> httpx.Client:
        """Made for the first call: most rounds have nothing to say."""
        with tls.on_disk() as (certificate, key):
            context = trusting(self.node.tls_certificate)
            context.load_cert_chain(certificate, key)
        return self._opened.enter_context(
            httpx.Client(base_url=self.node.settings["url"], verify=context, timeout=TIMEOUT, trust_env=False)
        )

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def carry(self, parcel: Parcel, letter: Letter) -> Letter:
        """Files first, each from where it was cut off; then the letter, whose answer is the receipt."""
        enclosed = [enclosure.file for enclosure in parcel.enclosures.all()]
        for file in enclosed:
            self._upload(file)
        answer = self._called("POST", LETTERS, letter.wire)
        if answer.status_code == httpx.codes.CONFLICT:
            raise PostponedError(_error(answer))
        return self._receipt(answer)

    def carry_note(self, letter: Letter) -> Letter:
        return self._receipt(self._called("POST", LETTERS, letter.wire))

    def _receipt(self, answer: httpx.Response) -> Letter:
        if answer.status_code != httpx.codes.OK:
            raise PostponedError(_error(answer))
        try:
            return letters.read(answer.content)
        except RejectedError as refusal:
            raise PostponedError(f"对方的回执不可读：{refusal.why}") from refusal

    def settle(self) -> None:
        """The answer was the proof."""

    def is_behind(self) -> bool:
        """Nothing waits between the other side and our server."""
        return False

    def arrivals(self) -> Iterator[Arrival]:
        """What comes by HTTPS comes to our own node server."""
        yield from ()

    def _upload(self, file: StoredFile) -> None:
        path = f"/node/v1/pieces/{file.digest}"
        have = self._have(self._called("GET", path, b""))
        with whole(file) as place, place.open("rb") as content:
            while have < file.size:
                if time.monotonic() >= self.until:
                    raise PausedError
                have = self._uploaded(path, file, have, content)

    def _uploaded(self, path: str, file: StoredFile, have: int, content: Any) -> int:
        """How far it is after one more piece; PostponedError where the other side began anew."""
        content.seek(have)
        query = urlencode({"size": file.size, "offset": have, "name": file.name})
        reached = self._have(self._called("PUT", f"{path}?{query}", content.read(PIECE)))
        if reached <= have:
            raise PostponedError(f"附件“{file.name}”传到对方后摘要不符，重新传送。")
        return reached

    def _have(self, answer: httpx.Response) -> int:
        if answer.status_code != httpx.codes.OK:
            raise PostponedError(_error(answer))
        have = _body(answer).get("have")
        if not isinstance(have, int):
            raise PostponedError("对方的回答不可读。")
        return have

    def _called(self, method: str, path: str, content: bytes) -> httpx.Response:
        headers = calls.signed(self.here, self.node, method, path, content)
        name = {"sni_hostname": tls.host_of(self.node.code)}
        try:
            answer = self._client.request(method, path, content=content, headers=headers, extensions=name)
        except httpx.ReadTimeout as fault:
            raise PostponedError("对方没有在一分钟内答复。") from fault
        except httpx.HTTPError as fault:
            raise UnreachableError(f"连不上 {self.node.settings['url']}：{fault}") from fault
        if answer.status_code == httpx.codes.FORBIDDEN:
            raise UnreachableError(f"对方不接受本节点的请求：{_error(answer)}")
        return answer


def trusting(certificate: str) -> ssl.SSLContext:
    """Believes exactly this certificate, whoever issued it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _body(answer: httpx.Response) -> dict[str, Any]:
    return letters.plain_object(answer.content) or {}


def _error(answer: httpx.Response) -> str:
    said = _body(answer).get("error")
    return said[:200] if isinstance(said, str) else f"对方答复 {answer.status_code}。"
