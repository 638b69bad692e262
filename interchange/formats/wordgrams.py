"""Texts as sets of n words in a row, as numbers: what near-duplicates and overlaps are found by."""

import re
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Grams = NDArray[np.uint64]
# Scripts that put no blanks between words: each character is a word.
_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_DENSE}]|[^\W_{_DENSE}]+")
_ODD = np.uint64(0x9E3779B97F4A7C15)


def words(text: str) -> list[str]:
    """Lower-case runs of letters and digits; of scripts without blanks each character."""
    return _WORD.findall(text.lower())


def grams(found: list[str], n: int) -> Grams:
    """A number for each n words in a row, shape (max(0, len(found) - n + 1),), in order.

    The same words give the same number in every process; two different ones give the same number
    about once in 2**32 where the words' own numbers meet, else once in 2**64.
    """
    if len(found) < n:
        return np.zeros(0, np.uint64)
    numbers = np.fromiter(map(_number, found), np.uint64, len(found))
    out = np.zeros(len(found) - n + 1, np.uint64)
    for k in range(n):
        out = out * _ODD + numbers[k : k + len(out)]
    return _mixed(out)


def whole(found: list[str]) -> int:
    """One number for all the words in their order."""
    joined = " ".join(found).encode()
    return zlib.crc32(joined) << 32 | zlib.adler32(joined)


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    raw = word.encode("utf-8", "surrogatepass")
    return zlib.crc32(raw) << 32 | zlib.crc32(raw[::-1], 1)


def _mixed(x: Grams) -> Grams:
    """Every bit of the input in every bit of the output (the finaliser of splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
