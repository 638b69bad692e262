from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotation.errors import Refusal
from config import demo


class Command(BaseCommand):
    help = "Load the demo project (once) and print a sign-in link for each of its people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--links-file", type=Path, help="write the links here, not to the screen"
        )

    def handle(self, *_: Any, links_file: Path | None, **__: Any) -> None:
        try:
            demo.load()
        except Refusal as e:
            raise CommandError(f"The demo could not be loaded: {e} {e.fields or ''}") from e
        text = "".join(f"  {name:<18} {url}\n" for name, url in demo.links())
        if links_file is None:
            self.stdout.write(text, ending="")
            return
        # They sign people in: nobody else on this machine is to read them.
        links_file.unlink(missing_ok=True)
        links_file.touch(mode=0o600)
        links_file.write_text(text)
