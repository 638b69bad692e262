"""Expected refusals of imports and exports; annotation's api.errors turns them into HTTP."""

from annotation.errors import Refusal


class UnreadableFile(Refusal):
    """The file as a whole cannot be read; the text says why and what to do."""

    code = "unreadable_file"
    status = 400


class FileTooLarge(Refusal):
    """The file is larger than this installation takes."""

    code = "too_large"
    status = 413


class WrongMapping(Refusal):
    """The mapping does not fit; `fields` says which part of it."""

    code = "wrong_mapping"
    status = 400


class NotLabelled(Refusal):
    """The file holds no items that people and a judge have judged; the text says what is wrong."""

    code = "not_labelled"
    status = 400


class ImportFailed(Refusal):
    """Nothing was imported; the text says why."""

    code = "import_failed"


class TooLateToCancel(Refusal):
    """It has ended, or its rows are being added right now."""

    code = "too_late_to_cancel"


class ExportFailed(Refusal):
    """The export could not be finished; nothing half-written is offered."""

    code = "export_failed"


class BadExport(Refusal):
    """A choice of the export does not fit: mend the one that is marked."""

    code = "bad_export"
    status = 400


class Unreachable(Refusal):
    """Another server refused or did not answer; nothing here is lost."""

    code = "unreachable"
    status = 502


class LinkExpired(Refusal):
    """A download link is over, or was never one of ours."""

    code = "link_expired"
    status = 404
