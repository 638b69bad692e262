"""Keeping the pictures, sounds and films that items name (promise I13)."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from PIL import Image, ImageOps

from annotation.domain import media as rules
from annotation.errors import Invalid
from annotation.models import Media
from annotation.selectors.media import path_of

MAX_PIXELS = 50_000_000
MAX_SIDE = 16_383  # pixels: what WebP can hold
_MOST = f"at most {MAX_PIXELS:,} in all and {MAX_SIDE:,} a side are taken"
_TAKEN = "PNG, JPEG and WebP; WAV, MP3, OGG, FLAC and M4A; MP4 and WebM"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file as it will be served."""

    content: Path | bytes
    sort: rules.Sort
    width: int | None = None
    height: int | None = None


def keep(*, project_id: int, name: str, path: Path, actor_id: int | None) -> bool:
    """Keep a file under the name that items say; False: it was there already.

    Pictures are decoded and written anew without loss, all of them as WebP: what hides in a file
    (where it was taken, a script behind the pixels) is gone, and its type tells nothing.

    Args:
        name: With its folders, if items name those.
        path: The file as it was sent; left where it is.

    Raises:
        Invalid: It is no such file, too big, or another one is kept under this name.
    """
    if not rules.is_name(name) or len(name) > 200:
        raise Invalid(f"{name[:80]!r} is no name of a file that is taken: {_TAKEN}.")
    if path.stat().st_size > settings.MEDIA_MAX_BYTES:
        most = settings.MEDIA_MAX_BYTES // 2**20
        raise Invalid(f"{name[:80]} is longer than {most:,} MB; raise TIEBREAK_MEDIA_MAX_BYTES.")
    source = _sha256(path)
    if _known(project_id, name, source):
        return False
    ready = _ready(name, path)
    sha256 = _stored(ready.content)
    try:
        with transaction.atomic():
            Media.objects.create(
                project_id=project_id,
                name=name,
                kind=ready.sort.kind,
                mime=ready.sort.mime,
                sha256=sha256,
                source_sha256=source,
                size=path_of(sha256).stat().st_size,
                width=ready.width,
                height=ready.height,
                created_by_id=actor_id,
            )
    except IntegrityError:
        # The same upload twice at once.
        return not _known(project_id, name, source)
    return True


def _known(project_id: int, name: str, source_sha256: str) -> bool:
    before = Media.objects.filter(project_id=project_id, name=name).first()
    if before is not None and before.source_sha256 != source_sha256:
        raise Invalid(
            f"Another file is kept under the name {name[:80]}, and may have been judged: "
            "give this one a name of its own."
        )
    return before is not None


def _ready(name: str, path: Path) -> _Ready:
    with path.open("rb") as file:
        sort = rules.sniff(file.read(rules.HEAD))
    if sort is None:
        raise Invalid(f"{name[:80]} is none of the kinds that are taken: {_TAKEN}.")
    return _picture(name, path) if sort.kind == "image" else _Ready(path, sort)


def _picture(name: str, path: Path) -> _Ready:
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
            width, height = image.size
            if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                raise Invalid(f"{name[:80]} has {width:,} × {height:,} pixels; {_MOST}.")
            if getattr(image, "n_frames", 1) > 1:
                raise Invalid(f"{name[:80]} moves; send it as a film (MP4 or WebM).")
            upright = ImageOps.exif_transpose(image)
            deep = "A" in upright.getbands() or "transparency" in upright.info
            clean = upright.convert("RGBA" if deep else "RGB")
    except Invalid:
        raise
    except Image.DecompressionBombError as e:
        # Known from its first bytes: nothing was unpacked.
        raise Invalid(f"{name[:80]} has far too many pixels; {_MOST}.") from e
    except Exception as e:
        # Whatever a parser stumbles over in bytes that were made to make it stumble.
        raise Invalid(f"{name[:80]} is damaged: it cannot be read as a picture.") from e
    clean.info.clear()
    written = BytesIO()
    # Without loss; the quality only says how hard to try to make it small.
    clean.save(written, "WEBP", lossless=True, quality=20, method=2)
    return _Ready(written.getvalue(), rules.Sort("image", "image/webp"), *clean.size)


def _stored(content: Path | bytes) -> str:
    """Put the bytes under their hash, whole or not at all; returns the hash."""
    sha256 = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else _sha256(content)
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    passing = path.with_name(f"{sha256}.{secrets.token_hex(4)}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(passing, flags, 0o600), "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as source:
                    while piece := source.read(2**20):
                        file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)
    return sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
