from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.formats import guess, item_rows, mapping, paths
from interchange.formats.problems import BadMapping, BadRow

ITEMS = {"id": "id", "prompt": ["p"], "responses": [{"text": "a"}, {"text": "b"}]}
STEPS = st.lists(st.text(min_size=1) | st.integers(-9, 9), min_size=1, max_size=5).map(tuple)


def items(row, **changes):
    casts: list[tuple[str, Any]] = []
    noted: list[tuple[str, Any]] = []
    compiled = mapping.items({**ITEMS, **changes})
    found = item_rows.read(row, compiled, casts)
    # The check before the import and the import itself must see the same row in the same way.
    assert item_rows.names(row, compiled, noted) == [item.external_id for item in found]
    assert noted == casts
    return found, casts


@given(STEPS)
def test_a_path_written_and_parsed_is_the_same_path(path):
    assert paths.parse(paths.write(path)) == path


@given(STEPS, st.integers())
def test_a_path_finds_what_was_put_there_and_nothing_else(path, value):
    row = value
    for step in reversed(path):
        if isinstance(step, str):
            row = {step: row}
        else:
            row = [None] * step + [row] if step >= 0 else [row] + [None] * (-step - 1)

    assert paths.get(row, path) == value
    assert paths.get(row, (*path, "deeper")) is paths.MISSING
    assert paths.get({}, path) is paths.MISSING


@given(st.text(max_size=20))
def test_any_text_is_a_path_or_refused_without_a_crash(text):
    try:
        path = paths.parse(text)
    except BadMapping:
        return
    assert paths.parse(paths.write(path)) == path


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[0]b", 'a["b]'])
def test_what_is_no_path_is_refused(text):
    with pytest.raises(BadMapping):
        paths.parse(text)


def test_texts_of_a_prompt_are_joined_by_a_blank_line_and_empty_ones_left_out():
    row = {"id": 7, "p": "Do this.", "q": "", "r": "To that.", "a": "x", "b": "y"}
    (item,), _ = items(row, prompt=["p", "q", "r"])

    assert item.external_id == "7"
    assert item.payload["p"] == [{"role": "user", "content": "Do this.\n\nTo that."}]


def test_messages_are_taken_as_they_are_and_text_parts_joined():
    parts = [{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo"}]
    chat = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": parts}]
    (item,), _ = items({"id": 1, "p": chat, "a": "x", "b": "y"})

    assert item.payload["p"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
    ]


def test_booleans_and_numbers_are_taken_as_texts_and_noted():
    (item,), casts = items({"id": 1, "p": "q", "a": True, "b": 1.5})

    assert [r["text"] for r in item.payload["r"]] == ["true", "1.5"]
    assert casts == [("a", True), ("b", 1.5)]


def test_conversational_responses_give_their_last_message():
    chosen = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "x"}]
    (item,), _ = items({"id": 1, "p": "q", "a": chosen, "b": [chosen[1]]})

    assert [r["text"] for r in item.payload["r"]] == ["x", "x"]


def test_a_conversation_in_which_the_assistant_speaks_twice_is_kept_whole():
    asked = {"role": "user", "content": "q"}
    session = [
        {"role": "assistant", "content": "x", "tool_calls": [{"name": "find", "arguments": "{}"}]},
        {"role": "tool", "content": "found"},
        {"role": "assistant", "content": "y"},
    ]
    # The prompt may stand in front of the session once more, or not.
    (item,), _ = items({"id": 1, "p": "q", "a": [asked, *session], "b": session})
    a, b = item.payload["r"]

    assert a["turns"] == b["turns"] == session
    assert a["text"] == b["text"] == "x\n\nfind({})\n\nTool: found\n\nAssistant: y"
    assert type(a["text"]) is str


def test_a_session_that_answers_another_prompt_begins_with_its_own():
    session = [
        {"role": role, "content": text}
        for role, text in (("user", "p"), ("assistant", "x"), ("user", "r"), ("assistant", "y"))
    ]
    (item,), _ = items({"id": 1, "p": "Which went better?", "a": session, "b": session[1:]})

    assert [len(r["turns"]) for r in item.payload["r"]] == [4, 3]
    assert item.payload["r"][0]["text"] == "User: p\n\nAssistant: x\n\nUser: r\n\nAssistant: y"


def test_a_turn_of_a_session_that_cannot_be_shown_is_named():
    session = [{"role": "assistant", "content": "x"}, {"role": "robot", "content": "?"},
               {"role": "assistant", "content": "y"}]  # fmt: skip
    with pytest.raises(BadRow) as refusal:
        items({"id": 1, "p": "q", "a": session, "b": "z"})

    assert refusal.value.field == "a[1].role"


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("all", ["r1:r2", "r1:r3", "r1:r4", "r2:r3", "r2:r4", "r3:r4"]),
        ("adjacent", ["r1:r2", "r2:r3", "r3:r4"]),
        ("first", ["r1:r2", "r1:r3", "r1:r4"]),
    ],
)
def test_more_than_two_responses_become_pairs_of_one_group(how, expected):
    row = {"id": "x", "p": "q", "many": ["1", {"text": "2", "model": "m"}, "3", "4"]}
    found, _ = items(row, responses=[{"text": "many"}], pairs=how)

    assert [i.external_id for i in found] == [f"x#{pair}" for pair in expected]
    assert len({i.payload["g"] for i in found}) == 1
    assert len({i.payload["s"] for i in found}) == len(found)


def test_rows_of_one_prompt_are_one_group_and_content_has_no_seams():
    one, two, three = (
        items({"id": n, "p": "q", "a": a, "b": b})[0][0].payload
        for n, (a, b) in enumerate([("x", "yz"), ("xy", "z"), ("x", "yz")])
    )

    assert one["g"] == two["g"] == three["g"]
    assert one["s"] == three["s"] != two["s"]


def test_one_pair_under_two_contexts_is_two_items_of_one_group():
    """By content alone the second would be the first once more."""
    under = mapping.items(
        {"prompt": ["p"], "responses": [{"text": "a"}, {"text": "b"}],
         "context": {"persona": "who", "language": "in"}}
    )  # fmt: skip
    row = {"p": "q", "a": "x", "b": "y"}
    teacher, child, again, nobody = (
        item_rows.read({**row, **more}, under, [])[0]
        for more in ({"who": "a teacher"}, {"who": "a child"}, {"who": "a child", "in": "en"}, {})
    )

    assert len({item.external_id for item in (teacher, child, nobody)}) == 3
    assert again.external_id == child.external_id
    assert nobody.external_id == f"sha256:{nobody.payload['s'][:32]}"
    assert teacher.payload["g"] == child.payload["g"] == nobody.payload["g"]
    assert teacher.payload["s"] == child.payload["s"]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ([1], "", "must be an object, but this is a list"),
        ({"p": "q", "a": "x", "b": "y"}, "id", "is missing"),
        ({"id": " ", "p": "q", "a": "x", "b": "y"}, "id", "is empty"),
        ({"id": True, "p": "q", "a": "x", "b": "y"}, "id", "but is a boolean"),
        ({"id": "x" * 201, "p": "q", "a": "x", "b": "y"}, "id", "longer than 200"),
        ({"id": 1, "p": "", "a": "x", "b": "y"}, "p", "is empty"),
        ({"id": 1, "p": {}, "a": "x", "b": "y"}, "p", "but is an object"),
        (
            {"id": 1, "p": [{"role": "alien", "content": ""}], "a": "", "b": ""},
            "p[0].role",
            "one of",
        ),
        (
            {"id": 1, "p": [{"role": "assistant", "content": "x"}], "a": "", "b": ""},
            "p",
            "must end with a user",
        ),
        (
            {"id": 1, "p": [{"role": "user", "content": [{"type": "image"}]}], "a": "", "b": ""},
            "p[0].content[0]",
            "only text parts",
        ),
        ({"id": 1, "p": "q", "a": "x"}, "b", "is missing"),
        ({"id": 1, "p": "q", "a": None, "b": "y"}, "a", "but is null"),
        ({"id": 1, "p": "q", "a": "x", "b": "y\0z"}, "b", "NUL"),
        ({"id": 1, "p": "q", "a": "x", "b": "y" * (10 * 2**20 + 1)}, "b", "longer than 10 MB"),
    ],
)
def test_a_bad_row_says_which_column_and_why(row, column, reason):
    with pytest.raises(BadRow) as caught:
        items(row)
    with pytest.raises(BadRow) as named:
        item_rows.names(row, mapping.items(ITEMS), [])

    assert (named.value.field, named.value.reason) == (caught.value.field, caught.value.reason)
    assert caught.value.field == column
    assert reason in caught.value.reason
    assert len(caught.value.value) < 150
    assert caught.value.value.isprintable()


def test_one_response_alone_is_no_item():
    with pytest.raises(BadRow, match="at least two responses; this row has 1"):
        items({"id": 1, "p": "q", "many": ["x"]}, responses=[{"text": "many"}])


def test_metadata_that_could_not_be_given_out_again_is_refused():
    deep: dict[str, Any] = {}
    for _ in range(70):
        deep = {"x": deep}
    row = {"id": 1, "p": "q", "a": "x", "b": "y", "deep": deep, "nul": {"k\0": 1}}

    with pytest.raises(BadRow, match="64 levels"):
        items(row, metadata={"m": "deep"})
    with pytest.raises(BadRow, match="NUL"):
        items(row, metadata={"m": "nul"})


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ([], "mapping"),
        ({**ITEMS, "colour": "x"}, "mapping"),
        ({**ITEMS, "prompt": []}, "prompt"),
        ({**ITEMS, "prompt": [""]}, "prompt"),
        ({**ITEMS, "responses": "a"}, "responses"),
        ({**ITEMS, "responses": [{"text": "a["}]}, "responses.text"),
        ({**ITEMS, "pairs": "some"}, "pairs"),
        ({**ITEMS, "metadata": {"k": 3}}, "metadata.k"),
    ],
)
def test_a_mapping_that_does_not_fit_names_its_part(raw, part):
    with pytest.raises(BadMapping) as caught:
        mapping.items(raw)

    assert caught.value.field == part


SHAPES = [
    ({"prompt": "q", "chosen": "x", "rejected": "y"}, ["prompt"], ["chosen", "rejected"]),
    (
        {"idx": 1, "instruction": "i", "input": "", "response1": "x", "response2": "y"},
        ["instruction", "input"],
        ["response1", "response2"],
    ),
    ({"instruction": "i", "response_a": "x", "response_b": "y"}, ["instruction"],
     ["response_a", "response_b"]),
    ({"messages": [{"role": "user", "content": "q"}], "responses": ["x", "y"]}, ["messages"],
     ["responses"]),
    (
        {
            "id": "d1",
            "prompt": [{"role": "user", "content": "q"}],
            "responses": [{"key": "good", "text": "x", "model": "m"}, {"key": "bad", "text": "y"}],
            "context": {"language": "en"},
            "metadata": {"topic.name": "code"},
            "group": "g",
        },
        ["prompt"],
        ["responses"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "prompt", "responses"), SHAPES)
def test_common_shapes_are_guessed_and_the_guess_reads_the_row(row, prompt, responses):
    found = guess.mapping([row, row])

    assert found.kind == "items"
    assert found.mapping is not None
    assert found.mapping["prompt"] == prompt
    assert [r["text"] for r in found.mapping["responses"]] == responses
    (item,) = item_rows.read(row, mapping.items(found.mapping), [])
    assert len(item.payload["r"]) == 2
    if "metadata" in row:
        assert (item.payload["m"], item.payload["c"], item.payload["g"]) == (
            row["metadata"], row["context"], "g",
        )  # fmt: skip
        assert [r["key"] for r in item.payload["r"]] == ["good", "bad"]


def test_rows_without_responses_look_like_judgments_or_like_nothing():
    assert guess.mapping([{"idx": 1, "verdict": 2}]).kind == "judgments"
    assert guess.mapping([{"verdict": 2}]).mapping is None
    assert guess.mapping([1, 2]).mapping is None


def test_a_list_of_responses_can_be_one_item_of_them_all():
    row = {"id": 7, "p": "q", "all": ["x", {"text": "y", "model": "elm"}, "z"]}
    [found], _ = items(row, responses=[{"text": "all"}], pairs="none")

    assert found.external_id == "7"
    assert [(r["key"], r["text"]) for r in found.payload["r"]] == [
        ("r1", "x"), ("r2", "y"), ("r3", "z"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "says"),
    [([], "a prompt alone is nothing to judge"), (list("abcdefghij"), "has 10 responses")],
)
def test_none_and_ten_responses_are_no_item(texts, says):
    with pytest.raises(BadRow, match=says):
        items({"id": 7, "p": "q", "all": texts}, responses=[{"text": "all"}], pairs="none")


def test_one_response_is_an_item_where_no_pairs_are_wanted():
    [found], _ = items({"id": 7, "p": "q", "a": "x"}, responses=[{"text": "a"}], pairs="none")

    assert len(found.payload["r"]) == 1
