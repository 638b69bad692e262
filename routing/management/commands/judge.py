"""Adds judges to a project, and judges what waits, in the foreground."""

import os
from decimal import Decimal, InvalidOperation
from itertools import starmap
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Refusal
from annotation.selectors import projects
from annotation.services import jobs
from routing.judges.spec import PANEL, NewSpec
from routing.management import standing_words
from routing.services import (
    attacking,
    imported,
    judging,
    making,
    reparsing,
    specs,
    standing,
    training,
    waiting,
)
from routing.services.flights import Report


class Command(BaseCommand):
    help = "Judge what waits in a project, or add a judge to it first (--add-…)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number")
        parser.add_argument("--spec", metavar="NAME", help="ask only this judge; names a new one")
        parser.add_argument("--limit", type=int, metavar="N", help="at most N items")
        kinds = parser.add_mutually_exclusive_group()
        kinds.add_argument("--add-openai", metavar="URL", help="base URL, e.g. https://host/v1")
        kinds.add_argument("--add-scripted", metavar="NAME", help="a rule, e.g. scripted-demo")
        kinds.add_argument("--add-local", metavar="DIR", help="a folder in the models folder")
        kinds.add_argument("--add-reward", metavar="DIR", help="a reward model's folder there")
        kinds.add_argument(
            "--add-likelihood", metavar="DIR", help="a language model's folder there"
        )
        kinds.add_argument("--add-similarity", metavar="NAME", help="a measure, e.g. rouge_l")
        kinds.add_argument(
            "--train", action="store_true", help="add a classifier trained on people's labels"
        )
        kinds.add_argument("--add-panel", metavar="NAMES", help="judges, apart by commas")
        kinds.add_argument(
            "--reparse", action="store_true", help="read kept answers again, without a call"
        )
        kinds.add_argument(
            "--attack",
            action="store_true",
            help="attack --spec, and try harmless changes, with the committed sets",
        )
        kinds.add_argument(
            "--report", action="store_true", help="how far each judge may be trusted, and why"
        )
        parser.add_argument(
            "--swapped", metavar="NAME", help="with --report: the judge --spec with sides swapped"
        )
        parser.add_argument(
            "--where",
            metavar="FIELD=VALUE",
            action="append",
            default=[],
            help="with --report: items with this metadata only; may be repeated for a field",
        )
        parser.add_argument(
            "--missing-wrong",
            action="store_true",
            help="with --report: also count items without a verdict as wrong",
        )
        parser.add_argument("--per-case", type=int, default=2, metavar="N", help="with --attack")
        parser.add_argument("--template", default="", help="how a new judge is asked: PROTOCOL.v1")
        parser.add_argument("--model", help="with --add-openai")
        parser.add_argument(
            "--measure", help="with --add-likelihood: likelihood, gain, follow_up or ratio"
        )
        parser.add_argument("--reference-model", metavar="DIR", help="with --measure ratio")
        parser.add_argument("--price-in", metavar="USD", help="per million tokens; 0 is a price")
        parser.add_argument("--price-out", metavar="USD", help="per million tokens")
        parser.add_argument("--key-env", metavar="VAR", help="environment variable with the key")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="the summary as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit must be at least 1.")
        try:
            self._do(project.id, options)
        except Refusal as refusal:
            details = [f"{k}: {' '.join(v)}" for k, v in refusal.fields.items()]
            raise CommandError("\n".join([str(refusal), *details])) from refusal

    def _do(self, project_id: int, options: dict[str, Any]) -> None:
        if options["reparse"]:
            self._reparse(project_id, options)
        elif options["attack"]:
            self._attack(project_id, options)
        elif options["report"]:
            self._standing(project_id, options)
        else:
            new = self._trained(project_id, options) if options["train"] else None
            if new := new or self._new(project_id, options):
                self._add(project_id, new, options)
            self._judge(project_id, options)

    def _reparse(self, project_id: int, options: dict[str, Any]) -> None:
        done = reparsing.reparse(project_id=project_id, again=options["dry_run"])
        summary = {
            "read": done.read,
            "changed": dict(done.changed),
            "judged": done.judged,
            "unreadable": done.unreadable,
        }
        changed = ", ".join(f"{n} {what}" for what, n in done.changed.most_common())
        text = f"Read {done.read} answers again: {changed or 'nothing changed'}. "
        text += f"{done.judged} items are judged now. No call was made."
        self._say(summary, options, text)

    def _attack(self, project_id: int, options: dict[str, Any]) -> None:
        spec = next(
            (s for s in specs.every(project_id=project_id) if s.name == options["spec"]), None
        )
        if spec is None:
            raise CommandError("Name the judge to attack: --spec NAME.")

        def beat(done: int, total: int) -> None:
            self.stderr.write(f"{done} of {total} calls")

        try:
            report = attacking.attack(spec, per_case=options["per_case"], beat=beat)
            changed = attacking.change(spec, per_case=options["per_case"], beat=beat)
        except jobs.Later as later:
            raise CommandError(f"{later} Run this again later; nothing is paid twice.") from None
        text = f"{_attacked(spec.name, report)}\n{_changed(spec.name, changed)}"
        self._say(report | {"harmless": changed}, options, text)

    def _standing(self, project_id: int, options: dict[str, Any]) -> None:
        wanted, swapped, where = options["spec"], options["swapped"], _where(options["where"])
        found = [r for r in imported.raters(project_id) if wanted in {None, r.name}]
        if not found:
            named = f" called {wanted!r}" if wanted else ""
            raise CommandError(f"No judge{named} has judged here.")
        if swapped and not wanted:
            raise CommandError("--swapped needs --spec: whose other order is it?")
        reports = {
            rater.name: standing.of_rater(
                project_id,
                rater,
                swapped=swapped,
                where=where,
                missing_wrong=options["missing_wrong"],
            )
            for rater in found
        }
        self._say(reports, options, "\n\n".join(starmap(standing_words.told, reports.items())))

    def _new(self, project_id: int, options: dict[str, Any]) -> NewSpec | None:
        kinds = {
            "add_openai": "openai",
            "add_scripted": "scripted",
            "add_local": "transformers",
            "add_reward": "reward",
            "add_likelihood": "likelihood",
            "add_similarity": "similarity",
            "add_panel": PANEL,
        }
        chosen = next((option for option in kinds if options[option]), None)
        if chosen is None:
            return None
        remote = chosen == "add_openai"
        model = options["model"] if remote else options[chosen]
        if remote and not model:
            raise CommandError("--add-openai needs --model.")
        # What runs on this machine costs nothing unless a price is given.
        free = None if remote else "0"
        return NewSpec(
            name=options["spec"] or ("panel" if chosen == "add_panel" else model),
            backend=kinds[chosen],
            model=model,
            base_url=options[chosen] if remote else "",
            api_key=_key(options["key_env"]),
            template=options["template"],
            params={k: options[k] for k in ("measure", "reference_model") if options[k]},
            members=_members(project_id, options["add_panel"]),
            input_usd_per_million=_price("--price-in", options["price_in"] or free),
            output_usd_per_million=_price("--price-out", options["price_out"] or free),
        )

    def _trained(self, project_id: int, options: dict[str, Any]) -> NewSpec:
        lesson = training.learn(project_id=project_id)
        self.stderr.write(lesson.said())
        return training.judge(lesson, name=options["spec"] or "trained")

    def _add(self, project_id: int, new: NewSpec, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.stderr.write(f"Would add the judge {new.name}.")
            return
        spec = making.create(project_id=project_id, actor_id=None, new=new)
        self.stderr.write(f"Added the judge {spec.name} ({spec.sha256[:12]}), untested.")

    def _judge(self, project_id: int, options: dict[str, Any]) -> None:
        asked = specs.active(project_id=project_id)
        if options["spec"] and not options["dry_run"]:
            asked = [s for s in asked if s.name == options["spec"]]
            if not asked:
                raise CommandError(f"No judge called {options['spec']!r} is active here.")
        if options["dry_run"]:
            n = sum(len(page) for page in waiting.pages(project_id, asked, 2000))
            summary = {"waiting": n, "judges": [s.name for s in asked]}
            self._say(summary, options, f"{n} items wait for {len(asked)} judge(s).")
            return
        seen = {"judged": 0}

        def beat(report: Report) -> None:
            if report.judged >= seen["judged"] + 25:
                seen["judged"] = report.judged
                self.stderr.write(f"{report.judged} judged, {report.cost} USD")

        ids = {s.pk for s in asked} if options["spec"] else None
        report = judging.judge(
            project_id=project_id, spec_ids=ids, limit=options["limit"], beat=beat
        )
        self._report(report, options)

    def _report(self, report: Report, options: dict[str, Any]) -> None:
        summary = {
            "calls": dict(report.calls),
            "judged": report.judged,
            "abstained": dict(report.abstained),
            "to_people": report.escalated,
            "cost_usd": report.cost,
            "stopped": report.stopped,
        }
        counted = ", ".join(f"{n} {reason}" for reason, n in report.calls.most_common())
        abstained = ", ".join(f"{n} {reason}" for reason, n in report.abstained.most_common())
        text = (
            f"Calls: {counted or 'none'}. Judged {report.judged}"
            f"{f', abstained on {abstained}' if abstained else ''}; {report.escalated} items to "
            f"people. Cost {report.cost} USD."
        )
        if not (report.calls or report.judged or report.escalated):
            text = "Nothing waits for a judge here; `manage.py route` decides what does."
        self._say(summary, options, text)
        if report.stopped:
            raise CommandError(
                "\n".join(f"{name} was stopped: {why}" for name, why in report.stopped.items())
            )

    def _say(self, summary: dict[str, Any], options: dict[str, Any], text: str) -> None:
        self.stdout.write(orjson.dumps(summary).decode() if options["json"] else text)


def _where(texts: list[str]) -> tuple[str, list[str]] | None:
    parts = [text.partition("=") for text in texts]
    if wrong := [t for t, (f, equals, _) in zip(texts, parts, strict=True) if not (f and equals)]:
        raise CommandError(f"--where must be FIELD=VALUE, not {wrong[0]!r}.")
    fields = {field for field, _, _ in parts}
    if len(fields) > 1:
        raise CommandError(f"--where takes one field, not {', '.join(sorted(fields))}.")
    return (fields.pop(), [value for *_, value in parts]) if fields else None


def _members(project_id: int, names: str | None) -> tuple[str, ...]:
    if names is None:
        return ()
    known = {spec.name: spec.sha256 for spec in specs.every(project_id=project_id)}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if missing := [name for name in wanted if name not in known]:
        raise CommandError(f"There is no judge called {', '.join(missing)} here.")
    return tuple(known[name] for name in wanted)


def _attacked(name: str, report: dict[str, Any]) -> str:
    attacks, control = report["attacks"], report["control"]
    if attacks["rate"] is None:
        return f"{name} got none of the {report['pairs']} pairs right, so nothing can be said."
    head = (
        f"{name} was right on {report['pairs_right']} of {report['pairs']} pairs. Attacks won "
        f"{attacks['won']} of {attacks['n']} ({attacks['rate']:.1%}; at most "
        f"{report['gate']:.0%} passes), harmless texts {control['won']} of {control['n']}; "
        f"{attacks['one_order']} won in one order only."
    )
    lines = [head] + [
        f"  {family:20} {f['won']} of {f['n']}" for family, f in report["families"].items()
    ]
    return "\n".join(lines)


def _changed(name: str, report: dict[str, Any]) -> str:
    changes, again = report["changes"], report["again"]
    if changes["rate"] is None:
        return f"{name} decided none of the {report['pairs']} pairs, so nothing can be said."
    head = (
        f"Harmless changes changed its verdict {changes['changed']} times of {changes['n']} "
        f"({changes['rate']:.1%}), and turned it round {changes['turned']} times; asked the same "
        f"again, {again['changed']} of {again['n']}."
    )
    lines = [head] + [
        f"  {family:20} {f['changed']} of {f['n']}" for family, f in report["families"].items()
    ]
    return "\n".join(lines)


def _key(variable: str | None) -> str:
    if variable is None:
        return ""
    # A key on the command line would stand in the list of processes and in the shell's history.
    if not (key := os.environ.get(variable, "").strip()):
        raise CommandError(f"The environment variable {variable} is not set.")
    return key


def _price(option: str, text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        raise CommandError(f"{option} must be a number, not {text!r}.") from None
