"""Settings: all that a deployment changes is an environment variable; see docs/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from daliang.engine.checks import BadInput, Problem

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("DALIANG_VAR", "var")).resolve()
DEBUG = os.environ.get("DALIANG_DEBUG", "0") == "1"
SYNTHETIC = os.environ.get("DALIANG_SYNTHETIC", "0") == "1"  # the sample city labels itself
PLACE = os.environ.get("DALIANG_PLACE", "")  # shown beside the name: "无锡市"


def _secret_key() -> str:
    """Return the key from the environment, else one made once and kept beside the data."""
    if key := os.environ.get("DALIANG_SECRET_KEY"):
        return key
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(os.urandom(32).hex())
    return path.read_text().strip()


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise BadInput(Problem(f"{name}“{text}”不是整数", f"写整数，例如{default}")) from None


def _database(url: str) -> dict[str, object]:
    """Turn sqlite:///path or postgresql://user:word@host:port/name into Django's form.

    A unix socket is written postgresql:///name?host=/run/postgresql&user=daliang.
    """
    parts = urlsplit(url)
    extra = dict(parse_qsl(parts.query))
    if parts.scheme not in {"sqlite", "postgresql", "postgres"}:
        mend = "写成sqlite:///路径，或postgresql://用户:密码@主机:端口/库名"
        raise BadInput(Problem(f"DALIANG_DATABASE不认识“{parts.scheme}”", mend))
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] or str(VAR / "daliang.sqlite3"),
            # Together these gave no lock errors with several workers.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or extra.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or extra.get("host", ""),
        "PORT": str(parts.port or extra.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("DALIANG_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DALIANG_ORIGINS", "").split(",") if o]
DATABASES = {"default": _database(os.environ.get("DALIANG_DATABASE", "sqlite:///"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "daliang.ui",
    "daliang.base.apps.BaseConfig",
    "daliang.parties",
    "daliang.indicators",
    "daliang.diagnosis",
    "daliang.ledger",
    "daliang.dispatch",
    "daliang.api",
    "daliang.programmes.safety",
    "daliang.programmes.burden",
    "daliang.programmes.publicity",
    "daliang.programmes.training",
    "daliang.programmes.exams",
    "daliang.programmes.livelihood",
    "daliang.programmes.assets",
    "daliang.programmes.projects",
    "daliang.programmes.delegations",
    "daliang.programmes.agreements",
    "daliang.programmes.visits",
    "daliang.programmes.demands",
    "daliang.programmes.policy",
    "daliang.programmes.orders",
    "daliang.programmes.asks",
    "daliang.programmes.portal",
    "daliang.base.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "daliang.base.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "daliang.api.middleware.CallerByKey",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "daliang.base.middleware.ContentSecurityPolicy",
    "daliang.base.middleware.NothingTwice",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "daliang.site.urls"
SERVER_THREADS = _number("DALIANG_THREADS", 4)  # of each worker process
WSGI_APPLICATION = "daliang.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["daliang.base.templatetags.once"],  # {% csrf_token %} adds the once-key
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "daliang.site.navigation.navigation",
            ],
        },
    },
]

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "daliang.base.views.locked_out"
AXES_VERBOSE = False
CSRF_FAILURE_VIEW = "daliang.site.views.expired"
LOGIN_URL = "base:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "base:sign-in"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("DALIANG_HTTPS", "0") == "1"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "site" / "locale"]
TIME_ZONE = "Asia/Shanghai"
CLOCK_SHIFT_DAYS = _number("DALIANG_CLOCK_SHIFT_DAYS", 0)  # demonstrations only
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
# A release collects and compresses once; everywhere else the finders serve.
STATIC_ROOT = VAR / "static" if (VAR / "static").is_dir() else None
VENDOR = Path(os.environ.get("DALIANG_VENDOR", VAR / "vendor"))
STATICFILES_DIRS = [("vendor", VENDOR)] if VENDOR.exists() else []
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR / "files"
FACTS_ENGINE = os.environ.get("DALIANG_FACTS_ENGINE", "duckdb")
FACTS_MEMORY = os.environ.get("DALIANG_FACTS_MEMORY", "2GB")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the correction page of a large table
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
UPLOAD_MAX_BYTES = 50 * 2**20

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DALIANG_LOG", "WARNING")},
}
