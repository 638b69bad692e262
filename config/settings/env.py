"""The environment, read once and typed; nothing else in the project touches os.environ."""

import os
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither true nor false; write 1 or 0.")


def integer(name: str, default: int) -> int:
    """A whole number."""
    raw = os.environ.get(name, "").strip()
    try:
        return int(raw) if raw else default
    except ValueError as e:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from e


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [w.strip() for w in text(name, default).split(",") if w.strip()]


def child(**changes: str) -> dict[str, str]:
    """The environment for a child process, with the changes."""
    return {**os.environ, **changes}


def broker(url: str) -> str:
    """Celery's form of a Redis URL: it has its own way to name sockets and their databases."""
    return re.sub(r"\?db=", "?virtual_host=", url.replace("unix://", "redis+socket://"))


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?option=value`.

    A socket folder goes into the query: `postgresql://postgres@/tiebreak?host=/run/postgresql`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL starts with {parts.scheme!r}; Tiebreak needs postgresql://…"
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tiebreak",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
