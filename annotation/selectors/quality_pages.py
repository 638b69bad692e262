"""What the quality pages show of the kept figures."""

from typing import Any

from annotation.errors import NotFound
from annotation.models import Rater
from annotation.selectors import figures, quality

NOTHING: dict[str, Any] = {
    "questions": [],
    "raters": [],
    "typical": {},
    "models": [],
    "protocols": [],
    "marks": [],
    "latest": {"judgments": 0, "at_most": 0},
}
ROW = ("question", "n", "agreement", "reliability", "left", "left_biased", "longer")


def of_project(project_id: int) -> dict[str, Any]:
    """The project's page; of raters what its table shows."""
    kept = figures.known(project_id, "quality", quality.of_project)
    data = kept.data or NOTHING
    rows = [
        {key: rater[key] for key in rater if key != "protocols"}
        | {"questions": [{key: of[key] for key in ROW} for of in rater["questions"]]}
        for rater in data["raters"]
    ]
    return {**data, "raters": rows, "as_of": kept.as_of}


def of_rater(project_id: int, rater_id: int) -> dict[str, Any]:
    """One rater beside the middle of all people.

    Raises:
        NotFound: The project has no such rater.
    """
    rater = Rater.objects.filter(project_id=project_id, pk=rater_id).first()
    if rater is None:
        raise NotFound
    kept = figures.known(project_id, "quality", quality.of_project)
    data = kept.data or NOTHING
    found = next((r for r in data["raters"] if r["id"] == rater_id), None)
    titles = {of["key"]: of["title"] for of in data["questions"]}
    return {
        "id": rater.pk,
        "name": rater.name,
        "kind": rater.kind,
        "simulated": rater.simulated,
        "as_of": kept.as_of,
        "figures": found,
        "typical": data["typical"],
        "titles": titles,
        "people": sum(r["kind"] == "human" for r in data["raters"]),
    }
