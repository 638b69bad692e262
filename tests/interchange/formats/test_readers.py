"""Each format in the shape it is published in: found, read, and its bad rows named."""

import copy

import pytest

from interchange.formats import READERS, detect
from interchange.formats.detect import MAPPING
from interchange.formats.problems import BadRow
from interchange.formats.reading import grouped
from tests.interchange.formats.rows import LONG, ROWS, SHORT


def read(key, *rows):
    (group,) = grouped(READERS[key], enumerate(rows or (ROWS[key],), start=1))
    return READERS[key].read([row for _, row in group], [])


def answers(key, *rows):
    return [(j.rater, j.kind, j.answers) for j in read(key, *rows).judgments]


def texts(item):
    return [r["text"] for r in item.payload["r"]]


def test_there_is_a_row_for_every_reader():
    assert sorted(ROWS) == sorted(READERS)


@pytest.mark.parametrize("key", sorted(READERS))
def test_every_format_is_found_first_and_says_why(key):
    best = detect([ROWS[key]] * 12)[0]

    assert best.format == key
    assert best.evidence[0].startswith("12 of 12 rows have ")
    assert 0 < best.confidence <= 1


def test_one_bad_row_in_twenty_does_not_hide_a_format_and_lowers_the_confidence():
    found = detect([*[ROWS["multipref"]] * 19, {"note": "not a pair"}])[0]

    assert (found.format, found.confidence) == ("multipref", 0.94)


def test_rows_of_no_known_format_are_plain_rows_with_a_mapping():
    row = {"idx": 1, "question": "Why?", "answer1": "x", "answer2": "y"}
    assert [d.format for d in detect([row])] == [MAPPING]
    assert detect([{"a": 1}, 3, None]) == []


@pytest.mark.parametrize("key", sorted(READERS))
def test_every_reader_gives_items_whose_judgments_belong_to_them(key):
    reading = read(key) if key != "label-counts" else read(key, ROWS[key], {**ROWS[key],
        "id": "t2", "text": "Hello.", "label_counts": {"toxic": 3, "fine": 2}})  # fmt: skip
    names = {i.external_id for i in reading.items}

    assert reading.items
    assert {j.item for j in reading.judgments} <= names
    for item in reading.items:
        assert item.payload["p"][-1]["role"] == "user"
        assert item.payload["g"]
        assert len(item.payload["s"]) == 64


@pytest.mark.parametrize("key", sorted(READERS))
def test_a_row_that_lacks_a_column_or_is_no_object_is_refused_by_name(key):
    for mark in READERS[key].marks:
        if READERS[key].marks[mark] == "any":
            continue
        row = copy.deepcopy(ROWS[key])
        del row[mark]
        if key == "spans" and mark == "segments":
            continue  # made from the spans
        if mark in {"overall_preference", "preference_strength", "normal_worker_annotations",
                    "evaluation_session_id", "conversation_id", "question_id", "id",
                    "comparison_id", "annotations", "user_id"}:  # fmt: skip
            continue  # can be done without
        with pytest.raises(BadRow) as bad:
            read(key, row)
        assert bad.value.reason
    with pytest.raises(BadRow, match="must be an object, but is"):
        read(key, ["not", "an object"])


SAME = {"trl-preference": "rejected", "helpsteer3": "response2", "rewardbench": "rejected",
        "multipref": "completion_b", "helpsteer2-preference": "response_2",
        "openai-preference": "non_preferred_output", "neutral": "response_b"}  # fmt: skip


@pytest.mark.parametrize(("key", "field"), SAME.items())
def test_two_responses_of_one_text_and_empty_ones_are_refused(key, field):
    first = {"rejected": "chosen", "response2": "response1", "completion_b": "completion_a",
             "response_2": "response_1", "non_preferred_output": "preferred_output",
             "response_b": "response_a"}[field]  # fmt: skip
    with pytest.raises(BadRow, match=f"is the same text as {first}") as bad:
        read(key, {**ROWS[key], field: ROWS[key][first]})
    assert bad.value.field == field
    with pytest.raises(BadRow, match="is an empty response"):
        read(key, {**ROWS[key], field: " \n"})


def test_helpsteer_signs_are_kept_and_unusable_preferences_are_no_judgments():
    assert answers("helpsteer2-preference") == [
        ("helpsteer2-1", "human", {"overall": {"winner": "a", "strength": -2},
                                   "why": {"text": "1 is better.\n\nIt explains."}}),
    ]  # fmt: skip
    first, second = answers("helpsteer3")
    assert first[2]["overall"] == {"winner": "a", "strength": -3}
    assert first[2]["why"]["text"] == "1 explains.\n\nResponse 1: Right.\n\nResponse 2: Thin."
    assert second[2]["overall"] == {"winner": "tie", "strength": 0}


def test_helpsteer2_rows_of_one_prompt_are_one_item_and_lists_are_raters():
    other = {**ROWS["helpsteer2"], "response": SHORT, "helpfulness": [1, 2], "correctness": [0, 0]}
    reading = read("helpsteer2", ROWS["helpsteer2"], other)

    assert [texts(i) for i in reading.items] == [[LONG, SHORT]]
    first, second = (j.answers["ratings"]["ratings"] for j in reading.judgments)
    assert (first["r1"]["helpfulness"], first["r2"]["helpfulness"]) == (4, 1)
    assert second == {"r2": {"helpfulness": 2, "correctness": 0}}


def test_ultrafeedback_ratings_are_a_judges_and_missing_ones_are_left_out():
    ((rater, kind, said),) = answers("ultrafeedback")

    assert (rater, kind) == ("gpt-4", "judge")
    assert said["ratings"]["ratings"] == {"r1": {"helpfulness": 5}, "r2": {"helpfulness": 2}}


def test_multipref_has_a_judgment_for_every_annotation_of_both_groups():
    reading = read("multipref")

    assert [(j.rater, j.answers, j.seconds) for j in reading.judgments] == [
        ("w1", {"helpful": {"winner": "tie", "strength": 0},
                "overall": {"winner": "a", "strength": -2}}, 61.0),
        ("e1", {"overall": {"winner": "b", "strength": 1}}, 300.0),
    ]  # fmt: skip
    assert reading.items[0].external_id == "c1"
    assert [r["model"] for r in reading.items[0].payload["r"]] == ["larch", "elm"]


def test_arena_votes_have_their_winner_and_both_bad_is_no_tie():
    assert answers("arena-55k")[0][2]["overall"]["winner"] == "a"
    assert answers("arena-100k")[0][0] == "j1"
    assert answers("arena-100k")[0][2]["overall"]["winner"] == "both_bad"
    assert answers("arena-140k")[0][2]["overall"]["winner"] == "b"


def test_arena_models_that_answer_each_turn_in_their_own_way_share_the_first_message_only():
    item = read("arena-55k").items[0]

    assert [m["content"] for m in item.payload["p"]] == ["Why is the sky blue?"]
    assert texts(item)[1] == f"{SHORT}\n\nUser: And at dusk?\n\nAssistant: Red."


def test_people_and_machines_are_told_apart_where_the_file_does():
    pairs = [(rater, kind) for rater, kind, _ in answers("annotated-pairs")]
    assert pairs == [("Anna", "human"), ("gpt", "judge")]
    studio = [(r, k, a["overall"]["winner"]) for r, k, a in answers("label-studio")]
    assert studio == [("3", "human", "a"), ("gpt", "judge", "b")]  # a cancelled one is none
    flat = [(r, k, a["overall"]["winner"]) for r, k, a in answers("argilla")]
    assert flat == [("u1", "human", "a"), ("gpt", "judge", "tie")]  # a draft is none


def test_prism_rows_of_a_turn_are_one_item_with_scores_and_a_pick():
    other = {**ROWS["prism"], "model_response": SHORT, "score": 12, "if_chosen": False}
    reading = read("prism", ROWS["prism"], other)

    assert reading.items[0].external_id == "c1#turn0"
    assert reading.judgments[0].answers == {
        "scores": {"ratings": {"r1": {"score": 87}, "r2": {"score": 12}}},
        "best": {"picked": ["r1"]},
    }


def test_finegrained_feedback_is_spans_a_rewrite_and_six_pairs():
    reading = read("finegrained")
    whole, *pairs = reading.judgments

    assert len(reading.items) == 7
    span = whole.answers["errors"]["spans"][0]
    assert texts(reading.items[0])[0][span["start"] : span["end"]] == "Because"
    assert whole.answers["errors"]["missing"] == [
        {"response": "r1", "category": "Answer", "text": "Light scatters. Blue most."}
    ]
    assert whole.answers["rewrite"]["critique"] == "Off."
    assert [p.answers["overall"]["winner"] for p in pairs] == ["a", "a", "tie", "b", "a", "b"]
    bad = copy.deepcopy(ROWS["finegrained"])
    bad["feedback"]["errors"][0]["end"] = 0
    with pytest.raises(BadRow, match="must come after start"):
        read("finegrained", bad)


@pytest.mark.parametrize(
    ("passage", "sentence", "said"),
    [
        (1, 1, "Light scatters."),
        ("1", ["2"], "Blue most."),
        (0, [1], "passage 0, sentence 1"),
        (1, [1, -1], "passage 1, sentence 1, -1"),
        (1, [3], "passage 1, sentence 3"),
        (2, [0], "passage 2, sentence 0"),
        (1, [], "passage 1, sentence "),
        (None, "first", "passage None, sentence first"),
    ],
)
def test_a_missing_sentence_is_found_by_its_numbers_which_stand_for_one_that_is_not_there(
    passage, sentence, said
):
    row = copy.deepcopy(ROWS["finegrained"])
    row["feedback"]["missing-info"][0] |= {"passage_id": passage, "sentence_id": sentence}

    assert read("finegrained", row).judgments[0].answers["errors"]["missing"][0]["text"] == said


def test_label_counts_prefer_the_text_that_more_annotators_gave_the_label_to():
    other = {"id": "t2", "text": "Hello.", "label_counts": {"toxic": 3, "fine": 2}}
    reading = read("label-counts", ROWS["label-counts"], other)

    assert reading.items[0].payload["m"]["shares"] == [0.8, 0.6]
    assert reading.judgments[0].answers["overall"]["winner"] == "a"


def test_a_trl_row_without_a_prompt_takes_what_both_conversations_begin_with():
    chats = [[{"role": "user", "content": "Why?"}, {"role": "assistant", "content": t}]
             for t in (LONG, SHORT)]  # fmt: skip
    row = {"chosen": chats[0], "rejected": chats[1]}
    assert read("trl-preference", row).items[0].payload["p"][0]["content"] == "Why?"
    row["rejected"] = [{"role": "user", "content": "How?"}, chats[1][1]]
    with pytest.raises(BadRow, match="does not begin with the same turns"):
        read("trl-preference", row)


def test_conversations_that_part_early_are_sessions_of_what_they_share():
    def chat(*texts):
        return [{"role": ("user", "assistant")[n % 2], "content": t} for n, t in enumerate(texts)]

    chats = chat("Why?", LONG, "More?", "So."), chat("Why?", SHORT, "Oh?", "Well.")
    row = {"chosen": chats[0], "rejected": chats[1]}
    [item] = read("trl-preference", row).items

    assert item.payload["p"] == chats[0][:1]
    assert sorted(r["turns"][-1]["content"] for r in item.payload["r"]) == ["So.", "Well."]
    assert all(len(r["turns"]) == 3 for r in item.payload["r"])


@pytest.mark.parametrize(
    ("key", "change", "field", "reason"),
    [
        ("hh-rlhf", {"chosen": "Hello."}, "chosen", "must begin with a blank line"),
        ("helpsteer3", {"individual_preference": [{"score": 9}]}, "individual_preference[0].score",
         "from -3 to 3"),
        ("helpsteer2", {"helpfulness": 5}, "helpfulness", "from 0 to 4"),
        ("multipref", {"normal_worker_annotations": [{"overall_pref": "A"}]},
         "normal_worker_annotations[0].overall_pref", "must be one of"),
        ("arena-55k", {"winner_tie": 1}, "winner_model_a", "exactly one of"),
        ("arena-55k", {"prompt": "plain"}, "prompt", "JSON list of turns"),
        ("arena-55k", {"prompt": '["one"]'}, "response_a", "has 2 turns, but the prompt has 1"),
        ("arena-100k", {"winner": "left"}, "winner", "must be one of"),
        ("label-studio", {"annotations": [{"result": [
            {"type": "pairwise", "value": {"selected": "up"}}]}]},
         "annotations[0].result[0].value.selected", "must be left or right"),
        ("argilla", {"overall.responses.users": ["u1"]}, "overall.responses.users", "a user for"),
        ("prism", {"score": 101}, "score", "from 1 to 100"),
        ("trl-unpaired", {"label": "yes"}, "label", "true or false"),
        ("trl-stepwise", {"labels": [True]}, "labels", "for each of the 2 steps"),
        ("rewardbench2", {"rejected": []}, "rejected", "none of them empty"),
        ("multi-objective", {"scores": [1]}, "scores", "for each of the 2 attributes"),
        ("finegrained", {"preference": [3] * 6}, "preference", "0, 1 or 2"),
        ("label-counts", {"label_counts": {"x": 0}}, "label_counts", "counts nobody"),
        ("trl-preference", {"prompt": [{"role": "robot", "content": "x"}]}, "prompt[0].role",
         "must be one of"),
        ("trl-preference", {"chosen": "has\0NUL"}, "chosen", "NUL"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_field(key, change, field, reason):
    with pytest.raises(BadRow) as bad:
        read(key, {**ROWS[key], **change})

    assert bad.value.field == field
    assert reason in bad.value.reason
