"""Alarms when judges agree with people less than they did."""

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotation.domain.quality import drift
from annotation.domain.quality.drift import Alarm
from annotation.errors import Invalid, NotFound
from annotation.services import audit
from routing.models import DriftAlarm
from routing.services.audited import Audited
from routing.services.epochs import Epoch

# Page–Hinkley on 1 (agreed) and 0. In 400 simulated runs of 500 audited items without a change 0 to
# 5.5 % gave a false alarm (agreement .9 to .7); a fall by .25 was found after some 45 items.
SLACK, LIMIT = 0.05, 10.0
FEWEST = 30  # audited items before which nothing is said


def opened(project_id: int) -> DriftAlarm | None:
    """The alarm that nobody has acknowledged yet."""
    return DriftAlarm.objects.filter(project_id=project_id, acknowledged_at=None).first()


def alarms(project_id: int, *, limit: int = 20) -> list[DriftAlarm]:
    """The newest alarms."""
    rows = DriftAlarm.objects.filter(project_id=project_id).select_related("acknowledged_by")
    return list(rows.order_by("-pk")[:limit])


def watched(project_id: int, epoch: Epoch, found: Audited) -> Audited:
    """What an alarm may rest on: items the coin drew, judged since the last alarm of this epoch.

    What the policy gave to people is doubtful by choice, and says nothing about change.
    """
    last = DriftAlarm.objects.filter(project_id=project_id, epoch=epoch.key).order_by("-pk").first()
    after = 0 if last is None else last.seen
    return found.take(np.flatnonzero(found.coin & (found.seen > after)))


def line(rows: Audited) -> Alarm:
    """How far agreement has fallen, item by item."""
    return drift.page_hinkley(1 - rows.wrong, slack=SLACK, limit=LIMIT)


def check(project_id: int, epoch: Epoch, found: Audited) -> DriftAlarm | None:
    """Raise an alarm if agreement has fallen; returns it. One that is open is enough."""
    rows = watched(project_id, epoch, found)
    if opened(project_id) is not None or len(rows) < FEWEST:
        return None
    fallen = line(rows)
    if not (fallen.down > LIMIT).any():
        return None
    at = int(np.argmax(fallen.down > LIMIT))
    since = int(np.flatnonzero(fallen.down[:at] <= 0).max(initial=-1)) + 1
    agreed = 1 - rows.wrong
    before = float(agreed[:since].mean()) if since else float(agreed.mean())
    try:
        with transaction.atomic():
            alarm = DriftAlarm.objects.create(
                project_id=project_id,
                epoch=epoch.key,
                seen=int(rows.seen.max()),
                rows=len(rows),
                before=before,
                after=float(agreed[since:].mean()),
                since_item=since + 1,
            )
            audit.record(
                kind="routing.drift_alarm",
                project_id=project_id,
                data={"alarm": alarm.pk, "before": alarm.before, "after": alarm.after},
            )
    except IntegrityError:
        return None  # another worker has raised it
    return alarm


@transaction.atomic
def acknowledge(*, project_id: int, alarm_id: int, actor_id: int, note: str) -> DriftAlarm:
    """Let judges judge again; what they say from now on is watched anew.

    Raises:
        Invalid: There is no reason.
        NotFound: The project has no such open alarm.
    """
    if not note.strip():
        raise Invalid(fields={"note": ["Say what was found; whoever sees the alarm later asks."]})
    changed = DriftAlarm.objects.filter(
        pk=alarm_id, project_id=project_id, acknowledged_at=None
    ).update(acknowledged_at=timezone.now(), acknowledged_by_id=actor_id, note=note.strip())
    if not changed:
        raise NotFound
    audit.record(
        kind="routing.drift_acknowledged",
        project_id=project_id,
        actor_id=actor_id,
        data={"alarm": alarm_id, "note": note.strip()},
    )
    return DriftAlarm.objects.get(pk=alarm_id)
