"""How do allauth's sign-in, password and second factor follow our rules and enter the record?"""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations import obligations, sealing
from yiwang.kernel.organizations.acting import NO_ADDRESS, actor, address_of
from yiwang.kernel.organizations.actions import accounts
from yiwang.kernel.organizations.models import Person, Post

WRONG = "账号或密码不正确。连续输错五次，账号将锁定三十分钟。"


class AccountAdapter(DefaultAccountAdapter):
    """Password sign-in for officials only; every step leaves an audit entry."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "该账号已停用。",
        "enter_current_password": "当前密码不正确。",
        "incorrect_code": "验证码不正确。",
        "incorrect_password": "密码不正确。",
        "too_many_login_attempts": "尝试次数过多，请稍后再试。",
        "username_password_mismatch": WRONG,
        "rate_limited": "操作过于频繁，请稍后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NO_ADDRESS

    def add_message(self, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Only sentences of our own: allauth's templates speak of e-mail and sign-up."""
        if message:
            super().add_message(*args, message=message, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The record and the session list tell; nothing about accounts goes by e-mail."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Axes counts failures in the database, for all processes alike; allauth's cache would miss some."""
        self.was_locked = not AxesProxyHandler.is_allowed(request, credentials)
        self._login_failed_rl_usage = None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        is_locked = bool(getattr(request, "axes_locked_out", False))
        accounts.refuse_sign_in(
            actor(None, None, address_of(request)),
            Person.objects.filter(username=credentials.get("username", "")).first(),
            reason="账号已锁定" if self.was_locked else "账号或密码不正确",
            locks=is_locked and not self.was_locked,
        )

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        accounts.sign_in(actor(user, None, address_of(request)), user)

    def logout(self, request: HttpRequest) -> None:
        person, by = cast(Person, request.user), request.actor  # type: ignore[attr-defined]
        super().logout(request)
        accounts.sign_out(by, person)

    def set_password(self, user: Person, password: str) -> None:
        accounts.change_password(self.request.actor, user, password)
        messages.success(self.request, "密码已修改。其他设备上的登录已全部退出。")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        accounts.refuse_sign_in(
            actor(None, None, address_of(request)), user, reason="账号已停用", locks=False
        )
        return super().respond_user_inactive(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets sealed at rest; whoever must have a second factor cannot switch it off."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "您的岗位必须使用双因素认证，不能停用；更换设备请联系安全管理员。",
        "cannot_generate_recovery_codes": "请先启用双因素认证，再生成恢复码。",
        "incorrect_code": "验证码不正确。请核对手机时间，并输入最新的六位数字。",
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.opened(encrypted_text)

    def get_totp_label(self, user: Person) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        posts = Post.objects.filter(person_id=authenticator.user_id).in_full()
        return not obligations.needs_second_factor(list(posts.in_office(today())))


def wrong_code(request: HttpRequest, person: Person) -> None:
    """Count a wrong code like a wrong password, so that guessing locks the account too.

    Raises ValidationError where the account is locked.
    """
    credentials = {"username": person.username}
    AxesProxyHandler.user_login_failed(sender=Person, credentials=credentials, request=request)
    is_locked = bool(getattr(request, "axes_locked_out", False))
    accounts.refuse_sign_in(
        actor(None, None, address_of(request)), person, reason="双因素验证码不正确", locks=is_locked
    )
    if is_locked:
        raise ValidationError("尝试次数过多，账号已锁定。")
