"""How does a new installation get its root unit and its three administrators?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.actions.accounts import issue_password
from yiwang.kernel.organizations.actions.people import PersonFields, enrol
from yiwang.kernel.organizations.actions.posts import change_roles
from yiwang.kernel.organizations.actions.units import UnitFields, open_unit
from yiwang.kernel.organizations.models import Unit

OFFICES = {
    "system": roles.SYSTEM_ADMINISTRATOR,
    "security": roles.SECURITY_ADMINISTRATOR,
    "audit": roles.AUDIT_ADMINISTRATOR,
}


class Command(BaseCommand):
    help = "Open the root unit and appoint three administrators; prints a one-time password for each, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the root unit, such as 云泽市人民政府")
        parser.add_argument("--code", required=True, help="its code in the unit ledger")
        for office in OFFICES:
            parser.add_argument(f"--{office}", required=True, metavar="ACCOUNT:NAME")

    def handle(self, *args: Any, name: str, code: str, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError("There is a root unit already.")
        try:
            with transaction.atomic():
                root = open_unit(SYSTEM, UnitFields(code, name, Unit.Kind.GOVERNMENT, None), today())
                printed = [_appoint(root, role, options[office]) for office, role in OFFICES.items()]
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write("\n".join(printed))


def _appoint(root: Unit, role: str, given: str) -> str:
    account, _, name = given.partition(":")
    label = roles.declared()[role].label
    post = enrol(SYSTEM, PersonFields(account, name), root, label, today())
    change_roles(SYSTEM, post, [role])
    return f"{label}\t{post.person.username}\t{issue_password(SYSTEM, post.person)}"
