"""The choices of an export, checked against the project that they are of."""

from annotation.selectors import ballots, surveys, versions
from interchange.errors import BadExport
from interchange.formats import WRITERS
from interchange.formats.base import Json
from interchange.formats.bundle import ItemFormat
from interchange.formats.choices import BadChoice, names, written_by
from interchange.formats.choices import checked as checked_alone
from interchange.services import decontaminating


def checked(project_id: int, form: str, params: Json) -> Json:
    """Every choice, defaults filled in.

    Raises:
        BadExport: There is no such format, or a choice does not fit it or the project.
    """
    if form not in WRITERS:
        raise BadExport(fields={"format": [f"One of {', '.join(sorted(WRITERS))}."]})
    try:
        chosen = checked_alone(WRITERS[form], params)
    except BadChoice as e:
        raise BadExport(fields={e.args[0]: [e.args[1]]}) from e
    decontaminating.check(project_id, chosen)
    _raters_are_there(project_id, chosen["without_raters"])
    _may_be_told(project_id, chosen["about_raters"])
    if "question" in chosen:
        chosen["question"] = _question(project_id, form, params, chosen["question"])
    return written_by(WRITERS[form], chosen)


def _raters_are_there(project_id: int, text: str) -> None:
    wanted = names(text)
    known = {rater.name for rater in ballots.raters(project_id)} if wanted else set()
    if unknown := [name for name in wanted if name not in known]:
        sentence = f"This project has no rater called {unknown[0][:60]!r}."
        raise BadExport(fields={"without_raters": [sentence]})


def _may_be_told(project_id: int, text: str) -> None:
    """That people agreed to have it exported."""
    wanted = names(text)
    allowed = surveys.exportable(project_id) if wanted else []
    if unknown := [key for key in wanted if key not in allowed]:
        sentence = (
            f"{unknown[0][:60]!r} is not asked; known are {', '.join(allowed)}."
            if allowed
            else "Nobody agreed that exports hold it: ask them (Settings, About people)."
        )
        raise BadExport(fields={"about_raters": [sentence]})
    if len(set(wanted)) < len(wanted):
        raise BadExport(fields={"about_raters": ["Each question once."]})


def _question(project_id: int, form: str, params: Json, chosen: str) -> str:
    """The comparison that decides: the one named, or of those asked now the last."""
    keys = [q["key"] for q in versions.questions_ever(project_id) if q["type"] == "comparison"]
    if chosen not in keys:
        if not keys and "question" not in params and isinstance(WRITERS[form], ItemFormat):
            return ""  # ratings, rankings and others need none
        if "question" in params or not keys:
            known = ", ".join(sorted(keys)) or "none yet"
            raise BadExport(fields={"question": [f"This project's comparisons are: {known}."]})
    if "question" in params:
        return chosen
    # Nobody chose: of those that are asked now, the last one is the overall verdict.
    asked = versions.questions(versions.in_force(project_id).question_set_id)
    now = [q.key for q in asked if q.type == "comparison"]
    return chosen if chosen in now else (now or keys)[-1]
