"""How fast is something signed, and how fast is a signature proved?

``python -m bench.signatures [--json]``: SM2, ECDSA P-256 and RSA-3072, bare and through what the platform
calls, ``keys.of_unit(unit).sign(text)`` and ``trust.verified(…)``, on one core, texts of a receipt's length.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

from bench import rig

SECONDS = 2.0
TEXT = '{"format":"yiwang-receipt/1","state":"signed","unit":"云泽市数据局","number":1234567}' * 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object for programs")
    options = parser.parse_args()
    with rig.database("signatures"):
        rig.show(figures(), as_json=options.json)


def figures() -> dict[str, Any]:
    from yiwang.kernel.signatures.algorithms import ALGORITHMS, sm2  # noqa: PLC0415 - Django is set up by now

    found: dict[str, Any] = {"sm2_driver": getattr(sm2.driver(), "__name__", "").rpartition(".")[2]}
    for algorithm in ALGORITHMS:
        found |= bare(algorithm) | through_the_platform(algorithm)
    return found


def bare(algorithm: str) -> dict[str, int]:
    from yiwang.kernel.signatures import algorithms  # noqa: PLC0415

    key = algorithms.generate(algorithm)
    message = TEXT.encode()
    signature = key.sign(message)
    return {
        f"{algorithm}_sign_per_s": per_second(lambda: key.sign(message)),
        f"{algorithm}_verify_per_s": per_second(lambda: key.public.verify(message, signature)),
    }


def through_the_platform(algorithm: str) -> dict[str, int]:
    """With the key of a unit, and the certificates of unit and authority, all of that algorithm."""
    from django.test import override_settings  # noqa: PLC0415

    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import now  # noqa: PLC0415
    from yiwang.kernel.signatures import actions, keys, trust  # noqa: PLC0415

    unit = the_unit()
    with override_settings(SIGNATURE_ALGORITHM=algorithm):
        for former in (keys.authority(), keys.of_unit(unit)):
            actions.rotate(SYSTEM, former.certificate)
    signed = keys.of_unit(unit).sign(TEXT)
    signed_at = now()

    def verified() -> bool:
        return trust.verified(TEXT, signed.signature, signed.certificate, signed_at=signed_at).is_valid

    return {
        f"{algorithm}_of_unit_sign_per_s": per_second(lambda: keys.of_unit(unit).sign(TEXT)),
        f"{algorithm}_verified_per_s": per_second(verified),
    }


def the_unit() -> Any:
    """The root unit of a city that has nothing else."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import today  # noqa: PLC0415
    from yiwang.kernel.organizations.actions.units import UnitFields, open_unit  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Unit  # noqa: PLC0415

    fields = UnitFields("YZ", "云泽市人民政府", Unit.Kind.GOVERNMENT, None)
    return Unit.objects.first() or open_unit(SYSTEM, fields, today())


def per_second(deed: Callable[[], Any]) -> int:
    """How often it is done in a second; whatever does not succeed ends the measurement."""
    done = 0
    started = time.perf_counter()
    while (took := time.perf_counter() - started) < SECONDS:
        for _ in range(20):
            if not deed():
                raise SystemExit("A signature that was just made does not hold.")
        done += 20
    return round(done / took)


if __name__ == "__main__":
    main()
