"""Desks in windows of any size, with whatever can be asked."""

from collections.abc import Callable
from typing import Any

from annotation.domain.templates import TEMPLATES
from annotation.models import Project
from tests import make
from tests.e2e.asking import asked
from tests.e2e.conftest import Visit

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
# By how many pixels the page is wider than its window.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def every_template(visit: Callable[..., Visit], **options: Any) -> tuple[Visit, dict[str, Project]]:
    """One person's window, and a project with an item for each ready-made set."""
    projects = {name: asked(name) for name in sorted(TEMPLATES)}
    person = make.user("Ann")
    for project in projects.values():
        make.member(project, who=person)
    return visit(person, **options), projects


def open_desk(window: Visit, project: Project) -> None:
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-row]").first.wait_for(state="attached")
    window.settled()
