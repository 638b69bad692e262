"""No text becomes markup or script but through the one component that cleans it (C8)."""

import re

import pytest
from django.conf import settings

SOURCE = settings.ROOT / "frontend" / "src"
# What makes nodes or script of a text; markdown.ts hands DOMPurify's own nodes on instead.
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|DOMParser"
    r"|createContextualFragment|setHTMLUnsafe|srcdoc|srcDoc|\beval\(|new Function\b"
    r"|[sS]etTimeout\(\s*[\"'`]|javascript:"
)
# Reads one named character in a document that is never shown; its text alone goes on.
HARMLESS = {"ui/slimEntities.ts: DOMParser"}
CLEANS = re.compile(r"from \"dompurify\"")


def sources():
    return [p for p in SOURCE.rglob("*.ts*") if ".test." not in p.name and ".gen." not in p.name]


def test_nothing_in_the_front_end_makes_markup_or_script_of_a_text():
    found = {
        f"{path.relative_to(SOURCE)}: {match.group()}"
        for path in sources()
        for match in SINKS.finditer(path.read_text())
    }
    assert len(sources()) > 100
    assert found == HARMLESS


def test_one_file_cleans_what_is_shown():
    assert [p.name for p in sources() if CLEANS.search(p.read_text())] == ["markdown.ts"]


@pytest.mark.parametrize("evil", ["e.innerHTML = x", "new Function(x)", "setTimeout('x')"])
def test_the_list_knows_what_it_looks_for(evil):
    assert SINKS.search(evil)
