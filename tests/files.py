"""Small pictures, sounds and films, made here: no file of anybody's is kept in the repository."""

import io
import struct
import wave
import zipfile
import zlib
from typing import Any

from PIL import Image, PngImagePlugin


def picture(
    colour: str = "red", size: tuple[int, int] = (40, 30), form: str = "PNG", **more: Any
) -> bytes:
    """One colour, with a dot in the upper left corner."""
    image = Image.new("RGB", size, colour)
    image.putpixel((0, 0), (1, 2, 3))
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def telling_picture() -> bytes:
    """One that says where it is from."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("parameters", "made by model-a")
    exif = Image.Exif()
    exif[0x0110] = "model-a"
    return picture(pnginfo=notes, exif=exif)


def claiming(width: int, height: int) -> bytes:
    """A picture of a few hundred bytes whose header says that it is so big."""
    sent = bytearray(picture())
    sent[16:24] = struct.pack(">II", width, height)
    sent[29:33] = struct.pack(">I", zlib.crc32(sent[12:29]))
    return bytes(sent)


def camera() -> Image.Exif:
    """What a camera writes: which way is up, and who made it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    return exif


def sound(seconds: float = 0.6, rate: int = 8000) -> bytes:
    """A quiet rattle."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        frames = (1000 if n % 20 < 10 else -1000 for n in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", value) for value in frames))
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    """A zip of files by name; `__` stands for the slash, `_dot_` for the dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()
