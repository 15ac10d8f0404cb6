"""How is this installation set up? The environment decides; README and docs/operations.md list the variables."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from yiwang import environment

ROOT = Path(__file__).resolve().parent
MODE = environment.text("YIWANG_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"YIWANG_MODE is production, demo or test, not {MODE!r}.")

DATA = Path(environment.text("YIWANG_DATA", str(ROOT.parent / "var"))).resolve()
SECRET_KEY = environment.secret_key(MODE, DATA)
DEBUG = False
HTTPS = environment.flag("YIWANG_HTTPS", default=MODE == "production")
ALLOWED_HOSTS = environment.words("YIWANG_HOSTS", "localhost,.localhost,127.0.0.1,[::1],testserver")
SITE_ADDRESS = environment.text("YIWANG_ADDRESS", "http://localhost:8000")

INSTALLED_APPS = [
    "yiwang.kernel.audit",
    "yiwang.kernel.deadlines",
    "yiwang.kernel.organizations",
    "yiwang.kernel.files",
    "yiwang.kernel.notifications",
    "yiwang.kernel.search",
    "yiwang.kernel.publications",
    "yiwang.kernel.workbench",
    "yiwang.subsystems.portal",
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
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MODE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Sign-in: officials only; the public needs no account here.
AUTH_USER_MODEL = "organizations.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS and MODE == "production"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("YIWANG_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
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

EMAIL_BACKEND = environment.text("YIWANG_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

