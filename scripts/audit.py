"""Are the dependencies the ones that were locked, may we use them, and does anybody know a weakness in them?

Everything that can be proved from here is proved; the two advisory services (PyPI or OSV, npm) are asked as
well. One that does not answer is named at the end, and fails the audit where ``YIWANG_AUDIT=strict``.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import licences
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"
BROWSER = ROOT / "package-lock.json"


class UnreachableError(Exception):
    """An advisory service did not answer, or answered that it knows none of the packages."""


def main() -> int:
    failed, silent = [], []
    for statement, check in CHECKS.items():
        try:
            faults = check()
        except UnreachableError as error:
            silent.append(statement)
            say(f"  ?  {statement} — not answered: {error}")
            continue
        say(f"  {'no ' if faults else 'yes'} {statement}")
        for fault in faults:
            say(f"       {fault}")
        if faults:
            failed.append(statement)
    asked = len(CHECKS) - len(silent)
    say(f"Audit of dependencies: {asked} of {len(CHECKS)} statements checked, {len(failed)} of them wrong.")
    if silent:
        say(
            f"{len(silent)} advisory service(s) could not be asked from this machine: nothing is said here"
            " about weaknesses published since the versions were locked. Run `make audit` where they answer."
        )
    is_strict = os.environ.get("YIWANG_AUDIT") == "strict"
    return 1 if failed or (silent and is_strict) else 0


def unpinned() -> list[str]:
    """Requirements without one exact version or without a SHA-256 digest."""
    found = []
    for lock in (RUNTIME, DEVELOPMENT):
        for line in entries(lock):
            requirement = re.sub(r"\s*--hash=\S+", "", line)
            if not re.search(r"==[^=*\s;]+", requirement):
                found.append(f"{lock.name}: {requirement} has no exact version.")
            if "--hash=sha256:" not in line:
                found.append(f"{lock.name}: {requirement} has no digest.")
    return found


def unsealed() -> list[str]:
    """Browser packages without an integrity digest, or fetched from elsewhere than the registry."""
    found = []
    for place, entry in json.loads(BROWSER.read_text())["packages"].items():
        if place and not entry.get("integrity", "").startswith("sha512-"):
            found.append(f"{place}: no SHA-512 integrity.")
        if not entry.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"):
            found.append(f"{place}: comes from {entry['resolved']}.")
    return found


def outdated_locks() -> list[str]:
    """Declared dependencies that a lock file misses or contradicts; differences between the two."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    runtime, development = pins(RUNTIME), pins(DEVELOPMENT)
    found = missing(project["dependencies"] + extras["build"], runtime, RUNTIME.name)
    found += missing([line for extra in extras.values() for line in extra], development, DEVELOPMENT.name)
    found += [
        f"{name}: {runtime[name]} in one lock file, {development.get(name, 'missing')} in the other."
        for name in runtime
        if runtime[name] != development.get(name)
    ]
    return found


def missing(declared: list[str], locked: dict[str, str], name: str) -> list[str]:
    found = []
    for line in declared:
        requirement = Requirement(line)
        pinned = locked.get(canonicalize_name(requirement.name))
        if pinned is None or pinned not in requirement.specifier:
            found.append(f"{name}: {line} is declared, {pinned or 'nothing'} is locked.")
    return found


def misinstalled() -> list[str]:
    """Packages whose installed version is not the locked one, and what `pip check` finds broken."""
    found = []
    for name, pinned in pins(DEVELOPMENT).items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "nothing"
        if installed != pinned:
            found.append(f"{name}: {pinned} is locked, {installed} is installed.")
    report = run([sys.executable, "-m", "pip", "check"])
    return found if report.returncode == 0 else found + report.stdout.splitlines()


def unwelcome_licences() -> list[str]:
    return licences.unwelcome_in_python(own="yiwang") + licences.unwelcome_in_browser(BROWSER)


def weak_python() -> list[str]:
    """Weaknesses that PyPI knows, or OSV where PyPI does not answer."""
    reasons = []
    for service in ("pypi", "osv"):
        try:
            return asked(service)
        except UnreachableError as error:
            reasons.append(f"{service}: {error}")
    raise UnreachableError("; ".join(reasons))


def asked(service: str) -> list[str]:
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [sys.executable, "-m", "pip_audit", "-s", service, "-r", str(DEVELOPMENT), *options]
    answer = parsed(run(command))
    dependencies = answer.get("dependencies")
    if dependencies is None:
        raise UnreachableError("no answer")
    known = [entry for entry in dependencies if "vulns" in entry]
    if not known:
        raise UnreachableError(f"it knows none of the {len(dependencies)} packages")
    unknown = [f"{entry['name']}: {entry['skip_reason']}" for entry in dependencies if "vulns" not in entry]
    weak = [
        f"{entry['name']} {entry['version']}: {weakness['id']}, cured in {weakness['fix_versions']}."
        for entry in known
        for weakness in entry["vulns"]
    ]
    return weak + unknown


def weak_browser() -> list[str]:
    answer = parsed(run(["npm", "audit", "--json"]))
    if "auditReportVersion" not in answer:
        raise UnreachableError(str(answer.get("message", "no answer")))
    return [
        f"{name}: {entry['severity']}, range {entry['range']}."
        for name, entry in answer["vulnerabilities"].items()
    ]


def entries(lock: Path) -> list[str]:
    """Each requirement of a lock file on one line, digests included."""
    joined = lock.read_text().replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith(("#", "-"))]


def pins(lock: Path) -> dict[str, str]:
    """Name and version of the requirements that concern this Python and system."""
    found = {}
    for line in entries(lock):
        requirement = Requirement(re.sub(r"\s*--hash=\S+", "", line))
        if requirement.marker is None or requirement.marker.evaluate():
            found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreachableError("no answer within five minutes") from error


def parsed(process: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    try:
        answer = json.loads(process.stdout)
    except json.JSONDecodeError as error:
        raise UnreachableError((process.stderr.strip().splitlines() or ["no answer"])[-1][:200]) from error
    return answer if isinstance(answer, dict) else {}


def say(sentence: str) -> None:
    print(sentence, flush=True)


CHECKS: dict[str, Callable[[], list[str]]] = {
    "Every Python requirement is locked to one version with its digest.": unpinned,
    "Every browser package is locked with its digest and comes from the registry.": unsealed,
    "The lock files agree with pyproject.toml and with each other.": outdated_locks,
    "What is installed is what is locked, and nothing contradicts.": misinstalled,
    "Every licence may stand beside Apache-2.0.": unwelcome_licences,
    "No weakness of a Python package is known.": weak_python,
    "No weakness of a browser package is known.": weak_browser,
}

if __name__ == "__main__":
    sys.exit(main())
