"""How the site is put together: every value from the environment, a wrong one stops the start with a sentence."""

import base64
import os
import sys
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


def refuse(sentence: str) -> NoReturn:
    sys.exit(f"暖户无法启动：{sentence}")


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        refuse(f"缺少环境变量 {name}。请用 ./portal run 启动，或在运行环境中设置它（见 docs/运维手册.md）。")
    return value


def env_bool(name: str, default: bool) -> bool:
    value = env(name, "1" if default else "0")
    if value not in {"0", "1"}:
        refuse(f"环境变量 {name} 只能是 0 或 1，现在是“{value}”。")
    return value == "1"


def env_int(name: str, default: int) -> int:
    value = env(name, str(default))
    if not value.isascii() or not value.isdigit():
        refuse(f"环境变量 {name} 应是整数，现在是“{value}”。")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def env_networks(name: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part) for part in env_list(name)]
    except ValueError as problem:
        refuse(f"环境变量 {name} 应是网段，如 10.0.0.0/8（{problem}）。")


def env_key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        refuse(f"环境变量 {name} 中的密钥应是 32 字节的 Base64。")
    return key


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        refuse("DATABASE_URL 应形如 postgresql://用户:口令@主机:5432/库名。")
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0"},
    }


DEBUG = env_bool("PORTAL_DEBUG", default=False)
SECRET_KEY = env("PORTAL_SECRET_KEY")
ALLOWED_HOSTS = env_list("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("PORTAL_ORIGINS")

# The first sealing key seals; the others still open what they sealed. The digest key never changes while data lives.
SEAL_KEYS = {
    part.split(":", 1)[0]: env_key("PORTAL_SEAL_KEYS", part.split(":", 1)[-1]) for part in env_list("PORTAL_SEAL_KEYS")
}
if not SEAL_KEYS:
    refuse("环境变量 PORTAL_SEAL_KEYS 至少要有一把密钥。")
DIGEST_KEY = env_key("PORTAL_DIGEST_KEY", env("PORTAL_DIGEST_KEY"))

DATA_DIR = Path(env("PORTAL_DATA", str(BASE_DIR / "var"))).resolve()
PRODUCT_NAME = "暖户"
DISTRICT_CODE = env("PORTAL_DISTRICT", "130102")
SITE_NAME = env("PORTAL_SITE_NAME", "长安区清洁取暖管理平台")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "captcha",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "lucide",
    "accounts",
    "core",
    "households",
    "inspections",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.readable.ReadableMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PostMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "core.context.portal",
            ],
            "builtins": ["lucide.templatetags.lucide", "core.templatetags.portal"],
        },
    }
]

# Widgets, too, can be overridden in templates/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env("CACHE_URL", env("REDIS_URL")),
    }
}
# Kept in both: the cache answers, the database survives it.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_NAME = "nuanhu"
SESSION_COOKIE_AGE = env_int("PORTAL_SESSION_SECONDS", 8 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env_bool("PORTAL_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        # ECharts and Leaflet set element styles; no style element or script comes inline.
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.SessionBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.ThreeKindsOfCharacter"},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotLikeOneself"},
    {"NAME": "accounts.passwords.NotUsedRecently"},
]
PASSWORD_MAX_DAYS = env_int("PORTAL_PASSWORD_DAYS", 90)
# How long a password that was given out opens the portal, once; and how long its release stands.
GIVEN_PASSWORD_HOURS = env_int("PORTAL_GIVEN_PASSWORD_HOURS", 24)
# A session left alone for longer ends; 0: never before its cookie does.
IDLE_MINUTES = env_int("PORTAL_IDLE_MINUTES", 30)
# A new sign-in ends the user's other sessions.
ONE_SESSION = env_bool("PORTAL_ONE_SESSION", default=False)
# Where people may sign in from (10.0.0.0/8, …); none: anywhere.
SIGN_IN_NETWORKS = env_networks("PORTAL_SIGN_IN_NETWORKS")
# How many proxies of ours stand in front: that many entries of X-Forwarded-For, from the right, are believed.
PROXIES = env_int("PORTAL_PROXIES", 0)
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = env_int("PORTAL_LOCKOUT_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("PORTAL_LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "accounts.views.signin.locked_out"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
# What is tried during a lock-out does not prolong it: the page says when it ends.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["password", "captcha_0", "captcha_1"]
# The portal has its own sign-in log.
AXES_DISABLE_ACCESS_LOG = True

CAPTCHA_LENGTH = 4
CAPTCHA_FONT_SIZE = 32
CAPTCHA_TIMEOUT = 5

OTP_TOTP_ISSUER = SITE_NAME

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("PORTAL_STATIC", str(DATA_DIR / "static")))
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_FINDERS = ["config.assets.AssetFinder", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("tabler", NODE_MODULES / "@tabler/core/dist"),
    ("htmx", NODE_MODULES / "htmx.org/dist"),
    ("echarts", NODE_MODULES / "echarts/dist"),
    ("leaflet", NODE_MODULES / "leaflet/dist"),
    ("jsqr", NODE_MODULES / "jsqr/dist"),
    ("signature_pad", NODE_MODULES / "signature_pad/dist"),
    ("idb-keyval", NODE_MODULES / "idb-keyval/dist"),
    ("tom-select", NODE_MODULES / "tom-select/dist"),
]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "core.files.storage.SealedFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
ATTACHMENT_MAX_BYTES = env_int("PORTAL_ATTACHMENT_MB", 20) * 1024 * 1024
WORKBOOK_MAX_BYTES = env_int("PORTAL_WORKBOOK_MB", 50) * 1024 * 1024
EXPORT_KEPT_DAYS = env_int("PORTAL_EXPORT_DAYS", 7)
# Where the clock puts a backup every night; none: backups are made by hand.
BACKUP_DIR = env("PORTAL_BACKUP_DIR", "")
BACKUPS_KEPT = env_int("PORTAL_BACKUPS_KEPT", 14)
# Older than that, the operations page warns of the last backup, and of the last rehearsal.
BACKUP_WARN_HOURS = env_int("PORTAL_BACKUP_WARN_HOURS", 48)
REHEARSAL_WARN_DAYS = env_int("PORTAL_REHEARSAL_WARN_DAYS", 92)
UNMASKED_MINUTES = env_int("PORTAL_UNMASKED_MINUTES", 5)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "core.api.answers.sentence_for",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME}接口",
    "DESCRIPTION": "令牌只能看到其岗位可见的记录。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

CELERY_BROKER_URL = env("REDIS_URL")
# Addresses in Apprise's notation; none: notices stay in the portal.
NOTICE_CHANNELS = env_list("PORTAL_NOTICE_CHANNELS")
QUIET_HOURS = (21, 7)
# Inner networks that webhooks may lead to; none: the outside alone. With 127.0.0.0/8 this machine, also without TLS.
WEBHOOK_NETWORKS = env_networks("PORTAL_WEBHOOK_NETWORKS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.operations.log_lines.WithoutRows",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
# axes.W006: a lock-out by address would lock out a whole office that shares one; against guessing there is the captcha.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
