from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotation.errors import Refusal
from annotation.selectors import people, projects
from interchange.services import erasing
from interchange.services.erasing import Erasing


class Command(BaseCommand):
    """Deletes what a project knows of a person, at their request."""

    help = (
        "List what deleting a person's data does and what it leaves; with --yes, do it, whole or "
        "not at all. PERSON is the address of a member, or a rater's pseudonym."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument("person", help="e-mail address of a member, or pseudonym of a rater")
        parser.add_argument(
            "--judgments",
            choices=["keep", "remove"],
            default="keep",
            help="keep them under a pseudonym that leads to nobody, or remove them too (keep)",
        )
        parser.add_argument("--yes", action="store_true", help="do it; else it is only listed")
        parser.add_argument("--json", action="store_true", help="the list, for scripts")

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        who = people.in_project(project_id=project.id, named=options["person"])
        if who is None:
            raise CommandError(
                f"{options['person']!r} is neither the address of a member nor the pseudonym of a "
                "rater of this project."
            )
        given: dict[str, Any] = {
            "project_id": project.id,
            "judgments": options["judgments"],
            "member_id": who.member_id,
            "rater_id": who.rater_id,
        }
        try:
            found = erasing.preview(**given)
            if options["yes"]:
                found = erasing.erase(**given, person=found.effects.person, actor_id=None)
        except Refusal as e:
            raise CommandError(str(e)) from e
        if options["json"]:
            self.stdout.write(orjson.dumps(found.row()).decode())
            return
        self._list(found)

    def _list(self, found: Erasing) -> None:
        e = found.effects
        fate = "kept under a pseudonym that leads to nobody" if e.judgments_kept else "deleted"
        self.stdout.write(f"{e.person}: {e.judgments:,} judgments on {e.items:,} items, {fate}.")
        if not e.judgments_kept:
            self.stdout.write(
                f"{e.labels:,} labels made anew, {e.labels_changed:,} of them with another answer; "
                f"{e.items_back:,} items need people again."
            )
        self.stdout.write(
            f"Deleted: {e.told} profile, {e.consents} consents, {e.notes} notes and flags, "
            f"{e.trainings} trainings. Account {e.account}. {e.account_because}"
        )
        if e.acts:
            self.stdout.write(
                f"{e.acts:,} entries of the log of acts keep the account's number and addresses: "
                "it is append-only."
            )
        for kept in found.snapshots:
            self.stdout.write(f"Export {kept.id} ({kept.format}) keeps {kept.rows:,} rows.")
        for why in (found.snapshots_because, found.uploads_because):
            if why:
                self.stdout.write(why)
        if found.uploads:
            self.stdout.write(f"Files: {', '.join(found.uploads)}")
        self.stdout.write("Done." if found.done else "Nothing is done yet: say --yes.")
