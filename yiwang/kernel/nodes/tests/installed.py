"""What runs inside a second installation? Somebody who takes the parcels of tests, and a desk that obeys.

``python -m yiwang.kernel.nodes.tests.installed`` reads one JSON object a line, ``{"code", "given"}`` or
``{"command"}``, and answers each with one, ``{"answer"}`` or ``{"error"}``, until its input ends.
"""

import io
import json
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from django.apps import AppConfig


class TakingConfig(AppConfig):
    name = "yiwang.kernel.nodes.tests"
    label = "taking"

    def ready(self) -> None:
        from yiwang.kernel.nodes.tests import taking

        taking.register()


def main() -> None:
    import django

    django.setup()
    answers = sys.stdout
    for line in sys.stdin:
        said = io.StringIO()
        try:
            with redirect_stdout(said), redirect_stderr(said):
                found = {"answer": obeyed(json.loads(line)), "said": said.getvalue()}
        except BaseException:  # noqa: BLE001 - whatever it was, the test is told
            found = {"error": f"{said.getvalue()}\n{traceback.format_exc()}"}
        answers.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")
        answers.flush()


def obeyed(order: dict[str, Any]) -> Any:
    """What the code put into ``answer``, or what the command printed."""
    from django.core.management import execute_from_command_line

    if command := order.get("command"):
        execute_from_command_line(["yiwang", command[0].replace("-", "_"), *command[1:]])
        return None
    names: dict[str, Any] = {"given": order["given"], "answer": None}
    exec(order["code"], names)
    return names["answer"]


if __name__ == "__main__":
    main()
