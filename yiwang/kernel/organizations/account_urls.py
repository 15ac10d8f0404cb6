"""Where do people sign in and look after their account? Only those of allauth's pages that we use."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import path

from yiwang.kernel.organizations.office import account as own

urlpatterns = [
    path("office/account/login/", account.login, name="account_login"),
    path("office/account/logout/", account.logout, name="account_logout"),
    path("office/account/inactive/", account.account_inactive, name="account_inactive"),
    path("office/account/password/", account.password_change, name="account_change_password"),
    path("office/account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("office/account/2fa/", second_factor.index, name="mfa_index"),
    path("office/account/2fa/authenticate/", second_factor.authenticate, name="mfa_authenticate"),
    path("office/account/2fa/reauthenticate/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("office/account/2fa/totp/activate/", own.ActivateSecondFactor.as_view(), name="mfa_activate_totp"),
    path(
        "office/account/2fa/totp/deactivate/",
        own.DeactivateSecondFactor.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "office/account/2fa/recovery-codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "office/account/2fa/recovery-codes/generate/",
        own.MakeRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("office/account/sessions/", own.sessions, name="usersessions_list"),
]
