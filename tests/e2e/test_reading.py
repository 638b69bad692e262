"""Reading two long answers well: every way of showing them, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES
from annotation.models import Item, Judgment, Project
from interchange.formats import messages
from tests import make
from tests.e2e.asking import desk
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

RICH = """\
| word | times |
|------|-------|
| sky  | 3     |

It is $\\frac{1}{\\lambda^4}$, so:

```python
def blue(light: float) -> bool:
    return light < 500  # nm
```
"""
ARABIC = "السماء زرقاء لأن الهواء يبعثر الضوء الأزرق أكثر من غيره. (Rayleigh) نعم."
CHINESE = "天空是蓝色的，因为空气分子对蓝光的散射比其他颜色强得多。"
LONG = "\n\n".join(f"Paragraph {n} of a long answer." for n in range(120))


# How far each response is scrolled, from 0 to 1.
SHARES = """[...document.querySelectorAll('[data-pane]')].map((pane) =>
  pane.scrollTop / (pane.scrollHeight - pane.clientHeight))"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def reading(visit: Callable[..., Visit], *texts: str, **fields: Any) -> Visit:
    """An item with these responses on the desk."""
    project: Project = make.project()
    item: Item = make.item(project, **fields)
    for response, text in zip(item.responses, texts, strict=True):
        response["text"] = text
    item.save()
    return desk(visit, project)


def boxes(window: Visit) -> list[dict[str, float]]:
    return [window.page.locator(f"[data-pane={name}]").bounding_box() or {} for name in "AB"]


def test_two_long_answers_stand_side_by_side_or_stacked_and_scroll_together(
    visit: Callable[..., Visit],
) -> None:
    window = reading(visit, LONG, LONG + "\n\n" + LONG)
    a, b = boxes(window)
    assert a["y"] == b["y"]
    assert a["x"] + a["width"] <= b["x"]
    window.press("c")
    expect(window.page.get_by_role("button", name="Stack")).to_have_attribute(
        "aria-pressed", "true"
    )
    a, b = boxes(window)
    assert a["x"] == b["x"]
    assert a["y"] + a["height"] <= b["y"]
    assert min(a["height"], b["height"]) > 100
    window.press("l")
    window.page.locator("[data-pane=A]").evaluate("(a) => { a.scrollTop = a.scrollHeight / 2; }")
    for _ in range(100):
        there, follows = window.page.evaluate(SHARES)
        if abs(there - follows) < 0.01:
            break
        window.page.wait_for_timeout(50)
    assert there == pytest.approx(follows, abs=0.01)
    assert follows > 0.4
    window.press("l", "c")
    window.page.locator("[data-pane=A]").evaluate("(a) => { a.scrollTop = 0; }")
    window.page.evaluate(TWO_FRAMES)
    assert window.page.evaluate(SHARES)[1] > 0.4
    window.check()


def test_tables_formulas_and_code_are_set_as_such_and_raw_text_is_the_stored_one(
    visit: Callable[..., Visit],
) -> None:
    window = reading(visit, RICH, RICH)
    pane = window.page.locator("[data-pane=A]")
    expect(pane.get_by_role("cell", name="sky")).to_be_visible()
    expect(pane.locator(".katex .mfrac")).to_be_visible()
    keyword = pane.locator("pre .hljs-keyword").first
    expect(keyword).to_have_text("def")
    plain = pane.locator("pre code").evaluate("(e) => getComputedStyle(e).color")
    assert keyword.evaluate("(e) => getComputedStyle(e).color") != plain
    assert window.findings() == []
    window.press("m")
    expect(pane.get_by_role("cell")).to_have_count(0)
    order = Item.objects.get().responses[0]["text"]
    assert pane.locator("[dir]").evaluate("(e) => e.textContent") == order
    window.press("m")
    expect(pane.get_by_role("cell", name="sky")).to_be_visible()
    window.check()


def test_what_runs_from_the_right_and_what_has_no_blanks_is_set_as_it_is_written(
    visit: Callable[..., Visit],
) -> None:
    blocks = "\n\n1. أول\n2. (b)\n\n| لون | nm |\n|---|---|\n| أزرق | 450 |\n\n> اقتباس"
    window = reading(visit, ARABIC + blocks, CHINESE)
    panes = window.page.locator("[data-pane]")
    styles = dict(
        panes.evaluate_all("""all => all.map((pane) => {
          const text = pane.querySelector('p');
          const { direction, fontFamily, lineHeight, fontSize } = getComputedStyle(text);
          const loose = parseFloat(lineHeight) / parseFloat(fontSize);
          return [text.textContent.slice(0, 2), { direction, fontFamily, loose }];
        })""")
    )
    arabic, chinese = styles[ARABIC[:2]], styles[CHINESE[:2]]
    assert (arabic["direction"], chinese["direction"]) == ("rtl", "ltr")
    assert "Naskh" in arabic["fontFamily"]
    assert "CJK SC" in chinese["fontFamily"]
    assert min(arabic["loose"], chinese["loose"]) > 1.7
    # Its numbers, columns and marks stand on the side it begins at, and within the pane.
    for block in ("ol", "table", "blockquote"):
        expect(window.page.locator(f"[data-pane] {block}")).to_have_css("direction", "rtl")
    item = window.page.get_by_role("listitem").filter(has_text="أول")
    expect(item).to_have_css("direction", "rtl")
    # The words of one differ from those of the other, letter by letter where there are no blanks.
    window.press("d")
    expect(window.page.locator("[data-pane] :is(mark, ins, del)").first).to_be_visible()
    window.check()


def test_a_conversation_shows_its_system_turns_and_what_tools_were_called_with(
    visit: Callable[..., Visit],
) -> None:
    project = make.project()
    item = make.item(project)
    item.prompt = [
        {"role": "system", "content": "You are *terse*."},
        {"role": "user", "content": "Weather in Oslo?"},
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {
                    "function": {"name": "weather", "arguments": '{"city": "Oslo"}'},
                    "type": "function",
                }
            ],
        },
        {"role": "tool", "content": "4 degrees"},
        {"role": "user", "content": "And tomorrow?"},
    ]
    item.save()
    window = desk(visit, project)
    talk = window.page.get_by_role("region", name="Conversation")
    for said in ("System", "You are terse.", "Assistant", 'weather({"city": "Oslo"})', "Tool",
                 "4 degrees", "And tomorrow?"):  # fmt: skip
        expect(talk).to_contain_text(said)
    assert window.findings() == []
    window.check()


def test_a_session_is_read_turn_by_turn_and_marked_where_it_stands(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=check_set(TEMPLATES["fine_grained_rlhf"]["questions"]))
    item = make.item(project)
    session = [
        {"role": "assistant", "content": "On *what*?"},
        {"role": "user", "content": "Rain."},
        {"role": "assistant", "content": "Grey **drums**.", "name": "larch-7b"},
    ]
    text = messages.conversation(session)
    for response in item.responses:
        response |= {"text": str(text), "turns": session}
    item.save()
    window = desk(visit, project)
    pane = window.page.locator("[data-pane=B]")
    for said in ("User", "Rain.", "Assistant", "Grey drums."):
        expect(pane).to_contain_text(said)
    assert "larch" not in window.page.content()
    pane.get_by_text("drums").dblclick()
    window.press("2", "1", "Enter", "1", "Enter")
    window.wait_for_judgments(1)

    spans = Judgment.objects.get().answers["errors"]["spans"]
    [mark] = spans[Judgment.objects.get().presented_order[1]]
    assert text[mark["start"] : mark["end"]].strip("* ") == "drums"
    assert window.findings() == []
    window.check()


def test_places_of_words_are_gone_through_with_n_and_shift_n_in_both_responses(
    visit: Callable[..., Visit],
) -> None:
    window = reading(
        visit, "A needle.\n\n" + LONG + "\n\nneedle", "No n\n\n" + LONG + "\n\nNeedle n"
    )
    page = window.page
    window.press("/")
    find = page.get_by_role("search")
    find.get_by_role("textbox").fill("needle")
    count = find.get_by_role("status")
    expect(count).to_have_text("1 of 3")
    page.locator("[data-pane=B]").click(position={"x": 300, "y": 10})
    for key, said in (("n", "2 of 3"), ("n", "3 of 3"), ("n", "1 of 3"), ("Shift+N", "3 of 3")):
        window.press(key)
        expect(count).to_have_text(said)
    window.press("1", "s", "x")  # nothing else does anything meanwhile
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    find.get_by_role("textbox").click()
    window.press("n")  # a letter of the word
    expect(find.get_by_role("textbox")).to_have_value("needlen")
    window.press("Escape", "1")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    window.check()


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
