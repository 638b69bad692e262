"""Deleting a person's data at their request: what it would do, and doing it, all or nothing."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotation import statements
from annotation.domain.types import ItemState, RaterKind
from annotation.errors import Invalid, NotFound
from annotation.models import (
    Acknowledgement,
    AnnotatorProfile,
    Assignment,
    AuditEvent,
    Consent,
    Erasure,
    Figures,
    Invite,
    ItemFlag,
    Membership,
    Project,
    Qualification,
    Rater,
    SignInFailure,
    User,
)
from annotation.services import audit, items, labels, leases, members, relabelling

KEEP, REMOVE = Erasure.Judgments.KEEP.value, Erasure.Judgments.REMOVE.value
CHUNK = 500  # items: a preview holds their locks no longer than these take
# What each item loses: verdicts that counted, and the places they took.
LOST = """
SELECT j.item_id, count(*) FILTER (WHERE j.counted AND j.assignment_id IS NOT NULL
    AND j.supersedes_id IS NULL)
FROM annotation_judgment j WHERE j.rater_id = %(rater)s AND j.item_id = ANY(%(items)s::bigint[])
GROUP BY j.item_id ORDER BY j.item_id
"""
JUDGED = "SELECT DISTINCT item_id FROM annotation_judgment WHERE rater_id = %(rater)s ORDER BY 1"
OWN = """
SELECT count(*), count(DISTINCT item_id), count(*) FILTER (WHERE source = 'import')
FROM annotation_judgment WHERE rater_id = %(rater)s
"""
LOCK = """
SELECT id FROM annotation_item WHERE id = ANY(%(items)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""
FREE = """
UPDATE annotation_item i SET taken = i.taken - l.n, counted = i.counted - l.n
FROM unnest(%(items)s::bigint[], %(times)s::int[]) AS l (id, n) WHERE i.id = l.id AND l.n > 0
"""
# One after the other: the triggers look at what the first of each two belongs to.
DELETE = (
    """
DELETE FROM annotation_adjudication a USING annotation_judgment j
WHERE j.id = a.judgment_id AND j.rater_id = %(rater)s AND j.item_id = ANY(%(items)s::bigint[])
""",
    """
DELETE FROM annotation_judgment WHERE rater_id = %(rater)s AND item_id = ANY(%(items)s::bigint[])
""",
)
LEASES = (
    """
DELETE FROM annotation_firstanswers f USING annotation_assignment a
WHERE a.id = f.assignment_id AND a.project_id = %(project)s AND a.annotator_id = %(user)s
""",
    "DELETE FROM annotation_assignment WHERE project_id = %(project)s AND annotator_id = %(user)s",
)
BACK = """
SELECT id FROM annotation_item WHERE id = ANY(%(items)s::bigint[]) AND state = 'resolved'
    AND label_source <> 'judge' AND counted < need ORDER BY id
"""
CHANGED = """
SELECT count(*) FROM annotation_label new JOIN annotation_label old
    ON old.item_id = new.item_id AND old.question = new.question AND old.version = new.version - 1
WHERE new.item_id = ANY(%(items)s::bigint[]) AND new.id > %(after)s
    AND (new.value -> 'winner') IS DISTINCT FROM (old.value -> 'winner')
"""
LAST_LABEL = "SELECT coalesce(max(id), 0) FROM annotation_label"


@dataclass(frozen=True, slots=True)
class Effects:
    """What deleting somebody's data does; counts of rows unless it says otherwise."""

    person: str  # a member's name, a rater's pseudonym
    rater_id: int | None
    judgments: int
    imported: int  # of these, from files
    judgments_kept: bool
    items: int  # with a judgment of theirs
    labels: int  # made anew
    labels_changed: int  # of these, with another answer
    items_back: int  # to the queue, since verdicts are missing again
    told: int  # answers about themselves
    consents: int
    notes: int  # reasons of skips, flags
    trainings: int
    account: str  # goes | stays | none
    account_because: str
    acts: int  # entries of the log of acts that keep the account's number

    def counted(self) -> dict[str, Any]:
        """Without what says whose it was: for what is kept for good."""
        named = {"person", "rater_id"}
        return {key: value for key, value in asdict(self).items() if key not in named}


class _Undo(Exception):
    """Ends a preview: everything it did is rolled back."""


@contextmanager
def _undone() -> Iterator[None]:
    """What is done within is taken back, with every lock it took."""
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


Note = Callable[[int, int], None]  # items done, of how many


def unnoted(done: int, of: int) -> None:
    """Nobody waits for the progress."""


@dataclass(frozen=True, slots=True)
class _Who:
    project_id: int
    user: User | None
    rater: Rater | None
    # As whoever asked for it called them: a pseudonym is not answered with a name.
    name: str


def preview(
    *,
    project_id: int,
    judgments: str,
    member_id: int | None = None,
    rater_id: int | None = None,
    note: Note = unnoted,
) -> Effects:
    """What it would do, found by doing it and rolling it back: it cannot be another thing.

    Some hundred items at a time, so that nobody who judges waits for long.

    Raises:
        As `erase`.
    """
    with _undone():
        who = _who(project_id, member_id, rater_id)
        found = _erase(who, judgments, actor_id=None, note=None)
    if judgments == KEEP:
        return found
    lost = _Lost()
    for chunk in _chunks(who, note):
        with _undone():
            _open(who, judgments)
            lost += _remove_from(who, chunk)
    return replace(found, **asdict(lost))


@transaction.atomic
def erase(
    *,
    project_id: int,
    judgments: str,
    actor_id: int | None,
    member_id: int | None = None,
    rater_id: int | None = None,
    note: Note = unnoted,
) -> Effects:
    """Delete what a project knows of a person, in one transaction.

    Args:
        judgments: "keep": they stay, under a pseudonym that leads to nobody; "remove": they go, and
            labels are made of what is left.
        member_id: A member of the project; or
        rater_id: A rater, who may have left, or come from a file.
        note: Told how far it is.

    Raises:
        NotFound: There is no such person in the project.
        LastAdmin: Nobody could administer the project any more.
        Invalid: A judge is no person; or `judgments` is neither.
    """
    who = _who(project_id, member_id, rater_id)
    done = _erase(who, judgments, actor_id=actor_id, note=note)
    audit.record(
        kind="person.erased",
        project_id=project_id,
        actor_id=actor_id,
        # The account's number, never the pseudonym's: the two must not stand side by side.
        subject=f"user:{who.user.pk}" if who.user else "rater of a file",
        data=done.counted(),
    )
    return done


def _who(project_id: int, member_id: int | None, rater_id: int | None) -> _Who:
    Project.objects.select_for_update(no_key=True).get(pk=project_id)
    raters = Rater.objects.filter(project_id=project_id)
    if member_id is not None:
        member = Membership.objects.filter(pk=member_id, project_id=project_id).first()
        if member is None:
            raise NotFound
        user = member.user
        return _Who(project_id, user, raters.filter(user=user).first(), user.name or user.email)
    rater = raters.filter(pk=rater_id or 0).select_related("user").first()
    if rater is None:
        raise NotFound
    if rater.kind == RaterKind.JUDGE:
        raise Invalid("A judge is no person: there is nothing personal to delete.")
    return _Who(project_id, rater.user, rater, rater.name)


def name_of(*, project_id: int, member_id: int | None, rater_id: int | None) -> str:
    """What the effects call the person.

    Raises:
        As `erase`.
    """
    with transaction.atomic():
        return _who(project_id, member_id, rater_id).name


def rater_of(*, project_id: int, member_id: int | None, rater_id: int | None) -> int | None:
    """The rater that a member is, or the one that was named."""
    if member_id is None:
        return rater_id
    own = Rater.objects.filter(
        project_id=project_id, user__memberships__pk=member_id, user__isnull=False
    )
    return own.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class _Lost:
    """What the removal of judgments does to labels and the queue."""

    labels: int = 0
    labels_changed: int = 0
    items_back: int = 0

    def __add__(self, other: "_Lost") -> "_Lost":
        return _Lost(
            self.labels + other.labels,
            self.labels_changed + other.labels_changed,
            self.items_back + other.items_back,
        )


def count(*, project_id: int, member_id: int | None, rater_id: int | None) -> int:
    """How many judgments somebody gave; 0 of who is not there."""
    own = rater_of(project_id=project_id, member_id=member_id, rater_id=rater_id)
    [(judgments, _, _)] = statements.rows(OWN, {"rater": own or 0})
    return int(judgments)


def _open(who: _Who, judgments: str) -> Erasure:
    return Erasure.objects.create(
        project_id=who.project_id,
        judgments=judgments,
        user_id=who.user.pk if who.user else None,
        rater_id=who.rater.pk if who.rater else None,
    )


def _erase(who: _Who, judgments: str, *, actor_id: int | None, note: Note | None) -> Effects:
    """Everything of it, in the caller's transaction; without `note`, all but the judgments."""
    if judgments not in {KEEP, REMOVE}:
        sentence = f"{KEEP!r} or {REMOVE!r}."
        raise Invalid(sentence, fields={"judgments": [sentence]})
    begun = _open(who, judgments)
    found = _counts(who)
    if who.user is not None:
        member = Membership.objects.filter(project_id=who.project_id, user=who.user).first()
        if member is not None:
            members.end(project_id=who.project_id, member_id=member.pk)
        leases.free(project_id=who.project_id, user_id=who.user.pk)
    lost = _Lost()
    if judgments == KEEP:
        _unlink(who)
    elif note is not None:
        lost = _remove(who, note)
    _forget(who)
    found |= asdict(lost) | _account(who)
    done = Effects(person=who.name, judgments_kept=judgments == KEEP, **found)
    Erasure.objects.filter(pk=begun.pk).update(
        user_id=None,
        rater_id=None,
        finished_at=timezone.now(),
        effects=done.counted(),
    )
    # Kept figures name raters, and count what may be gone.
    Figures.objects.filter(project_id=who.project_id).delete()
    if lost.labels and Project.objects.get(pk=who.project_id).aggregators:
        # What is known of the other raters was learnt from these judgments too.
        relabelling.ask(project_id=who.project_id, actor_id=actor_id)
    return done


def _counts(who: _Who) -> dict[str, Any]:
    own = Assignment.objects.filter(project_id=who.project_id, annotator=who.user)
    rater_id = who.rater.pk if who.rater else None
    [(judgments, judged, imported)] = statements.rows(OWN, {"rater": rater_id or 0})
    there = who.user is not None
    return {
        "rater_id": rater_id,
        "judgments": judgments,
        "imported": imported,
        "items": judged,
        "told": AnnotatorProfile.objects.filter(rater=who.rater).count() if who.rater else 0,
        "consents": Consent.objects.filter(rater=who.rater).count() if who.rater else 0,
        "notes": own.exclude(reason="", note="").count() + _flags(who).count() if there else 0,
        "trainings": Qualification.objects.filter(project_id=who.project_id, user=who.user).count()
        if there
        else 0,
        "acts": AuditEvent.objects.filter(
            Q(actor=who.user) | Q(subject=f"user:{who.user.pk if who.user else 0}")
        ).count()
        if there
        else 0,
    }


def _flags(who: _Who) -> Any:
    return ItemFlag.objects.filter(item__project_id=who.project_id, user=who.user)


def _remove(who: _Who, note: Note) -> _Lost:
    """Judgments and what they did; labels are made of what is left."""
    lost = _Lost()
    for chunk in _chunks(who, note):
        lost += _remove_from(who, chunk)
    if who.rater is not None:
        who.rater.delete()
    if who.user is not None:
        for sql in LEASES:
            statements.rows(sql, {"project": who.project_id, "user": who.user.pk})
    return lost


def _chunks(who: _Who, note: Note) -> Iterator[list[int]]:
    """The items with a judgment of theirs, some at a time."""
    rater_id = who.rater.pk if who.rater else 0
    touched = [item_id for (item_id,) in statements.rows(JUDGED, {"rater": rater_id})]
    for at in range(0, len(touched), CHUNK):
        yield touched[at : at + CHUNK]
        note(min(at + CHUNK, len(touched)), len(touched))


def _remove_from(who: _Who, chunk: list[int]) -> _Lost:
    """The judgments on some items, in the caller's transaction."""
    assert who.rater is not None
    [(after,)] = statements.rows(LAST_LABEL, {})
    touched = {"items": statements.array(chunk)}
    statements.rows(LOCK, touched)
    mine = {"rater": who.rater.pk, **touched}
    times = [n for _, n in statements.rows(LOST, mine)]
    statements.rows(FREE, {**touched, "times": statements.array(times)})
    for sql in DELETE:
        statements.rows(sql, mine)
    added = labels.resolve(item_ids=chunk) + labels.retract(item_ids=chunk)
    [(changed,)] = statements.rows(CHANGED, {**touched, "after": after})
    back = [pk for (pk,) in statements.rows(BACK, touched)]
    items.move(item_ids=back, new=ItemState.AWAITING_HUMAN)
    return _Lost(labels=added, labels_changed=changed, items_back=len(back))


def _unlink(who: _Who) -> None:
    """Judgments stay, under a pseudonym that leads to nobody."""
    if who.rater is not None:
        Rater.objects.filter(pk=who.rater.pk).update(
            user=None, import_key="", name=f"Former rater {secrets.token_hex(4)}"
        )
    if who.user is not None:
        nobody = User.objects.create_user(
            f"former-{secrets.token_hex(12)}@deleted.invalid", name="Former member", is_active=False
        )
        Assignment.objects.filter(project_id=who.project_id, annotator=who.user).update(
            annotator=nobody, note="", reason="", draft=None
        )


def _forget(who: _Who) -> None:
    """What a project keeps of a person beside their judgments."""
    if who.rater is not None:
        # The rater of removed judgments is gone, and took both along.
        AnnotatorProfile.objects.filter(rater_id=who.rater.pk or 0).delete()
        Consent.objects.filter(rater_id=who.rater.pk or 0).delete()
    if who.user is None:
        return
    _flags(who).delete()
    Qualification.objects.filter(project_id=who.project_id, user=who.user).delete()
    Acknowledgement.objects.filter(guideline__project_id=who.project_id, user=who.user).delete()
    Invite.objects.filter(
        Q(user=who.user) | Q(email=who.user.email), project_id=who.project_id
    ).delete()


def _account(who: _Who) -> dict[str, str]:
    """The account goes with its last project; staff and members of others keep theirs."""
    if who.user is None:
        return {"account": "none", "account_because": "There is no account: a name in a file."}
    if not User.objects.filter(pk=who.user.pk, is_active=True).exists():
        return {"account": "none", "account_because": "The account is gone already."}
    others = Membership.objects.filter(user=who.user).exclude(project_id=who.project_id).count()
    if others or who.user.is_staff:
        why = f"They are a member of {others} other projects." if others else "They are staff."
        return {"account": "stays", "account_because": why}
    email = who.user.email
    _end_sessions(who.user.pk)
    SignInFailure.objects.filter(email=email).delete()
    Invite.objects.filter(Q(user=who.user) | Q(email=email)).delete()
    # The row stays, since acts of an admin point at it; it says nothing of anybody any more.
    gone = User.objects.get(pk=who.user.pk)
    gone.email, gone.name = f"former-{secrets.token_hex(12)}@deleted.invalid", "Former member"
    gone.preferences, gone.is_active = {}, False
    gone.set_unusable_password()
    gone.save()
    return {"account": "goes", "account_because": "This was their last project."}


def _end_sessions(user_id: int) -> None:
    own: Sequence[str] = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user_id)
    ]
    Session.objects.filter(pk__in=own).delete()
