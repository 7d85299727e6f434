"""Maps the configuration to Django's names, and holds what no operator needs to choose."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from skillmark.config import current
from skillmark.site.database import database_from
from skillmark.site.sqlite import SAFE_VERSION, use_current_sqlite

use_current_sqlite()

CONFIG = current()

# --- what runs ----------------------------------------------------------------------------------------------

ROOT_URLCONF = "skillmark.site.urls"
WSGI_APPLICATION = "skillmark.site.wsgi.application"
DEBUG = False
# `init` keeps a key in the home folder and `serve` refuses to start without it; a passing command (migrations,
# checks) that signs nothing gets one that ends with it.
SECRET_KEY = CONFIG.secret_key or secrets.token_urlsafe(50)
ALLOWED_HOSTS = list(CONFIG.allowed_hosts)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Person"

# In the order of the house: upper floors first, so that a page's template wins over a library's.
ROOMS = [
    "skillmark.site",
    "skillmark.interfaces.pages",
    "skillmark.interfaces.pages.ui",
    "skillmark.interfaces.pages.public",
    "skillmark.interfaces.pages.learner",
    "skillmark.interfaces.pages.earner",
    "skillmark.interfaces.pages.designer",
    "skillmark.interfaces.pages.assessor",
    "skillmark.interfaces.pages.staff",
    "skillmark.interfaces.pages.employer",
    "skillmark.interfaces.pages.account",
    "skillmark.interfaces.mail",
    "skillmark.lifecycle.verifying",
    "skillmark.lifecycle.holding",
    "skillmark.lifecycle.issuing",
    "skillmark.lifecycle.awarding",
    "skillmark.lifecycle.assessing",
    "skillmark.lifecycle.learning",
    "skillmark.lifecycle.offering",
    "skillmark.lifecycle.designing",
    "skillmark.foundation.skills",
    "skillmark.foundation.orgs",
    "skillmark.foundation.people",
    "skillmark.foundation.files",
    "skillmark.foundation.ledger",
]

INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "skillmark.site.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "skillmark.site.headers.PrivatePagesMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "skillmark.site.limits.RequestSizeMiddleware",
    "skillmark.interfaces.pages.refusals.RefusalMiddleware",
    "skillmark.interfaces.pages.reading.ReadingMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "skillmark.site.context.installation",
                "skillmark.interfaces.pages.ui.context.chrome",
            ],
        },
    }
]

# --- what is kept -------------------------------------------------------------------------------------------

SQLITE_SAFE_VERSION = SAFE_VERSION
DATABASES = {"default": database_from(CONFIG.database_url, default_file=CONFIG.database_file)}
MEDIA_ROOT = CONFIG.files_folder
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = CONFIG.max_upload_bytes
# Counts sign-in attempts, nothing else; it may be lost at any time.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- language and time --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files -------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.home / "static"
# `init` and `serve` collect and hash them once per release. In development they are served from where they
# lie, so that the demo starts at once.
WHITENOISE_USE_FINDERS = CONFIG.development
WHITENOISE_AUTOREFRESH = CONFIG.development
_STATIC_STORE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if CONFIG.development
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORE},
}

# --- signing in ---------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SHORTEST_PASSWORD = 10
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FORM_CLASS = "skillmark.interfaces.pages.account.forms.SignupForm"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
_WORDS = "skillmark.interfaces.pages.account.words"
_ADAPTER = "skillmark.interfaces.pages.account.adapter"
ACCOUNT_ADAPTER, MFA_ADAPTER = f"{_ADAPTER}.AccountAdapter", f"{_ADAPTER}.MFAAdapter"
ACCOUNT_FORMS = {
    "login": f"{_WORDS}.LoginForm",
    "signup": f"{_WORDS}.SignupForm",
    "add_email": f"{_WORDS}.AddEmailForm",
    "change_email": f"{_WORDS}.ChangeEmailForm",
    "change_password": f"{_WORDS}.ChangePasswordForm",
    "set_password": f"{_WORDS}.SetPasswordForm",
    "reset_password": f"{_WORDS}.ResetPasswordForm",
    "reset_password_from_key": f"{_WORDS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_WORDS}.ReauthenticateForm",
    "request_login_code": f"{_WORDS}.RequestLoginCodeForm",
    "confirm_login_code": f"{_WORDS}.ConfirmLoginCodeForm",
    "confirm_email_verification_code": f"{_WORDS}.ConfirmEmailVerificationCodeForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIG.https else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.trusted_proxies
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = CONFIG.site_name
# Accepts the code of 30 seconds ago: a phone's clock is seldom exact.
MFA_TOTP_TOLERANCE = 1
# Browsers treat http://localhost as a secure place; the library must be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.https
USERSESSIONS_TRACK_ACTIVITY = False

# --- what a browser is told ---------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if CONFIG.https else "session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if CONFIG.https else "csrf"
CSRF_FAILURE_VIEW = "skillmark.site.errors.expired_form"
SECURE_SSL_REDIRECT = CONFIG.https
# Health probes come from inside, over plain http.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if CONFIG.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = CONFIG.https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CONFIG.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# --- mail ---------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.mail_from
EMAIL_TIMEOUT = 20
if CONFIG.smtp_url:
    _smtp = urlsplit(CONFIG.smtp_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp.hostname
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    # A mail relay on the same machine seldom speaks TLS; across a network it must.
    EMAIL_USE_TLS = _smtp.scheme == "smtp" and _smtp.hostname not in {"localhost", "127.0.0.1", "::1"}
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = CONFIG.outbox_folder

# --- logging ------------------------------------------------------------------------------------------------

# To standard error, never with request bodies, cookies or settings; what happened to whom is in the ledger.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": CONFIG.log_level},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # The address of every page not found says nothing an operator can act on.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "httpx": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
