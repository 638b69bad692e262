"""What can be chosen is described, and what is described exists."""

import re
from pathlib import Path

import pytest

from annotation.domain.aggregation import AGGREGATORS
from annotation.domain.questions import QUESTIONS
from annotation.domain.templates import TEMPLATES
from interchange.formats import FORMATS, REGISTRY, WRITERS, parts
from interchange.formats.bundle import ItemFormat
from interchange.formats.choices import params_of
from routing.judges import BACKENDS
from routing.judges.protocols import PROTOCOLS
from routing.policies import POLICIES
from routing.signals import SIGNALS

ROOT = Path(__file__).resolve().parents[2]
LOOKS = ("desktop-light", "desktop-dark", "phone-light")
DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}


@pytest.mark.parametrize(
    ("registry", "page"),
    [
        (SIGNALS, "routing.md"),
        (POLICIES, "routing.md"),
        (BACKENDS, "judging.md"),
        (PROTOCOLS, "judging.md"),
        (AGGREGATORS, "quality.md"),
        (FORMATS, "data-formats.md"),
    ],
)
def test_every_entry_of_a_registry_is_described(registry, page):
    assert [key for key in registry if f"`{key}`" not in DOCS[page]] == []


def test_every_column_of_every_format_is_described():
    columns = {
        column
        for form in WRITERS.values()
        for column in form.columns({p.key: p.default for p in params_of(form)}, [])
        if column.startswith("meta_")
    }

    assert sorted(c for c in columns if f"`{c}`" not in DOCS["data-formats.md"]) == []


@pytest.mark.parametrize("key", REGISTRY)
def test_every_format_has_a_heading_with_its_columns_and_what_it_brings_back(key):
    page = DOCS["data-formats.md"]
    assert page.count(f"### `{key}`\n") == 1
    section = page.partition(f"### `{key}`\n")[2].partition("\n### ")[0]
    form = REGISTRY[key]
    told = set(getattr(form, "marks", {}))
    if isinstance(form, ItemFormat):
        told |= {p.key for p in form.params}
        told |= form.carries if "Brings back" in section else set()
    assert sorted(name for name in told if f"`{name}`" not in section) == []


def test_every_part_that_can_get_lost_is_described():
    page = DOCS["data-formats.md"]

    assert [part for part in parts.WORDS if f"\n| `{part}` |" not in page] == []


def test_links_between_documents_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_every_picture_is_shown_and_every_question_type_is_shown_in_each_look():
    pages = [*DOCS.values(), (ROOT / "README.md").read_text()]
    shown = {name for page in pages for name in re.findall(r"images/([\w.-]+)", page)}
    kept = {path.name for path in (ROOT / "docs" / "images").iterdir()}
    kinds = {f"kind-{name}-{look}.png" for name in TEMPLATES for look in LOOKS}
    asked = {q["type"] for template in TEMPLATES.values() for q in template["questions"]}

    assert sorted(shown - kept) == []
    assert sorted(name for name in kept - shown if name.endswith(".png")) == []
    assert sorted(kinds - shown) == []
    assert sorted(set(QUESTIONS) - asked) == []
