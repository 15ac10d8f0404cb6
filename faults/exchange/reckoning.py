"""Did everything that was confirmed arrive, once, unaltered, and did everybody learn of it?

Compares what the people were told (their ledgers) with what the installations have in the end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from faults.exchange.plan import COUNTED

ARRIVED = {"delivered", "opened", "signed", "returned", "withdrawn"}
ENDED = {"signed", "returned"}
Account = Mapping[str, Any]


@dataclass
class Reckoning:
    """Numbers of messages; ``stuck``: with the reason; the sentences say what is wrong with which.

    ``unconfirmed``: sent, and the sender killed before it could write that down; ``late_receipts``:
    deliveries whose receipt is still owed to the sender.
    """

    sent: int = 0
    delivered: int = 0
    recipients: int = 0
    unconfirmed: int = 0
    late_receipts: int = 0
    stuck: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        is_complete = self.sent == self.delivered + len(self.stuck)
        return is_complete and not (self.lost or self.doubled or self.corrupt or self.untrue)


def reckoned(
    accounts: Iterable[Account], sent: Iterable[Mapping[str, Any]], answered: Iterable[Mapping[str, Any]]
) -> Reckoning:
    """``sent``, ``answered``: the lines of all ledgers of senders and receivers."""
    by_node = {account["node"]: account for account in accounts}
    found = Reckoning()
    confirmed = {line["uid"]: line for line in sent}
    for account in by_node.values():
        _read_own(found, account, by_node, confirmed)
        _read_all(found, account, by_node)
    present = {
        uid for account in by_node.values() for uid, told in account["envelopes"].items() if told["is_own"]
    }
    for uid in confirmed.keys() - present:
        found.sent += 1
        found.lost.append(f"{uid}: confirmed to its sender, and gone")
    for line in answered:
        _read_answer(found, line, by_node)
    return found


def _read_own(
    found: Reckoning, origin: Account, by_node: Mapping[str, Account], confirmed: Mapping[str, Any]
) -> None:
    """Every envelope that was sent there, confirmed or committed and killed before the confirmation."""
    owed = {key.removeprefix("envelope:"): f"{state} {why}" for key, state, why in origin["parcels"]}
    for uid, told in origin["envelopes"].items():
        if not told["is_own"]:
            continue
        found.sent += 1
        found.unconfirmed += uid not in confirmed
        if uid in confirmed and confirmed[uid]["digest"] != told["digest"]:
            found.corrupt.append(f"{uid}: the words at {origin['node']} are not those that were sent")
        outcomes = [
            _outcome(found, uid, number, told, origin, by_node[node], owed.get(uid, ""))
            for number, node in told["to"].items()
        ]
        found.recipients += len(outcomes)
        found.delivered += all(outcome == "delivered" for outcome in outcomes)
        if "lost" in outcomes:
            found.lost.append(f"{uid}: {Counter(outcomes)}")
            found.stuck.pop(uid, None)


def _outcome(
    found: Reckoning, uid: str, number: str, told: Account, origin: Account, home: Account, owed: str
) -> str:
    key = f"{uid} {number}"
    state, is_here, reason = home["deliveries"].get(key, ("", False, ""))
    here_state, _, here_reason = origin["deliveries"][key]
    if is_here and state in ARRIVED:
        _read_effect(found, key, told, home)
        if here_state != state and key in _owed_receipts(home):
            found.late_receipts += 1
        elif here_state != state:
            found.lost.append(f"{key}: {state} there, and {here_state} where it was sent")
        return "delivered"
    refused = [why for named, why in home["refusals"] if named == uid]
    why = reason or here_reason or owed or (refused[0] if refused else "")
    if why:
        found.stuck[uid] = why
        return "stuck"
    return "lost"


def _owed_receipts(home: Account) -> set[str]:
    """The deliveries of which a receipt is still on its way to the sender, and listed there."""
    waiting = {key.removeprefix("receipt:") for key, _, _ in home["parcels"]}
    told = [home["receipts"][uid] for uid in waiting & home["receipts"].keys()]
    return {f"{each['envelope']} {number}" for each in told for number in each["numbers"]}


def _read_effect(found: Reckoning, key: str, told: Account, home: Account) -> None:
    is_taken_back = home["deliveries"][key][0] == "withdrawn"
    if told["kind"] == COUNTED and key not in home["effects"] and not is_taken_back:
        found.lost.append(f"{key}: delivered without its effect")


def _read_all(found: Reckoning, account: Account, by_node: Mapping[str, Account]) -> None:
    """What every envelope and receipt that lies there must be, wherever it came from."""
    node = account["node"]
    for uid, told in account["envelopes"].items():
        _read_words(found, uid, told, account, by_node)
    for key, times in account["effects"].items():
        state, is_here, _ = account["deliveries"].get(key, ("", False, ""))
        if times > 1 or not is_here or state not in ARRIVED:
            found.doubled.append(
                f"{key}: took effect {times} times at {node}, where it is {state or 'unknown'}"
            )
    for uid, times in account["delivered"].items():
        if times > 1:
            found.doubled.append(f"{uid}: delivered {times} times at {node}")
    spoken: Counter[str] = Counter()
    for uid, told in account["receipts"].items():
        if not told["is_true"]:
            found.untrue.append(f"receipt {uid} at {node}: {told['why']}")
        numbers = told["numbers"] or [""]
        by = f"{told['kind']} by {told['node']} {told['unit']}"
        spoken.update(f"{told['envelope']} {number} {by}" for number in numbers)
        _read_receipt_home(found, uid, told, account, by_node)
    found.doubled += [f"{what}: {times} receipts at {node}" for what, times in spoken.items() if times > 1]


def _read_words(
    found: Reckoning, uid: str, told: Account, account: Account, by_node: Mapping[str, Account]
) -> None:
    node = account["node"]
    if not told["is_true"]:
        found.untrue.append(f"envelope {uid} at {node}: {told['why']}")
    origins = [
        other["envelopes"][uid]
        for other in by_node.values()
        if uid in other["envelopes"] and other["envelopes"][uid]["is_own"]
    ]
    if not told["is_kept_as_signed"] or [told["digest"]] != [origin["digest"] for origin in origins]:
        found.corrupt.append(f"{uid}: the words at {node} are not those that were sent")
    kept = account["files"].get(uid, [])
    if [named for named, _ in kept] != told["files"] or any(named != lying for named, lying in kept):
        found.corrupt.append(f"{uid}: the files at {node} are not those that were sent")


def _read_receipt_home(
    found: Reckoning, uid: str, told: Account, account: Account, by_node: Mapping[str, Account]
) -> None:
    """A recipient's receipt lies at the sender's too, or is owed to it."""
    if told["node"] != account["node"] or account["envelopes"][told["envelope"]]["is_own"]:
        return
    owed = {key for key, _, _ in account["parcels"]}
    home = [other for other in by_node.values() if uid in other["receipts"] and other is not account]
    if not home and f"receipt:{uid}" not in owed:
        found.lost.append(f"receipt {uid} ({told['kind']}) never came home")


def _read_answer(found: Reckoning, line: Mapping[str, Any], by_node: Mapping[str, Account]) -> None:
    """Who signed or returned was told that it is done: so it is."""
    key = f"{line['uid']} {line['number']}"
    states = [account["deliveries"].get(key, ("", False, ""))[:2] for account in by_node.values()]
    if [line["state"], True] not in [list(each) for each in states]:
        found.lost.append(f"{key}: {line['state']} was confirmed, and is not so")
