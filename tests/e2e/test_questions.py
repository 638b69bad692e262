"""Every ready-made set of questions, worked in a browser by keyboard alone, and read back."""

import copy
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES
from annotation.models import Assignment, Item, Judgment, Project, QuestionSet
from annotation.services import media
from tests import files, make
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "The **sky** is blue. It scatters light 😀 well."
STEPS = "2 + 2 = 4\n\n4 + 4 = **9** 😀\nSo it is 9."
CITING = "The sky is **blue** 😀 [1, 2]. See [1](http://127.0.0.1:9/x)"
CITED = [
    {"title": "On <b>light</b>", "text": "![x](http://127.0.0.1:9/p.png) It *scatters*.",
     "url": "javascript:alert(1)"},
    "A text alone.",
]  # fmt: skip
ENTER = "Control+Enter"


def asked(name: str) -> Project:
    """A project that asks this template's questions, with one item."""
    template = TEMPLATES[name]
    project = make.project(questions=check_set(template["questions"]))
    count = template["n_responses"][-1]
    item = make.item(project, responses=count)
    for n, response in enumerate(item.responses):
        response["text"] = f"{TEXTS.get(name, TEXT)} Number {n}."
        if name in FILES:
            response["text"] = kept(project, f"model-{n}/{FILES[name][0]}", FILES[name][1](n))
    item.context |= CONTEXTS.get(name, {})
    item.save()
    return project


def kept(project: Project, name: str, content: bytes) -> str:
    """A file of the project, by the name that items say."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        media.keep(project_id=project.pk, name=name, path=Path(file.name), actor_id=None)
    return name


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


# Template -> what a response is called, and how the nth one is made.
FILES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "image_pair": ("fox.png", lambda n: files.picture(("red", "blue")[n], (400, 300))),
    "rich_image_feedback": ("fox.png", lambda _: files.picture("red", (400, 300))),
    "p808_listening": ("clip.wav", lambda _: files.sound(0.8)),
}
TEXTS = {"step_labels": STEPS, "rag_citations": CITING}
CONTEXTS: dict[str, dict[str, Any]] = {
    "rag_citations": {"sources": CITED, "persona": "a **teacher**"},
    "two_stage": {"reveal": ["Of *a* came smoke.", "Of *b* came nothing."]},
    "joint_pairs": {"prompts": ["Write of A.", [{"role": "user", "content": "Write of B."}]]},
}


def desk(visit: Callable[..., Visit], project: Project, **options: Any) -> Visit:
    window = visit(make.member(project), **options)
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    window.page.locator("[data-row]").first.wait_for()
    return window


def write(window: Visit, text: str) -> None:
    window.press("t")
    window.page.keyboard.type(text)


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


def player(window: Visit) -> Locator:
    """The sound or film, once it knows how long it is."""
    clip = window.page.locator("[data-player]")
    expect(clip).not_to_have_js_property("readyState", 0)
    return clip


def winner(order: list[str], place: int) -> str:
    return "ab"[sorted(order).index(order[place])]


def signed(order: list[str], place: int, size: int) -> int:
    return -size if winner(order, place) == "a" else size


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
        rag_citations,
        joint_pairs,
        two_stage,
        image_pair,
        rich_image_feedback,
        p808_listening,
    )
}


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_an_item_of_every_template_is_worked_by_keyboard_alone(
    visit: Callable[..., Visit], name: str
) -> None:
    window = desk(visit, asked(name))
    order = Assignment.objects.get().presented_order
    expected = WORKED[name](window, order)
    window.wait_for_judgments(1)

    assert Judgment.objects.get().answers == expected
    assert window.page.evaluate("window.clicks") == 0
    window.check()


def test_a_half_done_ranking_outlives_a_reload_and_undo_brings_a_whole_one_back(
    visit: Callable[..., Visit],
) -> None:
    project = asked("ranking_of_four")
    window = desk(visit, project)
    window.press("2", "ArrowDown", "1", "3")
    window.press("Control+s")
    expect(window.page.get_by_text("Draft saved.")).to_be_visible()
    window.page.reload()
    window.page.get_by_role("button", name="Response B 3").wait_for()
    window.press("2", "2", "Enter")
    window.wait_for_judgments(1)

    window.press("z")
    expect(window.page.get_by_role("button", name="Order, best first")).to_be_visible()
    window.press("ArrowUp", "ArrowUp", "0", "Enter")
    window.wait_for_judgments(2)

    old, new = Judgment.objects.order_by("pk")
    assert new.supersedes_id == old.pk
    w, x, y, z = new.presented_order
    assert new.answers["order"] == {"ranks": {w: 1, x: 3, y: 2, z: 2}}
    assert (len(old.answers["acceptable"]["picked"]), new.answers["acceptable"]["picked"]) == (
        1,
        [],
    )
    window.check()


def test_a_passage_selected_with_the_mouse_is_marked_in_the_raw_text(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("fine_grained_rlhf"))
    word = window.page.locator("[data-pane=A] strong")
    word.dblclick()
    window.press("2", "1", "Enter", "1", "Enter")
    window.wait_for_judgments(1)

    answers = Judgment.objects.get().answers
    [mark] = answers["errors"]["spans"][Judgment.objects.get().presented_order[0]]
    assert TEXT[mark["start"] : mark["end"]].strip("* ") == "sky"
    window.check()


def test_what_is_no_longer_asked_is_not_sent(visit: Callable[..., Visit]) -> None:
    window = desk(visit, asked("kto_thumbs"))
    window.press("2", "1")
    window.press("ArrowUp", "1")
    expect(window.page.get_by_text("not asked after these answers")).to_be_visible()
    window.press("Enter")
    window.wait_for_judgments(1)

    assert set(Judgment.objects.get().answers) == {"good"}
    window.check()


def test_a_first_verdict_stays_once_the_outcome_was_shown_whatever_is_pressed(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("two_stage"))
    expect(window.page.get_by_text("not asked yet")).to_have_count(2)
    assert "came smoke" not in window.page.content()
    window.press("2")
    expect(window.page.get_by_text("Show the outcome")).to_be_visible()
    window.press("o")
    stays = window.page.locator("[data-row=overall]")
    expect(stays).to_contain_text("A better")
    expect(stays.get_by_role("button")).to_be_disabled()
    window.press("ArrowUp", "ArrowUp", "ArrowUp", "4")
    expect(stays).to_contain_text("A better")
    assert window.serious_findings() == []

    window.page.reload()  # the answers after it are kept, and so is what was shown
    expect(window.page.get_by_label("What came of response B")).to_be_visible()
    expect(window.page.locator("[data-row=overall_after]")).to_contain_text("B better")
    window.press(ENTER)
    window.wait_for_judgments(1)
    answers = Judgment.objects.get().answers
    assert answers["overall"]["winner"] != answers["overall_after"]["winner"]

    window.press("z")  # taken up again, the first answer stays too
    expect(stays).to_contain_text("A better")
    window.press("1", ENTER)
    window.wait_for_judgments(2)
    assert Judgment.objects.latest("pk").answers["outcome"]["changed"] == ["overall_after"]
    window.check()


def test_without_a_connection_the_outcome_waits_and_the_answer_stays(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("two_stage"))
    window.press("1")
    window.context.set_offline(True)
    window.press(ENTER)
    expect(window.page.get_by_text("No connection to the server.").first).to_be_visible()
    window.context.set_offline(False)
    window.press(ENTER)
    expect(window.page.get_by_label("What came of response A")).to_be_visible()


def test_a_jump_to_the_end_is_not_heard_and_what_was_heard_outlives_a_reload(
    visit: Callable[..., Visit],
) -> None:
    window = desk(visit, asked("p808_listening"))
    clip = player(window)
    clip.evaluate("(player) => { player.currentTime = 0.75; }")
    window.press("v")
    expect(clip).to_have_js_property("ended", True)
    rated = window.page.locator("[data-row=quality]")
    expect(rated).to_contain_text("not asked yet")
    window.press("v")
    expect(rated.get_by_role("radio").first).to_be_visible()

    window.page.reload()
    expect(rated.get_by_role("radio").first).to_be_visible()
    window.press("2", ENTER)
    window.wait_for_judgments(1)
    [heard] = Judgment.objects.get().answers["heard"]["played"].values()
    assert heard["seconds"] == pytest.approx(0.85, abs=0.4)
    window.check()


@pytest.mark.parametrize("view", [(1440, 900), (390, 844)])
def test_a_box_drawn_with_the_pointer_is_kept_in_pixels_of_the_picture(
    visit: Callable[..., Visit], view: tuple[int, int]
) -> None:
    project = asked("rich_image_feedback")
    boxes = copy.deepcopy(TEMPLATES["rich_image_feedback"]["questions"][:1])
    boxes[0]["options"]["shape"] = "box"
    QuestionSet.objects.create(project=project, version=2, questions=check_set(boxes))
    window = desk(visit, project, viewport={"width": view[0], "height": view[1]})
    picture = window.page.get_by_alt_text("File of response A")
    expect(picture).to_be_visible()
    at = picture.bounding_box()
    assert at is not None
    scale = at["width"] / 400
    window.page.mouse.move(at["x"] + 100 * scale, at["y"] + 50 * scale)
    window.page.mouse.down()
    window.page.mouse.move(at["x"] + 200 * scale, at["y"] + 150 * scale, steps=4)
    window.page.mouse.up()
    window.page.get_by_role("radio", name="Looks wrong").click()
    expect(window.page.get_by_role("button", name="Remove this mark")).to_be_visible()
    assert window.serious_findings() == []
    window.press("Enter")
    window.wait_for_judgments(1)

    [[box]] = Judgment.objects.get().answers["places"]["regions"].values()
    near = {"x": 100, "y": 50, "width": 100, "height": 100}
    assert {k: pytest.approx(v, abs=4) for k, v in near.items()} == {k: box[k] for k in near}
    window.check()


def test_marks_can_be_seen_and_taken_back_on_a_phone(visit: Callable[..., Visit]) -> None:
    window = desk(visit, asked("fine_grained_rlhf"), viewport={"width": 390, "height": 844})
    window.press("ArrowRight", "2", "1")
    box = window.page.get_by_label("What response A leaves out")
    expect(box).to_be_visible()
    window.page.get_by_role("button", name="Remove this mark").click()
    box.fill("Rayleigh")
    expect(window.page.get_by_text("Remove this mark")).to_have_count(0)
    bar = window.page.get_by_role("region", name="Your verdict").bounding_box()
    place = box.bounding_box()
    assert bar is not None
    assert place is not None
    assert bar["y"] <= place["y"] <= place["y"] + place["height"] <= bar["y"] + bar["height"]


def test_the_two_sides_differ_in_nothing_but_their_content(visit: Callable[..., Visit]) -> None:
    """Element by element, attribute by attribute: what stands on a side says nothing of it."""
    window = desk(visit, asked("image_pair"))
    expect(window.page.get_by_alt_text("File of response B")).to_be_visible()
    left, right = window.page.evaluate(SHAPES)
    assert left == right
    assert "model" not in window.page.content()
    window.check()


# Of each pane: its elements with their classes and attributes; tokens, letters and texts blanked.
SHAPES = """
[...document.querySelectorAll('[data-pane]')].map((pane) =>
  [...pane.querySelectorAll('*')].map((e) => [
    e.tagName, e.className,
    ...e.getAttributeNames().map((name) => [name, e.getAttribute(name)
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'token').replace(/response [AB]/, 'response')]),
    Math.round(e.getBoundingClientRect().width), Math.round(e.getBoundingClientRect().height),
  ]))
"""


def test_words_are_found_in_both_responses_also_in_what_was_folded(
    visit: Callable[..., Visit],
) -> None:
    project = make.project()
    item = make.item(project)
    item.responses[0]["text"] = "The needle.\n\n" + "hay " * 12_000 + "needle"
    item.responses[1]["text"] = "| a | NEEDLE |\n|---|---|\n| b | c |"
    item.save()
    window = desk(visit, project)
    window.press("/")
    window.page.keyboard.type("eab1")  # before the box is there: nothing of it is a verdict
    words = window.page.get_by_role("search").get_by_role("textbox")
    words.fill("needle")
    count = window.page.get_by_role("search").get_by_role("status")
    expect(count).to_have_text("1 of 3")
    window.press("Enter", "Enter")
    expect(count).to_have_text("3 of 3")
    window.press("Enter")
    expect(count).to_have_text("1 of 3")
    window.press("Shift+Enter")
    expect(count).to_have_text("3 of 3")
    marked = "[...CSS.highlights.get('tiebreak-find-here')].map(String).join().toLowerCase()"
    assert window.page.evaluate(marked) == "needle"
    assert window.serious_findings() == []
    window.press("Escape")
    expect(words).to_have_count(0)
    expect(window.page.get_by_role("radio", checked=True)).to_have_count(0)
    window.press("1")
    expect(window.page.get_by_role("radio", checked=True)).to_have_count(1)
    window.check()


def test_what_both_responses_have_is_folded_in_the_differing_words(
    visit: Callable[..., Visit],
) -> None:
    project = make.project()
    item = make.item(project)
    for n, response in enumerate(item.responses):
        response["text"] = "Alike. " * 200 + f"Number {n}. " + "The end. " * 3
    item.save()
    window = desk(visit, project)
    window.press("d")
    folds = window.page.get_by_role("button", name="characters alike")
    expect(folds).to_have_count(2)
    folds.first.click()
    expect(folds).to_have_count(1)
    window.press("/")
    expect(folds).to_have_count(0)
    window.check()


def test_code_can_be_copied_as_it_is_written(visit: Callable[..., Visit]) -> None:
    project = make.project()
    item = make.item(project)
    for response in item.responses:
        response["text"] = "```python\nprint(1 < 2)\n```"
    item.save()
    window = desk(visit, project)
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.page.get_by_role("button", name="Copy").first.click()
    expect(window.page.get_by_role("button", name="Copied")).to_be_visible()
    assert window.page.evaluate("navigator.clipboard.readText()") == "print(1 < 2)\n"
    window.check()


def test_scrolling_and_arrows_change_no_rank(visit: Callable[..., Visit]) -> None:
    window = desk(visit, asked("ranking_of_four"))
    window.press("1", "ArrowDown", "1")
    places = window.page.get_by_role("button", name="Response")
    before = places.all_inner_texts()
    window.page.locator("[data-pane=B]").hover()
    window.page.mouse.wheel(0, 400)
    window.press("PageDown", "Space", "ArrowRight", "ArrowLeft", "ArrowRight")
    assert places.all_inner_texts() == before
    window.check()
