"""The drawn pictures and the tone of the showcase: nothing of anybody else's."""

import io
import math
import struct
import wave

from PIL import Image, ImageDraw


def house(windows: int, *, sun: bool) -> bytes:
    """A house on a hill, with as many windows as one likes."""
    image = Image.new("RGB", (960, 720), "#bcd8ec")
    draw = ImageDraw.Draw(image)
    if sun:
        draw.ellipse((740, 60, 860, 180), fill="#f4c430")
    draw.ellipse((-200, 470, 1160, 1200), fill="#5d8f4e")
    draw.rectangle((330, 300, 630, 520), fill="#b5382f")
    draw.polygon(((300, 300), (480, 160), (660, 300)), fill="#6e3b2f")
    draw.rectangle((455, 420, 505, 520), fill="#3d2b22")
    for n in range(windows):
        left = 360 + n * 240 // max(1, windows - 1)
        draw.rectangle((left - 10, 340, left + 40, 395), fill="#f6f1e4")
    return _png(image)


def tone(seconds: float = 3.0, rate: int = 16_000) -> bytes:
    """A chord that fades."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        for n in range(int(seconds * rate)):
            at = n / rate
            loud = 4000 * math.exp(-at)
            value = sum(math.sin(2 * math.pi * hertz * at) for hertz in (220, 277, 330))
            file.writeframesraw(struct.pack("<h", int(loud * value)))
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


# Name -> content, as the showcase's items say them.
FILES = {
    "model-one/house.png": lambda: house(2, sun=True),
    "model-two/house.png": lambda: house(3, sun=False),
    "model-one/clip.wav": tone,
}
