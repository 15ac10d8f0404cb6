"""How do allauth's sign-in and second factor follow our rules?"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from yiwang.kernel.organizations.acting import address_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - a value to store, not an address to bind


class SecondFactorAdapter(DefaultMFAAdapter):
    pass
