"""Tiebreak from Python: items, judgments, labels, routing, imports and exports."""

from tiebreak_client.client import Tiebreak
from tiebreak_client.errors import (
    Conflict,
    CorruptDownload,
    Forbidden,
    Invalid,
    NotFound,
    NotReachable,
    NotSignedIn,
    Refused,
    ServerFailed,
    StillRunning,
    TiebreakError,
    TooMany,
    WorkFailed,
)
from tiebreak_client.exporting import Export
from tiebreak_client.importing import Import
from tiebreak_client.project import Project

__all__ = [
    "Conflict",
    "CorruptDownload",
    "Export",
    "Forbidden",
    "Import",
    "Invalid",
    "NotFound",
    "NotReachable",
    "NotSignedIn",
    "Project",
    "Refused",
    "ServerFailed",
    "StillRunning",
    "Tiebreak",
    "TiebreakError",
    "TooMany",
    "WorkFailed",
]
