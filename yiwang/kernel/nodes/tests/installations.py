"""A second installation: a process of its own, with its own data directory, database and keys.

``Installation(folder, zone, code)`` is migrated and empty. ``run`` runs a command of ``yiwang``, ``python``
runs code inside it and gives back what the code put into ``answer``, ``tick`` runs every regular job once.
They are obeyed by one process that lives as long as the test; ``started`` starts another that goes on.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import weakref
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[4]


@cache
def migrated() -> Path:
    """A migrated, empty SQLite database to be copied: made once in a run, whichever worker comes first."""
    folder = Path(os.environ["YIWANG_DATA"]) / "migrated"
    making, made = folder / "making", folder / "yiwang.sqlite3"
    making.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            command = [sys.executable, "-m", "yiwang", "migrate", "--verbosity", "0"]
            _ran(command, _environment(making, "both", "first"))
            (making / made.name).replace(made)
    return made


def _environment(folder: Path, zone: str, code: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIWANG_")}
    kept.pop("DATABASE_URL", None)
    return {
        **kept,
        "YIWANG_MODE": "test",
        "YIWANG_DATA": str(folder),
        "YIWANG_ZONE": zone,
        "YIWANG_NODE_CODE": code,
        "YIWANG_NODE_NAME": f"{code} 节点",
        "DJANGO_SETTINGS_MODULE": "yiwang.kernel.nodes.tests.installed_settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error::RuntimeWarning",
        **more,
    }


def _ran(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(
            f"{' '.join(command)[:300]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout


class Installation:
    """One installation of the platform in ``folder``."""

    def __init__(self, folder: Path, zone: str, code: str, **environment: str) -> None:
        self.folder, self.code = folder, code
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(migrated(), folder / "yiwang.sqlite3")
        self.environment = _environment(folder, zone, code, **environment)
        self._desk = subprocess.Popen(
            [sys.executable, "-m", "yiwang.kernel.nodes.tests.installed"],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        weakref.finalize(self, _ended, self._desk)

    def run(self, *command: str) -> str:
        """What the command printed; AssertionError with all that it said where it failed."""
        said: str = self._obeyed({"command": command})["said"]
        return said

    def python(self, code: str, **given: Any) -> Any:
        """Run code that finds its arguments in ``given`` and puts what it found out into ``answer``."""
        return self._obeyed({"code": code, "given": given})["answer"]

    def _obeyed(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._desk.stdin
        assert self._desk.stdout
        self._desk.stdin.write(json.dumps(order) + "\n")
        self._desk.stdin.flush()
        found: dict[str, Any] = json.loads(self._desk.stdout.readline() or '{"error": "the process ended"}')
        if "error" in found:
            raise AssertionError(f"{self.code}: {found['error']}")
        return found

    def tick(self, *packages: str) -> list[dict[str, Any]]:
        """Every regular job once, however short a time ago it ran; AssertionError where one failed.

        ``packages``: only the jobs of these, such as ``"nodes"``.
        """
        code = """
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.deadlines.models import JobRun
from yiwang.kernel.deadlines.moments import now
every = dict(ticking._jobs)
for name in every:
    if given["packages"] and name.split(".")[0] not in given["packages"]:
        del ticking._jobs[name]
JobRun.objects.update(last_started_at=None, claimed_until=None)
answer = [vars(result) for result in ticking.run_due(now())]
ticking._jobs.update(every)
"""
        results: list[dict[str, Any]] = self.python(code, packages=packages)
        failed = [result for result in results if result["error"]]
        assert not failed, failed
        return results

    def started(self, *command: str) -> "subprocess.Popen[str]":
        """A command that goes on, such as ``serve-nodes``; whoever starts it ends it."""
        return subprocess.Popen(
            [sys.executable, "-m", "yiwang", *command],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def identity(self, url: str = "") -> tuple[Path, str]:
        """The identity document as a file, and its fingerprint."""
        path = self.folder / "identity.json"
        path.write_text(self.run("node-identity", "--url", url, "--verbosity", "0"), encoding="utf-8")
        code = "from yiwang.kernel.nodes import identity\nanswer = identity.read(given['text']).fingerprint"
        return path, self.python(code, text=path.read_text(encoding="utf-8"))

    def knows(
        self, other: "Installation", role: str, carrier: str, *, url: str = "", **settings: str
    ) -> None:
        """Register another installation here, as its managers would.

        ``url``: where its node server answers; ``settings``: outbox and inbox, or the broker as ``link``.
        """
        path, told = other.identity(url)
        names = {"link": "url"}
        options = [word for name, value in settings.items() for word in (f"--{names.get(name, name)}", value)]
        self.run(
            "register-node", str(path), "--fingerprint", told, "--role", role, "--carrier", carrier, *options
        )


def _ended(desk: "subprocess.Popen[str]") -> None:
    desk.communicate(timeout=30)


def ferried(tmp_path: Path) -> tuple[Installation, Installation]:
    """An outer and an inner installation that know each other by two directories."""
    outer = Installation(tmp_path / "outer", "outer", "outer")
    inner = Installation(tmp_path / "inner", "inner", "inner")
    inward, outward = tmp_path / "inward", tmp_path / "outward"
    for folder in (inward, outward):
        folder.mkdir()
    outer.knows(inner, "inner", "directory", outbox=str(inward), inbox=str(outward))
    inner.knows(outer, "outer", "directory", outbox=str(outward), inbox=str(inward))
    return outer, inner
