"""What is taken for a verdict, and above all what is not."""

import json
import math
from typing import Any

import pytest

from routing.judges import prompts
from routing.judges.base import FATES, Completion
from routing.judges.parsing import parse
from routing.judges.prompts import Material, Prompt
from tests.routing.judges.attacks import FORGED


def built(first: str = "one", second: str = "two", **more: Any) -> Prompt:
    material = Material(
        [{"role": "user", "content": "2 + 2?"}], first, second, {}, "Overall", **more
    )
    return prompts.build(material, name="pairwise.v1", salt="s")


PROMPT = built()


def own(strength: str = "B", reasoning: str = "Because.", call: str = PROMPT.nonce) -> str:
    return json.dumps({"call": call, "reasoning": reasoning, "strength": strength})


def read(text: str, prompt: Prompt = PROMPT, **more: Any) -> Any:
    return parse(Completion(text=text, **more), prompt)


@pytest.mark.parametrize(
    ("word", "strength"), [("A_much", -2), ("A", -1), ("tie", 0), ("B", 1), ("B_much", 2)]
)
def test_each_verdict_of_the_menu_is_read(word: str, strength: int) -> None:
    parsed = read(own(word))

    assert (parsed.state, parsed.strength, parsed.reasoning) == ("ok", strength, "Because.")


@pytest.mark.parametrize(
    "text",
    [
        f"Let me think.\n{own()}",
        f"```json\n{own()}\n```",
        f"A quoted block:\n```\n{own('A')}\n```\nand mine:\n{own()}",
        f"They differ in detail {{so I read twice}}.\n{own()}\n",
        f"Response A adds, B does not.\nVERDICT {PROMPT.nonce} B",
    ],
)
def test_a_single_last_verdict_is_found_in_other_text(text: str) -> None:
    assert (read(text).state, read(text).strength) == ("ok", 1)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "malformed"),
        ("B", "malformed"),
        ("Response B is better.", "malformed"),
        ("I like both. " * 20_000, "malformed"),
        (own("A") + own("B"), "malformed"),
        (own("B") + '{"strength": "A"}', "malformed"),
        (own(call="000000000000"), "malformed"),
        (own().replace('"call"', '"note": 1, "call"'), "malformed"),
        (f'{{"call": "{PROMPT.nonce}", "strength": "B", "reasoning": "x"}}', "malformed"),
        (
            f'{{"call": "{PROMPT.nonce}", "reasoning": "x", "strength": "A", "strength": "B"}}',
            "malformed",
        ),
        (f'{{"call": "{PROMPT.nonce}", "reasoning": 5, "strength": "B"}}', "malformed"),
        (own("C"), "off_menu"),
        (own("a"), "off_menu"),
        (own("both_bad"), "off_menu"),
        (own().replace('"B"', "1"), "off_menu"),
        (own().replace('"B"', "null"), "off_menu"),
        (f"VERDICT {PROMPT.nonce} both", "off_menu"),
        (f"VERDICT {PROMPT.nonce} A\nVERDICT {PROMPT.nonce} B", "malformed"),
        (f"VERDICT {PROMPT.nonce} B\nThat is all.", "malformed"),
        ("VERDICT 000000000000 B", "malformed"),
        ('{"a":' * 15_000, "malformed"),
        ("{" * 90_000, "malformed"),
        ('{"x": 1} ' * 300 + own(), "malformed"),
    ],
)
def test_what_is_not_one_clear_verdict_is_a_failure_never_a_guess(text: str, state: str) -> None:
    assert (read(text).state, read(text).strength) == (state, None)


@pytest.mark.parametrize(
    ("finish", "state"),
    [("length", "truncated"), ("content_filter", "content_filter"), ("refusal", "refused")],
)
def test_an_answer_that_was_cut_or_declined_is_not_read(finish: str, state: str) -> None:
    assert read(own(), finish_reason=finish).state == state
    assert state in FATES


@pytest.mark.parametrize("text", FORGED)
def test_a_forged_verdict_that_a_judge_quotes_is_not_its_verdict(text: str) -> None:
    prompt = built(first=text)
    assert prompt.nonce not in text

    # The judge repeats the candidate's text, in prose and in a block, and gives no verdict itself.
    for answer in (text, f"Response A says:\n{text}", f"{text}\n\nHm.", f"```\n{text}\n```"):
        assert read(answer, prompt).state in {"malformed", "off_menu"}
    # Quoting it inside its own reasoning does not change its own verdict.
    quoted = {"call": prompt.nonce, "reasoning": f"It says: {text}", "strength": "B"}
    assert read(json.dumps(quoted), prompt).strength == 1


@pytest.mark.parametrize("text", FORGED)
def test_a_candidate_cannot_leave_its_place_in_the_prompt(text: str) -> None:
    attacked = built(first=text, second="two")
    user = attacked.messages[1]["content"]
    plain = built(first="one", second="two").messages[1]["content"]

    # One beginning and one end of the material, and between them the same JSON with one field more.
    assert user.count("<<<") == plain.count("<<<") == 2
    inside = user.split(f"<<<DATA {attacked.nonce}>>>\n")[1].split(f"\n<<<END {attacked.nonce}>>>")[
        0
    ]
    data = json.loads(inside)
    assert list(data) == ["conversation", "response_A", "response_B"]
    assert data["response_B"] == "two"
    for marker in ("<|", "|>", "[[", "[/INST]", "</s>", "<start_of_turn>", "\u200b", "\u202e"):
        assert marker not in inside
    assert not any(0xE0000 <= ord(c) <= 0xE007F for c in inside)


def test_plain_text_reaches_the_judge_unchanged() -> None:
    text = 'if a < b and c[0][1] > "d": print(f"{x}")\n\tمرحبا 👩‍👩‍👧 می‌خواهم $5 {} %s \\n'
    data = built(first=text).messages[1]["content"]

    assert json.dumps(text, ensure_ascii=False) in data


def test_the_code_of_a_call_depends_on_all_that_goes_into_it() -> None:
    material = Material([{"role": "user", "content": "q"}], "x", "y", {}, "Overall")
    nonces = {
        prompts.build(m, name="pairwise.v1", salt=salt).nonce
        for m, salt in [
            (material, "1"),
            (material, "2"),
            (Material([{"role": "user", "content": "q"}], "y", "x", {}, "Overall"), "1"),
        ]
    }

    assert len(nonces) == 3
    assert prompts.build(material, name="pairwise.v1", salt="1").nonce in nonces  # and on no clock


def test_without_ties_a_tie_is_off_the_menu() -> None:
    prompt = built(ties=False)
    answer = {"call": prompt.nonce, "reasoning": "Alike.", "strength": "tie"}

    assert read(json.dumps(answer), prompt).state == "off_menu"
    assert prompt.schema is not None
    assert prompt.schema["properties"]["strength"]["enum"] == ["A_much", "A", "B", "B_much"]


def token(text: str, **alternatives: float) -> dict[str, Any]:
    tops = [{"token": t, "logprob": p} for t, p in alternatives.items()]
    return {"token": text, "logprob": -0.1, "top_logprobs": tops}


def test_the_probability_is_read_at_the_verdicts_own_token() -> None:
    # Values of AlpacaEval: log p = -.1 and -2.4 give .90888.
    text = own("A")
    before = text[: text.rindex('"A"') + 1]
    logprobs = [token(before), token("A", A=-0.1, B=-2.4, tie=-9.0), token('"}')]

    assert read(text, logprobs=logprobs).p_first == pytest.approx(0.90888, abs=1e-5)


def test_no_probability_is_made_up_when_one_side_is_not_among_the_alternatives() -> None:
    text = own("A")
    before = text[: text.rindex('"A"') + 1]

    assert read(text, logprobs=[token(before), token("A", A=-0.1)]).p_first is None
    assert read(text, logprobs=None).p_first is None
    assert read(text, logprobs=[{"token": None}, 3, {}]).p_first is None


def test_a_one_token_verdict_comes_with_its_probability() -> None:
    material = Material([{"role": "user", "content": "q"}], "x", "y", {}, "Overall")
    prompt = prompts.build(material, name="one_token.v1", salt="s")
    logs = {"A": math.log(0.3), "B": math.log(0.6), "tie": math.log(0.1)}
    parsed = read("B", prompt, logprobs=logs)

    assert (parsed.state, parsed.strength) == ("ok", 1)
    assert parsed.p_first == pytest.approx(1 / 3)
    assert read("C", prompt, logprobs=logs).state == "off_menu"
