"""Splits of a dataset: how they are asked for, and where a group of prompts goes."""

import hashlib
import re

from interchange.formats.base import Param

SPLIT = Param(
    "split",
    "Splits",
    "",
    [],
    "Such as train:0.9,test:0.1; empty: one file. Items of one group, or of prompts that are the "
    "same or nearly so, are never in two splits.",
)
SEED = Param("split_seed", "Seed of the splits", "1", [], "Another seed, other splits.")
_ONE = re.compile(r"([a-z][a-z0-9_]{0,19}):(0?\.\d{1,6}|1(?:\.0*)?)")
Splits = list[tuple[str, float]]  # name, share of the groups


def parse(text: str) -> Splits:
    """The splits in the words of the choice; none for "".

    Raises:
        ValueError: A sentence: what is wrong with them.
    """
    found: Splits = []
    for part in text.replace(" ", "").split(",") if text.strip() else []:
        if not (one := _ONE.fullmatch(part)):
            raise ValueError("Write name:share, as in train:0.9,test:0.1.")
        found.append((one[1], float(one[2])))
    names = [name for name, _ in found]
    if len(set(names)) < len(names):
        raise ValueError("Two splits have one name.")
    if found and abs(sum(share for _, share in found) - 1) > 1e-6:
        raise ValueError("The shares add up to 1.")
    return found


def place(splits: Splits, seed: str, group: str) -> int:
    """Which split a group is in: the same for the same seed and name, whatever else there is."""
    digest = hashlib.sha256(f"{seed}\0{group}".encode()).digest()
    point = int.from_bytes(digest[:8], "big") / 2**64  # [0, 1)
    upper = 0.0
    for n, (_, share) in enumerate(splits):
        upper += share
        if point < upper:
            return n
    return len(splits) - 1
