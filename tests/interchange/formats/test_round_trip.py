"""What a format carries comes back when its file is read again; what it loses is counted."""

from collections import Counter

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from interchange.formats import READERS, WRITERS
from interchange.formats.base import LeftOut
from interchange.formats.bundle import ItemFormat, Losses
from interchange.formats.choices import checked, written_by
from interchange.formats.reading import Reading, grouped
from tests.interchange.formats import bundles

BOTH = sorted(set(WRITERS) & set(READERS))
TYPES = ("models", "turns", "comparison", "text", "ratings", "ranking", "picked", "thumbs", "spans",
         "missing", "rewrite", "choices", "seconds", "confidence")  # fmt: skip
QUICK = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
QUESTIONS = [
    {"key": "overall", "type": "comparison"},
    {"key": "helpful", "type": "comparison"},
    {"key": "why", "type": "text"},
]


def written(form, bundle, **choices):
    """The rows of an item as a file holds them, and what was lost."""
    losses = Losses()
    params = written_by(form, checked(form, choices))
    if isinstance(form, ItemFormat):
        rows = form.write(bundle, params, losses)
    else:
        rows = []
        if label := bundle.labels.get("overall"):
            try:
                rows = [form.row(label, params)]
            except LeftOut as reason:
                losses.drop(str(reason))
        else:
            losses.drop("not_labelled")
    columns = form.columns(params, QUESTIONS)
    assert all(set(row) <= set(columns) for row in rows)
    return [orjson.loads(orjson.dumps(row)) for row in rows], losses


def read(reader, rows):
    """Everything the rows stand for."""
    whole = Reading()
    for group in grouped(reader, enumerate(document(reader, rows), start=1)):
        found = reader.read([row for _, row in group], [])
        whole.items.extend(found.items)
        whole.judgments.extend(found.judgments)
    return whole


def document(reader, rows):
    if reader.key != "annotated-pairs" or not rows:
        return rows
    names = sorted({name for row in rows for name in row["annotations"]})
    return [{**reader.document(names), "comparisons": rows}]


@pytest.mark.parametrize("key", BOTH)
@settings(QUICK, max_examples=20)
@given(bundle=bundles.bundles())
def test_what_is_read_again_was_said_and_what_is_missing_was_counted(key, bundle):
    form, reader = WRITERS[key], READERS[key]
    carries = getattr(form, "carries", frozenset({"comparison", "models"}))
    strongest = getattr(form, "max_strength", 3)
    rows, losses = written(form, bundle)
    reading = read(reader, rows)
    sent = bundles.of_bundle(bundle)
    label = bundle.labels.get("overall") if getattr(form, "labels", True) else None

    for part in TYPES:
        if part not in carries:
            continue
        given_ = bundles.statements(sent, part, carries, strongest=strongest, label=label)
        if part == "comparison" and "raters" not in carries and label is None:
            given_ = Counter()  # without a label there is nothing to write
        back = Counter()
        for item in {i.external_id: i for i in reading.items}.values():
            thing = bundles.of_reading(item, reading.judgments)
            back += bundles.statements(thing, part, carries, strongest=strongest)
        if part == "comparison" and "raters" in carries and not set(back) & set(given_):
            own = bundles.statements(
                sent, part, carries - {"raters"}, strongest=strongest, label=label
            )
            if label is not None and {one for *_, one in back} <= {one for *_, one in own}:
                # No rater has a place on the scale: the label comes back as the row's own verdict.
                assert losses.dropped or not given_
                continue
        if part in {"models", "turns"}:  # of the responses that have a row
            texts = {r["text"] for item in reading.items for r in item.payload["r"]}
            given_ = Counter({one: n for one, n in given_.items() if one[1] in texts})
        assert back - given_ == Counter(), f"{part} was made up"
        counted = losses.dropped or losses.stripped[part] or losses.stripped["other_scales"]
        assert counted or given_ == back, f"{part} is lost and nobody counted it"


@pytest.mark.parametrize("key", [k for k in WRITERS if isinstance(WRITERS[k], ItemFormat)])
@settings(QUICK, max_examples=10)
@given(bundle=bundles.bundles())
def test_an_item_gives_rows_or_a_reason_and_every_loss_has_words(key, bundle):
    rows, losses = written(WRITERS[key], bundle)

    assert rows or losses.dropped
    assert len(losses.sentences()) == len(losses.dropped) + len(losses.stripped)
