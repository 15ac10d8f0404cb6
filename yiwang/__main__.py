"""What does the ``yiwang`` command run?"""

import os
import sys

from django.core.management import execute_from_command_line

from yiwang.kernel.exchange import proof


def main() -> None:
    if sys.argv[1:2] == ["verify-envelope"]:
        # Proves a file on a machine that is no installation: no settings, no database.
        sys.exit(proof.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.settings")
    # Commands are spelt with hyphens outside (verify-audit) and are modules with underscores inside.
    arguments = [sys.argv[0], *(name.replace("-", "_") for name in sys.argv[1:2]), *sys.argv[2:]]
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main()
