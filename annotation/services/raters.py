"""Raters: the people, judges and imported names that give judgments in a project."""

from django.db import transaction

from annotation.domain.types import RaterKind
from annotation.models import Project, Rater
from annotation.selectors import pseudonyms


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
        digits = pseudonyms.of_people(project_id, [user_id])[user_id]
        rater = Rater.objects.create(
            project_id=project_id,
            kind=RaterKind.HUMAN,
            user_id=user_id,
            name=_pseudonym(project_id, digits),
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

    Of people only a keyed hash of their name is kept, and shown. A judge keeps its name.
    """
    keys = pseudonyms.of_names(project_id, names)
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
                else _pseudonym(project_id, key, simulated=simulated)
            )
            rater = Rater.objects.create(
                project_id=project_id, kind=kind, name=shown, import_key=key, simulated=simulated
            )
            known[key] = rater.pk
    return {name: int(known[key]) for name, key in keys.items()}


def _lock(project_id: int) -> None:
    # A name is looked for and then taken: the project's row is the lock.
    Project.objects.select_for_update(no_key=True).get(pk=project_id)


def _pseudonym(project_id: int, digits: str, *, simulated: bool = False) -> str:
    """As many of the digits as tell them from everybody else in the project."""
    made = (pseudonyms.shown(digits, n) for n in range(pseudonyms.SHORTEST, len(digits) + 1))
    wishes = [f"Simulated {name.lower()}" if simulated else name for name in made]
    taken = set(
        Rater.objects.filter(project_id=project_id, name__in=wishes).values_list("name", flat=True)
    )
    return next(name for name in wishes if name not in taken)


def _free_name(project_id: int, wish: str) -> str:
    wish = wish[:110]
    name, n = wish, 2
    while Rater.objects.filter(project_id=project_id, name=name).exists():
        name, n = f"{wish} ({n})", n + 1
    return name
