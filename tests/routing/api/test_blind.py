"""Audits are blind: nothing an annotator can read tells of a judge, or of the coin."""

import json

from annotation.domain.types import Role
from routing.models import Decision
from routing.services import routing
from tests.conftest import Team
from tests.routing import rows

TOLD = ("gpt", "judge", "audit", "both", "propensity", "confidence", "decision", "verdict")


def test_an_audited_item_looks_to_the_annotator_like_any_other(team: Team):
    """Two items with the judge's verdict, one audited and one people's by policy: one form."""
    team.project.overlap = 1
    team.project.save()
    for confidence in (0.95, 0.5):
        [item] = rows.waiting(team.project)
        rows.verdict(item, "b", confidence=confidence)
    rows.choose(team.project, "confidence", audit_rate=1.0, threshold=0.7)
    routing.route(project_id=team.project.pk)
    assert rows.routes(team.project) == ["both", "human"]

    annotator = team.api(Role.ANNOTATOR)
    answer = annotator.call("post", f"{team.path}/queue/claim", {"count": 2, "holding": []})
    audited, asked = answer.json()["assignments"]

    assert shape(audited) == shape(asked)
    said = json.dumps([audited, asked]).lower()
    assert [word for word in TOLD if word in said] == []
    decisions = annotator.call("get", f"/items/{Decision.objects.earliest('pk').item_id}/decisions")
    assert decisions.status_code == 403


def shape(value: object) -> object:
    """Keys and types without what they hold."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__
