"""The demo project: hand-written items, people to sign in as, raters that are plainly simulated.

Everything goes through the doors that a real project uses; nothing here writes a table itself,
except for the people.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import orjson
from django.conf import settings
from django.utils import timezone

from annotation.domain.types import ItemRecord, RaterKind, Role
from annotation.models import Membership, Project, User
from annotation.selectors import items as item_rows
from annotation.services import judgments, people, projects, raters
from interchange.formats import guess
from interchange.services import imports, uploads
from routing.judges.scripted import fingerprint
from routing.judges.spec import NewSpec
from routing.services import budgets, configs, judging, making, routing, specs

SLUG = "demo"
ITEMS = Path(settings.ROOT) / "annotation" / "demo_data" / "items.jsonl"
PEOPLE = {
    Role.ANNOTATOR: "Ada, annotator",
    Role.REVIEWER: "Rui, reviewer",
    Role.RESEARCHER: "Ren, researcher",
    Role.ADMIN: "Amal, admin",
}
GUIDELINE = """\
# What is a better answer?

Judge what the person asked for, not what you would have asked.

1. **Helpful**: does it do what was asked, no more and no less?
2. **Truthful**: is every statement right? Check the sums, run the code in your head, distrust \
names and dates that look invented.
3. **Overall** comes last. One wrong fact that matters outweighs a pleasant tone. Length is \
not a virtue.

Say **both bad** when you would send neither. Say **tie** when you could not choose in good faith.

Some answers are wrong, and a few are unsafe, on purpose. Do not follow their advice.
"""
SIMULATED = 4
SHARE_SIMULATED = 0.4  # of the items; the rest is routed live
JUDGED_AT_ONCE = 120  # items; the worker judges the rest before your eyes
DAYS = 12  # over which the simulated judgments are spread


@dataclass(frozen=True, slots=True)
class Quality:
    """What the author of the items thinks of a response, in [0, 1]; never stored with the item."""

    helpful: float
    truthful: float

    @property
    def overall(self) -> float:
        """Truth counts for more."""
        return 0.4 * self.helpful + 0.6 * self.truthful


Qualities = dict[tuple[str, str], Quality]  # (id of the row, key of the response)


def load() -> bool:
    """Make the demo project unless it is there; returns whether it was made."""
    if Project.objects.filter(slug=SLUG).exists():
        return False
    staff = _people()
    project_id = projects.create(
        actor_id=staff[Role.ADMIN].pk,
        name="Demo: which answer is better?",
        slug=SLUG,
        description="Hand-written prompts with good, subtly wrong and bad answers.",
        questions=_questions(),
        guideline=GUIDELINE,
        overlap=1,
        show_models_after=True,
        simulated=True,
    )
    for role, user in staff.items():
        Membership.objects.get_or_create(project_id=project_id, user=user, defaults={"role": role})
    _import(project_id, staff[Role.ADMIN].pk)
    _simulate(project_id)
    _judge_and_route(project_id, staff[Role.ADMIN].pk)
    return True


def links() -> list[tuple[str, str]]:
    """A fresh sign-in link for each demo person: (name, address)."""
    return [
        (user.name, people.sign_in_link(user_id=user.pk, hours=7 * 24, max_uses=1000))
        for user in User.objects.filter(email__in=map(_address, PEOPLE)).order_by("pk")
    ]


def _address(role: Role) -> str:
    return f"{role.value}@demo.invalid"


def _people() -> dict[Role, User]:
    """One person per role, without a password: they come in by link only."""
    return {
        role: User.objects.create_user(_address(role), name=name, is_staff=role is Role.ADMIN)
        for role, name in PEOPLE.items()
    }


def _questions() -> list[dict[str, object]]:
    def comparison(key: str, title: str, text: str) -> dict[str, object]:
        return {"key": key, "type": "comparison", "title": title, "help": text}

    return [
        comparison("helpful", "Helpful", "Which one does what was asked?"),
        comparison("truthful", "Truthful", "Which one makes fewer mistakes?"),
        comparison("overall", "Overall", "Which one would you send?"),
        {
            "key": "why",
            "type": "text",
            "title": "Why?",
            "help": "One line, if there is something to say.",
            "required": False,
        },
    ]


def _import(project_id: int, admin_id: int) -> None:
    with ITEMS.open("rb") as stream:
        upload = uploads.keep(
            project_id=project_id, name=ITEMS.name, chunks=iter(stream), actor_id=admin_id
        )
    rows = [orjson.loads(line) for line in ITEMS.read_bytes().splitlines()]
    mapping = guess.mapping(rows).mapping
    assert mapping is not None  # our own file
    _, job_id = imports.start(
        project_id=project_id,
        upload_id=upload.pk,
        kind="items",
        mapping={**mapping, "pairs": "all"},
        on_error="stop",
        dry_run=False,
        actor_id=admin_id,
    )
    imports.run(job_id=job_id)


def _simulate(project_id: int) -> None:
    """Let simulated raters judge some of the items, some days ago."""
    rng = random.Random(20)  # noqa: S311  (the demo is the same everywhere)
    qualities = _qualities()
    names = [f"simulated-{n}" for n in range(1, SIMULATED + 1)]
    known = raters.imported(
        project_id=project_id, kind=RaterKind.HUMAN, names=names, simulated=True
    )
    ids = item_rows.unrouted(project_id=project_id, limit=10_000)
    chosen = sorted(rng.sample(ids, int(SHARE_SIMULATED * len(ids))))
    start = timezone.now() - timedelta(days=DAYS)
    new = []
    for n, item in enumerate(item_rows.records(chosen)):
        at = start + timedelta(days=DAYS * 0.95 * n / len(chosen))
        for name in rng.sample(names, 3):
            at += timedelta(minutes=rng.uniform(1, 40))
            new.append(_judged(item, qualities, rater_id=known[name], at=at, rng=rng))
    judgments.record(new)


def _qualities() -> Qualities:
    rows = [orjson.loads(line) for line in ITEMS.read_bytes().splitlines()]
    return {
        (row["id"], response["key"]): Quality(response["quality"], response["truthful"])
        for row in rows
        for response in row["responses"]
    }


def _judged(
    item: ItemRecord, qualities: Qualities, *, rater_id: int, at: datetime, rng: random.Random
) -> judgments.NewJudgment:
    a, b = (qualities[item.external_id.partition("#")[0], r.key] for r in item.responses)
    keys = [r.key for r in item.responses]
    rng.shuffle(keys)
    return judgments.NewJudgment(
        item_id=item.id,
        rater_id=rater_id,
        source="import",
        answers={
            "helpful": _verdict(a.helpful, b.helpful, rng),
            "truthful": _verdict(a.truthful, b.truthful, rng),
            "overall": _verdict(a.overall, b.overall, rng),
        },
        presented_order=keys,
        idempotency_key=f"demo:{item.id}",
        active_seconds=round(rng.lognormvariate(3.6, 0.5), 1),
        created_at=at,
    )


def _verdict(a: float, b: float, rng: random.Random) -> dict[str, object]:
    """What somebody says who sees each quality with an error of 0.12 (standard deviation)."""
    a, b = a + rng.gauss(0, 0.12), b + rng.gauss(0, 0.12)
    if max(a, b) < 0.3:
        return {"winner": "both_bad", "strength": None}
    difference = b - a
    if abs(difference) < 0.05:
        return {"winner": "tie", "strength": 0}
    strength = 1 if abs(difference) < 0.2 else 2 if abs(difference) < 0.45 else 3
    return {"winner": "a" if difference < 0 else "b", "strength": strength}


def _ratings() -> str:
    """What the scripted judge is told: the author's rating of each response."""
    rows = map(orjson.loads, ITEMS.read_bytes().splitlines())
    told = [
        (r["text"], Quality(r["quality"], r["truthful"])) for row in rows for r in row["responses"]
    ]
    return " ".join(f"{fingerprint(text)}:{quality.overall:.2f}" for text, quality in told)


def _judge_and_route(project_id: int, admin_id: int) -> None:
    """Set up a judge, a budget and a policy; judge half of the items now, the worker the rest."""
    spec = making.create(
        project_id=project_id,
        actor_id=admin_id,
        new=NewSpec(
            name="scripted-demo",
            backend="scripted",
            model="scripted-demo",
            input_usd_per_million=Decimal(0),
            output_usd_per_million=Decimal(0),
            question="overall",
            params={"ratings": _ratings()},
        ),
    )
    specs.set_trust(
        project_id=project_id,
        spec_id=spec.pk,
        status="provisional",
        reason="A scripted stand-in for a language model: told the answers, noisy, fond of length.",
        actor_id=admin_id,
    )
    for unit, limit in (("usd", 5), ("human_judgments", 160)):
        budgets.set_limit(project_id=project_id, unit=unit, limit=Decimal(limit), actor_id=admin_id)
    configs.choose(
        project_id=project_id,
        actor_id=admin_id,
        policy="confidence",
        params={},
        audit_rate=0.2,
    )
    routing.route(project_id=project_id)
    judging.judge(project_id=project_id, limit=JUDGED_AT_ONCE)
    routing.weigh(project_id=project_id)
