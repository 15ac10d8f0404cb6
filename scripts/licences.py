"""May every dependency stand beside an Apache-2.0 project?"""

import json
from importlib.metadata import Distribution, distributions
from pathlib import Path

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "HPND",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
}

# What packages of before PEP 639 write in a classifier or in the free field.
NAMES = {
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}

# Read by hand in the package's own licence file, with the reason why it may stay.
REVIEWED = {
    "axe-playwright-python": "MIT: its licence file says so, its metadata is silent",
    "spiffworkflow": "LGPL-3.0: imported, not changed, replaceable by the installer",
    "psycopg": "LGPL-3.0: imported, not changed, replaceable by the installer",
    "psycopg-binary": "LGPL-3.0: imported, not changed, replaceable by the installer",
    "psycopg-pool": "LGPL-3.0: imported, not changed, replaceable by the installer",
    "qrcode": "BSD-3-Clause and MIT: the 'other' of its metadata is the MIT notice of its forerunner",
}

REVIEWED_IN_BROWSER = {
    "bpmn-js": "MIT with one more duty: the watermark of bpmn.io stays visible on every diagram",
}


def unwelcome_in_python(own: str) -> list[str]:
    """One sentence for each installed package whose licence is unknown or may not stand here."""
    found = []
    for package in distributions():
        name = package.name.lower()
        if name == own or name in REVIEWED:
            continue
        stated = python_licence(package)
        if not is_allowed(stated):
            found.append(f"{name} {package.version}: licence {stated or 'not stated'} is not on the list.")
    return found


def unwelcome_in_browser(lock: Path) -> list[str]:
    """The same for every package of a package-lock.json; npm copies each licence into it."""
    packages = json.loads(lock.read_text())["packages"]
    return [
        f"{place}: licence {entry.get('license', 'not stated')} is not on the list."
        for place, entry in packages.items()
        if place
        and place.removeprefix("node_modules/") not in REVIEWED_IN_BROWSER
        and not is_allowed(entry.get("license", ""))
    ]


def python_licence(package: Distribution) -> str:
    """The licence as an SPDX expression where the package allows to know it, empty where it does not."""
    expression = package.metadata.get("License-Expression")
    if expression:
        return expression
    classifiers = package.metadata.get_all("Classifier") or []
    stated = [line.split("::")[-1].strip() for line in classifiers if line.startswith("License ::")]
    if not stated:
        stated = (package.metadata.get("License") or "").splitlines()[:1]
    return " AND ".join(NAMES.get(name, name) for name in stated)


def is_allowed(expression: str) -> bool:
    """Whether one alternative of an SPDX expression (``A AND B OR C``) consists of allowed licences only."""
    plain = expression.replace("(", " ").replace(")", " ")
    alternatives = [{name.strip() for name in part.split(" AND ")} for part in plain.split(" OR ")]
    return any(names <= ALLOWED for names in alternatives)
