import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.errors import Refusal
from annotation.selectors import projects
from interchange.formats import WRITERS
from interchange.formats.base import Format
from interchange.formats.bundle import ItemFormat, words
from interchange.formats.choices import BadChoice, params_of, typed
from interchange.management.options import chunks
from interchange.models import Snapshot
from interchange.services import exports, pushing, uploads


class Command(BaseCommand):
    help = "Export a project into a folder as hubs lay it out: data, card, manifest.json; frozen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's short name or number")
        parser.add_argument("--format", required=True, choices=sorted(WRITERS))
        parser.add_argument("--out", required=True, type=Path, help="a folder, made if needed")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="CHOICE=VALUE",
            help="a choice of the format (repeatable); --set help lists them",
        )
        parser.add_argument(
            "--against",
            type=Path,
            metavar="FILE",
            help="texts to keep apart from: a .txt with one a line, or any file that imports read",
        )
        parser.add_argument(
            "--push", metavar="OWNER/NAME", help="send the folder to this dataset of the hub, too"
        )
        parser.add_argument("--public", action="store_true", help="with --push: not private")
        parser.add_argument("--json", action="store_true", help="print the manifest")

    def handle(self, *_: Any, **options: Any) -> None:
        form = WRITERS[options["format"]]
        if "help" in options["set"]:
            self._list_choices(form)
            return
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        params = _params(form, options["set"])
        try:
            if options["against"]:
                params["against"] = _kept(project.id, options["against"])
            snapshot = exports.write(
                exports.begin(project_id=project.id, form=form.key, params=params)
            )
            files = self._copied(snapshot, options["out"])
        except Refusal as e:
            details = "; ".join(f"{k}: {' '.join(v)}" for k, v in e.fields.items())
            raise CommandError(f"{e} {details}".strip()) from e
        except OSError as e:
            raise CommandError(f"Cannot write to {options['out']}: {e.strerror or e}") from e
        if options["json"]:
            self.stdout.write(orjson.dumps(snapshot.manifest, option=orjson.OPT_INDENT_2).decode())
        else:
            self._report(snapshot, files)
        if options["push"]:
            self._push(snapshot, public=options["public"], repo=options["push"])

    def _list_choices(self, form: Format | ItemFormat) -> None:
        for param in params_of(form):
            choices = ", ".join(map(str, param.choices)) or type(param.default).__name__
            value = ",".join(param.default) if isinstance(param.default, list) else param.default
            self.stdout.write(f"{param.key}={value}  ({choices})  {param.help}")

    def _copied(self, snapshot: Snapshot, out: Path) -> list[Path]:
        out.mkdir(parents=True, exist_ok=True)
        card = snapshot.manifest["card"]
        names = [*(file["name"] for file in [*snapshot.files, *card]), "manifest.json"]
        return [
            Path(shutil.copy(exports.file_of(snapshot_id=snapshot.pk, name=name), out / name))
            for name in names
        ]

    def _push(self, snapshot: Snapshot, *, public: bool, repo: str) -> None:
        message = f"Snapshot {snapshot.manifest['snapshot']}: {snapshot.rows} rows"
        home = exports.folder(snapshot.pk)  # its own: --out may hold other files
        try:
            url = pushing.push(home, repo=repo, private=not public, message=message)
        except Refusal as e:
            raise CommandError(str(e)) from e
        self.stderr.write(f"Pushed to {url}")

    def _report(self, snapshot: Snapshot, files: list[Path]) -> None:
        manifest = snapshot.manifest
        self.stdout.write(
            f"Snapshot {snapshot.pk} ({manifest['snapshot']}): {snapshot.rows} rows of "
            f"{manifest['considered']} {manifest['considered_unit']}"
        )
        for left in manifest["left_out"]:
            self.stdout.write(f"  left out: {left['n']} {left['reason']}")
        for lost in manifest["without"]:
            self.stdout.write(f"  {lost['n']} written without {words(lost['part'])}")
        if against := manifest["against"]:
            self.stdout.write(
                f"  {against['left_out']} items overlap with {against['file']} "
                f"({against['texts']:,} texts)"
            )
        for config in manifest["configs"][1:]:
            self.stdout.write(f"  beside it: {config['rows']} rows of {config['format']}")
        for path in files:
            self.stdout.write(f"  {path}")


def _kept(project_id: int, file: Path) -> str:
    """The number of the upload that the file becomes."""
    upload = uploads.keep(project_id=project_id, name=file.name, chunks=chunks(file), actor_id=None)
    return str(upload.pk)


def _params(form: Format | ItemFormat, given: list[str]) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"--set {pair!r}: write CHOICE=VALUE.")
        try:
            params[key] = typed(form, key, value)
        except BadChoice as e:
            raise CommandError(f"--set {pair!r}: {e.args[1]}") from e
    return params
