"""Where do people sign in and look after their account? Only allauth's pages that we use, under its own names."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path

urlpatterns = [
    path("office/account/login/", account.login, name="account_login"),
    path("office/account/logout/", account.logout, name="account_logout"),
    path("office/account/inactive/", account.account_inactive, name="account_inactive"),
    path("office/account/password/", account.password_change, name="account_change_password"),
    path("office/account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("office/account/2fa/", second_factor.index, name="mfa_index"),
    path("office/account/2fa/authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path("office/account/2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("office/account/2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("office/account/2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "office/account/2fa/recovery-codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "office/account/2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("office/account/sessions/", sessions.list_usersessions, name="usersessions_list"),
]
