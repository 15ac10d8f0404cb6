"""Is every mail one letter, answered once, though whoever fetches them is killed again and again?

``python -m faults.mail_killed [--json] [--mails 60] [--kills 12] [--seed 1]``: a process fetches a maildir
and is killed by SIGKILL at random moments while it is at it, then it may finish. In the end there must be one
mail, one submission and one receipt for each message, none left unmarked. With ``DATABASE_URL`` it runs on
PostgreSQL.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rig import database, show

SELF = [sys.executable, "-m", "faults.mail_killed"]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--mails", type=int, default=60)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fetch", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fetch:
        return fetch()
    with tempfile.TemporaryDirectory(prefix="yiwang-fault-mail-") as folder, database("mail_killed"):
        prepare(Path(folder), asked.mails)
        kills = killed_often(Path(folder), asked.kills, random.Random(asked.seed))
        for _ in range(2):
            subprocess.run([*SELF, "--fetch"], check=True, env=os.environ, stdout=subprocess.DEVNULL)
        counts = counted(Path(folder))
    show({"mails_sent": asked.mails, "kills": kills, **counts}, as_json=asked.json)
    expected = {"unmarked": 0, "mails": asked.mails, "submissions": asked.mails, "receipts": asked.mails}
    return 0 if counts == expected and kills >= asked.kills else 1


def prepare(folder: Path, mails: int) -> None:
    from yiwang.subsystems.participation.letters.mail.tests.makers import (  # noqa: PLC0415 - Django is set up by now
        ADDRESS,
        make_folder,
        make_mail,
        post,
    )
    from yiwang.subsystems.participation.letters.tests.makers import make_hall  # noqa: PLC0415

    make_hall()
    make_folder(folder)
    post(
        folder,
        *[make_mail(f"第{one}封邮件，请回信。", From=f"writer{one}@example.com") for one in range(mails)],
    )
    os.environ["YIWANG_LETTERS_MAIL"] = f"maildir://{folder}?box=mayor&address={ADDRESS}"


def fetch() -> int:
    """In a process of its own: everything that waits; says when it begins."""
    import django  # noqa: PLC0415 - settings are read on import, the environment is the parent's

    django.setup()
    from yiwang.subsystems.participation.letters.mail import tasks  # noqa: PLC0415

    print("begins", flush=True)
    while tasks.fetch():
        pass
    return 0


def killed_often(folder: Path, kills: int, chance: random.Random) -> int:
    """How often it was killed while something was still to be fetched."""
    done = 0
    while done < kills and any((folder / "new").iterdir()):
        with subprocess.Popen([*SELF, "--fetch"], env=os.environ, stdout=subprocess.PIPE) as process:
            assert process.stdout
            if process.stdout.readline() != b"begins\n":
                raise SystemExit("The fetching process did not begin.")
            time.sleep(chance.uniform(0, 3))
            process.send_signal(signal.SIGKILL)
            done += process.wait() == -signal.SIGKILL
    return done


def counted(folder: Path) -> dict[str, int]:
    from yiwang.kernel.intake.models import Submission  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.notifications.models import Outgoing  # noqa: PLC0415
    from yiwang.subsystems.participation.letters.mail.models import Mail  # noqa: PLC0415

    return {
        "unmarked": sum(1 for _ in (folder / "new").iterdir()),
        "mails": Mail.objects.filter(state="letter", submission__isnull=False).count(),
        "submissions": Submission.objects.count(),
        "receipts": Outgoing.objects.filter(key__endswith=":receipt").count(),
    }


if __name__ == "__main__":
    sys.exit(main())
