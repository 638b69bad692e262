"""The card of a dataset, made from its manifest alone: the same manifest, the same bytes."""

from typing import Any

import orjson

from interchange.cards import charts, check, croissant, readme

Json = dict[str, Any]


class BadCard(ValueError):
    """The card contradicts the files; the text says where."""


def files(manifest: Json) -> dict[str, bytes]:
    """File name -> content: README.md, croissant.json and plots, checked.

    Raises:
        BadCard: They do not fit the files.
    """
    plots = charts.charts(manifest["report"])
    text, document = readme.readme(manifest, plots), croissant.croissant(manifest)
    if found := check.problems(text, document, manifest):
        raise BadCard(" ".join(found))
    return {
        "README.md": text.encode("utf-8", "replace"),
        "croissant.json": orjson.dumps(document, option=orjson.OPT_INDENT_2),
        **plots,
    }
