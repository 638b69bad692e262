import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.domain.quality.report import JudgeQuality, Report, Stat
from annotation.domain.questions import Question
from annotation.selectors import agreement, projects


class Command(BaseCommand):
    """Print how far people agree with one another, and each judge with them."""

    help = "Agreement of people among themselves, and of each judge with their majority."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        found = agreement.of_project(project.id)
        if options["json"]:
            rows = [{"question": q.key, "title": q.title, **asdict(r)} for q, r in found]
            self.stdout.write(json.dumps({"project": project.slug, "questions": rows}, indent=2))
            return
        for question, report in found:
            self._print(question, report)

    def _print(self, question: Question, report: Report) -> None:
        self.stdout.write(f"{question.title} ({question.key})")
        self.stdout.write(f"  items judged by two people or more  {report.n_items:,}")
        self.stdout.write(f"  exact agreement of people           {_stat(report.human_human)}")
        self.stdout.write(f"  Krippendorff's alpha (nominal)      {_number(report.alpha)}")
        self.stdout.write(f"  Krippendorff's alpha (b < tie < a)   {_number(report.alpha_ordinal)}")
        self.stdout.write(f"  Gwet's AC1                          {_number(report.ac1)}")
        for p in report.pairs:
            self.stdout.write(f"    {p.a} and {p.b}: {p.agreement:.3f} on {p.n:,} items")
        for judge in report.judges:
            self._print_judge(judge)

    def _print_judge(self, judge: JudgeQuality) -> None:
        self.stdout.write(f"  {judge.judge} against the majority of people")
        self.stdout.write(f"    agreement      {_stat(judge.agreement)}")
        self.stdout.write(f"    Cohen's kappa  {judge.kappa:.3f}")
        self.stdout.write(f"    tie recall     {_number(judge.tie_recall)}")
        self.stdout.write(f"    tie precision  {_number(judge.tie_precision)}")


def _stat(stat: Stat | None) -> str:
    if stat is None:
        return "cannot be computed: no item was judged by two people"
    return f"{stat.value:.3f}  [{stat.low:.3f}, {stat.high:.3f}]  n={stat.n:,}"


def _number(value: float | None) -> str:
    return "cannot be computed: too few judgments" if value is None else f"{value:.3f}"
