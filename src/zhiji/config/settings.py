"""Django settings. The only reader of the environment.

| variable | means | default |
| --- | --- | --- |
| ZHIJI_DATA | the data folder | ./zhiji-data |
| ZHIJI_DATABASE_URL | postgresql://user:password@host:port/name | SQLite in the data folder |
| ZHIJI_HOSTS | names under which the site is reached, comma separated | loopback only |
| ZHIJI_SIGNER | socket of a signer that runs under its own account | one of the data folder |
| ZHIJI_SIGNATURES | ed25519 or ed25519+sm2: what new keys of the log sign with | ed25519+sm2 |
| ZHIJI_API_RATE | requests a minute that one caller of the API may make | 600 |
| ZHIJI_METRICS_TOKEN | what a monitor must send to read /metrics | only this machine may |
| ZHIJI_SECOND_FACTOR | roles that must sign in with a second step, comma separated | the three administrators |
| ZHIJI_IDLE_MINUTES | signed out after so long without doing anything | 30 |
| ZHIJI_OIDC_URL, _CLIENT, _SECRET | single sign-on: the provider, and how it knows us | none |
| ZHIJI_OIDC_CLAIM, _NAME | the claim that holds our 账号; what the button says | preferred_username, 统一身份认证 |
| ZHIJI_ADDRESS | under which outsiders reach the site, for the codes on issued documents | as the clerk reached it |
| ZHIJI_DEBUG | 1: Django's error pages | off |
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from zhiji.config.database import database_settings
from zhiji.external.secret import secret_key

DATA_DIR = Path(os.environ.get("ZHIJI_DATA") or "zhiji-data").absolute()
"""Holds everything that must not be lost: database, evidence, keys, uploads under way."""

DEBUG = os.environ.get("ZHIJI_DEBUG") == "1"
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = [host for host in os.environ.get("ZHIJI_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
ADDRESS = os.environ.get("ZHIJI_ADDRESS", "")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

API_RATE = int(os.environ.get("ZHIJI_API_RATE") or 600)
METRICS_TOKEN = os.environ.get("ZHIJI_METRICS_TOKEN", "")
SIGNER_SOCKET = Path(os.environ["ZHIJI_SIGNER"]) if os.environ.get("ZHIJI_SIGNER") else None
SIGNER_SM2 = os.environ.get("ZHIJI_SIGNATURES") != "ed25519"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "zhiji.trail",
    "zhiji.organisation",
    "zhiji.rulebook",
    "zhiji.cases",
    "zhiji.documents",
    "zhiji.evidence",
    "zhiji.compliance",
    "zhiji.archive",
    "zhiji.web",
    "allauth",  # behind our own pages, whose templates come first
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zhiji.web.csp.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "zhiji.api.limits.Limits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhiji.web.account.idle.IdleTimeout",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "zhiji.config.urls"
WSGI_APPLICATION = "zhiji.config.wsgi.application"
DATABASES = {"default": database_settings(os.environ.get("ZHIJI_DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Account"
AUTHENTICATION_BACKENDS = ["zhiji.web.account.backend.SessionBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of accounts older than scrypt
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name")}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
SECOND_FACTOR_ROLES = [
    role for role in os.environ.get("ZHIJI_SECOND_FACTOR", "系统管理员,安全管理员,审计管理员").split(",") if role
]
IDLE_TIMEOUT = timedelta(minutes=int(os.environ.get("ZHIJI_IDLE_MINUTES") or 30))
SESSION_COOKIE_AGE = 12 * 3600  # one working day
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhiji.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# django-allauth: the second step, the list of sessions, single sign-on. Our own pages and adapters stand before it.
ACCOUNT_ADAPTER = "zhiji.web.account.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # counted in the database, for every process: organisation.signing_in
MFA_ADAPTER = "zhiji.web.account.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
SOCIALACCOUNT_ADAPTER = "zhiji.web.account.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form that redirects to another site is what our policy forbids; the state is checked
)
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_PROVIDER = "office"
OIDC_CLAIM = os.environ.get("ZHIJI_OIDC_CLAIM") or "preferred_username"
OIDC_NAME = (os.environ.get("ZHIJI_OIDC_NAME") or "统一身份认证") if os.environ.get("ZHIJI_OIDC_URL") else ""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": OIDC_NAME,
                "client_id": os.environ.get("ZHIJI_OIDC_CLIENT", ""),
                "secret": os.environ.get("ZHIJI_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ.get("ZHIJI_OIDC_URL", ""), "oauth_pkce_enabled": True},
            }
        ]
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # served straight from the package: no collectstatic step to forget
WHITENOISE_USE_FINDERS = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # forms only; recordings stream through /uploads/

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own default mails errors to administrators that nobody has named.
    "loggers": {"django": {"handlers": [], "level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
