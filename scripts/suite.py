"""Does the whole suite pass on SQLite, and what asks the database again on PostgreSQL where one answers?

``python scripts/suite.py [pytest arguments]``. ``DATABASE_URL`` names a PostgreSQL that must answer; without
it a local one is looked for. The tests' databases are named after this clone, made and removed by each run.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import postgresql

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    arguments = sys.argv[1:]
    say("The suite on SQLite:")
    outcomes = [run(arguments, database="")]
    address = postgresql.address()
    if address:
        say("What asks the database, on PostgreSQL:")
        with postgresql.existing(address):
            outcomes.append(run(["--database-only", *arguments], database=address))
    else:
        say("No PostgreSQL answers here and DATABASE_URL names none: the suite ran on SQLite only.")
    return max(outcomes)


def run(arguments: list[str], database: str) -> int:
    """Run pytest in parallel with a data directory of its own; return its exit status."""
    with tempfile.TemporaryDirectory(prefix="yiwang-test-") as data:
        # Some machines forbid it: then each of some hundred processes would compile the whole house anew.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {
            **kept,
            "YIWANG_MODE": "test",
            "YIWANG_DATA": data,
            "YIWANG_SECRET_KEY": "only-for-tests-" * 4,
            "DATABASE_URL": database,
        }
        command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadscope", "-rs", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
