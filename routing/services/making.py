"""Making judges: a new one, or the next version of one that is there."""

import re
from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction

from annotation.errors import Invalid, Refusal
from routing.judges import spec as spec_of
from routing.judges import transformers_local
from routing.judges.base import CallFailed, Setup
from routing.judges.spec import NewSpec
from routing.models import JudgeSpec, JudgeTrust
from routing.services import endpoints, lanes, prices, rubric, specs

LOCAL = frozenset({"transformers", "reward", "likelihood"})  # models in the worker's memory
VERSION = re.compile(r" v\d+$")  # at the end of a name


class SameJudge(Refusal):
    """This project has a judge of that name or with exactly this configuration already."""

    code = "same_judge"


class Replaced(Refusal):
    """This version has a newer one already; edit that one."""

    code = "judge_replaced"


@transaction.atomic
def create(
    *,
    project_id: int,
    actor_id: int | None,
    new: NewSpec,
    active: bool = True,
    replaces: int | None = None,
) -> JudgeSpec:
    """Add a judge to a project: untested, and asked from now on if it is active.

    Args:
        replaces: The judge of which this is the next version: it is retired, keeps its verdicts,
            and gives its name, unless another is wished, with the version's number.

    Raises:
        Invalid: Something does not fit; `fields` says what.
        SameJudge: Its name or its configuration exists already; of a next version: nothing that
            decides its verdicts has changed.
        Replaced: There is a next version already.
        NotFound: The project has no such judge to replace.
    """
    before = None if replaces is None else _replaceable(project_id, replaces)
    new = _ready(project_id, _named(new, before))
    spec = _insert(project_id, actor_id, new, before, active=active)
    if before:
        specs.set_active(project_id=project_id, spec_id=before.pk, active=False, actor_id=actor_id)
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
    made = {"name": spec.name, "sha256": spec.sha256, "version": spec.version}
    specs.log("judge.created", spec, actor_id, made | ({"replaces": before.name} if before else {}))
    return spec


def _replaceable(project_id: int, spec_id: int) -> JudgeSpec:
    before = specs.get(project_id=project_id, spec_id=spec_id)
    if newer := JudgeSpec.objects.filter(previous=before).first():
        raise Replaced(f"{before.name} was edited already; edit its next version, {newer.name}.")
    return before


def _named(new: NewSpec, before: JudgeSpec | None) -> NewSpec:
    """The next version has the name of the one before it, with its number, or one of its own."""
    if before is None or new.name.strip() not in {"", before.name}:
        return new
    return replace(new, name=f"{VERSION.sub('', before.name)[:74]} v{before.version + 1}")


def _ready(project_id: int, new: NewSpec) -> NewSpec:
    """With all that the project adds to it, checked."""
    new = prices.filled_in(project_id, new)
    if wrong := spec_of.problems(new):
        raise Invalid("The judge is not complete; see the fields.", fields=wrong)
    if new.backend == spec_of.PANEL:
        _check_members(project_id, new)
    elif new.backend != "openai":
        _try_to_open(new)
    return rubric.filled_in(project_id, new)


def _insert(
    project_id: int, actor_id: int | None, new: NewSpec, before: JudgeSpec | None, *, active: bool
) -> JudgeSpec:
    identity = spec_of.identity(new)
    sha256 = spec_of.sha256(identity)
    _check_new(project_id, new.name.strip(), sha256)
    # What runs the judge but does not change its verdicts stands beside its identity.
    run = {"concurrency": new.concurrency, "deadline": new.deadline_seconds}
    try:
        with transaction.atomic():
            return JudgeSpec.objects.create(
                project_id=project_id,
                name=new.name.strip(),
                version=before.version + 1 if before else 1,
                previous=before,
                sha256=sha256,
                backend=new.backend,
                spec=identity | {"run": run},
                endpoint=endpoints.of(project_id, new),
                input_usd_per_million=new.input_usd_per_million or 0,
                output_usd_per_million=new.output_usd_per_million or 0,
                created_by_id=actor_id,
                unknown_retries=new.unknown_retries,
                active=active,
            )
    except IntegrityError as e:
        raise SameJudge from e


def _check_new(project_id: int, name: str, sha256: str) -> None:
    """Say which judge is in the way."""
    mine = JudgeSpec.objects.filter(project_id=project_id)
    if same := mine.filter(sha256=sha256).first():
        state = "" if same.active else ", which is retired: ask it again instead"
        raise SameJudge(
            f"Nothing that decides the verdicts differs from {same.name}{state}. Its key, limits, "
            "price and the way it is run can be changed where it stands."
        )
    if mine.filter(name=name).exists():
        raise SameJudge(f"There is a judge called {name} already. Give this one another name.")


def _check_members(project_id: int, new: NewSpec) -> None:
    found = JudgeSpec.objects.filter(project_id=project_id, sha256__in=new.members)
    if found.exclude(backend=spec_of.PANEL).count() < len(set(new.members)):
        raise Invalid(fields={"members": ["Name judges of this project, no panels."]})


def _try_to_open(new: NewSpec) -> None:
    reference = str(new.params.get("reference_model", ""))
    try:
        if new.backend in LOCAL:
            # A web process must not hold a model: whoever judges finds out the rest.
            for name in filter(None, (new.model, reference)):
                transformers_local.installed(name)
        else:
            specs.opened(new.backend, Setup(model=new.model, deadline_seconds=_deadline(new)))
    except CallFailed as failed:
        raise Invalid(failed.detail, fields={"model": [failed.detail]}) from failed


def _deadline(new: NewSpec) -> float:
    return float(new.deadline_seconds or settings.JUDGE_DEADLINE_SECONDS)
