"""The fast way of reading a row and the thorough one say the same of every row."""

from hypothesis import given
from hypothesis import strategies as st

from interchange.formats import item_rows, mapping, plain_rows
from interchange.formats.problems import BadRow
from interchange.services import staging

TEXT = st.text(max_size=12) | st.sampled_from(
    ["", " ", "a\0b", "é漢\u2028", "x" * 201, '"prompts":']
)
ODD = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.lists(TEXT)
VALUE = st.one_of(TEXT, TEXT, TEXT, TEXT, ODD)
ROWS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("id", "p", "q", "a", "b", "m", "n"), VALUE)
    | {"deep": st.dictionaries(st.sampled_from(["x", "prompts"]), VALUE | st.just({"y": [1]}))},
)
WHOLE = st.fixed_dictionaries(dict.fromkeys(("id", "p", "q", "a", "b", "m", "n"), TEXT))
MAPPINGS = st.fixed_dictionaries(
    {
        "id": st.just("id"),
        "prompt": st.sampled_from([["p"], ["p", "q"]]),
        "responses": st.sampled_from(
            [[{"text": "a"}, {"text": "b"}], [{"text": "a", "model": "m"}, {"text": "b"}]]
        ),
        "context": st.sampled_from([{}, {"x": "deep.x"}, {"prompts": "deep.prompts"}]),
        "metadata": st.sampled_from([{}, {"n": "n", "x": "deep.x"}]),
    }
)


@given(ROWS | WHOLE, MAPPINGS)
def test_what_is_read_fast_is_what_is_read_thoroughly(row, given_mapping):
    compiled = mapping.items(given_mapping)
    read = plain_rows.reader(compiled)
    assert read is not None
    fast = read(row)
    try:
        items = item_rows.read(row, compiled, [])
    except BadRow:
        items = []
    if fast is not None:
        [item] = items
        assert fast == tuple(staging.encoded(item))


def test_an_ordinary_row_is_read_fast_and_a_mapping_of_other_shape_not_at_all():
    plain = {"id": "id", "prompt": ["p"], "responses": [{"text": "a"}, {"text": "b"}]}
    read = plain_rows.reader(mapping.items(plain))
    assert read is not None
    assert read({"id": "1", "p": "Why?", "a": "So.", "b": ""}) is not None
    for other in (
        {"id": "x.id"},
        {"prompt": ["p[0]"]},
        {"group": "g"},
        {"responses": [{"text": "all"}]},
        {"id": ""},
    ):
        assert plain_rows.reader(mapping.items({**plain, **other})) is None
