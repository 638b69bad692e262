"""Builders: rows with sensible defaults, straight through the ORM."""

import hashlib
import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from annotation.domain.types import AssignmentState, ItemState, RaterKind, Role
from annotation.models import (
    Acknowledgement,
    Assignment,
    Gold,
    Guideline,
    Invite,
    Item,
    Judgment,
    Label,
    Media,
    Membership,
    Project,
    QuestionSet,
    Rater,
    User,
)
from annotation.selectors.media import path_of

PASSWORD = "correct horse battery"
_n = itertools.count(1)


def comparison(key: str = "overall", **options: Any) -> dict[str, Any]:
    """A question as it is stored: seven points, tie, both bad."""
    return {
        "key": key,
        "type": "comparison",
        "title": key.capitalize(),
        "help": "",
        "required": True,
        "options": {"points": 7, "tie": True, "both_bad": True, "pair": [1, 2], **options},
        "when": None,
    }


def text(key: str = "why", *, required: bool = False, max_length: int = 2000) -> dict[str, Any]:
    return {
        "key": key,
        "type": "text",
        "title": key.capitalize(),
        "help": "",
        "required": required,
        "options": {"max_length": max_length, "per": "item"},
        "when": None,
    }


def user(name: str = "", *, password: str | None = None, **fields: Any) -> User:
    """A person; with no password they can only come in by link (and tests stay fast)."""
    n = next(_n)
    fields.setdefault("email", f"person{n}@example.org")
    return User.objects.create_user(password=password, name=name or f"Person {n}", **fields)


def project(
    *,
    questions: list[dict[str, Any]] | None = None,
    guideline: str | None = "Pick the better answer.",
    **fields: Any,
) -> Project:
    """A project with one version of its questions and, unless None, of its guidelines."""
    n = next(_n)
    fields.setdefault("slug", f"project-{n}")
    fields.setdefault("name", f"Project {n}")
    made = Project.objects.create(**fields)
    QuestionSet.objects.create(project=made, version=1, questions=questions or [comparison()])
    if guideline is not None:
        Guideline.objects.create(project=made, version=1, text=guideline)
    return made


def member(
    project: Project,
    role: Role = Role.ANNOTATOR,
    *,
    who: User | None = None,
    acknowledged: bool = True,
) -> User:
    """A person with a role in the project, who has read its guidelines."""
    who = who or user(f"{role.value.capitalize()} {next(_n)}")
    Membership.objects.create(project=project, user=who, role=role)
    latest = Guideline.objects.filter(project=project).order_by("-version").first()
    if acknowledged and latest:
        Acknowledgement.objects.get_or_create(guideline=latest, user=who)
    return who


def item(
    project: Project, *, responses: int = 2, prompt: str = "Why is the sky blue?", **fields: Any
) -> Item:
    """An item that waits for one person, unless `state` or `need` say otherwise."""
    n = next(_n)
    fields.setdefault("external_id", f"item-{n}")
    fields.setdefault("state", ItemState.AWAITING_HUMAN)
    fields.setdefault("need", 1)
    fields.setdefault("reserve", 1)
    keys = "abcdefgh"[:responses]
    answers = [{"key": k, "text": f"Answer {k} to {n}", "model": f"model-{k}"} for k in keys]
    fields.setdefault("responses", answers)
    sha = hashlib.sha256(fields["external_id"].encode()).hexdigest()
    return Item.objects.create(
        project=project,
        prompt=[{"role": "user", "content": prompt}],
        content_sha256=sha,
        **fields,
    )


def media(project: Project, name: str = "", content: bytes = b"RIFF\0\0\0\0WAVE") -> Media:
    """A sound in the data folder, by default one that nobody can hear."""
    sha = hashlib.sha256(content).hexdigest()
    path = path_of(sha)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Media.objects.create(
        project=project,
        name=name or f"sound-{next(_n)}.wav",
        kind="audio",
        mime="audio/wav",
        sha256=sha,
        source_sha256=sha,
        size=len(content),
    )


def items(project: Project, count: int, **fields: Any) -> list[Item]:
    return [item(project, **fields) for _ in range(count)]


def rater(
    project: Project,
    *,
    who: User | None = None,
    kind: RaterKind = RaterKind.HUMAN,
    name: str = "",
    **fields: Any,
) -> Rater:
    """The rater of a person (found again on the second call), or a judge's or imported one."""
    n = next(_n)
    if who is not None:
        known = Rater.objects.filter(project=project, user=who).first()
        if known:
            return known
    if who is None and "judge_spec_id" not in fields:
        fields.setdefault("import_key", f"{n:064d}")
    return Rater.objects.create(
        project=project, user=who, kind=kind, name=name or f"Rater {n}", **fields
    )


def assignment(item: Item, who: User, **fields: Any) -> Assignment:
    """An open lease, counted on the item as the queue counts it."""
    state = fields.setdefault("state", AssignmentState.OPEN)
    fields.setdefault("lease_token", uuid.uuid4())
    fields.setdefault("leased_until", timezone.now() + timedelta(minutes=15))
    fields.setdefault("presented_order", [r["key"] for r in item.responses])
    if state != AssignmentState.OPEN:
        fields.setdefault("closed_at", timezone.now())
    if state in {AssignmentState.OPEN, AssignmentState.SUBMITTED}:
        item.taken += 1
        item.save(update_fields=["taken"])
    return Assignment.objects.create(
        item=item, project=item.project, annotator=who, order_seed=1, **fields
    )


def judgment(
    item: Item,
    rater: Rater,
    winner: str = "a",
    *,
    question: str = "overall",
    answers: dict[str, Any] | None = None,
    **fields: Any,
) -> Judgment:
    """A verdict; a judge's or an imported one unless an assignment comes with it."""
    strengths = {"a": -1, "b": 1, "tie": 0, "both_bad": None}
    judged = answers or {question: {"winner": winner, "strength": strengths[winner]}}
    kinds = {RaterKind.JUDGE: Judgment.Source.JUDGE, RaterKind.HUMAN: Judgment.Source.IMPORT}
    source = Judgment.Source.BENCH if "assignment" in fields else kinds[RaterKind(rater.kind)]
    fields.setdefault("source", source)
    fields.setdefault("question_set", QuestionSet.objects.filter(project=item.project).latest("pk"))
    fields.setdefault("presented_order", [r["key"] for r in item.responses])
    fields.setdefault("idempotency_key", str(uuid.uuid4()))
    return Judgment.objects.create(
        item=item, project=item.project, rater=rater, answers=judged, body_sha256="0" * 64, **fields
    )


def gold(item: Item, winner: str = "a", *, question: str = "overall", **fields: Any) -> Gold:
    """A known answer, mixed in unseen unless `training` says otherwise."""
    fields.setdefault("origin", Gold.Origin.HAND)
    fields.setdefault("answers", {question: {"winner": winner, "strength": -1}})
    return Gold.objects.create(item=item, project=item.project, **fields)


def known(project: Project, count: int, **fields: Any) -> list[Item]:
    """Items that are there for their known answer alone: the first response is better."""
    made = items(project, count, state=ItemState.REFERENCE, need=0, reserve=0)
    for one in made:
        gold(one, **fields)
    return made


def label(item: Item, winner: str = "a", *, question: str = "overall", **fields: Any) -> Label:
    """The label in force: a unanimous majority of one person."""
    fields.setdefault("version", Label.objects.filter(item=item, question=question).count() + 1)
    fields.setdefault("source", "human")
    fields.setdefault("n_human", 1)
    fields.setdefault("n_judge", 0)
    fields.setdefault("judgment_ids", [])
    fields.setdefault("status", "unanimous")
    return Label.objects.create(
        item=item,
        project=item.project,
        question=question,
        value={"winner": winner},
        posterior=1.0,
        method="majority",
        method_version="1",
        agreement=1.0,
        **fields,
    )


def invite(token: str = "token", **fields: Any) -> Invite:
    """A sign-in link's row; the link itself is /invite/<token>."""
    fields.setdefault("expires_at", timezone.now() + timedelta(days=7))
    return Invite.objects.create(token_sha256=hashlib.sha256(token.encode()).hexdigest(), **fields)
