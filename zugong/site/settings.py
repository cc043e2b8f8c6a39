"""Settings of a deployment, read from the environment.

| variable | meaning | default |
|---|---|---|
| ZUGONG_ENV | `demo`, `test` or `production` | `demo` |
| DATABASE_URL | where the records are | SQLite in `var/` |
| ZUGONG_SECRET_KEY | signs sessions; required in production | a fixed one for the demo |
| ZUGONG_MASTER_KEYS | 32 hex digits per key, newest first, comma separated; required in production | a fixed one for the demo |
| ZUGONG_HOSTS | host names served, comma separated | any in the demo |
| ZUGONG_TODAY | fixes the date | 2023-07-03 in the demo and in tests |
| ZUGONG_VAR | folder of the database, attachments and built files | `var/` |
| ZUGONG_SCANNER | virus scanner: `clamd://host:port`, `clamd:///socket`, or the dotted name of a function | none |
| ZUGONG_HTTPS | `0` if TLS ends elsewhere and cookies may travel plain | `1` in production |
"""

import os
from datetime import date
from pathlib import Path

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent
VAR = Path(os.environ.get("ZUGONG_VAR", ROOT / "var"))

ENVIRONMENT = os.environ.get("ZUGONG_ENV", "demo")
if ENVIRONMENT not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"ZUGONG_ENV is {ENVIRONMENT!r}; it is one of demo, test, production")
PRODUCTION = ENVIRONMENT == "production"
DEMO = ENVIRONMENT == "demo"
DEBUG = False


def _secret(name: str, demonstration: str) -> str:
    """The value of a variable that production must set and that must differ from the demonstration's."""
    value = os.environ.get(name, "" if PRODUCTION else demonstration)
    if PRODUCTION and value in {"", demonstration}:
        raise ImproperlyConfigured(f"{name} must be set, to a value of its own, when ZUGONG_ENV is production")
    return value


SECRET_KEY = _secret("ZUGONG_SECRET_KEY", "demonstration-only-" + "0" * 40)
MASTER_KEYS = _secret("ZUGONG_MASTER_KEYS", "00112233445566778899aabbccddeeff").split(",")
ALLOWED_HOSTS = os.environ.get("ZUGONG_HOSTS", "" if PRODUCTION else "*").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in {"", "*"}]

_fixed = os.environ.get("ZUGONG_TODAY", "" if PRODUCTION else "2023-07-03")
TODAY: date | None = date.fromisoformat(_fixed) if _fixed else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "ninja",
    "zugong.kernel.jobs",
    "zugong.kernel.sealing",
    "zugong.kernel.history",
    "zugong.kernel.registry",
    "zugong.kernel.access",
    "zugong.kernel.parameters",
    "zugong.kernel.sending",
    "zugong.kernel.ledger",
    "zugong.kernel.procedures",
    "zugong.kernel.indicators",
    "zugong.modules.office",
    "zugong.modules.plan",
    "zugong.modules.villages",
    "zugong.site",
    "django.forms",  # last, so that the site's templates of form parts are found first
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zugong.site.middleware.content_security",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zugong.site.middleware.SessionMiddleware",
    "zugong.site.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "zugong.site.second_factor.second_factor_first",
    "zugong.kernel.sending.once.taken_once",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "zugong.kernel.parameters.reading.remember_parameters",
]

ROOT_URLCONF = "zugong.site.urls"
WSGI_APPLICATION = "zugong.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zugong.site.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "zugong.site.templatetags.shell"],
        },
    }
]

FORM_RENDERER = "zugong.site.forms.FieldRenderer"
CSRF_FAILURE_VIEW = "zugong.site.pages.errors.csrf_failure"

DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{VAR / 'zugong.sqlite3'}", conn_max_age=60),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign_in"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "zugong.site.pages.sign_in.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["zugong.site.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
NODE_MODULES = ROOT / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "zugong.site.finders.ChosenFiles",
]
# Only what pages use is served: the packages carry hundreds of variants.
CHOSEN_FILES = {
    "tabler/tabler.min.css": NODE_MODULES / "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.css.map": NODE_MODULES / "@tabler/core/dist/css/tabler.min.css.map",
    "tabler/tabler.min.js": NODE_MODULES / "@tabler/core/dist/js/tabler.min.js",
    "tabler/tabler.min.js.map": NODE_MODULES / "@tabler/core/dist/js/tabler.min.js.map",
    "echarts/echarts.min.js": NODE_MODULES / "echarts/dist/echarts.min.js",
    "htmx/htmx.min.js": NODE_MODULES / "htmx.org/dist/htmx.min.js",
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
ICONS = NODE_MODULES / "@tabler/icons/icons"
MEDIA_ROOT = VAR / "attachments"
SCANNER = os.environ.get("ZUGONG_SCANNER", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION and os.environ.get("ZUGONG_HTTPS", "1") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
