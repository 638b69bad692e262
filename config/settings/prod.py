"""Several machines behind a TLS proxy: refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from config.settings import env
from config.settings.base import *  # noqa: F403  (a settings module is its names)
from config.settings.base import ALLOWED_HOSTS, DATABASE_URL, FIELD_KEYS, REDIS_URL, SECRET_KEY

_missing = [
    name
    for name, ok in {
        "TIEBREAK_SECRET_KEY (50 random characters or more)": len(SECRET_KEY) >= 50,
        "TIEBREAK_FIELD_KEYS": bool(FIELD_KEYS),
        "DATABASE_URL": bool(DATABASE_URL),
        "REDIS_URL": bool(REDIS_URL),
        "TIEBREAK_ALLOWED_HOSTS (no *)": bool(ALLOWED_HOSTS) and "*" not in ALLOWED_HOSTS,
    }.items()
    if not ok
]
if _missing:
    raise ImproperlyConfigured("Set these before starting in production: " + "; ".join(_missing))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("TIEBREAK_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
