"""Every text an annotator may read is in every catalogue, and none is left over."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from annotation import errors

SOURCES = Path(settings.ROOT, "frontend", "src")
CATALOGUES = {p.stem: json.loads(p.read_text()) for p in sorted((SOURCES / "i18n").glob("*.json"))}
# The plural categories of CLDR that whole numbers fall into.
FORMS = {
    "ar": {"zero", "one", "two", "few", "many", "other"},
    "es": {"one", "other"},
    "zh": {"other"},
}

TEXT = r'"((?:[^"\\]|\\.)*)"'
ONE = re.compile(rf"\bt\(\s*{TEXT}")
MANY = re.compile(rf"\bplural\(\s*[\w.]+,\s*{TEXT},\s*{TEXT}")
# Tables of words that are looked up where they are shown.
TABLES = {
    "features/compare/benchCommands.ts": re.compile(rf"\b(?:label|group): {TEXT}"),
    "features/compare/kinds/choosing.ts": re.compile(rf"\bgroup: {TEXT}"),
    "features/compare/kinds/spans.tsx": re.compile(rf"\bgroup: {TEXT}"),
    "features/compare/scale.ts": re.compile(r'"(\{a\} [^"]+)"'),
    "app/AppShell.tsx": re.compile(rf"\blabel: {TEXT}"),
}


def sources() -> list[Path]:
    return [p for p in SOURCES.rglob("*.ts*") if ".test." not in p.name]


def texts() -> tuple[set[str], set[str]]:
    """What is looked up: plain texts, and the first forms of those that count."""
    plain, counting = set(), set()
    for path in sources():
        source = path.read_text()
        if "@/lib/i18n" in source or "./i18n" in source:
            plain |= {json.loads(f'"{text}"') for text in ONE.findall(source)}
            counting |= {json.loads(f'"{one}"') for one, _ in MANY.findall(source)}
        table = TABLES.get(path.relative_to(SOURCES).as_posix())
        plain |= set(table.findall(source)) if table else set()
    return plain, counting


def refusals() -> set[str]:
    """The sentences of the server that the bench and the doors show as they come."""
    kinds = (v for v in vars(errors).values() if isinstance(v, type))
    return {
        (kind.__doc__ or "").splitlines()[0]
        for kind in kinds
        if issubclass(kind, errors.Refusal) and kind is not errors.Refusal
    }


def values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_has_every_text_and_no_other(language: str) -> None:
    plain, counting = texts()
    assert len(plain) > 150
    assert len(counting) > 5

    catalogue = CATALOGUES[language]

    wanted = plain | counting | refusals()
    assert sorted(wanted - catalogue.keys()) == [], "missing"
    assert sorted(catalogue.keys() - wanted) == [], "left over"


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_keeps_the_values_and_has_every_plural_form(language: str) -> None:
    _, counting = texts()
    catalogue: dict[str, Any] = CATALOGUES[language]

    for text, translated in catalogue.items():
        if text in counting:
            assert translated.keys() >= FORMS[language], text
            # "One item", "two items": a form may say its number in a word.
            assert all(values(form) | {"n"} == values(text) | {"n"} for form in translated.values())
            assert "{n}" in translated["other"], text
        else:
            assert values(translated) == values(text), text
            assert translated.strip(), text


def test_what_is_looked_up_is_written_where_it_can_be_found() -> None:
    """A text put together at run time would never be translated."""
    for path in sources():
        source = path.read_text()
        if 'from "@/lib/i18n"' in source and path.name != "i18n.ts":
            assert not re.search(r"\bt\(\s*`", source), path
            assert not re.search(r'\bt\(\s*[^()"]*[?:] "', source), path
