"""Where judges are asked, and the providers' keys: encrypted, and never read back by anybody."""

import hashlib
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from annotation.errors import Invalid
from routing.judges.base import CallFailed
from routing.judges.spec import NewSpec
from routing.models import JudgeEndpoint


def of(project_id: int, new: NewSpec) -> JudgeEndpoint | None:
    """The holder of the key for this address.

    Another address is another holder, without a key: nobody can send a key they do not know to a
    server of their own.
    """
    if new.backend != "openai":
        return None
    base_url = new.base_url.rstrip("/")
    digest = hashlib.sha256(base_url.encode()).hexdigest()[:12]
    name = f"{(urlsplit(base_url).hostname or '')[:40]} {digest}"
    endpoint, _ = JudgeEndpoint.objects.get_or_create(
        project_id=project_id, name=name, defaults={"base_url": base_url}
    )
    if new.api_key:
        store_key(endpoint, new.api_key)
    return endpoint


def store_key(endpoint: JudgeEndpoint, api_key: str) -> None:
    """Replace the key.

    Raises:
        Invalid: It cannot be one.
    """
    if not api_key.isascii() or not api_key.isprintable() or len(api_key) > 500:
        raise Invalid(fields={"api_key": ["A key is one line of plain characters."]})
    endpoint.key_encrypted = _cipher().encrypt(api_key.encode())
    # Of a short key, four characters would give too much away.
    endpoint.key_last4 = api_key[-4:] if len(api_key) >= 12 else ""
    endpoint.save(update_fields=["key_encrypted", "key_last4"])


def key(endpoint: JudgeEndpoint | None) -> str:
    """The key a backend is opened with; empty where there is none.

    Raises:
        CallFailed: "setup": it was encrypted with a key that is gone.
    """
    if endpoint is None or not endpoint.key_encrypted:
        return ""
    try:
        return _cipher().decrypt(bytes(endpoint.key_encrypted)).decode()
    except InvalidToken:
        raise CallFailed(
            "setup", "The API key cannot be read with TIEBREAK_FIELD_KEYS. Enter it again."
        ) from None


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
