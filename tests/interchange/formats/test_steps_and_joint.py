"""Labels of steps, and pairs whose two sides answer prompts of their own."""

import orjson
import pytest

from annotation.domain.questions import QUESTIONS, parse
from interchange.formats import READERS, WRITERS, answers, item_rows, mapping
from interchange.formats.base import ExportItem
from interchange.formats.bundle import Bundle, Losses
from interchange.formats.choices import checked, written_by
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
