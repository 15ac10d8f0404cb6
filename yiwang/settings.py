"""How is this installation set up? The environment decides; docs/operations.md lists the variables."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from yiwang import environment

ROOT = Path(__file__).resolve().parent
MODE = environment.text("YIWANG_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"YIWANG_MODE is production, demo or test, not {MODE!r}.")

DATA = Path(environment.text("YIWANG_DATA", str(ROOT.parent / "var"))).resolve()
SECRET_KEY = environment.secret_key(MODE, DATA)
SECRET_KEY_FALLBACKS = environment.words("YIWANG_FORMER_SECRET_KEYS")
DEBUG = False
HTTPS = environment.flag("YIWANG_HTTPS", default=MODE == "production")
ALLOWED_HOSTS = environment.words("YIWANG_HOSTS", "localhost,.localhost,127.0.0.1,[::1],testserver")
ZONE = environment.text("YIWANG_ZONE", "both")
if ZONE not in {"both", "outer", "inner"}:
    raise ImproperlyConfigured(f"YIWANG_ZONE is both, outer or inner, not {ZONE!r}.")
NODE_CODE = environment.text("YIWANG_NODE_CODE", "yunze" if ZONE == "both" else ZONE)
NODE_NAME = environment.text("YIWANG_NODE_NAME", "本平台")
SIGNATURE_ALGORITHM = environment.text("YIWANG_SIGNATURES", "sm2")
if SIGNATURE_ALGORITHM not in {"sm2", "ecdsa", "rsa"}:
    raise ImproperlyConfigured(f"YIWANG_SIGNATURES is sm2, ecdsa or rsa, not {SIGNATURE_ALGORITHM!r}.")
CERTIFICATE_DAYS = environment.number("YIWANG_CERTIFICATE_DAYS", 1095)
SITE_ADDRESS = environment.text("YIWANG_ADDRESS", "http://localhost:8000")
# What papers and QR codes name: inside, the address of the outer zone.
PUBLIC_ADDRESS = environment.text("YIWANG_PUBLIC_ADDRESS", SITE_ADDRESS)

INSTALLED_APPS = [
    "yiwang.kernel.audit",
    "yiwang.kernel.deadlines",
    "yiwang.kernel.identifiers",
    "yiwang.kernel.organizations",
    "yiwang.kernel.files",
    "yiwang.kernel.notifications",
    "yiwang.kernel.search",
    "yiwang.kernel.signatures",
    "yiwang.kernel.systems",
    "yiwang.kernel.nodes",
    "yiwang.kernel.exchange",
    "yiwang.kernel.publications",
    "yiwang.kernel.indicators",
    "yiwang.kernel.findings",
    "yiwang.kernel.processes",
    "yiwang.kernel.cases",
    "yiwang.kernel.intake",
    "yiwang.kernel.workbench",
    "yiwang.subsystems.portal",
    "yiwang.subsystems.portal.inspection",
    "yiwang.subsystems.portal.group",
    "yiwang.subsystems.portal.pages",
    "yiwang.subsystems.portal.guarding",
    "yiwang.subsystems.portal.supply",
    "yiwang.subsystems.portal.newsroom",
    "yiwang.subsystems.portal.proofreading",
    "yiwang.subsystems.portal.visits",
    "yiwang.subsystems.portal.topics",
    "yiwang.subsystems.portal.channels",
    "yiwang.subsystems.portal.contests",
    "yiwang.subsystems.approvals.sheets",
    "yiwang.subsystems.approvals.items",
    "yiwang.subsystems.approvals.certificates",
    "yiwang.subsystems.approvals.payments",
    "yiwang.subsystems.approvals.applications",
    "yiwang.subsystems.approvals.counter",
    "yiwang.subsystems.approvals.hall",
    "yiwang.subsystems.approvals.projects",
    "yiwang.subsystems.supervision.watching",
    "yiwang.subsystems.supervision.cards",
    "yiwang.subsystems.supervision.orders",
    "yiwang.subsystems.supervision.sources",
    "yiwang.subsystems.supervision.board",
    "yiwang.subsystems.participation.language",
    "yiwang.subsystems.participation.letters",
    "yiwang.subsystems.participation.letters.mail",
    "yiwang.subsystems.participation.topics",
    "yiwang.subsystems.participation.entrance",
    "yiwang.subsystems.participation.interviews",
    "yiwang.subsystems.participation.surveys",
    "yiwang.subsystems.participation.consultations",
    "yiwang.subsystems.disclosure.requests",
    "yiwang.demonstration",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yiwang.refusals.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "yiwang.kernel.organizations.acting.ActingPostMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yiwang.urls"
WSGI_APPLICATION = "yiwang.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yiwang.kernel.workbench.context.frame",
                "yiwang.subsystems.portal.context.site",
            ],
            "builtins": ["yiwang.kernel.workbench.templatetags.components"],
        },
    }
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), DATA)}

# Limits per minute are counted here: several web processes need one that they share.
CACHES = {"default": environment.cache(environment.text("YIWANG_CACHE_URL"))}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = environment.text("YIWANG_TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y-m-d"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": environment.file_storage(environment.text("YIWANG_FILES_URL")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "yiwang.assets.Storage"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = MODE == "test"

# --- files: where they lie, how large they may be, who looks at them ---------------------------------------
FILE_UPLOAD_HANDLERS = ["yiwang.kernel.files.uploads.ArrivalHandler"]
FILES_MAX_MB = environment.largest_files(
    environment.number("YIWANG_MAX_FILE_MB", 2048), image=30, document=200, archive=500, media=2048
)
FILES_MAX_REQUEST_MB = environment.number("YIWANG_MAX_REQUEST_MB", 4096)
FILES_MAX_UNPACKED_MB = environment.number("YIWANG_MAX_UNPACKED_MB", 2048)
FILES_CLAMAV = environment.text("YIWANG_CLAMAV")
FILES_ACCEL = environment.text("YIWANG_FILES_ACCEL")
# --- end of files -------------------------------------------------------------------------------------------

# --- organizations: who signs in, and how (GB/T 22239-2019 8.1.4.1) ---------------------------------------
# Officials only; the public needs no account here.
AUTH_USER_MODEL = "organizations.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"
PASSWORD_DAYS = environment.number("YIWANG_PASSWORD_DAYS", 90)
PASSWORDS_REMEMBERED = environment.number("YIWANG_PASSWORDS_REMEMBERED", 5)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "yiwang.kernel.organizations.passwords.StrengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "yiwang.kernel.organizations.passwords.OwnNameValidator"},
    {"NAME": "yiwang.kernel.organizations.passwords.FormerPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_AGE = 60 * environment.number("YIWANG_IDLE_MINUTES", 30)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_ADAPTER = "yiwang.kernel.organizations.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_FORMS = {
    "login": "yiwang.kernel.organizations.forms.account.SignInForm",
    "change_password": "yiwang.kernel.organizations.forms.account.NewPasswordForm",
    "reauthenticate": "yiwang.kernel.organizations.forms.account.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "yiwang.kernel.organizations.forms.account.CodeForm",
    "reauthenticate": "yiwang.kernel.organizations.forms.account.ConfirmCodeForm",
    "activate_totp": "yiwang.kernel.organizations.forms.account.FirstCodeForm",
}
MFA_ADAPTER = "yiwang.kernel.organizations.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "一网"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = environment.number("YIWANG_SIGN_IN_FAILURES", 5)
LOCK_MINUTES = environment.number("YIWANG_LOCK_MINUTES", 30)
AXES_COOLOFF_TIME = LOCK_MINUTES / 60
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # the account is locked from wherever it is tried
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "yiwang.kernel.organizations.office.account.locked"
AXES_CLIENT_IP_CALLABLE = "yiwang.kernel.organizations.acting.address_of"
# --- end of organizations -----------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS and MODE == "production"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
PROXY_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_PROXY_SSL_HEADER = PROXY_HEADER if environment.flag("YIWANG_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "manifest-src": [SELF],
    }
}

# Outgoing messages: a console in the demonstration and in tests; in production nothing until it is set up.
EMAIL_HOST = environment.text("YIWANG_SMTP_HOST")
EMAIL_PORT = environment.number("YIWANG_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("YIWANG_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("YIWANG_SMTP_PASSWORD")
EMAIL_USE_SSL = environment.text("YIWANG_SMTP_SECURITY", "starttls") == "tls"
EMAIL_USE_TLS = environment.text("YIWANG_SMTP_SECURITY", "starttls") == "starttls"
EMAIL_TIMEOUT = environment.number("YIWANG_SMTP_SECONDS", 20)
EMAIL_BACKEND = (
    "yiwang.kernel.notifications.mail.RememberingBackend"
    if EMAIL_HOST or MODE == "production"
    else "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = environment.text("YIWANG_MAIL_FROM", "noreply@localhost")
SMS_DRIVER = environment.text("YIWANG_SMS_DRIVER", "" if MODE == "production" else "console")
SMS_URL = environment.text("YIWANG_SMS_URL")
SMS_KEY = environment.text("YIWANG_SMS_KEY")
# Inner networks (CIDR) whose machines a webhook may call; public addresses always, link-local ones never.
WEBHOOK_NETWORKS = environment.words("YIWANG_WEBHOOK_NETWORKS")
DELIVERY_LEASE = environment.number("YIWANG_DELIVERY_SECONDS", 300)
