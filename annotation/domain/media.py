"""What kind of picture, sound or film a file is, by its first bytes: never by its name alone."""

import re
from dataclasses import dataclass

HEAD = 64  # bytes that `sniff` looks at
_NAME = re.compile(
    r"[^\s\x00-\x1f][^\x00-\x1f]{0,190}\.(?:png|jpe?g|webp|wav|mp3|ogg|oga|opus|flac|m4a|mp4|webm)",
    re.IGNORECASE,
)
# Of MP4 files that hold sound and film; other brands are pictures (AVIF, HEIC) or not for browsers.
_FILMS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}


@dataclass(frozen=True, slots=True)
class Sort:
    """How a file is served and shown."""

    kind: str  # image | audio | video
    mime: str


def is_name(text: str) -> bool:
    """Whether a text is the name of such a file and nothing else."""
    return _NAME.fullmatch(text) is not None


def sniff(head: bytes) -> Sort | None:
    """The sort of a file.

    Args:
        head: Its first bytes, HEAD of them if there are so many.

    Returns:
        None: none of those that are taken.
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Sort("image", "image/png")
    if head.startswith(b"\xff\xd8\xff"):
        return Sort("image", "image/jpeg")
    if head[:4] == b"RIFF":
        return {
            b"WEBP": Sort("image", "image/webp"),
            b"WAVE": Sort("audio", "audio/wav"),
        }.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _mp4(head[8:12])
    return _sound_or_film(head)


def _mp4(brand: bytes) -> Sort | None:
    if brand == b"M4A ":
        return Sort("audio", "audio/mp4")
    return Sort("video", "video/mp4") if brand in _FILMS else None


def _sound_or_film(head: bytes) -> Sort | None:
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return Sort("video", "video/webm")
    if head.startswith(b"OggS"):
        return Sort("audio", "audio/ogg")
    if head.startswith(b"fLaC"):
        return Sort("audio", "audio/flac")
    # A tag, or a frame of MPEG layer III.
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] and head[1] & 0xE6 == 0xE2):
        return Sort("audio", "audio/mpeg")
    return None
