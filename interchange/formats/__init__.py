"""Formats: what a row is, in and out. Pure: no Django, no pyarrow, no files."""

from interchange.formats.base import Format
from interchange.formats.judgments_long import Judgments
from interchange.formats.trl_preference import TrlPreference

FORMATS: dict[str, Format] = {f.key: f for f in (TrlPreference(), Judgments())}

__all__ = ["FORMATS", "Format"]
