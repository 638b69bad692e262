"""The judges of a project: making them, their keys, their trust, whether they are asked."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce

from annotation.errors import Invalid, NotFound, Refusal
from annotation.services import audit
from routing.judges import BACKENDS
from routing.judges import spec as spec_of
from routing.judges.base import Backend, CallFailed, Setup
from routing.judges.spec import NewSpec
from routing.models import JudgeEndpoint, JudgeSpec, JudgeTrust
from routing.services import lanes, prices, rubric


class SameJudge(Refusal):
    """This project has a judge of that name or with exactly this configuration already."""

    code = "same_judge"


@transaction.atomic
def create(
    *, project_id: int, actor_id: int | None, new: NewSpec, active: bool = True
) -> JudgeSpec:
    """Add a judge to a project: untested, and asked from now on if it is active.

    Raises:
        Invalid: Something does not fit; `fields` says what.
        SameJudge: Its name or its configuration exists already.
    """
    new = prices.filled_in(project_id, new)
    if wrong := spec_of.problems(new):
        raise Invalid("The judge is not complete; see the fields.", fields=wrong)
    if new.backend == spec_of.PANEL:
        _check_members(project_id, new)
    elif new.backend != "openai":
        _try_to_open(new)
    new = rubric.filled_in(project_id, new)
    identity = spec_of.identity(new)
    try:
        with transaction.atomic():
            spec = JudgeSpec.objects.create(
                project_id=project_id,
                name=new.name.strip(),
                sha256=spec_of.sha256(identity),
                backend=new.backend,
                # What runs the judge but does not change its verdicts stands beside its identity.
                spec=identity
                | {"run": {"concurrency": new.concurrency, "deadline": new.deadline_seconds}},
                endpoint=_endpoint(project_id, new),
                input_usd_per_million=new.input_usd_per_million or 0,
                output_usd_per_million=new.output_usd_per_million or 0,
                created_by_id=actor_id,
                active=active,
            )
    except IntegrityError as e:
        raise SameJudge from e
    limits = new.requests_per_minute, new.tokens_per_minute
    if spec.endpoint and limits != (None, None):
        lanes.set_limits(
            endpoint=spec.endpoint,
            model=new.model,
            requests=new.requests_per_minute,
            tokens=new.tokens_per_minute,
        )
    prices.note(spec, actor_id)
    JudgeTrust.objects.create(
        spec=spec, status=JudgeTrust.Status.UNTESTED, reason="New.", set_by_id=actor_id
    )
    _log("judge.created", spec, actor_id, {"name": spec.name, "sha256": spec.sha256})
    return spec


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
    _log("judge.trust_changed", spec, actor_id, {"status": status, "reason": reason.strip()})
    return trust


@transaction.atomic
def set_active(*, project_id: int, spec_id: int, active: bool, actor_id: int | None) -> None:
    """Ask this judge from now on, or retire it."""
    spec = get(project_id=project_id, spec_id=spec_id)
    if JudgeSpec.objects.filter(pk=spec.pk, active=not active).update(active=active):
        _log("judge.activated" if active else "judge.retired", spec, actor_id, {})


@transaction.atomic
def set_key(*, project_id: int, spec_id: int, api_key: str, actor_id: int | None) -> None:
    """Replace the key of the judge's endpoint; it can never be read back.

    Raises:
        Invalid: This judge has no endpoint.
    """
    spec = get(project_id=project_id, spec_id=spec_id)
    if spec.endpoint is None:
        raise Invalid(fields={"api_key": ["This judge asks no endpoint and needs no key."]})
    _store_key(spec.endpoint, api_key)
    _log("judge.key_changed", spec, actor_id, {"last4": spec.endpoint.key_last4})


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
    _log("judge.limits_changed", spec, actor_id, limits)


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


def _check_members(project_id: int, new: NewSpec) -> None:
    found = JudgeSpec.objects.filter(project_id=project_id, sha256__in=new.members)
    if found.exclude(backend=spec_of.PANEL).count() < len(set(new.members)):
        raise Invalid(fields={"members": ["Name judges of this project, no panels."]})


def listing(*, project_id: int) -> list[dict[str, Any]]:
    """Every judge of a project with its trust, its calls and what they cost; never its key."""
    rows = JudgeSpec.objects.filter(project_id=project_id).select_related("endpoint")
    counted = rows.annotate(
        ok=Count("calls", filter=Q(calls__state="ok")),
        failed=Count("calls", filter=Q(calls__state="failed")),
        unknown=Count("calls", filter=Q(calls__state="unknown")),
        spent_usd=Coalesce(Sum("calls__cost_usd"), Value(Decimal(0))),
    )
    held = trusts([spec.pk for spec in counted])
    return [_listed(spec, held[spec.pk]) for spec in counted.order_by("pk")]


def _listed(spec: Any, trust: JudgeTrust) -> dict[str, Any]:
    endpoint, lane = spec.endpoint, lanes.of(spec)
    return {
        "id": spec.pk,
        "name": spec.name,
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
        "calls": {"ok": spec.ok, "failed": spec.failed, "unknown": spec.unknown},
        "spent_usd": spec.spent_usd,
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
        api_key=_key(spec.endpoint),
    )
    return _opened(spec.backend, settings_)


@lru_cache(maxsize=32)
def _opened(backend: str, setup: Setup) -> Backend:
    return BACKENDS[backend](setup)


def _try_to_open(new: NewSpec) -> None:
    try:
        _opened(new.backend, Setup(model=new.model, deadline_seconds=_deadline(new)))
    except CallFailed as failed:
        raise Invalid(failed.detail, fields={"model": [failed.detail]}) from failed


def _deadline(new: NewSpec) -> float:
    return float(new.deadline_seconds or settings.JUDGE_DEADLINE_SECONDS)


def _endpoint(project_id: int, new: NewSpec) -> JudgeEndpoint | None:
    """The holder of the key for this address.

    Another address is another holder, without a key: nobody can send a key they do not know to a
    server of their own.
    """
    if new.backend != "openai":
        return None
    base_url = new.base_url.rstrip("/")
    digest = hashlib.sha256(base_url.encode()).hexdigest()[:12]
    name = f"{(urlsplit(base_url).hostname or '')[:40]} {digest}"
    endpoint, _ = JudgeEndpoint.objects.get_or_create(
        project_id=project_id, name=name, defaults={"base_url": base_url}
    )
    if new.api_key:
        _store_key(endpoint, new.api_key)
    return endpoint


def _store_key(endpoint: JudgeEndpoint, api_key: str) -> None:
    if not api_key.isascii() or not api_key.isprintable() or len(api_key) > 500:
        raise Invalid(fields={"api_key": ["A key is one line of plain characters."]})
    endpoint.key_encrypted = _cipher().encrypt(api_key.encode())
    # Of a short key, four characters would give too much away.
    endpoint.key_last4 = api_key[-4:] if len(api_key) >= 12 else ""
    endpoint.save(update_fields=["key_encrypted", "key_last4"])


def _key(endpoint: JudgeEndpoint | None) -> str:
    if endpoint is None or not endpoint.key_encrypted:
        return ""
    try:
        return _cipher().decrypt(bytes(endpoint.key_encrypted)).decode()
    except InvalidToken:
        raise CallFailed(
            "setup", "The API key cannot be read with TIEBREAK_FIELD_KEYS. Enter it again."
        ) from None


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def _log(kind: str, spec: JudgeSpec, actor_id: int | None, data: dict[str, Any]) -> None:
    audit.record(
        kind=kind,
        project_id=spec.project_id,
        actor_id=actor_id,
        subject=f"judge:{spec.pk}",
        data=data,
    )
