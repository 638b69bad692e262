"""Labels of steps, and pairs whose two sides answer prompts of their own."""

import orjson
import pytest

from annotation.domain.questions import QUESTIONS, parse
from interchange.formats import READERS, WRITERS, answers, item_rows, mapping
from interchange.formats.base import ExportItem
from interchange.formats.bundle import Bundle, Losses
from interchange.formats.choices import checked, written_by
from interchange.formats.problems import BadRow
from tests.interchange.formats import bundles

SOLUTION = "2*2=4\nhm\n2+4=7\nso 7"
STEPWISE = READERS["trl-stepwise"]


def of(text, answer, **context):
    item = ExportItem(1, "x", bundles.one_turn(), [{"key": "r1", "text": text, "model": ""}], "g")
    return Bundle(item, (bundles.judgment(item, answer, **context),))


def marks(text, *labels):
    """Labels of the first lines of a text, at their places."""
    found, at = [], 0
    for line, label in zip(text.split("\n"), labels, strict=False):
        found.append({"start": at, "end": at + len(line), "label": label})
        at += len(line) + 1
    return {"steps": {"steps": {"r1": found}}}


def written(bundle, **choices):
    losses = Losses()
    form = WRITERS["trl-stepwise"]
    return form.write(bundle, checked(form, {"provenance": "none", **choices}), losses), losses


def test_steps_are_written_up_to_the_last_label_and_the_rest_is_counted():
    rows, losses = written(of(SOLUTION, marks(SOLUTION, "right", "neutral", "wrong")))

    assert [(r["completions"], r["labels"]) for r in rows] == [
        (["2*2=4", "hm", "2+4=7"], [True, True, False])
    ]
    assert losses.stripped["steps_after_the_last_label"] == 1
    assert losses.stripped["steps"] == 0


def test_what_neutral_means_is_a_choice_and_an_unknown_label_is_no_row():
    bundle = of(SOLUTION, marks(SOLUTION, "neutral"))

    rows, _ = written(bundle, right_labels="right", wrong_labels="neutral,wrong")
    assert rows[0]["labels"] == [False]
    rows, losses = written(bundle, right_labels="right")
    assert (rows, losses.dropped) == ([], {"label_neither_right_nor_wrong": 1})


def test_labels_of_steps_come_back_as_they_were_said():
    text = "2*2=4\n\n2+4=7"
    said = {
        "steps": {
            "r1": [
                {"start": 0, "end": 5, "label": "right"},
                {"start": 7, "end": 12, "label": "wrong"},
            ]
        }
    }
    rows, _ = written(of(text, {"steps": said}))
    back = STEPWISE.read(rows, [])

    assert back.items[0].payload["r"][0]["text"] == text
    assert back.judgments[0].answers == {"steps": said}


def test_labels_of_steps_that_are_read_answer_a_question_of_that_type():
    row = {"prompt": "2+2*2?", "completions": ["2*2=4\nyes", "2+4=7"], "labels": [True, False]}
    back = STEPWISE.read([row], [])
    asked = [{"key": "steps", "type": "steps", "title": "s", "options": {"by": "paragraph"}}]
    [question] = parse([{**asked[0], "help": "", "required": True, "when": None}])
    given = answers.inward(back.judgments[0].answers["steps"], question, back.items[0].payload["r"])

    assert [one["label"] for one in given["steps"]["r1"]] == ["right", "wrong"]
    assert QUESTIONS["steps"] is not None


def test_a_step_with_a_blank_line_of_its_own_becomes_spans():
    row = {"prompt": "q?", "completions": ["a\n\nb", "c"], "labels": [True, False]}

    [judgment] = STEPWISE.read([row], []).judgments
    assert judgment.answers["errors"]["spans"][0]["start"] == 6


def test_pairs_with_other_prompts_are_other_items():
    def row(prompt):
        one = [{"role": "user", "content": prompt}]
        said = [{"role": "assistant", "content": "Yes."}]
        other = [{"role": "assistant", "content": "No."}]
        return {
            "prompt_chosen": one,
            "chosen": said,
            "prompt_rejected": bundles.one_turn("Is it?"),
            "rejected": other,
        }

    first, second = (READERS["joint"].read([row(p)], []).items[0] for p in ("Wet?", "Dry?"))
    assert first.payload["c"]["prompts"][1] == [{"role": "user", "content": "Wet?"}]
    assert first.external_id != second.external_id


@pytest.mark.parametrize("named", [True, False])
def test_mapped_rows_with_other_prompts_are_other_items(named):
    where = {"prompt": ["p"], "responses": [{"text": "a"}, {"text": "b"}]}
    where |= {"context": {"prompts": "own"}} if named else {}
    items = [
        item_rows.read({"p": "q", "a": "x", "b": "y", "own": own}, mapping.items(where), [])[0]
        for own in (["one", "two"], ["one", "three"])
    ]

    assert (items[0].external_id != items[1].external_id) is named


def test_joint_items_are_written_with_the_prompts_that_the_bench_shows():
    prompts = [bundles.one_turn("Wet?"), "Dry?"]
    responses = [{"key": k, "text": k, "model": ""} for k in ("r1", "r2")]
    item = ExportItem(1, "x", bundles.one_turn(), responses, "g", context={"prompts": prompts})
    label = bundles.label(item, {"winner": "b", "strength": 1})
    form = WRITERS["joint"]
    params = written_by(form, checked(form, {}))
    [row] = form.write(Bundle(item, (), {"overall": label}), params, Losses())

    assert row["prompt_chosen"] == [{"role": "user", "content": "Dry?"}]
    assert row["prompt_rejected"] == prompts[0]


def test_prompts_of_the_two_sides_are_no_loss_and_other_context_is():
    form = WRITERS["joint"]
    prompts = [[{"role": "user", "content": text}] for text in ("One?", "Two?")]
    for context, lost in (({"prompts": prompts}, 0), ({"prompts": prompts, "language": "en"}, 1)):
        item = ExportItem(
            1, "x", bundles.one_turn(),
            [{"key": k, "text": k.upper(), "model": ""} for k in ("r1", "r2")], "g", context,
        )  # fmt: skip
        label = bundles.label(item, {"winner": "a", "strength": -1})
        losses = Losses()
        params = written_by(form, checked(form, {"provenance": "none"}))
        [row] = form.write(Bundle(item, (), {"overall": label}), params, losses)

        assert (row["prompt_chosen"], row["prompt_rejected"]) == tuple(prompts)
        assert losses.stripped["context"] == lost


def test_a_snapshot_of_the_first_writer_is_built_again_as_that_wrote_it():
    form = WRITERS["joint"]
    prompts = [[{"role": "user", "content": text}] for text in ("One?", "Two?")]
    item = ExportItem(
        1, "x", bundles.one_turn("Which?"),
        [{"key": k, "text": k.upper(), "model": ""} for k in ("r1", "r2")], "g",
        {"prompts": prompts},
    )  # fmt: skip
    record = Bundle(item, (), {"overall": bundles.label(item, {"winner": "a", "strength": -1})})
    [row] = form.write(record, checked(form, {"provenance": "none"}), Losses())

    # As its file of then has it, byte by byte.
    assert orjson.dumps(row) == (
        b'{"prompt_chosen":[{"role":"user","content":"Which?"}],'
        b'"chosen":[{"role":"assistant","content":"R1"}],'
        b'"prompt_rejected":[{"role":"user","content":"Which?"}],'
        b'"rejected":[{"role":"assistant","content":"R2"}]}'
    )


TREE = [
    {"text": "x + (x + 3) = 21"},
    {"text": "2x = 18"},
    {"text": "2x = 24", "parent": 0},
    {"text": "x = 9", "parent": 1},
    {"text": "x = 8", "parent": 1},
]
# Branch by branch, as it is stored: 0, 1, 3, 4, 2 of the list above.
IN_ORDER = ["x + (x + 3) = 21", "2x = 18", "x = 9", "x = 8", "2x = 24"]
PARENTS = [None, 0, 1, 1, 0]


def tree(*labels):
    """An item whose response is that tree, and what was said of its steps; None: nothing."""
    [item] = item_rows.read({"q": "x?", "a": {"steps": TREE}}, ONE, [])
    [response] = item.payload["r"]
    given = [
        {"start": place["start"], "end": place["end"], "label": label}
        for place, label in zip(response["steps"], labels, strict=True)
        if label
    ]
    held = ExportItem(1, "x", bundles.one_turn(), [response], "g")
    return Bundle(held, (bundles.judgment(held, {"steps": {"steps": {"r1": given}}}),))


ONE = mapping.items({"prompt": ["q"], "responses": [{"text": "a"}], "pairs": "none"})
SAID = ("right", "right", "right", "wrong", "neutral")


def test_steps_that_name_what_they_follow_are_stored_branch_by_branch():
    [response] = tree(*SAID).item.responses

    assert response["text"] == "\n\n".join(IN_ORDER)
    assert [response["text"][s["start"] : s["end"]] for s in response["steps"]] == IN_ORDER
    assert [s["parent"] for s in response["steps"]] == PARENTS


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "at least one"),
        (["a", " "], "is an empty step"),
        ([{"parent": None}], "has no text"),
        ([{"text": "a", "parent": 1}], "names no step: there are 1, counted from 0"),
        ([{"text": "a", "parent": True}], "number or the id of a step"),
        ([{"text": "a", "id": "x"}, {"text": "b", "parent": 0}], "is the id of no step"),
        ([{"text": "a", "id": "x"}, {"text": "b", "id": "x"}], "is the id of another step"),
        ([{"text": "a", "parent": 1}, {"text": "b", "parent": 0}], "follows itself in a circle"),
        ([{"text": "a", "parent": 0}], "follows itself in a circle"),
        (["a"] * 301, "at most 300"),
    ],
)
def test_a_tree_that_is_none_is_refused_in_words(steps, said):
    with pytest.raises(BadRow) as refusal:
        item_rows.read({"q": "x?", "a": {"steps": steps}}, ONE, [])

    assert refusal.value.field.startswith("a.steps")
    assert said in refusal.value.reason


def test_steps_may_be_named_by_ids_in_any_order_and_a_plain_list_is_a_chain():
    named = [{"id": "b", "text": "B", "parent": "a"}, {"id": "a", "text": "A", "parent": None}]
    stored = [
        item_rows.read({"q": "x?", "a": {"steps": steps}}, ONE, [])[0].payload["r"][0]
        for steps in (named, ["A", "B"])
    ]

    assert stored[0] == stored[1]
    assert [(s["start"], s["end"], s["parent"]) for s in stored[0]["steps"]] == [
        (0, 1, None),
        (3, 4, 0),
    ]


def test_a_text_is_another_item_where_its_steps_branch_otherwise():
    chain, branching = (
        item_rows.read({"q": "x?", "a": {"steps": steps}}, ONE, [])[0].external_id
        for steps in (["A", "B", "C"], ["A", "B", {"text": "C", "parent": 0}])
    )

    assert chain != branching


def test_a_tree_is_written_way_by_way_up_to_the_last_label():
    rows, losses = written(tree(*SAID))
    assert [(r["completions"], r["labels"]) for r in rows] == [
        ([IN_ORDER[0], IN_ORDER[1], IN_ORDER[2]], [True, True, True]),
        ([IN_ORDER[0], IN_ORDER[1], IN_ORDER[3]], [True, True, False]),
        ([IN_ORDER[0], IN_ORDER[4]], [True, True]),
    ]
    assert losses.stripped["branches"] == 1

    rows, losses = written(tree("right", "wrong", None, None, "right"))
    assert [r["labels"] for r in rows] == [[True, False], [True, True]]
    assert losses.stripped["steps_after_the_last_label"] == 1


@pytest.mark.parametrize("labels", [(*SAID[:4], "right"), ("right", "wrong", None, None, "right")])
def test_a_whole_tree_comes_back_with_its_branches_and_its_labels(labels):
    bundle = tree(*labels)
    rows, losses = written(bundle, trees="whole")
    back = STEPWISE.read(rows, [])

    assert rows[0]["parents"] == PARENTS
    assert losses.stripped["branches"] == 0
    [was], [now] = bundle.item.responses, back.items[0].payload["r"]
    assert {**now, "model": ""} == {**was, "model": ""}
    assert back.judgments[0].answers == bundle.judgments[0].answers


def test_labels_of_a_tree_that_was_read_answer_its_question_whatever_a_step_is_there():
    rows, _ = written(tree("right", "wrong", None, None, "right"), trees="whole")
    back = STEPWISE.read(rows, [])
    asked = {"key": "steps", "type": "steps", "title": "s", "options": {"until": "wrong"}}
    [question] = parse([{**asked, "help": "", "required": True, "when": None}])
    given = answers.inward(back.judgments[0].answers["steps"], question, back.items[0].payload["r"])

    assert [one["label"] for one in given["steps"]["r1"]] == ["right", "wrong", "right"]


def test_marks_in_a_tree_label_its_steps_too():
    mark = {"response": "r1", "start": 20, "end": 22, "category": "x", "severity": None}
    [response] = tree(*SAID).item.responses
    item = ExportItem(1, "x", bundles.one_turn(), [response], "g")
    said = {"errors": {"spans": [mark], "missing": []}}
    rows, _ = written(Bundle(item, (bundles.judgment(item, said),)))

    assert [r["labels"] for r in rows] == [[True, False, True], [True, False, True], [True, True]]


def test_a_right_and_a_wrong_step_after_one_step_are_a_preference_between_them():
    form, losses = WRITERS["step-pairs"], Losses()
    params = checked(form, {"provenance": "none"})
    rows = form.write(tree("right", "right", "right", "wrong", "wrong"), params, losses)

    assert [(r["prompt"], r["chosen"], r["rejected"]) for r in rows] == [
        (f"Why?\n\n{IN_ORDER[0]}\n\n", IN_ORDER[1], IN_ORDER[4]),
        (f"Why?\n\n{IN_ORDER[0]}\n\n{IN_ORDER[1]}\n\n", IN_ORDER[2], IN_ORDER[3]),
    ]
    assert form.write(tree(*["right"] * 5), params, losses) == []
    assert form.write(of(SOLUTION, marks(SOLUTION, "right")), params, losses) == []
    assert losses.dropped == {"no_right_and_wrong_alternative": 1, "no_tree_of_steps": 1}
