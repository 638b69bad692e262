"""Projects as pages and other packages see them."""

from dataclasses import dataclass

from annotation.models import Project


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project's own settings."""

    id: int
    slug: str
    name: str
    description: str
    language: str
    state: str
    overlap: int
    reserve: int
    lease_seconds: int
    side_order: str
    show_models_after: bool
    simulated: bool


def record(project: Project) -> ProjectRecord:
    """The row as a record."""
    return ProjectRecord(
        id=project.pk,
        slug=project.slug,
        name=project.name,
        description=project.description,
        language=project.language,
        state=project.state,
        overlap=project.overlap,
        reserve=project.reserve,
        lease_seconds=project.lease_seconds,
        side_order=project.side_order,
        show_models_after=project.show_models_after,
        simulated=project.simulated,
    )


def by_slug(slug: str) -> ProjectRecord | None:
    """The project that a command names; its number works too."""
    rows = Project.objects.filter(slug=slug)
    if not rows and slug.isdecimal() and len(slug) < 19:
        rows = Project.objects.filter(pk=int(slug))
    return record(rows[0]) if rows else None
