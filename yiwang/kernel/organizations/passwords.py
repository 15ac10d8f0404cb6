"""Is a password good enough? Validators for settings.AUTH_PASSWORD_VALIDATORS."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from yiwang.kernel.organizations import rules
from yiwang.kernel.organizations.models import Person


class StrengthValidator:
    """Length and kinds of characters."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if faults := rules.password_faults(password):
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        return "至少8位，包含大写字母、小写字母、数字、符号中的三类。"


class OwnNameValidator:
    """Not made of the account, the name or the telephone number."""

    def validate(self, password: str, user: Person | None = None) -> None:
        own = [user.username, user.name, user.mobile] if user else []
        if any(len(part) >= 3 and part.lower() in password.lower() for part in own):
            raise ValidationError("密码不能包含账号、姓名或手机号码。")

    def get_help_text(self) -> str:
        return "不能包含账号、姓名或手机号码。"


class FormerPasswordValidator:
    """Not the present one and none of the last PASSWORDS_REMEMBERED (GB/T 22239-2019 8.1.4.1 a)."""

    def validate(self, password: str, user: Person | None = None) -> None:
        if user is None or user.pk is None:
            return
        former = user.former_passwords.values_list("digest", flat=True)[: settings.PASSWORDS_REMEMBERED]
        if any(check_password(password, digest) for digest in [user.password, *former]):
            raise ValidationError(f"不能使用最近{settings.PASSWORDS_REMEMBERED}次用过的密码。")

    def get_help_text(self) -> str:
        return f"不能与最近{settings.PASSWORDS_REMEMBERED}次用过的密码相同。"
