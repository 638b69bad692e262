"""What a judge is asked, in the project's own words: its questions and its guidelines."""

from dataclasses import dataclass, replace

from annotation.domain.questions.comparison import FIRST_TWO
from annotation.domain.types import Json
from annotation.errors import Invalid, Refusal
from annotation.selectors import bench
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Aspect
from routing.judges.spec import MAX_ASPECTS, PANEL, NewSpec, template_of
from routing.models import JudgeSpec

NOBODY = 0  # no user has this id: what is asked does not depend on who reads it
RATING = "rating"  # the type of a question that people answer for each response


class NothingToJudge(Refusal):
    """The project asks no comparison that this judge could answer."""

    code = "nothing_to_judge"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a judge answers, as people see it, and the aspects it is derived from.

    A comparison of the first two responses or, of a judge that lists, the ranking of all.
    """

    key: str
    title: str
    points: int
    tie: bool
    criteria: str
    aspects: tuple[Aspect, ...] = ()
    ranking: bool = False


def filled_in(project_id: int, new: NewSpec) -> NewSpec:
    """The judge with the aspects it rates, taken from the project's questions where none are named.

    Raises:
        Invalid: It names a question that the project does not ask.
    """
    if new.backend == PANEL or not PROTOCOLS[template_of(new).partition(".")[0]].aspects:
        return new
    questions: list[Json] = bench.brief(project_id=project_id, user_id=NOBODY)["questions"]
    keys = [q["key"] for q in questions]
    if unknown := sorted(set(new.aspects) - set(keys)):
        raise Invalid(fields={"aspects": [f"The project does not ask {', '.join(unknown)}."]})
    ratings = tuple(q["key"] for q in questions if q["type"] == RATING)
    return replace(new, aspects=new.aspects or ratings[:MAX_ASPECTS])


def asked(spec: JudgeSpec) -> Asked:
    """The question of the project that the spec names, or its last comparison: the overall one.

    A judge that lists answers the project's last ranking, where there is one. Comparisons of other
    places on the screen than the first two are left to people: which responses stand there is
    drawn for each of them.

    Raises:
        NothingToJudge: There is none, or the project no longer asks one of the spec's aspects.
    """
    shown = bench.brief(project_id=spec.project_id, user_id=NOBODY)
    wanted = spec.spec["question"]
    lists = spec.spec["protocol"] == "listwise"
    for type_ in ("ranking", "comparison") if lists else ("comparison",):
        for question in reversed(shown["questions"]):
            if question["type"] == type_ and wanted in {"", question["key"]} and _judged(question):
                return _asked(spec, shown, question)
    named = f"no comparison {wanted!r}" if wanted else "no comparison"
    if any(q["type"] == "comparison" and not _judged(q) for q in shown["questions"]):
        named += " of the first two responses"
    raise NothingToJudge(f"The project asks {named}; the judge {spec.name} cannot be asked.")


def _judged(question: Json) -> bool:
    return bool(question["options"].get("pair", FIRST_TWO) == FIRST_TWO)


def _asked(spec: JudgeSpec, shown: Json, question: Json) -> Asked:
    guideline = shown["guideline"]
    parts = [question.get("help", ""), guideline["text"] if guideline else ""]
    ranking = question["type"] == "ranking"
    return Asked(
        key=question["key"],
        title=question["title"],
        points=2 if ranking else question["options"]["points"],
        tie=question["options"]["ties" if ranking else "tie"],
        criteria="\n\n".join(part for part in parts if part.strip()),
        aspects=_aspects(spec, shown["questions"], question),
        ranking=ranking,
    )


def _aspects(spec: JudgeSpec, questions: list[Json], overall: Json) -> tuple[Aspect, ...]:
    known = {q["key"]: q for q in questions}
    keys = spec.spec.get("aspects") or [overall["key"]]
    if gone := [key for key in keys if key not in known]:
        raise NothingToJudge(
            f"The project no longer asks {', '.join(gone)}, which {spec.name} rates. "
            "Make a judge for the questions it asks now."
        )
    return tuple(Aspect(key, _question(known[key])) for key in keys)


def _question(question: Json) -> str:
    return " ".join(part for part in (question["title"], question.get("help", "")) if part.strip())
