"""Decides who is asked about a project's items, in the foreground."""

import re
from decimal import Decimal
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.domain.types import ItemState, Json
from annotation.errors import Refusal
from annotation.selectors import items, projects
from annotation.selectors.projects import ProjectRecord
from routing import selectors
from routing.errors import NoPolicy
from routing.models import Budget
from routing.policies import POLICIES
from routing.services import budgets, configs, planning, rehearsal, routing, spending
from routing.services.planning import Plan

AMOUNT = re.compile(r"(?P<amount>\d{1,9}(?:\.\d{1,2})?)(?P<unit>usd|min)")
ZERO = Decimal(0)
UNPAID = {
    "usd_per_judgment": 0, "usd_per_hour": 0, "days": 1, "front": 0, "reserve": 0, "worth": None,
}  # fmt: skip
PEOPLE = Budget.Unit.HUMAN_JUDGMENTS
AUDIT_RATE = 0.05


class Command(BaseCommand):
    help = "Decide who is asked: people or judges. --policy makes the choice the project's own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number")
        parser.add_argument("--policy", metavar="NAME", help=f"one of {', '.join(POLICIES)}")
        parser.add_argument(
            "--param", action="append", default=[], metavar="NAME=VALUE", help="of the policy"
        )
        parser.add_argument(
            "--budget",
            metavar="X",
            help="of people in all: judgments (500), a share of the items (0.3), money (40usd) or "
            "minutes (90min)",
        )
        parser.add_argument("--usd-per-judgment", type=Decimal, default=ZERO, metavar="USD")
        parser.add_argument(
            "--usd-per-hour", type=Decimal, default=ZERO, metavar="USD", help="of active time"
        )
        parser.add_argument(
            "--days", type=int, default=1, help="over which money or minutes are spread"
        )
        parser.add_argument(
            "--front", type=float, default=0.0, help="0: the same every day; 1: more at first"
        )
        parser.add_argument(
            "--reserve", type=float, default=0.0, metavar="SHARE", help="kept for audits"
        )
        parser.add_argument(
            "--worth", type=Decimal, metavar="X", help="of a right label, in money or minutes"
        )
        parser.add_argument("--audit-rate", type=float, metavar="R", help=f"default {AUDIT_RATE}")
        parser.add_argument("--scope", choices=routing.SCOPES, default="waiting")
        parser.add_argument("--dry-run", action="store_true", help="decide, but write nothing")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        try:
            paid = _paid(options)
            limit, by_rank = (None, True) if paid else _limit(project, options["budget"])
            choice = _choice(project.id, options, by_rank)
            if paid and options["dry_run"]:
                raise CommandError("--dry-run takes judgments or a share, not money or minutes.")
            if paid:
                spending.choose(project_id=project.id, actor_id=None, terms=paid)
            if options["dry_run"]:
                result = self._rehearse(project.id, choice, options, limit)
            else:
                result = self._route(project.id, choice, options, limit)
        except Refusal as refusal:
            details = [f"{k}: {' '.join(v)}" for k, v in refusal.fields.items()]
            raise CommandError("\n".join([str(refusal), *details])) from refusal
        self._print(result, options)

    def _route(
        self, project_id: int, choice: Json, options: dict[str, Any], limit: int | None
    ) -> Json:
        if limit is not None:
            budgets.set_limit(
                project_id=project_id, unit=PEOPLE, limit=Decimal(limit), actor_id=None
            )
        now = selectors.config(project_id)
        if now is None or choice != {name: getattr(now, name) for name in choice}:
            configs.choose(project_id=project_id, actor_id=None, **choice)
        done = routing.route(project_id=project_id, scope=options["scope"], beat=self._beat)
        counts = {name: getattr(done, name) for name in done.__slots__}
        return {**choice, "items": sum(counts.values()), **counts}

    def _rehearse(
        self, project_id: int, choice: Json, options: dict[str, Any], limit: int | None
    ) -> Json:
        waiting = options["scope"] == "waiting"
        people = None
        if limit is not None:
            people = max(0, limit - budgets.committed(project_id))
        planned = rehearsal.rehearse(
            project_id=project_id,
            states=[ItemState.IMPORTED] if waiting else planning.ROUTABLE,
            people=people,
            **choice,
        )
        result = {**choice, "items": len(planned), **planning.counts(planned.decisions)}
        if options["json"]:
            result["decisions"] = _decisions(planned)
        return result

    def _beat(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} items looked at")

    def _print(self, result: Json, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode())
            return
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{result['items']:,} items {would}decided by {result['policy']}: "
            f"{result['human']:,} to people, {result['judge']:,} to judges, "
            f"{result['both']:,} to both (audit), {result['held']:,} held."
        )


def _paid(options: dict[str, Any]) -> spending.Terms | None:
    """The budget as an amount of money or minutes; None where it is not one."""
    found = AMOUNT.fullmatch(options["budget"] or "")
    given = {name: options[name] for name in UNPAID}
    if found is None:
        if given != UNPAID:
            raise CommandError(
                "--usd-per-judgment, --usd-per-hour, --days, --front, --reserve and --worth belong "
                "to a budget in money or minutes: --budget 40usd, or --budget 90min."
            )
        return None
    unit = {"usd": "usd", "min": "minutes"}[found["unit"]]
    return spending.Terms(unit=unit, amount=Decimal(found["amount"]), **given)


def _limit(project: ProjectRecord, budget: str | None) -> tuple[int | None, bool]:
    """The budget in judgments, and whether it was given as a share of the items."""
    if budget is None:
        return None, False
    try:
        amount = Decimal(budget)
        share = 0 < amount < 1
        if not share and (amount != int(amount) or amount < 0):
            raise ValueError
    except (ArithmeticError, ValueError) as e:
        raise CommandError(
            f"--budget {budget}: a whole number of judgments, a share of items between 0 and 1, "
            "money such as 40usd, or minutes such as 90min."
        ) from e
    if not share:
        return int(amount), False
    return int(amount * len(planning.all_ids(project.id))) * project.overlap, True


def _choice(project_id: int, options: dict[str, Any], by_rank: bool) -> Json:
    """The policy to use: the one given, else the project's own."""
    if options["policy"] is None:
        if options["param"] or options["audit_rate"] is not None:
            raise CommandError("--param and --audit-rate belong to a policy: add --policy NAME.")
        now = selectors.config(project_id)
        if now is None:
            raise NoPolicy(f"No policy is chosen yet: add --policy, one of {', '.join(POLICIES)}.")
        return {"policy": now.policy, "params": now.params, "audit_rate": now.audit_rate}
    params = dict(_param(text) for text in options["param"])
    if options["policy"] == "confidence" and by_rank:
        # A share of the items is a cut by rank, unless a threshold is asked for as well.
        params.setdefault("threshold", None)
    rate = AUDIT_RATE if options["audit_rate"] is None else options["audit_rate"]
    return {"policy": options["policy"], "params": params, "audit_rate": rate}


def _param(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    try:
        if not equals:
            raise ValueError
        return name, orjson.loads(value)
    except ValueError as e:
        raise CommandError(f"--param {text}: write NAME=VALUE, e.g. threshold=0.8.") from e


def _decisions(planned: Plan) -> list[Json]:
    names: dict[int, str] = {}
    for part in planning.batches(planned.decisions.item_ids.tolist()):
        names |= {item.id: item.external_id for item in items.records(part)}
    return [
        {
            "item_id": decision.item_id,
            "external_id": names[decision.item_id],
            "round": round_,
            "route": decision.route,
            "audited": decision.audited,
            "propensity": decision.propensity,
            "score": decision.score,
            "reasons": decision.reasons,
        }
        for decision, round_ in zip(planned.decisions, planned.rounds.tolist(), strict=True)
    ]
