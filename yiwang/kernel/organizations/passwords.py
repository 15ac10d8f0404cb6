"""Is a password good enough?"""


class StrengthValidator:
    def validate(self, password: str, user: object = None) -> None:
        return None

    def get_help_text(self) -> str:
        return ""


class OwnNameValidator(StrengthValidator):
    pass


class FormerPasswordValidator(StrengthValidator):
    pass
