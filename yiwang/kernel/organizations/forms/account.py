"""What do people type to sign in, to change their password and to prove a second factor?"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from yiwang.kernel.organizations.adapters import wrong_code


def _label(form: forms.Form, name: str, label: str, **attributes: str) -> None:
    form.fields[name].label = label
    form.fields[name].help_text = ""
    form.fields[name].widget.attrs.pop("placeholder", None)
    form.fields[name].widget.attrs.update(attributes)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "login", "账号", autocapitalize="none", spellcheck="false")
        _label(self, "password", "密码")

    def clean_login(self) -> str:
        return self.cleaned_data["login"].strip().lower()


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "oldpassword", "当前密码")
        _label(self, "password1", "新密码")
        _label(self, "password2", "再次输入新密码")
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "password2" in self.errors:
            self.errors["password2"] = self.error_class(["两次输入的新密码不一致。"])
        return cleaned


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "password", "密码")


class CodeForm(AuthenticateForm):
    """The second step of sign-in: a code of the device or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "code", "验证码", inputmode="numeric", autofocus="autofocus")
        self.fields["code"].help_text = "手机验证器上的六位数字；手机不在身边时，输入一个恢复码。"

    def clean_code(self) -> str:
        credentials = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(context.request, credentials):
            context.request.axes_locked_out = True
            raise forms.ValidationError("账号已锁定，请稍后再试。")
        try:
            return super().clean_code()
        except forms.ValidationError:
            wrong_code(context.request, self.user)
            raise


class ConfirmCodeForm(ReauthenticateByCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "code", "验证码", inputmode="numeric")


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, "code", "验证码", inputmode="numeric")
        self.fields["code"].help_text = "扫码后手机上显示的六位数字。"
