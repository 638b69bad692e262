import re
from typing import Any

from django.core.management.base import CommandError, CommandParser

from interchange.management.options import ImportCommand, pairs

_ANSWER = re.compile(r"answer\.(?P<question>[a-z0-9_]+)(?:@(?P<rater>.+))?")
BESIDE = ("rationale", "confidence", "seconds")


class Command(ImportCommand):
    """Import judgments that people or judges gave elsewhere."""

    help = (
        "Import judgments. FIELD is item, answer.QUESTION@RATER (may be repeated), or "
        "answer.QUESTION with rater=PATH or --rater NAME; and rationale, confidence, seconds. "
        "People become pseudonymous raters; judges keep their names."
    )
    kind = "judgments"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", choices=["human", "judge"], required=True, help="who judged")
        parser.add_argument("--rater", help="the one rater of the whole file")
        parser.add_argument(
            "--value",
            action="append",
            default=[],
            metavar="WRITTEN=MEANT",
            help="what a value of the file means: a, b, tie, both_bad, skip (no verdict), or a "
            "strength from -3 (a much better) to 3",
        )
        parser.add_argument("--simulated", action="store_true", help="these raters are made up")

    def handle(self, *_: Any, **options: Any) -> None:
        values = [one.rpartition("=") for one in options["value"]]
        if wrong := next((v for v in values if not v[1]), None):
            raise CommandError(f"--value {wrong[2]!r}: write WRITTEN=MEANT, for example 1=a.")
        mapping = {
            **mapping_of(options["map"], rater=options["rater"]),
            "kind": options["kind"],
            "values": {written: meant for written, _, meant in values},
            "simulated": options["simulated"],
        }
        self.import_file(
            project_id=self.project_id(options["project"]),
            file=options["file"],
            mapping=mapping,
            options=options,
        )


def mapping_of(given: list[str], *, rater: str | None) -> dict[str, Any]:
    """The mapping in its JSON form.

    Raises:
        CommandError: A field is unknown, or it is not said who judged.
    """
    single: dict[str, str] = {}
    answers: list[dict[str, Any]] = []
    for name, path in pairs(given):
        if m := _ANSWER.fullmatch(name):
            answers.append({"question": m["question"], "path": path, "rater": m["rater"]})
        elif name in ("item", "rater", *BESIDE):
            single[name] = path
        else:
            raise CommandError(
                f"--map {name}=…: there is no such field; known: item, answer.QUESTION@RATER, "
                f"answer.QUESTION, rater, {', '.join(BESIDE)}."
            )
    if "item" not in single:
        raise CommandError("Say where the item's id is: --map item=PATH.")
    beside = {name: single[name] for name in BESIDE if name in single}
    if beside and len(answers) > 1:
        raise CommandError(f"--map {min(beside)} needs a file with one answer per row.")
    default = {"path": single["rater"]} if "rater" in single else rater
    for answer in answers:
        answer["rater"] = answer["rater"] or default
        if not answer["rater"]:
            raise CommandError(
                f"Who gave answer.{answer['question']}? Add @NAME to it, --map rater=PATH, or "
                "--rater NAME."
            )
        answer.update(beside)
    return {"item": single["item"], "answers": answers}
