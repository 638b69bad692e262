"""The judges of a project: which there are, their trust, whether and how they are asked."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce

from annotation.errors import Invalid, NotFound
from annotation.services import audit
from routing.judges import BACKENDS
from routing.judges import spec as spec_of
from routing.judges.base import Backend, Setup
from routing.models import JudgeSpec, JudgeTrust
from routing.services import endpoints, lanes, prices


def get(*, project_id: int, spec_id: int) -> JudgeSpec:
    """One judge of a project.

    Raises:
        NotFound: The project has no such judge.
    """
    spec = JudgeSpec.objects.filter(project_id=project_id, pk=spec_id).first()
    if spec is None:
        raise NotFound
    return spec


def trusts(spec_ids: Sequence[int]) -> dict[int, JudgeTrust]:
    """The row that holds now, of each judge."""
    rows = JudgeTrust.objects.filter(spec_id__in=spec_ids)
    return {row.spec_id: row for row in rows.order_by("spec_id", "-pk").distinct("spec_id")}


def trust_of(spec_id: int) -> JudgeTrust:
    """The row that holds now."""
    return trusts([spec_id])[spec_id]


@transaction.atomic
def set_trust(
    *, project_id: int, spec_id: int, status: str, reason: str, actor_id: int | None
) -> JudgeTrust:
    """Say how far a judge is trusted; a suspended one is not asked.

    Raises:
        Invalid: There is no such status, or no reason is given.
    """
    spec = get(project_id=project_id, spec_id=spec_id)
    if status not in JudgeTrust.Status.values:
        raise Invalid(fields={"status": [f"One of {', '.join(JudgeTrust.Status.values)}."]})
    if not reason.strip():
        raise Invalid(fields={"reason": ["Say why: whoever reads the exports will ask."]})
    trust = JudgeTrust.objects.create(
        spec=spec, status=status, reason=reason.strip(), set_by_id=actor_id
    )
    log("judge.trust_changed", spec, actor_id, {"status": status, "reason": reason.strip()})
    return trust


@transaction.atomic
def set_active(*, project_id: int, spec_id: int, active: bool, actor_id: int | None) -> None:
    """Ask this judge from now on, or retire it."""
    spec = get(project_id=project_id, spec_id=spec_id)
    if JudgeSpec.objects.filter(pk=spec.pk, active=not active).update(active=active):
        log("judge.activated" if active else "judge.retired", spec, actor_id, {})


@transaction.atomic
def set_key(*, project_id: int, spec_id: int, api_key: str, actor_id: int | None) -> None:
    """Replace the key of the judge's endpoint; it can never be read back.

    Raises:
        Invalid: This judge has no endpoint.
    """
    spec = get(project_id=project_id, spec_id=spec_id)
    if spec.endpoint is None:
        raise Invalid(fields={"api_key": ["This judge asks no endpoint and needs no key."]})
    endpoints.store_key(spec.endpoint, api_key)
    log("judge.key_changed", spec, actor_id, {"last4": spec.endpoint.key_last4})


@transaction.atomic
def set_limits(
    *, project_id: int, spec_id: int, requests: int | None, tokens: int | None, actor_id: int | None
) -> None:
    """Limit, for all workers together, what the judge's model may be asked per minute.

    Raises:
        Invalid: This judge has no endpoint, or a limit is no sensible number.
    """
    spec = get(project_id=project_id, spec_id=spec_id)
    if spec.endpoint is None:
        raise Invalid(fields={"requests_per_minute": ["This judge asks no endpoint."]})
    lanes.set_limits(
        endpoint=spec.endpoint, model=spec.spec["model"], requests=requests, tokens=tokens
    )
    limits = {"requests_per_minute": requests, "tokens_per_minute": tokens}
    log("judge.limits_changed", spec, actor_id, limits)


@transaction.atomic
def set_run(
    *,
    project_id: int,
    spec_id: int,
    concurrency: int,
    deadline_seconds: int | None,
    unknown_retries: int,
    actor_id: int | None,
) -> None:
    """Change how a judge is run, from its next run on: nothing of it changes what it says.

    Raises:
        Invalid: A number is out of its range, or it is a panel.
    """
    spec = get(project_id=project_id, spec_id=spec_id)
    if spec.backend == spec_of.PANEL:
        raise Invalid("A panel asks nobody itself. Change its members.")
    if wrong := spec_of.wrong_run(concurrency, deadline_seconds, unknown_retries):
        raise Invalid(fields=wrong)
    JudgeSpec.objects.filter(pk=spec.pk).update(
        spec=spec.spec | {"run": {"concurrency": concurrency, "deadline": deadline_seconds}},
        unknown_retries=unknown_retries,
    )
    run = {"concurrency": concurrency, "deadline_seconds": deadline_seconds}
    log("judge.run_changed", spec, actor_id, run | {"unknown_retries": unknown_retries})


def set_price(
    *,
    project_id: int,
    spec_id: int,
    input_usd_per_million: Decimal,
    output_usd_per_million: Decimal,
    actor_id: int | None,
) -> None:
    """Say what the judge's model costs from now on; see `prices.set_price`."""
    spec = get(project_id=project_id, spec_id=spec_id)
    prices.set_price(
        project_id=project_id,
        base_url=spec.spec["base_url"],
        model=spec.spec["model"],
        input_usd_per_million=input_usd_per_million,
        output_usd_per_million=output_usd_per_million,
        actor_id=actor_id,
    )


def members(panel: JudgeSpec) -> list[JudgeSpec]:
    """The judges whose votes a panel counts, in order of their making."""
    rows = JudgeSpec.objects.filter(
        project_id=panel.project_id, sha256__in=panel.spec.get("members", [])
    )
    return list(rows.order_by("pk"))


def listing(*, project_id: int) -> list[dict[str, Any]]:
    """Every judge of a project with its trust, its calls and what they cost; never its key."""
    rows = JudgeSpec.objects.filter(project_id=project_id).select_related("endpoint")
    counted = rows.annotate(
        ok=Count("calls", filter=Q(calls__state="ok")),
        failed=Count("calls", filter=Q(calls__state="failed")),
        unknown=Count("calls", filter=Q(calls__state="unknown")),
        again=Count("calls", filter=Q(calls__extra__gt=0)),
        spent_usd=Coalesce(Sum("calls__cost_usd"), Value(Decimal(0))),
    )
    held = trusts([spec.pk for spec in counted])
    return [_listed(spec, held[spec.pk]) for spec in counted.order_by("pk")]


def _listed(spec: Any, trust: JudgeTrust) -> dict[str, Any]:
    endpoint, lane = spec.endpoint, lanes.of(spec)
    return {
        "id": spec.pk,
        "name": spec.name,
        "version": spec.version,
        "previous": spec.previous_id,
        "backend": spec.backend,
        "model": spec.spec["model"],
        "sha256": spec.sha256,
        "active": spec.active,
        "trust": {"status": trust.status, "reason": trust.reason, "at": trust.at},
        "prices": {
            "input_usd_per_million": spec.input_usd_per_million,
            "output_usd_per_million": spec.output_usd_per_million,
        },
        "endpoint": endpoint and {"base_url": endpoint.base_url, "key_last4": endpoint.key_last4},
        "limits": lane and lanes.state(lane),
        "calls": {
            "ok": spec.ok,
            "failed": spec.failed,
            "unknown": spec.unknown,
            "again": spec.again,
        },
        "spent_usd": spec.spent_usd,
        "run": {
            "concurrency": spec.spec.get("run", {}).get("concurrency", 0),
            "deadline_seconds": spec.spec.get("run", {}).get("deadline"),
            "unknown_retries": spec.unknown_retries,
        },
        "spec": spec.spec,
    }


def every(*, project_id: int) -> list[JudgeSpec]:
    """All judges of a project, whether they are asked or not."""
    rows = JudgeSpec.objects.filter(project_id=project_id).select_related("endpoint")
    return list(rows.order_by("pk"))


def panels_of(spec: JudgeSpec) -> list[JudgeSpec]:
    """The panels in which this judge has a seat and that are asked."""
    found = active(project_id=spec.project_id)
    return [s for s in found if spec.sha256 in s.spec.get("members", [])]


def active(*, project_id: int) -> list[JudgeSpec]:
    """The judges that are asked: active and not suspended, in order of their making."""
    specs = JudgeSpec.objects.filter(project_id=project_id, active=True).select_related("endpoint")
    held = trusts([s.pk for s in specs])
    suspended = {pk for pk, trust in held.items() if trust.status == JudgeTrust.Status.SUSPENDED}
    return [s for s in specs.order_by("pk") if s.pk not in suspended]


def open_backend(spec: JudgeSpec) -> Backend:
    """The judge's backend, one per configuration and process.

    Raises:
        CallFailed: "setup": it cannot be opened on this machine; the detail says why.
    """
    settings_ = Setup(
        model=spec.spec["model"],
        base_url=spec.spec["base_url"],
        deadline_seconds=float(spec.spec["run"]["deadline"] or settings.JUDGE_DEADLINE_SECONDS),
        api_key=endpoints.key(spec.endpoint),
    )
    return opened(spec.backend, settings_)


@lru_cache(maxsize=32)
def opened(backend: str, setup: Setup) -> Backend:
    """A backend of this process; see `open_backend`."""
    return BACKENDS[backend](setup)


def log(kind: str, spec: JudgeSpec, actor_id: int | None, data: dict[str, Any]) -> None:
    """Write an act on a judge into the audit log."""
    audit.record(
        kind=kind,
        project_id=spec.project_id,
        actor_id=actor_id,
        subject=f"judge:{spec.pk}",
        data=data,
    )
