from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from annotation.domain.types import Role
from annotation.selectors import people, projects
from annotation.services import invites


class Command(BaseCommand):
    """Print a link that lets somebody into a project."""

    help = (
        "Print a link into a project. Somebody who has an account is signed in by it; anybody else "
        "gives a name and a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", help="slug or number of the project")
        parser.add_argument("--email", default="", help="whom it is for; anybody if left out")
        parser.add_argument("--role", choices=[r.value for r in Role], default=Role.ANNOTATOR)
        parser.add_argument("--days", type=int, default=7, help="how long the link works (7)")
        parser.add_argument("--uses", type=int, default=1, help="how many may use it (1)")

    def handle(self, *_: Any, **options: Any) -> None:
        project = projects.by_slug(options["project"])
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        email = options["email"].strip().lower()
        if email:
            try:
                validate_email(email)
            except ValidationError as e:
                raise CommandError(f"{email!r} is not an e-mail address.") from e
        if not 1 <= options["days"] <= 90:
            raise CommandError("--days must be between 1 and 90.")
        if not 1 <= options["uses"] <= 200:
            raise CommandError("--uses must be between 1 and 200.")
        made = invites.create(
            project_id=project.id,
            role=options["role"],
            email=email,
            # Whoever runs commands may sign anybody in; a project's admin may not.
            user_id=people.id_of(email),
            lifetime=timedelta(days=options["days"]),
            max_uses=options["uses"],
        )
        self.stdout.write(made.url)
