"""The ways of asking: laws for every entry, and the derived verdicts by hand."""

import json
import math
from typing import Any

import pytest

from routing.judges import combining, prompts
from routing.judges.base import Completion, Setup
from routing.judges.combining import Ballot
from routing.judges.parsing import parse
from routing.judges.prompts import Material
from routing.judges.protocols import PROTOCOLS
from routing.judges.protocols.base import Aspect, Reading
from routing.judges.scripted import Scripted

ASPECTS = [Aspect("truth", "Is it true?"), Aspect("help", "Does it help?")]
ITEM = Material(
    [{"role": "user", "content": "Why is the sky blue?"}],
    "Because of Rayleigh scattering, which is stronger for short waves.",
    "No idea.",
    {},
    "Overall",
    more=("Blue light scatters more.",),
    reference="Short waves scatter more.",
)
TALKING = sorted(name for name, p in PROTOCOLS.items() if "scripted" in p.backends)


def asked(name: str, script: str, material: Material = ITEM) -> combining.Combined:
    """Everything a scripted judge says about an item under a protocol."""
    protocol, backend = PROTOCOLS[name], Scripted(Setup(script))
    readings = []
    for part in range(protocol.parts(len(ASPECTS))):
        prompt = protocol.prompt(material, ASPECTS, part=part, template=f"{name}.v1", salt="s")
        parsed = parse(backend.complete(prompt.messages, schema=prompt.schema, params={}), prompt)
        assert parsed.state == "ok", (part, parsed)
        readings.append(protocol.reading(parsed, part=part))
    return protocol.combine(readings, mode=protocol.mode)


@pytest.mark.parametrize("name", [n for n in TALKING if PROTOCOLS[n].mode not in {"odds", "mean"}])
def test_under_every_protocol_longer_wins_gives_the_longer_one_whatever_its_place(
    name: str,
) -> None:
    first, second = ITEM.first, ITEM.second or ""
    swapped = Material(ITEM.conversation, second, first, {}, "Overall", more=ITEM.more)

    assert asked(name, "longer-wins").winner == "a"
    assert asked(name, "longer-wins", swapped).winner == "b"


def test_more_orders_of_a_list_show_every_response_in_more_places() -> None:
    listwise = PROTOCOLS["listwise"]
    shown = []
    for part in range(listwise.parts(1, orders=6)):
        prompt = listwise.prompt(ITEM, [], part=part, template="listwise.v1", salt="s")
        data = prompt.messages[1]["content"]
        shown.append(tuple(sorted(range(3), key=lambda n: data.index(ITEM.responses[n]))))

    assert len(set(shown)) == 6  # of three responses all that there are
    assert shown[:2] == [(0, 1, 2), (2, 1, 0)]


@pytest.mark.parametrize("orders", [2, 4, 6])
def test_a_ranking_is_read_back_whatever_the_order_it_was_shown_in(orders: int) -> None:
    listwise, backend = PROTOCOLS["listwise"], Scripted(Setup("longer-wins"))
    readings = []
    for part in range(orders):
        prompt = listwise.prompt(ITEM, [], part=part, template="listwise.v1", salt="s")
        parsed = parse(backend.complete(prompt.messages, schema=prompt.schema, params={}), prompt)
        readings.append(listwise.reading(parsed, part=part))
    found = listwise.combine(readings, mode=listwise.mode)

    assert found.ranking is not None
    assert (found.winner, found.ranking.ranks) == ("a", (1, 3, 2))


@pytest.mark.parametrize("name", ["pairwise", "reference", "self_reference"])
def test_a_judge_that_always_takes_the_first_abstains(name: str) -> None:
    assert asked(name, "always-a").reason == "order_inconsistent"


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_what_an_answer_needs_to_be_read_is_kept_whole(name: str) -> None:
    prompt = PROTOCOLS[name].prompt(ITEM, ASPECTS, part=1, template=f"{name}.v1", salt="s")
    kept = json.loads(json.dumps(prompt.expects()))
    again = prompts.expecting(kept)

    assert (again.nonce, again.menu, again.form, again.labels) == (
        prompt.nonce,
        prompt.menu,
        prompt.form,
        prompt.labels,
    )


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_only_a_protocol_that_compares_with_the_reference_shows_it(name: str) -> None:
    prompt = PROTOCOLS[name].prompt(ITEM, ASPECTS, part=0, template=f"{name}.v1", salt="s")
    shown = any("Short waves scatter more." in m["content"] for m in prompt.messages)

    assert shown is (PROTOCOLS[name].needs_reference or name == "score")


def test_a_rating_shows_one_response_and_asks_about_one_aspect() -> None:
    protocol = PROTOCOLS["rating"]
    texts = [
        protocol.prompt(ITEM, ASPECTS, part=part, template="rating.v1", salt="s").messages
        for part in range(4)
    ]

    for part, messages in enumerate(texts):
        whole = json.dumps(messages)
        assert ("Rayleigh" in whole) is (part % 2 == 0)
        assert ("No idea." in whole) is (part % 2 == 1)
        assert ("Is it true?" in whole) is (part < 2)


def test_the_names_in_a_list_change_with_the_call_and_say_nothing_of_the_order() -> None:
    protocol = PROTOCOLS["listwise"]
    first, second = (
        protocol.prompt(ITEM, [], part=part, template="listwise.v1", salt=str(part)).labels
        for part in (0, 1)
    )

    assert len(set(first)) == len(set(second)) == 3
    assert not set(first) & set(second)


def ranked(groups: Any, part: int = 0) -> Any:
    prompt = PROTOCOLS["listwise"].prompt(ITEM, [], part=part, template="listwise.v1", salt="s")
    named = [[prompt.labels[n] for n in g] if isinstance(g, list) else g for g in groups]
    text = json.dumps({"call": prompt.nonce, "reasoning": "x", "ranking": named})
    return parse(Completion(text), prompt)


def test_a_ranking_is_turned_back_into_the_items_own_places() -> None:
    parsed = ranked([[2], [0, 1]], part=1)  # shown from the last to the first
    reading = PROTOCOLS["listwise"].reading(parsed, part=1)

    assert reading.value == [[0], [1, 2]]
    assert reading.strength == -1


@pytest.mark.parametrize("groups", [[[0], [1]], [[0, 0], [1], [2]], [[0], [1], [2], []], [], ["x"]])
def test_what_is_no_permutation_is_off_the_menu(groups: Any) -> None:
    assert ranked(groups).state == "off_menu"


@pytest.mark.parametrize("score", [0, 6, "five", 4.5, True, None])
def test_a_score_off_the_scale_is_no_score(score: Any) -> None:
    prompt = PROTOCOLS["rating"].prompt(ITEM, ASPECTS, part=0, template="rating.v1", salt="s")
    text = json.dumps({"call": prompt.nonce, "reasoning": "x", "score": score})

    assert parse(Completion(text), prompt).state == "off_menu"


def test_the_higher_mean_over_aspects_wins() -> None:
    combined = combining.scores([([5, 4], [3, 3]), ([2, 2], [3, 3])])

    # Means 3.25 and 3.0; of four comparisons two go to a: (2 + 1) / (4 + 2).
    assert (combined.winner, combined.strength, combined.confidence) == ("a", -1, 0.5)
    assert combining.scores([([5], [3])]).strength == -2
    assert combining.scores([([4], [4])]).winner == "tie"
    assert combining.scores([([4], [])]).reason == "incomplete"


def test_odds_of_yes_become_the_probability_that_a_is_better() -> None:
    yes = {"yes": True, "p_yes": 0.8}
    maybe = {"yes": True, "p_yes": 0.5}
    combined = combining.odds([([yes], [maybe])])

    # .8 / .2 over .5 / .5 are odds of 4: .8.
    assert combined.p_a == pytest.approx(0.8)
    assert combining.odds([([maybe], [yes])]).p_a == pytest.approx(0.2)
    assert combining.odds([([{"yes": True, "p_yes": None}], [yes])]).reason == "no_probability"


def test_rewards_are_compared_by_bradley_terry() -> None:
    combined = combining.numbers([([2.0], [1.0])], logistic=True)

    assert combined.p_a == pytest.approx(1 / (1 + math.exp(-1)))
    assert combining.numbers([([0.2], [0.6])], logistic=False).winner == "b"
    assert combining.numbers([([0.2], [0.6])], logistic=False).p_a is None


@pytest.mark.parametrize(
    ("winners", "winner", "confidence", "reason"),
    [
        (["a", "a", "b"], "a", 0.6, ""),
        (["a", "a", "a"], "a", 0.8, ""),
        (["a", "b", "tie"], None, None, "panel_split"),
        (["a", None, None], None, None, "panel_split"),  # one of three does not speak for all
        (["a", "a", None], "a", 0.75, ""),
        ([None, None, None], None, None, "panel_silent"),
        (["a", "b"], None, None, "panel_split"),
    ],
)
def test_a_panel_speaks_with_more_than_half_of_its_seats(
    winners: list[str | None], winner: str | None, confidence: float | None, reason: str
) -> None:
    combined = combining.panel([Ballot(w, -1 if w == "a" else 1) for w in winners])

    assert (combined.winner, combined.confidence, combined.reason) == (winner, confidence, reason)


def test_one_word_with_the_endpoints_alternatives_has_its_probability() -> None:
    prompt = PROTOCOLS["yes_no"].prompt(ITEM, ASPECTS, part=0, template="yes_no.v1", salt="s")
    tops = [{"token": t, "logprob": p} for t, p in (("Yes", -0.5), (" yes", -2.0), ("No", -1.5))]
    done = Completion(
        "Yes", logprobs=[{"token": "Yes", "top_logprobs": tops}], finish_reason="length"
    )
    yes = math.exp(-0.5) + math.exp(-2.0)

    assert parse(done, prompt).value == {
        "yes": True,
        "p_yes": pytest.approx(yes / (yes + math.exp(-1.5))),
    }
    assert parse(Completion("Perhaps"), prompt).state == "off_menu"


def test_a_reading_of_the_other_order_is_turned_round() -> None:
    prompt = PROTOCOLS["one_token"].prompt(ITEM, [], part=1, template="one_token.v1", salt="s")
    logs = {"A": math.log(0.7), "B": math.log(0.3)}
    parsed = parse(Completion("A", logprobs=logs), prompt)

    reading = PROTOCOLS["one_token"].reading(parsed, part=1)

    assert reading == Reading(1, 1, pytest.approx(0.3))
