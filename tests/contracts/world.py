"""Every route of the API, and a project with one real object for each id in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from annotation.api.errors import not_found
from annotation.domain.types import AssignmentState, RaterKind, Role
from annotation.models import User
from annotation.services import jobs, tokens
from interchange.models import ImportBatch, Snapshot, Upload
from interchange.services import exports, links
from routing.judges.spec import NewSpec
from routing.models import Budget, DriftAlarm
from routing.services import making, trying
from tests import make
from tests.conftest import Api

# Bodies that are read before the object is looked for; everything else gets {}.
LEASE = {"lease_token": "00000000-0000-4000-8000-000000000000"}
BODIES: dict[str, dict[str, Any]] = {
    "assignments/<int:assignment_id>/draft": {**LEASE, "draft": {}},
    "assignments/<int:assignment_id>/extend": LEASE,
    "assignments/<int:assignment_id>/flag": {"reason": "unsafe"},
    "assignments/<int:assignment_id>/judgment": {
        **LEASE,
        "idempotency_key": "00000000-0000-4000-8000-000000000001",
        "answers": {"overall": {"side": "left", "strength": 1}},
    },
    "projects/<int:project_id>/cohorts/items": {"cohort": None},
    "items/<int:item_id>/gold": {"answers": {"overall": {"winner": "a"}}},
    "projects/<int:project_id>/gold": {"rows": [{"item": "nothing", "answers": {}}]},
    "projects/<int:project_id>/gold/proposals": {"item_ids": ["item_id"]},
    "exports/<int:snapshot_id>/links": {"name": "train.jsonl"},
    "projects/<int:project_id>/adjudication/items/<int:item_id>": {
        "answers": {"overall": {"winner": "a", "strength": -1}},
        "cause": "taste",
        "confidence": 0.8,
        "idempotency_key": "00000000-0000-4000-8000-000000000002",
    },
    "projects/<int:project_id>/members/<int:member_id>": {"role": "reviewer"},
    "projects/<int:project_id>/members/<int:member_id>/erasure": {
        "judgments": "keep",
        "person": "x",
    },
    "projects/<int:project_id>/raters/<int:rater_id>/erasure": {"judgments": "keep", "person": "x"},
    "projects/<int:project_id>/judges/<int:judge_id>/disagreements": {"item_ids": ["item_id"]},
    "projects/<int:project_id>/imported-judges/<int:imported_id>/disagreements": {
        "item_ids": ["item_id"]
    },
    "projects/<int:project_id>/imported-judges/<int:imported_id>/other-order": {"swapped": None},
    "projects/<int:project_id>/judges/<int:judge_id>/trust": {"status": "trusted", "reason": "x"},
    "projects/<int:project_id>/routing/alarms/<int:alarm_id>/acknowledge": {"note": "x"},
    "assignments/<int:assignment_id>/return": LEASE,
    "assignments/<int:assignment_id>/reveal": {**LEASE, "answers": {}},
    "assignments/<int:assignment_id>/skip": {**LEASE, "reason": "other"},
}
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """A pattern of the API: `path` as in `projects/<int:project_id>/items`."""

    path: str
    methods: tuple[str, ...]
    kwargs: tuple[str, ...]

    def url(self, ids: dict[str, Any]) -> str:
        """The path below /api with its ids filled in."""
        missing = set(self.kwargs) - set(ids)
        assert not missing, f"{self.path}: build {missing} in tests/contracts/world.py"
        url = "/" + self.path
        for converter in ("int", "str", "slug", "uuid"):
            for name in self.kwargs:
                url = url.replace(f"<{converter}:{name}>", str(ids[name]))
        return url


def routes() -> list[Route]:
    """Every route below /api with the methods its view answers."""
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda r: r.path)


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for p in patterns:
        path = prefix + str(p.pattern)
        if isinstance(p, URLResolver):
            yield from _walk(p.url_patterns, path)
        elif isinstance(p, URLPattern) and path.startswith("api/") and p.callback is not not_found:
            view = p.callback.cls  # type: ignore[attr-defined]  # of Django REST framework
            methods = tuple(m for m in METHODS if hasattr(view, m))
            yield Route(path.removeprefix("api/"), methods, tuple(p.pattern.converters))


def body(route: Route, ids: dict[str, Any]) -> dict[str, Any]:
    """What is sent; an id is named in BODIES and filled in here."""
    found = BODIES.get(route.path, {})
    if "item_ids" in found:
        return {**found, "item_ids": [ids[name] for name in found["item_ids"]]}
    return found


@dataclass
class World:
    """A project, its people, and the ids that fill the routes."""

    clients: dict[str, Api] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """One of everything."""
    world = World()
    project = make.project()
    people = {
        "outsider": make.member(make.project(), Role.ADMIN),
        **{role.value: make.member(project, role) for role in Role},
        "disabled": make.member(project, Role.ADMIN),
    }
    annotator = people["annotator"]
    # All sign in first: the disabled one still holds a session.
    world.clients = {who: Api(user, raise_request_exception=False) for who, user in people.items()}
    world.clients["anonymous"] = Api(raise_request_exception=False)
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    second_admin = make.member(project, Role.ADMIN)
    item = make.item(project)
    assignment = make.assignment(item, annotator, state=AssignmentState.SUBMITTED)
    make.gold(item)
    rater = make.rater(project, who=annotator)
    make.judgment(item, rater, assignment=assignment)
    token = f"token-{project.pk}"
    script = tokens.create(user=people["admin"], name="nightly", scope="read")
    world.ids = {
        "project_id": project.pk,
        "item_id": item.pk,
        "rater_id": rater.pk,
        "assignment_id": assignment.pk,
        "member_id": second_admin.memberships.get().pk,
        "invite_id": make.invite(token, project=project, role=Role.ANNOTATOR).pk,
        "token": token,
        "token_id": script["id"],
        "cohort_id": project.cohorts.create(name="experts").pk,
        "media": make.media(project).token,
        "version": 1,
        "imported_id": make.rater(project, kind=RaterKind.JUDGE, name="gpt").pk,
        "job_id": jobs.enqueue(kind="erase", key=f"nobody:{project.pk}", project_id=project.pk),
        **_routing(project.pk),
        **_interchange(project.pk, people["researcher"]),
    }
    return world


def _routing(project_id: int) -> dict[str, Any]:
    new = NewSpec("judge", "scripted", "always-a", Decimal(0), Decimal(0))
    spec = making.create(project_id=project_id, actor_id=None, new=new)
    Budget.objects.create(project_id=project_id, unit=Budget.Unit.USD, limit=10)
    trial = trying.start(project_id=project_id, spec_id=spec.pk).trial
    alarm = DriftAlarm.objects.create(
        project_id=project_id, epoch="", seen=0, rows=40, before=0.9, after=0.5, since_item=30
    )
    ids = {"judge_id": spec.pk, "spec_id": spec.pk, "trial": trial, "alarm_id": alarm.pk}
    return {**ids, "unit": "usd"}


def _interchange(project_id: int, researcher: User) -> dict[str, Any]:
    upload = Upload.objects.create(
        project_id=project_id, name="a.jsonl", path=f"a{project_id}", size=1, sha256="0" * 64
    )
    batch = ImportBatch.objects.create(
        project_id=project_id, upload=upload, kind=ImportBatch.Kind.ITEMS, mapping={}
    )
    snapshot = Snapshot.objects.create(
        project_id=project_id,
        format="trl-preference",
        params={},
        state=Snapshot.State.DONE,
        sha256="0" * 64,
        files=[{"name": "train.jsonl", "bytes": 3, "sha256": "0" * 64, "rows": 1}],
    )
    home = exports.folder(snapshot.pk)
    home.mkdir(parents=True)
    (home / "train.jsonl").write_text("{}\n")
    return {
        "upload_id": upload.pk,
        "import_id": batch.pk,
        "batch_id": batch.pk,
        "export_id": snapshot.pk,
        "snapshot_id": snapshot.pk,
        "since_id": snapshot.pk,
        "link": links.make(
            snapshot_id=snapshot.pk, name="train.jsonl", actor_id=researcher.pk, minutes=5
        ).token,
        "name": "train.jsonl",
    }


def rows() -> dict[str, list[Any]]:
    """All rows of all our tables, to see whether anything changed."""
    ours = ("annotation", "routing", "interchange")
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }
