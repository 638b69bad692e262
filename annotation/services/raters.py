"""Raters: the people, judges and imported names that give judgments in a project."""

import hashlib
import hmac

from django.conf import settings
from django.db import transaction

from annotation.domain.types import RaterKind
from annotation.models import Project, Rater


def for_user(*, project_id: int, user_id: int) -> int:
    """The rater a person is in this project, made on their first judgment."""
    known = Rater.objects.filter(project_id=project_id, user_id=user_id).values_list(
        "pk", flat=True
    )
    if rater_id := known.first():
        return int(rater_id)
    with transaction.atomic():
        _lock(project_id)
        if rater_id := known.all().first():
            return int(rater_id)
        name = _next_pseudonym(project_id)
        rater = Rater.objects.create(
            project_id=project_id, kind=RaterKind.HUMAN, user_id=user_id, name=name
        )
    return int(rater.pk)


def for_judge(*, project_id: int, spec_id: int, name: str) -> int:
    """The rater a judge spec is in this project, made on its first judgment."""
    known = Rater.objects.filter(project_id=project_id, judge_spec_id=spec_id)
    if rater_id := known.values_list("pk", flat=True).first():
        return int(rater_id)
    with transaction.atomic():
        _lock(project_id)
        rater = known.all().first()
        if rater is None:
            rater = Rater.objects.create(
                project_id=project_id,
                kind=RaterKind.JUDGE,
                judge_spec_id=spec_id,
                name=_free_name(project_id, name),
            )
    return int(rater.pk)


def imported(
    *, project_id: int, kind: RaterKind, names: list[str], simulated: bool = False
) -> dict[str, int]:
    """The raters behind the names of a file: name -> rater id, the same for the same name for ever.

    People become "Rater 7": only a keyed hash of their name is kept. A judge keeps its name.
    """
    keys = _import_keys(project_id, names)
    with transaction.atomic():
        _lock(project_id)
        known = dict(
            Rater.objects.filter(
                project_id=project_id, kind=kind, import_key__in=keys.values()
            ).values_list("import_key", "pk")
        )
        for name, key in keys.items():
            if key in known:
                continue
            shown = (
                _free_name(project_id, name)
                if kind == RaterKind.JUDGE
                else _next_pseudonym(project_id, simulated=simulated)
            )
            rater = Rater.objects.create(
                project_id=project_id, kind=kind, name=shown, import_key=key, simulated=simulated
            )
            known[key] = rater.pk
    return {name: int(known[key]) for name, key in keys.items()}


def _lock(project_id: int) -> None:
    # Raters are numbered one after another: the project's row is the lock.
    Project.objects.select_for_update(no_key=True).get(pk=project_id)


def _next_pseudonym(project_id: int, *, simulated: bool = False) -> str:
    n = Rater.objects.filter(project_id=project_id, kind=RaterKind.HUMAN).count() + 1
    return _free_name(project_id, f"Simulated rater {n}" if simulated else f"Rater {n}")


def _free_name(project_id: int, wish: str) -> str:
    wish = wish[:110]
    name, n = wish, 2
    while Rater.objects.filter(project_id=project_id, name=name).exists():
        name, n = f"{wish} ({n})", n + 1
    return name


def _import_keys(project_id: int, names: list[str]) -> dict[str, str]:
    """Names under the project's own key.

    Neither the database alone, nor the server's keys, nor the same name in another project tell
    whose it is.
    """
    secret = settings.FIELD_KEYS[-1].encode()
    own = Project.objects.values_list("pseudonym_key", flat=True).get(pk=project_id)
    if own:
        secret = hmac.new(secret, own.encode(), hashlib.sha256).digest()
    return {
        name: hmac.new(secret, f"{project_id}\0{name}".encode(), hashlib.sha256).hexdigest()
        for name in names
    }
