"""Keys made on first start, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def new_secret() -> str:
    """A fresh SECRET_KEY."""
    return secrets.token_urlsafe(50)


def new_field_key() -> str:
    """A fresh key for encrypted fields."""
    return Fernet.generate_key().decode()


def kept(path: Path, make: Callable[[], str]) -> str:
    """The key in the file; made and written with mode 0600 if there is none yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked: of two processes that start at once, one key wins and both read it.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(make())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
