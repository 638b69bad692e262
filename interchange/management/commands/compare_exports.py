from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.errors import Refusal
from interchange.services import changes


class Command(BaseCommand):
    help = "What changed between two exports of a project: items added, removed, relabelled."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("before", type=int, help="number of the older export")
        parser.add_argument("after", type=int, help="number of the newer export")
        parser.add_argument("--kind", choices=changes.KINDS, default="", help="only such items")
        parser.add_argument("--limit", type=int, default=changes.PAGE, help="items to list")
        parser.add_argument("--json", action="store_true", help="print all of it as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            found = changes.compare(
                snapshot_id=options["after"],
                since_id=options["before"],
                kind=options["kind"],
                limit=max(1, options["limit"]),
            )
        except Refusal as e:
            raise CommandError(str(e)) from e
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        for kind, n in found["counts"].items():
            self.stdout.write(f"{n:,} {kind.replace('_', ' ')}")
        for choice in found["choices"]:
            self.stdout.write(f"  {choice['key']}: {choice['before']} -> {choice['after']}")
        for item in found["items"]:
            self.stdout.write(f"  {item['kind']}: {item['external_id']}{_labels(item)}")


def _labels(item: dict[str, Any]) -> str:
    if item["kind"] != "relabelled":
        return ""
    before, after = item["before"], item["after"]
    said = [
        f"{key} {_winner(before.get(key))} -> {_winner(after.get(key))}"
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]
    return f" ({', '.join(said)})"


def _winner(value: Any) -> str:
    return str(value.get("winner", value)) if isinstance(value, dict) else "none"
