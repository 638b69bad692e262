"""How an item of each ready-made set is worked by keyboard, and what must be stored then."""

from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.models import Item
from tests.e2e.asking import CITING, TEXT, TREE, player, signed, winner, write
from tests.e2e.conftest import Visit

ENTER = "Control+Enter"


# What is pressed, and what must be stored, given the keys in the order they were shown.
def arena_pair(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("b", ENTER)
    return {"overall": {"winner": winner(order, 1), "strength": signed(order, 1, 1)}}


def helpsteer2(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press(*"43210", *"00123")  # A on five scales, then B
    window.press("6")
    write(window, "Clearer.")
    window.press("Escape", "ArrowDown", "t")
    window.page.keyboard.type("B says why.")
    window.press(ENTER)
    scales = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
    rated = [
        dict(zip(scales, values, strict=True)) for values in ((4, 3, 2, 1, 0), (0, 0, 1, 2, 3))
    ]
    return {
        "attributes": {"ratings": dict(zip(order, rated, strict=True))},
        "preference": {"winner": winner(order, 1), "strength": signed(order, 1, 2)},
        "statement": {"text": "Clearer."},
        "elaboration": {"text": "B says why."},
    }


def multipref(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("1", "1", "3", "ArrowDown")  # helpful: A much better, two reasons
    window.press("3", "3", "4", "2")  # truthful: a tie, so no reasons are asked
    return {
        "helpful": {"winner": winner(order, 0), "strength": signed(order, 0, 2)},
        "helpful_why": {"chosen": ["instructions", "relevant"]},
        "truthful": {"winner": "tie", "strength": 0},
        "harmless": {"winner": "tie", "strength": 0},
        "overall": {"winner": winner(order, 1), "strength": signed(order, 1, 1)},
        "confidence": {"choice": "fairly"},
    } | confirm(window)


def ultrafeedback(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press(*"5432", *"1111", *"2345", *"3333")
    window.press("ArrowDown", "ArrowRight")
    write(window, "Too long.")
    window.press(ENTER)
    names = ("instruction_following", "truthfulness", "honesty", "helpfulness")
    given = ("5432", "1111", "2345", "3333")
    return {
        name: {"ratings": {k: {name: int(v)} for k, v in zip(order, values, strict=True)}}
        for name, values in zip(names, given, strict=True)
    } | {"critique": {"texts": {order[1]: "Too long."}}}


def kto_thumbs(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("2", "1", "4", ENTER)
    return {"good": {"thumbs": {order[0]: "down"}}, "why": {"chosen": ["wrong", "style"]}}


def fine_grained_rlhf(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("ArrowRight", "Shift+ArrowRight", "2", "2")  # "sky is": not true, major
    window.press("n", ".", "1", "1")  # B's second sentence: irrelevant, minor
    write(window, "Rayleigh")
    window.press("Escape", "ArrowDown", "1", ENTER)
    first = TEXT.index("sky")
    second = TEXT.index("It")
    marks = [
        {"start": first, "end": TEXT.index("is") + 2, "category": "unfactual", "severity": "major"},
        {"start": second, "end": len(TEXT), "category": "irrelevant", "severity": "minor"},
    ]
    return {
        "errors": {
            "spans": {key: [mark] for key, mark in zip(order, marks, strict=True)},
            "missing": {order[1]: ["Rayleigh"]},
        },
        "overall": {"winner": winner(order, 0), "strength": signed(order, 0, 1)},
    }


def ranking_of_four(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("1", "3", "ArrowDown", *"2122", ENTER)
    w, x, y, z = order
    return {
        "acceptable": {"picked": sorted([w, y]), "of": sorted(order)},
        "order": {"ranks": {w: 2, x: 1, y: 2, z: 2}},
    }


def critique_rewrite(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("2", "1", "ArrowRight")  # B; wrong
    write(window, "It is not so.")
    window.press("Escape", "ArrowRight", "t", "Control+End")
    window.page.keyboard.type(" Mended.")
    expect(window.page.get_by_label("Changes").locator("ins")).to_have_text(["Mended."])
    window.press(ENTER)
    text = Item.objects.get().responses[sorted(order).index(order[1])]["text"]
    return {
        "better": {
            "of": order[1],
            "reasons": ["wrong"],
            "critique": "It is not so.",
            "rewrite": f"{text} Mended.",
        }
    }


def step_labels(window: Visit, order: list[str]) -> dict[str, Any]:
    # A: wrong at once, so no more of it is asked; B: right, neither, wrong.
    window.press("3", "1", "2", "3") if len(order) == 2 else window.press("1", "3")
    window.press(ENTER)
    lines = [(0, 9), (11, 26), (27, 48)]
    given = {2: (["wrong"], ["right", "neutral", "wrong"]), 1: (["right", "wrong"],)}
    return {
        "steps": {
            "steps": {
                key: [
                    {"start": start, "end": end, "label": label}
                    for (start, end), label in zip(lines, labels, strict=False)
                ]
                for key, labels in zip(order, given[len(order)], strict=True)
            }
        }
    }


def step_tree(window: Visit, order: list[str]) -> dict[str, Any]:
    here = window.page.locator("[data-pane=A] [aria-current=step]")
    window.press("1", ".")  # the first way on is passed over for the other one
    expect(here).to_contain_text("4 + 4 = 8")
    window.press(",")
    expect(here).to_contain_text("4 + 4 = 9")
    window.press("1", ".", "3")  # of the ends of the first way the second is wrong
    expect(here).to_contain_text("4 + 4 = 8")
    window.press("1")
    expect(here).to_contain_text("So it is 9.")
    window.press(",")
    expect(here).to_contain_text("4 + 4 = 9")
    window.press("3")  # wrong, so neither of its ends is asked about any more
    window.press(ENTER)
    return tree_said(order[0])


def tree_said(key: str) -> dict[str, Any]:
    """The first and the last step right, the one between wrong, and nothing of what follows it."""
    whole = "\n\n".join(TREE)
    marks = [
        {"start": whole.index(step), "end": whole.index(step) + len(step), "label": label}
        for step, label in ((TREE[0], "right"), (TREE[1], "wrong"), (TREE[4], "right"))
    ]
    return {"steps": {"steps": {key: marks}}}


def rag_citations(window: Visit, order: list[str]) -> dict[str, Any]:
    cited = window.page.locator("[data-source][data-here]")
    expect(cited).to_contain_text("On <b>light</b>")
    window.press("1")
    expect(cited).to_contain_text("A text alone.")
    window.press("2", "ArrowLeft", "3", "3", "4", "5", ENTER)
    start, end = CITING.index("["), CITING.index("]") + 1
    given = [("supported", "unsupported"), ("unsupported", "contradicted")]
    return {
        "citations": {
            "citations": {
                key: [
                    {"start": start, "end": end, "label": label, "source": n}
                    for n, label in enumerate(labels, start=1)
                ]
                for key, labels in zip(order, given, strict=True)
            }
        },
        "overall": {"winner": winner(order, 1), "strength": signed(order, 1, 2)},
    }


def joint_pairs(window: Visit, order: list[str]) -> dict[str, Any]:
    own = {key: f"Write of {letter}." for key, letter in zip(sorted(order), "AB", strict=True)}
    for place, key in enumerate(order):
        expect(window.page.get_by_label(f"What response {'AB'[place]} answers")).to_have_text(
            own[key]
        )
    window.press("a", ENTER)
    return {"joint": {"winner": winner(order, 0), "strength": signed(order, 0, 1)}}


def two_stage(window: Visit, order: list[str]) -> dict[str, Any]:
    window.press("1", "1", "2")  # what answers the first question shows nothing
    expect(window.page.get_by_label("What came of response A")).to_have_count(0)
    window.press(ENTER)
    for place, key in enumerate(order):
        told = window.page.get_by_label(f"What came of response {'AB'[place]}")
        expect(told).to_have_text(f"Of {key} came {'smoke' if key == 'a' else 'nothing'}.")
    window.press("5")
    write(window, "The smoke.")
    window.press(ENTER)
    return {
        "overall": {"winner": winner(order, 0), "strength": signed(order, 0, 2)},
        "outcome": {"seen": True, "changed": ["overall_after"]},
        "overall_after": {"winner": winner(order, 1), "strength": signed(order, 1, 2)},
        "why": {"text": "The smoke."},
    }


def image_pair(window: Visit, order: list[str]) -> dict[str, Any]:
    expect(window.page.get_by_alt_text("File of response B")).to_be_visible()
    window.press("1", "4", ENTER)
    return {
        "alignment": {"winner": winner(order, 0), "strength": signed(order, 0, 2)},
        "overall": {"winner": winner(order, 1), "strength": signed(order, 1, 1)},
    }


def rich_image_feedback(window: Visit, order: list[str]) -> dict[str, Any]:
    expect(window.page.get_by_alt_text("File of response A")).to_be_visible()
    window.press(
        "1", "ArrowRight", "ArrowRight", ".", "2"
    )  # the middle; then right of and below it
    window.press(",", "ArrowLeft", "2", "Backspace")  # one too many
    window.press("Shift+ArrowRight", "j", "Shift+ArrowRight", "j", "j")
    window.press("ArrowDown", *"5432", ENTER)
    step = round(400 / 24)
    places = [
        {"x": 200, "y": 150, "category": "artifact"},
        {"x": 200 + 2 * step, "y": 150 + step, "category": "misaligned"},
    ]
    return {
        "places": {
            "regions": {order[0]: places},
            "words": {order[0]: [{"start": 4, "end": 6}]},  # Why *is* the sky blue?
        },
        "scores": {
            "ratings": {
                order[0]: {"plausibility": 5, "alignment": 4, "aesthetics": 3, "overall": 2}
            }
        },
    }


def p808_listening(window: Visit, order: list[str]) -> dict[str, Any]:
    rated = window.page.locator("[data-row=quality]")
    expect(rated).to_contain_text("not asked yet")
    player(window)
    assert window.page.evaluate("document.querySelector('[data-player]').paused")
    window.press("4", ENTER)  # nothing is asked, and nothing sent, before it was heard
    window.press("v")
    expect(rated.get_by_role("radio").first).to_be_visible()
    window.press("4", ENTER)
    heard = {"seconds": pytest.approx(0.8, abs=0.4), "whole": True}
    return {
        "heard": {"played": {order[0]: heard}},
        "quality": {"ratings": {order[0]: {"mos": 4}}},
    }


def confirm(window: Visit) -> dict[str, Any]:
    window.press(ENTER)
    return {}


WORKED = {
    f.__name__: f
    for f in (
        arena_pair,
        helpsteer2,
        multipref,
        ultrafeedback,
        kto_thumbs,
        fine_grained_rlhf,
        ranking_of_four,
        critique_rewrite,
        step_labels,
        step_tree,
        rag_citations,
        joint_pairs,
        two_stage,
        image_pair,
        rich_image_feedback,
        p808_listening,
    )
}
