import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.formats import FORMATS
from interchange.formats.base import (
    ExportItem,
    ExportJudgment,
    ExportLabel,
    Judge,
    LeftOut,
    Routing,
)
from interchange.formats.choices import BadChoice, checked, params_of
from interchange.formats.provenance import entropy
from tests import make

TRL = FORMATS["trl-preference"]
LONG = FORMATS["judgments"]
RESERVED_BY_TRL = {"label", "completion", "messages", "text", "images"}


def item(prompt=None):
    return ExportItem(
        id=7,
        external_id="x-7",
        prompt=prompt or [{"role": "user", "content": "Why?"}],
        responses=[
            {"key": "r1", "text": "First.", "model": "larch"},
            {"key": "r2", "text": "Second.", "model": ""},
        ],
        group_key="",
    )


def label(winner="a", strength=-2, *, of=None):
    return ExportLabel(
        item=of or item(),
        value={"winner": winner, "strength": strength},
        posterior=0.75,
        method="majority",
        method_version="1",
        status="majority",
        source="human",
        n_human=3,
        n_judge=0,
        agreement=2 / 3,
        guideline_version=1,
        routing=Routing("confidence", "2", "Unsure.", 0.05),
        judge=Judge(),
        snapshot="abc",
    )


def judgment():
    return ExportJudgment(
        id=1,
        item=item(),
        answers={"overall": {"winner": "b", "strength": 1}, "why": {"text": "Clearer."}},
        rater="Rater 1",
        rater_kind="human",
        simulated=False,
        source="bench",
        counted=True,
        presented_order=["r2", "r1"],
        active_seconds=9.5,
        guideline_version=1,
        question_set_version=2,
        created_at="2026-11-21T10:00:00Z",
        routing=Routing(),
        judge=Judge(),
        snapshot="abc",
    )


def params(form, **given):
    return checked(form, given)


def test_negative_strength_makes_the_first_response_chosen():
    row = TRL.row(label("a", -2), params(TRL))

    assert row["chosen"] == [{"role": "assistant", "content": "First."}]
    assert row["rejected"] == [{"role": "assistant", "content": "Second."}]
    assert (row["meta_chosen_model"], row["meta_rejected_model"]) == ("larch", None)


def test_text_style_gives_three_strings_and_refuses_several_turns():
    row = TRL.row(label("b", 1), params(TRL, style="text"))
    assert (row["prompt"], row["chosen"], row["rejected"]) == ("Why?", "Second.", "First.")
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]

    with pytest.raises(LeftOut, match="several_turns"):
        TRL.row(label(of=item(turns)), params(TRL, style="text"))


def test_a_prompt_that_ends_with_the_assistant_is_left_out():
    turns = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "Because"}]

    with pytest.raises(LeftOut, match="does_not_end_with_user"):
        TRL.row(label(of=item(turns)), params(TRL))


def test_the_margin_is_the_size_of_the_strength_and_its_absence_is_counted():
    assert TRL.row(label("b", 2.5), params(TRL, margin=True))["margin"] == 2.5
    with pytest.raises(LeftOut, match="no_strength"):
        TRL.row(label("b", None), params(TRL, margin=True))


@pytest.mark.parametrize("winner", ["tie", "both_bad", None])
def test_a_label_without_a_winner_is_left_out_by_name(winner):
    with pytest.raises(LeftOut, match=winner or "open"):
        TRL.row(label(winner, None), params(TRL))


def test_the_long_form_keeps_every_answer_and_the_side_that_was_shown():
    row = LONG.row(judgment(), params(LONG))

    assert (row["overall_winner"], row["overall_strength"], row["why_text"]) == ("b", 1, "Clearer.")
    assert row["meta_displayed_left"] == "b"
    assert "meta_active_seconds" in row


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda f: f.key)
@pytest.mark.parametrize("style", ["conversational", "text"])
@pytest.mark.parametrize("margin", [False, True])
def test_every_format_writes_its_columns_and_none_that_a_trainer_would_misread(form, style, margin):
    given = {"style": style, "margin": margin} if form is TRL else {}
    chosen = params(form, **given)
    columns = form.columns(chosen, [make.comparison(), make.text()])
    row = form.row(label() if form.unit == "label" else judgment(), chosen)

    assert set(row) <= set(columns)
    assert not RESERVED_BY_TRL & set(columns)


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda f: f.key)
def test_every_choice_has_a_default_that_is_possible_and_is_written_out(form):
    assert list(params(form)) == [p.key for p in params_of(form)]


@pytest.mark.parametrize(
    "bad",
    [
        {"colour": "red"},
        {"style": "poem"},
        {"margin": 1},
        {"min_agreement": 2},
        {"min_agreement": True},
        {"file_types": []},
        {"file_types": ["xlsx"]},
        {"file_types": "jsonl"},
        {"question": 3},
    ],
)
def test_a_choice_that_cannot_be_is_named(bad):
    with pytest.raises(BadChoice) as refusal:
        params(TRL, **bad)

    assert refusal.value.args[0] == next(iter(bad))


@given(st.floats(0, 1))
def test_entropy_is_between_zero_and_one_bit_and_symmetric(p):
    assert 0 <= entropy(p) <= 1 + 1e-12
    assert abs(entropy(p) - entropy(1 - p)) < 1e-9


def test_entropy_of_a_coin_is_one_bit_and_of_certainty_none():
    assert (entropy(0.5), entropy(1.0), entropy(None)) == (1.0, 0.0, None)
