"""Is any message lost, doubled or believed though it was corrupted, whatever happens on its way?

``python -m faults.exchange [--json] [--messages 10000] [--kills 200] [--carrier all]``: for each carrier two
real installations, a city and a county (for the loopback one), as processes of their own with databases of
their own. Senders, receivers, workers and node servers are killed by SIGKILL at random moments while messages
flow; a bad gap device tears, doubles, delays, loses and alters files; a clock is two days wrong, the network
is away for a week, a disk is full. In the end what was confirmed to people is compared with what is there.

Exit code 1: something was lost, doubled or believed though corrupt; a signature or the record does not hold;
or something was left undone (``standstills``) after what was wrong had been put right.

``--messages 500 --kills 20`` is the quick variant. The clocks of the installations run twenty times as fast
as the real one and leap on where everybody only waits, so that leases lapse and what failed is tried again.
Needs RabbitMQ on this machine for ``amqp``.
"""

import argparse
import json
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.rig import show
from faults.exchange import installations, scenes
from faults.exchange.ledger import confirmed
from faults.exchange.plan import CITY, COUNTY
from faults.exchange.progress import say
from faults.exchange.reckoning import Reckoning, reckoned
from faults.exchange.stage import Stage, room

CARRIERS = ("loopback", "directory", "https", "amqp")
SCENES = ("kills", "clock", "week", "disk")
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
SHOWN = 20


def main() -> int:
    asked = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Told to stop."))
    parts = []
    with tempfile.TemporaryDirectory(prefix="yiwang-fault-template-") as folder:
        asked.template = Path(folder) / installations.SQLITE
        for carrier in CARRIERS if asked.carrier == "all" else (asked.carrier,):
            parts.append(rehearsed(carrier, asked))
            print(json.dumps(parts[-1], ensure_ascii=False), file=sys.stderr, flush=True)
    total = {
        key: sum(part[key] for part in parts)
        for key in ("sent", "delivered", "stuck", "lost", "doubled", "corrupt_accepted")
    }
    is_sound = all(part["is_sound"] for part in parts)
    if asked.json:
        print(json.dumps({**total, "carriers": parts}, ensure_ascii=False))
    else:
        show(total, as_json=False)
    return 0 if is_sound else 1


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--messages", type=int, default=10_000, help="over each carrier (10000)")
    parser.add_argument("--kills", type=int, default=200, help="for each carrier (200)")
    parser.add_argument("--carrier", choices=["all", *CARRIERS], default="all")
    parser.add_argument("--scenes", default=",".join(SCENES), help="of kills,clock,week,disk")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=20.0, help="seconds shown in a real one (20)")
    parser.add_argument(
        "--postgresql", default="", help="which sides have a PostgreSQL database: city,county"
    )
    parser.add_argument("--workers", type=int, default=1, help="on each installation, at once (1)")
    parser.add_argument("--keep", action="store_true", help="leave the folders there")
    asked = parser.parse_args()
    asked.postgresql = [side for side in asked.postgresql.split(",") if side in {CITY, COUNTY}]
    asked.server = os.environ.get("DATABASE_URL") or SERVER
    return asked


def rehearsed(carrier: str, asked: argparse.Namespace) -> dict[str, Any]:
    """All scenes over one carrier, and what came of them."""
    began = time.monotonic()
    with room(asked.keep) as folder:
        stage = Stage(carrier, folder, asked)
        try:
            say(stage, "two installations are founded")
            stage.set_up()
            happened = played(stage, asked)
            stage.company.end()
            say(stage, "the reckoning")
            found, audits, rejected = settled(stage)
        finally:
            stage.clear()
    for sentence in [*found.lost, *found.doubled, *found.corrupt, *found.untrue][:SHOWN]:
        say(stage, sentence)
    is_sound = found.is_sound and all(audits) and not stage.standstills
    is_sound = is_sound and happened["kills"] == wanted_kills(asked)
    return {
        "carrier": carrier,
        "sent": found.sent,
        "delivered": found.delivered,
        "stuck": len(found.stuck),
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "corrupt_accepted": len(found.corrupt),
        "untrue_signatures": len(found.untrue),
        "audit_whole": all(audits),
        "is_sound": is_sound,
        "recipients": found.recipients,
        "unconfirmed": found.unconfirmed,
        "late_receipts": found.late_receipts,
        "reasons": sorted(set(found.stuck.values()))[:SHOWN],
        **happened,
        "standstills": stage.standstills,
        "rejected": rejected,
        "seconds": round(time.monotonic() - began),
    }


def wanted_kills(asked: argparse.Namespace) -> int:
    return asked.kills if "kills" in asked.scenes else 0


def played(stage: Stage, asked: argparse.Namespace) -> dict[str, Any]:
    """The scenes one after the other on the same installations; what was done to them."""
    found: dict[str, Any] = {}
    few = max(70, asked.messages // 50)
    began = time.monotonic()
    scenes.flow(stage, asked.messages if "kills" in asked.scenes else few, wanted_kills(asked))
    found["flow_seconds"] = round(time.monotonic() - began)
    if "clock" in asked.scenes:
        scenes.clock(stage, few)
    if "week" in asked.scenes and stage.carrier != "loopback":
        found["stuck_within_the_week"] = scenes.week(stage, few)
    if "disk" in asked.scenes:
        found["disk_filled_by"] = scenes.disk(stage, few * 4)
    company = stage.company
    found["kills"] = company.kills.total()
    found["killed"] = dict(company.kills)
    found["died_by_themselves"] = dict(company.deaths)
    counts = [installations.told(path) for path in stage.folder.glob("*ward.json")]
    if counts:
        found["device"] = {
            name: sum(each.get(name, 0) for each in counts) for name in sorted({*counts[0], *counts[-1]})
        }
    return found


def settled(stage: Stage) -> tuple[Reckoning, list[bool], dict[str, int]]:
    """What the installations say of themselves, compared with what their people were told."""
    accounts, audits = [], []
    rejected: dict[str, int] = {}
    for side, installation in stage.installations.items():
        path = stage.folder / f"account-{side}.json"
        installation.ran([sys.executable, "-m", "faults.exchange.account", "--to", str(path)])
        accounts.append(installations.told(path))
        for reason, times in accounts[-1]["rejections"].items():
            alike = re.sub(r"\d+", "…", reason)
            rejected[alike] = rejected.get(alike, 0) + times
        audits.append(json.loads(installation.run("verify-audit", "--json"))["whole"])
    sent = [line for path in stage.folder.glob("sent-*.jsonl") for line in confirmed(path)]
    answered = [line for path in stage.folder.glob("answers-*.jsonl") for line in confirmed(path)]
    return reckoned(accounts, sent, answered), audits, rejected


if __name__ == "__main__":
    sys.exit(main())
