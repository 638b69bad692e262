"""Reports on judges: how far each may be trusted, and where it differs from people.

A big project's reports are counted by the sweep with its other figures, so that no page waits.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial

from annotation import statements
from annotation.domain.questions import Question
from annotation.domain.types import Json
from annotation.errors import Invalid, Refusal
from annotation.selectors import agreement, figures
from annotation.services import figures as kept
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.pairs import Pairs
from routing.judges.standing import habits
from routing.judges.standing import report as whole
from routing.judges.standing.consistency import Asked
from routing.judges.standing.report import Ledger
from routing.models import JudgeSpec
from routing.services import attacking, imported, specs, standing_rows
from routing.services.imported import Rater
from routing.services.standing_rows import NAME, Wanted

ANSWERED = """
SELECT EXISTS (SELECT FROM annotation_judgment
    WHERE rater_id = %(rater)s AND answers ? %(question)s)
"""
LAST_CALL = "SELECT max(id) FROM routing_judgecall WHERE project_id = %(project)s"
LAST_ATTACK = "SELECT max(id) FROM routing_attackreport WHERE spec_id = %(spec)s"


class NoComparison(Refusal):
    """The project asks no comparison, and this report is about one."""

    code = "no_comparison"


@dataclass(frozen=True, slots=True)
class Known:
    """A judge's report and as of when it holds; None while it is counted for the first time."""

    report: Json | None
    as_of: datetime | None


def known(*, project_id: int, spec_id: int) -> Known:
    """The report of one judge, counted now or kept.

    Raises:
        NotFound: The project has no such judge.
        NoComparison: The project asks no comparison.
    """
    spec = specs.get(project_id=project_id, spec_id=spec_id)
    [(last,)] = statements.rows(LAST_CALL, {"project": project_id})
    [(attack,)] = statements.rows(LAST_ATTACK, {"spec": spec_id})
    found = figures.known(
        project_id, NAME, lambda _: of_spec(spec), part=str(spec_id), also=f"{last}:{attack}"
    )
    return Known(found.data, found.as_of)


def known_of_imported(*, project_id: int, rater_id: int) -> Known:
    """The report of a judge whose verdicts came by import, counted now or kept.

    Raises:
        NotFound: No such judge was imported into the project.
        NoComparison: The project asks no comparison.
    """
    rater = imported.get(project_id=project_id, rater_id=rater_id)
    found = figures.known(
        project_id,
        NAME,
        lambda _: of_rater(project_id, rater),
        part=_part(rater),
        also=str(rater.swapped_id),
    )
    return Known(found.data, found.as_of)


def expire(project_id: int) -> None:
    """Have reports counted again though no judgment came: an order was named, an attack ended."""
    kept.expire(project_id, NAME)


def of_project(project_id: int) -> Json:
    """The reports of all judges by the spec's id, or the rater's: what the sweep keeps."""
    made = specs.every(project_id=project_id)
    from_files = [r for r in imported.raters(project_id) if r.spec_id is None]
    counts: dict[str, Callable[[], Json]] = {str(s.pk): partial(of_spec, s) for s in made}
    counts |= {_part(rater): partial(of_rater, project_id, rater) for rater in from_files}
    return {part: _or_none(count) for part, count in counts.items()}


def _or_none(count: Callable[[], Json]) -> Json | None:
    try:
        return count()
    except NoComparison:
        return None


def _part(rater: Rater) -> str:
    return f"rater:{rater.id}"


def of_spec(spec: JudgeSpec) -> Json:
    """The report of a judge made here, counted now."""
    mine = [r.id for r in imported.raters(spec.project_id) if r.spec_id == spec.pk]
    key, labels = _question(spec.project_id, spec.spec["question"])
    protocol = PROTOCOLS.get(spec.spec["protocol"])
    pairwise = isinstance(protocol, Pairs)
    rows = standing_rows.table(
        Wanted(mine, spec.pk, key, labels, spec.spec["model"], pairwise=pairwise)
    )
    return {"question": key} | whole.report(rows, _ledger(spec, mine, key, pairwise=pairwise))


def of_rater(
    project_id: int,
    rater: Rater,
    *,
    swapped: str | None = None,
    where: tuple[str, list[str]] | None = None,
    missing_wrong: bool = False,
) -> Json:
    """The report of any judge, imported ones too.

    Args:
        swapped: Name of the judge that stands for this one asked with b first; None: the one that
            an admin has named, if any. Imported verdicts come without the order they were asked in.
        where: A field of the items' metadata and its values.
        missing_wrong: Also count the items people judged on which it has given no verdict, as
            wrong and as different in the two orders: "missing_wrong".

    Raises:
        Invalid: There is no such judge.
        NoComparison: The project asks no comparison.
    """
    if rater.spec_id is not None and swapped is None and where is None and not missing_wrong:
        return of_spec(specs.get(project_id=project_id, spec_id=rater.spec_id))
    key, labels = _question(project_id, _answered(project_id, rater))
    other = rater.swapped_id if swapped is None else _named(project_id, swapped)
    both = [rater.id, *([] if other is None else [other])]
    wanted = Wanted(both, None, key, labels, rater.name, swapped=other, where=where)
    rows = standing_rows.table(wanted)
    found = {"question": key} | whole.report(rows, Ledger(judged=len(rows), imported=True))
    if missing_wrong:
        every = standing_rows.table(replace(wanted, all_of=project_id))
        found["missing_wrong"] = asdict(habits.missing_wrong(every))
    return found


def _named(project_id: int, name: str) -> int:
    other = next((r for r in imported.raters(project_id) if r.name == name), None)
    if other is None:
        raise Invalid(fields={"swapped": [f"There is no judge called {name!r} here."]})
    return other.id


def _answered(project_id: int, rater: Rater) -> str:
    """The last comparison that it has answered; empty if it has answered none."""
    for question in reversed(_comparisons(project_id)):
        given = {"rater": rater.id, "question": question.key}
        [(answered,)] = statements.rows(ANSWERED, given)
        if answered:
            return question.key
    return ""


def _comparisons(project_id: int) -> list[Question]:
    return [q for q in agreement.asked(project_id) if q.type == "comparison"]


def _question(project_id: int, wanted: str) -> tuple[str, tuple[str, ...]]:
    """The comparison that a judge answers and its labels: the one named, or the last."""
    asked = _comparisons(project_id)
    for question in reversed(asked):
        if wanted in {"", question.key}:
            more = ["both_bad"] if question.options.get("both_bad") else []
            tie = ["tie"] if question.options.get("tie") or more else []
            return question.key, ("a", "b", *tie, *more)
    raise NoComparison


def _ledger(spec: JudgeSpec, mine: list[int], question: str, *, pairwise: bool) -> Ledger:
    ended = standing_rows.ended(spec.pk)
    attacked, changed = attacking.newest(spec.pk), attacking.newest_changes(spec.pk)
    return Ledger(
        calls=sum(n for n, _ in ended.values()),
        failures={kind: n for kind, (n, _) in sorted(ended.items()) if kind != "ok"},
        spent_usd=sum(cost for _, cost in ended.values()),
        judged=_judged(mine),
        models=standing_rows.models(spec.pk),
        attack_rate=attacked[1]["attacks"]["rate"] if attacked else None,
        orders=pairwise,
        asked=Asked(
            *standing_rows.repeats(spec.pk),
            versions=standing_rows.versions(spec.pk, mine, question),
            changes=changed[1] if changed else None,
        ),
    )


def _judged(mine: list[int]) -> int:
    count = "SELECT count(*) FROM annotation_judgment WHERE rater_id = ANY(%(raters)s::bigint[])"
    [(n,)] = statements.rows(count, {"raters": statements.array(mine)})
    return int(n)
