import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.selectors import drivers, groups, principles, projects, quality

Json = dict[str, Any]


class Command(BaseCommand):
    """Print what the labels and the raters of a project are worth."""

    help = "Agreement by question with its ceiling, judges beside people, every rater, the models."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument("--json", action="store_true", help="everything, for scripts")

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        found = quality.of_project(project.id)
        if options["json"]:
            beside = {
                "drivers": drivers.of_project(project.id),
                "groups": groups.of_project(project.id),
                "principles": principles.of_project(project.id),
            }
            self.stdout.write(
                json.dumps({"project": project.slug, **found, **beside}, indent=2, allow_nan=False)
            )
            return
        for question in found["questions"]:
            self._question(question)
        for rater in found["raters"]:
            self._rater(rater)
        for models in found["models"]:
            for board in models["boards"]:
                self._board(models["question"], board)

    def _question(self, question: Json) -> None:
        self.stdout.write(f"{question['title']} ({question['key']})")
        for words, value in (
            ("exact agreement of people", question["agreement"]),
            ("a person against the other people", question["ceiling"]),
            ("Krippendorff's alpha (nominal)", question["alpha"]),
            ("Krippendorff's alpha (ordinal)", question["alpha_ordinal"]),
            ("Gwet's AC1", question["ac1"]),
        ):
            self.stdout.write(f"  {words:36}{_figure(value)}")
        for judge in question["judges"]:
            self.stdout.write(f"  {judge['judge']} against the majority of people")
            for words, name in (
                ("agreement", "agreement"),
                ("Cohen's kappa", "kappa"),
                ("tie recall", "tie_recall"),
                ("tie precision", "tie_precision"),
            ):
                self.stdout.write(f"    {words:15}{_figure(judge[name])}")

    def _rater(self, rater: Json) -> None:
        self.stdout.write(f"{rater['name']}: {rater['judged']:,} judgments")
        for of in rater["questions"]:
            self.stdout.write(f"  {of['question']:36}{_figure(of['agreement'])}")
        for flag in rater["flags"]:
            self.stdout.write(f"  look: {flag['text']}")

    def _board(self, question: str, board: Json) -> None:
        self.stdout.write(f"Models by {board['who']} ({question})")
        if board["why_not"]:
            self.stdout.write(f"  cannot be computed: {board['why_not']}")
        for place in board["places"]:
            self.stdout.write(f"  {place['model']:36}{_figure(place['strength'])}")


def _figure(figure: Json) -> str:
    if figure["value"] is None:
        return f"cannot be computed: {figure['why_not'] or 'too few judgments'}"
    bounds = ""
    if figure["low"] is not None and figure["high"] is not None:
        bounds = f"  [{figure['low']:.3f}, {figure['high']:.3f}]"
    return f"{figure['value']:.3f}{bounds}  n={figure['n']:,}"
