"""Replays policies over items whose right label is known, and draws what each would buy."""

import csv
import io
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.domain.types import Json
from annotation.errors import NotFound
from annotation.selectors import projects
from routing import policies
from routing.policies import POLICIES
from routing.policies.base import BadParams, Policy
from routing.policies.calibration import CalibrationFrame
from routing.services import replaying
from routing.services.replaying import Chosen
from routing.simulator import Report, Terms, Unfit, plot, simulate, tables

USUAL = "random,confidence,disagreement,learned_error"
SHOWN = (0.1, 0.2, 0.3, 0.5)


class Command(BaseCommand):
    help = (
        "Replay policies over labelled items: what share of labels is right at each budget of "
        "people. Learning policies are scored on prompts they have not learnt from."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", nargs="?", help="slug or number")
        parser.add_argument("--file", type=Path, help=f"JSON Lines instead: {replaying.SHAPE}")
        parser.add_argument("--policies", default=USUAL, help=f"of {', '.join(POLICIES)}, or all")
        parser.add_argument(
            "--param", action="append", default=[], metavar="POLICY.NAME=VALUE", help="a setting"
        )
        parser.add_argument(
            "--budgets", help="shares of the items, such as 0.1,0.3; usual: every 5 %%"
        )
        parser.add_argument("--judge", default="", help="whose label stands without people")
        parser.add_argument("--judges", default="", help="whose verdicts are signals; usual: all")
        parser.add_argument("--question", default="", help="which comparison; usual: the first")
        parser.add_argument("--annotators", type=int, default=1, help="people per item")
        parser.add_argument(
            "--reliability", type=float, default=1.0, help="chance of each to be right"
        )
        parser.add_argument("--price-people", type=float, default=1.0, help="of one judgment")
        parser.add_argument("--price-judge", type=float, default=0.0, help="per item")
        parser.add_argument("--bootstraps", type=int, default=200)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--out", type=Path, help="folder for frontier.json, .csv and .svg")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            terms = _terms(options)
            chosen = _policies(options["policies"], options["param"])
            report = simulate(self._labelled(options), chosen, terms, beat=self._beat)
        except BadParams as bad:
            said = [f"{name}: {' '.join(why)}" for name, why in bad.fields.items()]
            raise CommandError("\n".join(said)) from bad
        except Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        name = options["project"] or options["file"].name
        if options["out"]:
            _write(options["out"], report, f"What people's labels buy: {name}")
        if options["json"]:
            text = orjson.dumps(tables.plain(report), option=orjson.OPT_INDENT_2).decode()
            self.stdout.write(text)
        else:
            self._print(report)

    def _labelled(self, options: dict[str, Any]) -> CalibrationFrame:
        if (options["project"] is None) == (options["file"] is None):
            raise CommandError("Name a project, or a file with --file.")
        names = tuple(name for name in options["judges"].split(",") if name)
        chosen = Chosen(options["judge"], names, options["question"])
        if options["file"] is not None:
            return replaying.of_file(options["file"], chosen)
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        try:
            return replaying.of_project(project.id, chosen, beat=self._read)
        except NotFound as e:
            raise CommandError(f"There is no project {options['project']!r}.") from e

    def _read(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} items read")

    def _beat(self, name: str) -> None:
        self.stderr.write(f"replaying {name}")

    def _print(self, report: Report) -> None:
        ignored = f", {report.ignored:,} without both labels left out" if report.ignored else ""
        self.stdout.write(
            f"{report.items:,} items of {report.groups:,} prompts{ignored}; the judge is right in "
            f"{report.judge_right:.1%}."
        )
        at = [b for b in SHOWN if b in report.terms.budgets] or list(report.terms.budgets)[:4]
        heads = "".join(f"{f'{b:.0%} people':>12}" for b in at)
        self.stdout.write(f"{'policy':16}{heads}{'lift':>8}   95 %")
        for curve in report.curves:
            quality = {p.budget: p.quality for p in curve.points}
            cells = "".join(f"{quality[b]:12.3f}" for b in at)
            band = f"{curve.lift_low:+.0%} to {curve.lift_high:+.0%}"
            self.stdout.write(f"{curve.key:16}{cells}{curve.lift:>+8.0%}   {band}")
        for curve in report.curves:
            for note in curve.notes[:1]:
                self.stdout.write(f"{curve.key}: {note}")


def _terms(options: dict[str, Any]) -> Terms:
    given: Json = {
        "annotators": options["annotators"],
        "reliability": options["reliability"],
        "human_cost": options["price_people"],
        "judge_cost": options["price_judge"],
        "repeats": options["bootstraps"],
        "seed": options["seed"],
    }
    if options["budgets"]:
        try:
            given["budgets"] = tuple(float(text) for text in options["budgets"].split(","))
        except ValueError as e:
            raise CommandError(
                f"--budgets {options['budgets']}: shares of the items, such as 0.1,0.3."
            ) from e
    return Terms(**given)


def _policies(names: str, given: list[str]) -> dict[str, Policy]:
    wanted = list(POLICIES) if names == "all" else [n for n in names.split(",") if n]
    if not wanted:
        raise CommandError(f"--policies: name some of {', '.join(POLICIES)}.")
    params: dict[str, Json] = {name: {} for name in wanted}
    for text in given:
        place, equals, value = text.partition("=")
        policy, _, name = place.partition(".")
        try:
            if not equals or policy not in params:
                raise ValueError
            params[policy][name] = orjson.loads(value)
        except ValueError as e:
            raise CommandError(
                f"--param {text}: write POLICY.NAME=VALUE of a policy that is replayed, "
                "e.g. guaranteed.alpha=0.2."
            ) from e
    return {name: policies.make(name, params[name]) for name in wanted}


def _write(folder: Path, report: Report, title: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = orjson.dumps(tables.plain(report), option=orjson.OPT_INDENT_2)
        (folder / "frontier.json").write_bytes(text)
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, tables.COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(tables.rows(report))
        (folder / "frontier.csv").write_text(sheet.getvalue())
        (folder / "frontier.svg").write_text(plot.frontier(report, title))
    except OSError as e:
        raise CommandError(f"--out {folder}: {e.strerror}.") from e
