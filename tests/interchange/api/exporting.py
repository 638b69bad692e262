"""A project to export, and an export carried out as a worker does it."""

from annotation.domain.types import ItemState, RaterKind
from annotation.services import jobs, labels, projects
from interchange.services import exports
from tests import make

ANSWERS = {
    "rating": {"ratings": {k: {"quality": 4} for k in "abc"}},
    "ranking": {"ranks": {"a": 2, "b": 1, "c": 2}},
    "pick": {"picked": ["a", "c"], "of": ["a", "b", "c"]},
    "thumbs": {"thumbs": {"a": "up", "b": "down", "c": "up"}},
    "choice": {"choice": "yes"},
    "multi_choice": {"chosen": ["yes", "no"]},
    "text": {"text": "Clear."},
    "critique": {"of": "a", "reasons": ["wrong"], "critique": "No.", "rewrite": "Yes."},
    "spans": {
        "spans": {"b": [{"start": 0, "end": 2, "category": "unfactual", "severity": "minor"}]},
        "missing": {},
    },
    "comparison": {"winner": "b", "strength": 1},
}


def asks_everything(project):
    projects.add_questions(
        project_id=project.pk,
        questions=[{"key": f"of_{kind}", "type": kind, "title": kind} for kind in ANSWERS],
        actor_id=None,
    )
    return {f"of_{kind}": answer for kind, answer in ANSWERS.items()}


def labelled(project, *winners, source="human"):
    """An item with one judgment per winner, labelled by them."""
    kind = RaterKind.JUDGE if source == "judge" else RaterKind.HUMAN
    item = make.item(project, need=0, state=ItemState.RESOLVED, label_source=source)
    for winner in winners:
        make.judgment(item, make.rater(project, kind=kind), winner)
    labels.resolve(item_ids=[item.pk])
    return item


def start(api, project, form="trl-preference", **params):
    answer = api.call("post", f"/projects/{project.pk}/exports", {"format": form, "params": params})
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def work():
    for job_id, kind in jobs.due(limit=10):
        assert kind == "export"
        exports.run(job_id=job_id)


def exported(api, project, form="trl-preference", **params):
    snapshot_id = start(api, project, form, **params)
    work()
    return api.read(f"/exports/{snapshot_id}")


def download(api, snapshot, name):
    url = next(f["url"] for f in snapshot["files"] if f["name"] == name)
    answer = api.get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)
