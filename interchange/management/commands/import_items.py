import re
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotation.selectors import people, projects
from annotation.services import projects as project_services
from interchange.formats import READERS
from interchange.formats.mapping import PAIRS
from interchange.management.options import ImportCommand, pairs
from interchange.services import uploads

LETTERS = "abcdefghi"  # an item has at most nine responses
_SIDE = re.compile(rf"(response|model)_[{LETTERS}]")
FIELDS = (
    "id, prompt (may be repeated), response_a and response_b (to response_i), or response "
    "(repeated, or the path of a list), model_a to model_i, group, language, criteria, "
    "context.NAME, metadata.NAME"
)


class Command(ImportCommand):
    """Import items; without --map the format is found, and printed before anything is written."""

    help = f"Import items. FIELD is one of {FIELDS}. PATH leads into the row: column, a.b, a[0].b."
    kind = "items"
    files = "+"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--pairs",
            choices=PAIRS,
            default="all",
            help="which pairs to make of more than two responses; none: one item of them all",
        )
        parser.add_argument(
            "--format",
            default="auto",
            choices=["auto", *sorted(READERS)],
            help="a known format brings judgments with their raters; auto: found in the first rows",
        )
        parser.add_argument(
            "--questions",
            action="store_true",
            help="add the questions that the format answers to the project's own",
        )
        parser.add_argument(
            "--items-only", action="store_true", help="leave the judgments of a known format out"
        )
        parser.add_argument(
            "--create",
            metavar="EMAIL",
            help="make the project if there is none; this person, who may make projects, is its "
            "first admin",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        files: list[Path] = (
            options["file"] if isinstance(options["file"], list) else [options["file"]]
        )
        mappings = [self._mapping(file, options) for file in files]
        if options["create"] and projects.by_slug(options["project"]) is None:
            if options["dry_run"]:
                raise CommandError("There is no such project, and a dry run makes none.")
            self._create(options["project"], options["create"])
        project_id = self.project_id(options["project"])
        for file, mapping in zip(files, mappings, strict=True):
            if len(files) > 1 and not options["json"]:
                self.stdout.write(f"{file}:")
            self.import_file(project_id=project_id, file=file, mapping=mapping, options=options)

    def _mapping(self, file: Path, options: dict[str, Any]) -> dict[str, Any]:
        if options["map"]:
            if options["format"] != "auto":
                raise CommandError("--format and --map exclude each other: a format has its own.")
            return {**mapping_of(options["map"]), "pairs": options["pairs"]}
        form = options["format"]
        if form == "auto":
            mapping = self._found(file, options["pairs"])
            form = mapping.get("format")
            if form is None:
                return mapping
        flags = {"questions": options["questions"], "judgments": not options["items_only"]}
        return {"format": form, **flags}

    def _create(self, slug: str, email: str) -> None:
        actor_id = people.id_of(email)
        if actor_id is None:
            raise CommandError(f"There is no person {email!r} who could be the project's admin.")
        project_services.create(actor_id=actor_id, name=slug, slug=slug)
        self.stderr.write(
            f"Made the project {slug}; it asks one question, which response is better."
        )

    def _found(self, file: Path, pairs: str) -> dict[str, Any]:
        try:
            look = uploads.look(file)
        except OSError as e:
            raise CommandError(f"{file}: {e.strerror}.") from e
        if look.known:
            best = look.known[0]
            self.stderr.write(f"Taking {file.name} as {best.format} ({best.confidence:.0%} sure).")
            for line in best.evidence:
                self.stderr.write(f"  {line}")
            self.stderr.write(
                f"  The first {best.rows:,} rows give {best.items:,} items and "
                f"{best.judgments:,} judgments of {best.raters:,} raters."
            )
            return {"format": best.format}
        if look.guess.mapping is None:
            columns = ", ".join(c.path for c in look.columns) or "none"
            raise CommandError(
                f"The shape of {file} is not known: {' '.join(look.guess.evidence)} "
                f"Say what is where with --map; the columns are {columns}."
            )
        self.stderr.write("Taking the file as follows; say it with --map if this is wrong.")
        for line in look.guess.evidence:
            self.stderr.write(f"  {line}")
        return {**look.guess.mapping, "pairs": pairs}


def mapping_of(given: list[str]) -> dict[str, Any]:
    """The mapping in its JSON form.

    Raises:
        CommandError: A field is unknown, given twice, or lacks its partner.
    """
    mapping: dict[str, Any] = {"prompt": [], "responses": [], "context": {}, "metadata": {}}
    sides: dict[str, str] = {}
    for name, path in pairs(given):
        part, _, inner = name.partition(".")
        if name == "prompt":
            mapping["prompt"].append(path)
        elif name == "response":
            mapping["responses"].append({"text": path})
        elif part in ("context", "metadata") and inner:
            mapping[part][inner] = path
        elif name == "criteria":
            mapping["context"]["criteria"] = path
        elif name in ("id", "group", "language"):
            mapping[name] = path
        elif _SIDE.fullmatch(name):
            sides[name] = path
        else:
            raise CommandError(f"--map {name}=…: there is no such field; known: {FIELDS}.")
    mapping["responses"] = [*_sides(sides), *mapping["responses"]]
    return mapping


def _sides(given: dict[str, str]) -> list[dict[str, str]]:
    found = []
    for side in LETTERS:
        text, model = given.get(f"response_{side}"), given.get(f"model_{side}")
        if model and not text:
            raise CommandError(f"--map model_{side} needs --map response_{side}.")
        if text:
            found.append({"text": text, "model": model} if model else {"text": text})
    if found and not {"response_a", "response_b"} <= set(given):
        raise CommandError("--map response_a and response_b go together.")
    return found
