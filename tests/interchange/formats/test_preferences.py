"""From what was said to pairs, thumbs and vectors, worked out by hand."""

import pytest

from interchange.formats import WRITERS
from interchange.formats.bundle import Bundle, Losses
from interchange.formats.choices import checked, params_of
from interchange.formats.preferences import expand
from tests.interchange.formats import bundles
from tests.interchange.formats.bundles import judgment, label


def item(*texts, **changes):
    responses = [{"key": k, "text": t, "model": ""} for k, t in zip("pqrs", texts, strict=False)]
    given = {"id": 1, "external_id": "x", "prompt": bundles.one_turn(), "group_key": "g"}
    return bundles.ExportItem(**{**given, "responses": responses, **changes})


def rows(key, bundle, **choices):
    losses = Losses()
    return WRITERS[key].write(bundle, checked(WRITERS[key], choices), losses), losses


def sides(key, bundle, **choices):
    found, losses = rows(key, bundle, style="text", provenance="none", **choices)
    return [f"{r['chosen']}>{r['rejected']}" for r in found], dict(losses.dropped)


BANDS = [["p"], ["q", "r"], ["s"]]  # four responses, two of them tied


@pytest.mark.parametrize(
    ("how", "strict", "ties"),
    [
        ("all", ["pq", "pr", "ps", "qs", "rs"], ["qr"]),
        ("neighbours", ["pq", "rs"], ["qr"]),
        ("best_worst", ["ps"], []),
    ],
)
def test_a_ranking_with_a_tie_expands_to_the_right_pairs(how, strict, ties):
    found = expand(BANDS, how)

    assert [x + y for x, y, levels in found if levels] == strict
    assert [x + y for x, y, levels in found if not levels] == ties


def test_ties_of_a_ranking_are_counted_or_written_both_ways():
    said = judgment(item(*"PQRS"), {"ranking": {"ranking": BANDS}})
    bundle = Bundle(said.item, (said,))

    pairs, dropped = sides("trl-pairs", bundle, pairs_from="rankings")
    assert (pairs, dropped) == (["P>Q", "P>R", "P>S", "Q>S", "R>S"], {"tie": 1})
    both, dropped = sides("trl-pairs", bundle, pairs_from="rankings", ties="both")
    assert (len(both), both[3:5], dropped) == (7, ["Q>R", "R>Q"], {})


def test_pairs_of_ratings_have_the_difference_of_the_means_as_margin():
    said = [
        judgment(
            item(*"PQ"), {"r": {"ratings": {"p": {"h": 4, "c": 2}, "q": {"h": 1}}}}, rater="1"
        ),
        judgment(item(*"PQ"), {"r": {"ratings": {"p": {"h": 2}, "q": {"h": 2}}}}, rater="2"),
    ]
    bundle = Bundle(said[0].item, tuple(said))

    ((row,), _) = rows("trl-pairs", bundle, pairs_from="ratings", scale="h", margin=True)
    assert (row["margin"], row["meta_n_human"], row["meta_derived_from"]) == (1.5, 2, "ratings")
    two, _ = rows("reward-conditioned", bundle, scale="h")
    assert [(r["prompt"], r["chosen"]) for r in two] == [
        ("Write an answer that scores 3.\n\nWhy?", "P"),
        ("Write an answer that scores 1.5.\n\nWhy?", "Q"),
    ]


def test_picks_rewrites_and_single_judgments_make_pairs():
    whole = item(*"PQR")
    rewrite = {"response": "p", "text": "P!", "critique": "Thin."}
    said = judgment(whole, {"best": {"picked": ["q"]}, "rewrite": rewrite})
    bundle = Bundle(whole, (said,))

    assert sides("trl-pairs", bundle, pairs_from="picks")[0] == ["Q>P", "Q>R"]
    assert sides("trl-pairs", bundle, pairs_from="rewrites")[0] == ["P!>P"]
    pair = item(*"PQ")
    each = [judgment(pair, {"overall": {"winner": w, "strength": s}}, rater=w)
            for w, s in (("a", -2), ("b", 1), ("tie", 0), ("both_bad", None))]  # fmt: skip
    found, dropped = sides("trl-pairs", Bundle(pair, tuple(each)), pairs_from="judgments")
    assert (found, dropped) == (["P>Q", "Q>P"], {"tie": 1, "both_bad": 1})


def test_kto_labels_come_from_thumbs_a_threshold_or_the_label():
    pair = item(*"PQ")
    said = judgment(pair, {"t": {"thumbs": {"p": "up", "q": "down"}},
                           "r": {"ratings": {"p": {"h": 5}, "q": {"h": 4}}}})  # fmt: skip
    bundle = Bundle(pair, (said,), {"overall": label(pair, {"winner": "both_bad"})})

    def good(**choices):
        return [r["label"] for r in rows("trl-unpaired", bundle, **choices)[0]]

    assert good() == [True, False]
    assert good(label_from="ratings") == [True, False]
    assert good(label_from="ratings", threshold=4.0) == [True, True]
    assert good(label_from="labels") == [False, False]  # what no pair could say


@pytest.mark.parametrize(
    ("changes", "choices", "reason"),
    [
        ({"source": "llm"}, {"judgments_from": "human"}, "label_by_judge"),
        ({}, {"judgments_from": "judge"}, "label_by_people"),
        ({"source": "llm", "trusted": False}, {}, "judge_not_trusted"),
        ({"source": "llm"}, {"judge_labels": "none"}, "label_by_judge"),
        ({"agreement": 0.5}, {"min_agreement": 0.6}, "low_agreement"),
        ({"value": {"winner": None}}, {}, "open"),
        ({"value": {"winner": "tie", "strength": 0}}, {}, "tie"),
    ],
)
def test_a_label_that_the_choices_keep_out_is_counted_under_its_reason(changes, choices, reason):
    pair = item(*"PQ")
    given = label(pair, {"winner": "a", "strength": -1}, **changes) if "value" not in changes else (
        label(pair, changes["value"])
    )  # fmt: skip
    found, losses = rows("helpsteer3" if reason != "tie" else "trl-pairs",
                         Bundle(pair, (), {"overall": given}), **choices)  # fmt: skip

    assert not found
    assert losses.dropped[reason] == 1
    assert f"1 left out: {reason.replace('_', ' ')}" in losses.sentences()


def test_soft_labels_are_the_shares_of_the_raters_and_ties_have_a_file_of_their_own():
    pair = item(*"PQ")
    votes = [("a", -1), ("a", -1), ("tie", 0), ("b", 2)]
    said = tuple(judgment(pair, {"overall": {"winner": w, "strength": s}}, rater=str(n))
                 for n, (w, s) in enumerate(votes))  # fmt: skip
    ((row,), _) = rows("soft", Bundle(pair, said))
    assert [row[c] for c in ("p_a", "p_tie", "p_b", "n")] == [0.5, 0.25, 0.25, 4]
    tie = label(pair, {"winner": "tie", "strength": 0})
    ((row,), _) = rows("neutral", Bundle(pair, said, {"overall": tie}))
    assert row["p_tie"] == 0.25


def test_sentences_that_a_span_touches_lose_its_severity():
    whole = item("Good. Bad! Fine")
    spans = [{"response": "p", "start": 6, "end": 9, "category": "wrong", "severity": 2}]
    ((row,), _) = rows("spans", Bundle(whole, (judgment(whole, {"e": {"spans": spans}}),)))

    assert [(s["start"], s["end"], s["rewards"][0]["value"]) for s in row["segments"]] == [
        (0, 5, 0.0), (6, 10, -2.0), (11, 15, 0.0),
    ]  # fmt: skip


def test_sides_with_prompts_of_their_own_keep_them():
    pair = item(*"PQ")
    pair.responses[1]["prompt"] = bundles.one_turn("How?")
    given = label(pair, {"winner": "b", "strength": 1})
    ((row,), _) = rows("joint", Bundle(pair, (), {"overall": given}))

    assert (row["prompt_chosen"][0]["content"], row["prompt_rejected"][0]["content"]) == (
        "How?", "Why?",
    )  # fmt: skip


RESERVED_BY_TRL = {"label", "completion", "messages", "text", "images"}


@pytest.mark.parametrize("key", ["trl-pairs", "trl-preference", "reward-conditioned"])
def test_no_preference_file_has_a_column_that_a_trainer_would_misread(key):
    form = WRITERS[key]
    assert not RESERVED_BY_TRL & set(form.columns(checked(form, {}), []))


@pytest.mark.parametrize("key", sorted(WRITERS))
def test_every_choice_has_a_default_that_is_possible_and_is_written_out(key):
    form = WRITERS[key]
    assert list(checked(form, {})) == [p.key for p in params_of(form)]
    assert form.title
    assert form.summary.endswith(".")
