"""A program of a unit that calls /api/v1/ with a token of its own."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client, TestCase

from yiwang.kernel.exchange import mailboxes
from yiwang.kernel.systems.models import System
from yiwang.kernel.systems.tests.makers import make_system, make_token

EVERYTHING = [mailboxes.SEND, mailboxes.READ, mailboxes.SIGN, mailboxes.UNIT_MAIL]
PREFIX = "/api/v1/exchange"


@dataclass
class Program:
    system: System
    secret: str
    client: Client

    def get(self, address: str, **parameters: Any) -> Any:
        return self.client.get(PREFIX + address, parameters, headers=self.headers())

    def post(self, address: str, told: Any = None, **headers: str) -> Any:
        body = json.dumps({} if told is None else told)
        return self.client.post(
            PREFIX + address, body, content_type="application/json", headers=self.headers(**headers)
        )

    def upload(self, content: bytes, name: str, **headers: str) -> Any:
        return self.client.post(
            f"{PREFIX}/files?name={name}",
            content,
            content_type="application/octet-stream",
            headers=self.headers(**headers),
        )

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.secret}",
            **{key.replace("_", "-"): more[key] for key in more},
        }


def make_program(*scopes: str, **changes: Any) -> Program:
    """Without scopes: one that may do everything."""
    rate = changes.pop("calls_per_minute", 6_000)
    system = make_system(**changes)
    _, secret = make_token(system, scopes=list(scopes or EVERYTHING), calls_per_minute=rate)
    return Program(system, secret, Client())


def letter(*to: Any, **changes: Any) -> dict[str, Any]:
    """An official document to units or systems."""
    recipients = [{"system": each.code} if isinstance(each, System) else {"unit": each.code} for each in to]
    return {
        "kind": "exchange.document",
        "subject": "关于做好防汛工作的通知",
        "body": {"number": "云政办发〔2026〕8号", "text": "请各单位做好准备。"},
        "main": recipients,
        **changes,
    }


def delivered(program: Program, *to: Any, **changes: Any) -> dict[str, Any]:
    """What the program is told on sending; what happens at the commit has happened. ``headers`` go along."""
    headers = changes.pop("headers", {})
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = program.post("/envelopes", letter(*to, **changes), **headers)
    assert response.status_code == 201, response.content.decode()
    told: dict[str, Any] = response.json()
    return told


def refusal(response: Any, status: int) -> dict[str, Any]:
    """What a program is told instead, in the one shape."""
    assert response.status_code == status, response.content.decode()
    told: dict[str, Any] = response.json()
    assert set(told) == {"error", "field"}
    assert told["error"]
    return told
