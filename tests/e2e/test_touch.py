"""The bench on a phone, worked by touch alone: no key is ever pressed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.templates import TEMPLATES
from annotation.models import Assignment, Item, Judgment
from tests import make
from tests.e2e.asking import TEXT, asked, desk, player, signed, winner
from tests.e2e.conftest import Visit
from tests.e2e.windows import PHONE, SIDEWAYS
from tests.e2e.working import tree_said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("folder")]


def choose(window: Visit, row: str, *places: int) -> None:
    """Tap what is offered in a row, by its place there, one after the other."""
    for place in places:
        offered = window.page.locator(f"[data-row={row}]").get_by_role("radio")
        offered.or_(window.page.locator(f"[data-row={row}]").get_by_role("checkbox")).nth(
            place
        ).tap()


def go_on(window: Visit) -> None:
    window.page.get_by_role("button", name="Next row").tap()


def write(window: Visit, row: str, text: str, place: int = 0) -> None:
    """As the keyboard on a screen does: the text comes in, and no key is pressed."""
    window.page.locator(f"[data-row={row}] textarea").nth(place).fill(text)


def tap_word(window: Visit, pane: str, word: str) -> None:
    x, y = window.page.evaluate(MIDDLE, [pane, word])
    window.page.touchscreen.tap(x, y)


MIDDLE = """([name, word]) => {
  const pane = document.querySelector(`[data-pane=${name}]`);
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(word);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const box = range.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
}"""


def arena_pair(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "overall", 2)
    return {"overall": {"winner": winner(order, 1), "strength": signed(order, 1, 1)}}


def helpsteer2(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "attributes", *(4, 3, 2, 1, 0), *(0, 0, 1, 2, 3))
    choose(window, "preference", 5)
    write(window, "statement", "Clearer.")
    go_on(window)
    write(window, "elaboration", "B says why.")
    scales = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
    given = ((4, 3, 2, 1, 0), (0, 0, 1, 2, 3))
    rated = [dict(zip(scales, values, strict=True)) for values in given]
    return {
        "attributes": {"ratings": dict(zip(order, rated, strict=True))},
        "preference": {"winner": winner(order, 1), "strength": signed(order, 1, 2)},
        "statement": {"text": "Clearer."},
        "elaboration": {"text": "B says why."},
    }


def multipref(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "helpful", 0)
    choose(window, "helpful_why", 0, 2)
    go_on(window)
    choose(window, "truthful", 2)
    choose(window, "harmless", 0)
    window.page.get_by_role("button", name="Row before").tap()  # to think better of it
    choose(window, "harmless", 2)
    choose(window, "overall", 3)
    choose(window, "confidence", 1)
    return {
        "helpful": {"winner": winner(order, 0), "strength": signed(order, 0, 2)},
        "helpful_why": {"chosen": ["instructions", "relevant"]},
        "truthful": {"winner": "tie", "strength": 0},
        "harmless": {"winner": "tie", "strength": 0},
        "overall": {"winner": winner(order, 1), "strength": signed(order, 1, 1)},
        "confidence": {"choice": "fairly"},
    }


def ultrafeedback(window: Visit, order: list[str]) -> dict[str, Any]:
    names = ("instruction_following", "truthfulness", "honesty", "helpfulness")
    given = ((5, 4, 3, 2), (1, 1, 1, 1), (2, 3, 4, 5), (3, 3, 3, 3))
    for name, values in zip(names, given, strict=True):
        choose(window, name, *(value - 1 for value in values))
    go_on(window)
    write(window, "critique", "Too long.", 1)
    return {
        name: {"ratings": {k: {name: v} for k, v in zip(order, values, strict=True)}}
        for name, values in zip(names, given, strict=True)
    } | {"critique": {"texts": {order[1]: "Too long."}}}


def kto_thumbs(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "good", 1)
    choose(window, "why", 0, 3)
    return {"good": {"thumbs": {order[0]: "down"}}, "why": {"chosen": ["wrong", "style"]}}


def fine_grained_rlhf(window: Visit, order: list[str]) -> dict[str, Any]:
    page = window.page
    tap_word(window, "A", "sky")
    page.get_by_role("button", name="One word more").tap()
    choose(window, "errors", 1, 1)
    page.get_by_role("button", name="Response B", exact=True).tap()
    expect(page.locator("[data-pane=B]")).to_be_in_viewport(ratio=0.9)
    tap_word(window, "B", "scatters")
    choose(window, "errors", 0, 0)
    tap_word(window, "B", "blue")
    choose(window, "errors", 2, 0)
    page.get_by_role("button", name="Remove this mark").nth(1).tap()
    write(window, "errors", "Rayleigh")
    go_on(window)
    choose(window, "overall", 0)
    sky, scatters = TEXT.index("sky"), TEXT.index("scatters")
    return {
        "errors": {
            "spans": {
                order[0]: [
                    {"start": sky, "end": TEXT.index("is") + 2, "category": "unfactual",
                     "severity": "major"},
                ],
                order[1]: [
                    {"start": scatters, "end": scatters + len("scatters"),
                     "category": "irrelevant", "severity": "minor"},
                ],
            },
            "missing": {order[1]: ["Rayleigh"]},
        },
        "overall": {"winner": winner(order, 0), "strength": signed(order, 0, 1)},
    }  # fmt: skip


def ranking_of_four(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "acceptable", 0, 2)
    go_on(window)
    choose(window, "order", 1, 0, 1, 1)
    w, x, y, z = order
    return {
        "acceptable": {"picked": sorted([w, y]), "of": sorted(order)},
        "order": {"ranks": {w: 2, x: 1, y: 2, z: 2}},
    }


def critique_rewrite(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "better", 1)
    choose(window, "better", 0)
    row = window.page.locator("[data-row=better]")
    row.get_by_role("button", name="Critique", exact=True).tap()
    write(window, "better", "It is not so.")
    row.get_by_role("button", name="Rewrite", exact=True).last.tap()
    text = Item.objects.get().responses[sorted(order).index(order[1])]["text"]
    write(window, "better", f"{text} Mended.")
    expect(window.page.get_by_label("Changes", exact=True).locator("ins")).to_have_text(["Mended."])
    return {
        "better": {
            "of": order[1],
            "reasons": ["wrong"],
            "critique": "It is not so.",
            "rewrite": f"{text} Mended.",
        }
    }


def step_labels(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "steps", 2)
    expect(window.page.locator("[data-pane=B]")).to_be_in_viewport(ratio=0.9)
    choose(window, "steps", 0, 1, 2)
    lines = [(0, 9), (11, 26), (27, 48)]
    given = (["wrong"], ["right", "neutral", "wrong"])
    return {
        "steps": {
            "steps": {
                key: [
                    {"start": start, "end": end, "label": label}
                    for (start, end), label in zip(lines, labels, strict=False)
                ]
                for key, labels in zip(order, given, strict=True)
            }
        }
    }


def step_tree(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "steps", 0, 2, 0)
    return tree_said(order[0])


def rag_citations(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "citations", 0, 2, 1)
    window.page.get_by_role("button", name="Response B", exact=True).tap()
    expect(window.page.locator("[data-pane=B]")).to_be_in_viewport(ratio=0.9)
    tap_word(window, "B", "1, 2")  # it was called partly supported: it is not at all
    choose(window, "citations", 2, 3)
    choose(window, "overall", 4)
    start = len("The sky is **blue** 😀 ")
    given = [("supported", "unsupported"), ("unsupported", "contradicted")]
    return {
        "citations": {
            "citations": {
                key: [
                    {"start": start, "end": start + len("[1, 2]"), "label": label, "source": n}
                    for n, label in enumerate(labels, start=1)
                ]
                for key, labels in zip(order, given, strict=True)
            }
        },
        "overall": {"winner": winner(order, 1), "strength": signed(order, 1, 2)},
    }


def joint_pairs(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "joint", 0)
    return {"joint": {"winner": winner(order, 0), "strength": signed(order, 0, 1)}}


def two_stage(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "overall", 0)
    window.page.get_by_role("radio", name="Show the outcome").tap()
    choose(window, "overall_after", 4)
    go_on(window)
    write(window, "why", "The smoke.")
    return {
        "overall": {"winner": winner(order, 0), "strength": signed(order, 0, 2)},
        "outcome": {"seen": True, "changed": ["overall_after"]},
        "overall_after": {"winner": winner(order, 1), "strength": signed(order, 1, 2)},
        "why": {"text": "The smoke."},
    }


def image_pair(window: Visit, order: list[str]) -> dict[str, Any]:
    choose(window, "alignment", 0)
    choose(window, "overall", 3)
    return {
        "alignment": {"winner": winner(order, 0), "strength": signed(order, 0, 2)},
        "overall": {"winner": winner(order, 1), "strength": signed(order, 1, 1)},
    }


def rich_image_feedback(window: Visit, order: list[str]) -> dict[str, Any]:
    picture = window.page.get_by_alt_text("File of response A")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box is not None
    scale = box["width"] / 400
    for x, y, category in ((100, 50, 0), (300, 200, 1), (20, 20, 1)):
        window.page.touchscreen.tap(box["x"] + x * scale, box["y"] + y * scale)
        choose(window, "places", category)
    window.page.get_by_role("button", name="Remove this mark").last.tap()
    window.page.get_by_role("group", name="Words of the prompt").get_by_text("is").tap()
    go_on(window)
    choose(window, "scores", 4, 3, 2, 1)
    near = [{"x": 100, "y": 50, "category": "artifact"}, {"x": 300, "y": 200,
             "category": "misaligned"}]  # fmt: skip
    return {
        "places": {
            "regions": {
                order[0]: [
                    {k: v if k == "category" else pytest.approx(v, abs=3) for k, v in m.items()}
                    for m in near
                ]
            },
            "words": {order[0]: [{"start": 4, "end": 6}]},
        },
        "scores": {
            "ratings": {
                order[0]: {"plausibility": 5, "alignment": 4, "aesthetics": 3, "overall": 2}
            }
        },
    }


def p808_listening(window: Visit, order: list[str]) -> dict[str, Any]:
    box = player(window).bounding_box()
    assert box is not None
    window.page.touchscreen.tap(box["x"] + 28, box["y"] + box["height"] / 2)  # its own button
    choose(window, "quality", 3)
    heard = {"seconds": pytest.approx(0.8, abs=0.4), "whole": True}
    return {
        "heard": {"played": {order[0]: heard}},
        "quality": {"ratings": {order[0]: {"mos": 4}}},
    }


TAPPED = {
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


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_an_item_of_every_template_is_worked_by_touch_alone_on_a_phone(
    visit: Callable[..., Visit], name: str
) -> None:
    window = desk(visit, asked(name), **PHONE)
    order = Assignment.objects.get().presented_order
    expected = TAPPED[name](window, order)
    assert window.page.evaluate(SIDEWAYS) == 0
    window.page.get_by_role("button", name="Send").tap()
    window.wait_for_judgments(1)

    assert Judgment.objects.get().answers == expected
    assert window.page.evaluate("window.keys") == 0
    window.check()


def test_on_a_phone_every_command_is_in_a_list_that_opens_by_touch(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 2)
    window = desk(visit, project, **PHONE)
    page = window.page
    page.get_by_role("button", name="More…").tap()
    page.get_by_role("option").first.wait_for()
    listed = page.get_by_role("option").all_inner_texts()
    for command in ("Flag this item as broken", "Raw or rendered", "Find words", "All keys"):
        assert any(command in line for line in listed), command
    page.get_by_role("option", name="Mark the words that differ").tap()
    expect(page.locator("[data-pane=A] :is(ins, del, mark)").first).to_be_attached()
    page.get_by_role("button", name="More…").tap()
    page.get_by_role("option", name="Find words in all responses").tap()
    page.get_by_role("search").get_by_role("textbox").fill("answer")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 2")
    page.get_by_role("search").get_by_role("button", name="Next").tap()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("2 of 2")
    page.get_by_role("search").get_by_role("button", name="Close").tap()
    page.get_by_role("button", name="More…").tap()
    page.get_by_role("option", name="Skip this item").tap()
    page.get_by_role("radio", name="Too hard for me").tap()
    page.get_by_role("button", name="Skip", exact=True).tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("window.keys") == 0
    window.check()
