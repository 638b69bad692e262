"""Whatever a text holds: no script runs, nothing is loaded from elsewhere, no button is covered.

Every place that shows a text somebody else wrote is given the whole corpus, and the content
security policy is switched off, so that the page's own care is what is tested (promise I13,
groups C1 to C8 of the attacks).
"""

import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotation.domain.questions import check_set
from annotation.domain.types import Role
from annotation.models import Item, Project
from tests import make
from tests.e2e import corpus
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should ask, and what it was asked."""
    asked: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def short(home: str, n: int, most: int) -> str:
    """The nth attack, cut to what a field takes."""
    return list(corpus.payloads(home))[n % 300][:most]


def everything(home: str) -> tuple[Project, Item]:
    """A project of which every word is an attack."""
    evil = corpus.text(home)
    img = f"<img src={home}/t.png onerror={corpus.RUN}>"
    choices = [{"key": k, "text": short(home, n, 150)} for n, k in enumerate(("x", "y"))]
    scale = {"key": "s", "title": img, "points": [{"value": n, "text": img} for n in (1, 2)]}
    common = {"title": img, "help": evil[:1900], "required": False}
    questions = check_set(
        [
            {"key": "first", "type": "comparison", **common},
            {"key": "rating", "type": "rating", **common, "options": {"scales": [scale]}},
            {"key": "choice", "type": "choice", **common, "options": {"choices": choices}},
            {"key": "spans", "type": "spans", **common, "options": {"categories": choices}},
            {"key": "steps", "type": "steps", **common, "options": {"choices": choices}},
            {"key": "cited", "type": "citations", **common, "options": {"choices": choices}},
            {"key": "critique", "type": "critique", **common, "options": {"reasons": choices}},
            {"key": "shown", "type": "reveal", "title": img},
            {"key": "after", "type": "comparison", **common},
        ]
    )
    project = make.project(questions=questions, guideline=evil[:20_000], name=img, description=img)
    sources = [{"title": short(home, n, 200), "text": evil, "url": f"javascript:{corpus.RUN}"}
               for n in range(2)]  # fmt: skip
    item = make.item(
        project,
        context={
            "persona": img, "criteria": short(home, 5, 300), "language": img, "sources": sources,
            "prompts": [evil, evil], "reveal": [evil, evil],
        },
        metadata={img: img},
        external_id=img,
    )  # fmt: skip
    call = {"function": {"name": img, "arguments": evil}}
    item.prompt = [
        {"role": "system", "content": evil},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "user", "content": evil},
    ]
    for n, response in enumerate(item.responses):
        response["text"] = f"{evil}\n\nResponse {n} [1].\n\n" + "alike " * 400
    item.save()
    return project, item


def harmless(page: Page, asked: list[str]) -> None:
    page.wait_for_timeout(250)
    assert page.evaluate("window.ran") is None
    assert asked == []
    left = page.evaluate(
        '[...document.querySelectorAll(\'script:not([src*="/static/"]),iframe,object,embed,base,'
        'form[action],[onerror],[onload],[href^="javascript:"],main [style*=url]\')].length'
    )
    assert left == 0


def test_the_corpus_is_large_enough() -> None:
    assert len(list(corpus.payloads("http://h"))) >= 300


def test_no_text_of_an_item_or_a_project_does_anything_on_the_bench(
    visit: Callable[..., Visit], home: tuple[str, list[str]]
) -> None:
    address, asked = home
    project, _ = everything(address)
    reader = make.member(
        project, acknowledged=False, who=make.user(f"<img src=x onerror={corpus.RUN}>")
    )
    window = visit(reader, bypass_csp=True)
    page = window.page
    window.goto(f"/p/{project.pk}/bench")
    page.get_by_role("button", name="I have read").click()
    page.locator("[data-row]").first.wait_for()
    harmless(page, asked)
    for key in ("p", "m", "m", "d", "d", "/"):
        window.press(key)
        page.wait_for_timeout(150)
    page.get_by_role("search").get_by_role("textbox").fill("onerror")
    page.keyboard.press("Escape")
    harmless(page, asked)
    window.press("1", "ArrowDown", "1", "2", "1", "ArrowRight", "1", "1", "ArrowDown", "1", "?")
    page.keyboard.press("Escape")
    harmless(page, asked)
    # Nothing that a text says covers or moves the buttons.
    send = page.get_by_role("button", name="Send")
    box = send.bounding_box()
    assert box is not None
    on_top = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y)?.closest('button')?.textContent",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert "Send" in (on_top or "")
    assert window.errors == []
    assert window.strangers == []


def test_the_outcome_is_as_harmless(
    visit: Callable[..., Visit], home: tuple[str, list[str]]
) -> None:
    address, asked = home
    evil = corpus.text(address)
    project = make.project(
        questions=check_set(
            [
                make.comparison(),
                {"key": "shown", "type": "reveal", "title": "Shown"},
                {**make.comparison(), "key": "after"},
            ]
        )
    )
    make.item(project, context={"reveal": evil})
    window = visit(make.member(project), bypass_csp=True)
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-row]").first.wait_for()
    window.press("1")
    expect(window.page.get_by_text("Show the outcome")).to_be_visible()
    window.press("o")
    expect(window.page.get_by_label("What came of the item")).to_be_visible()
    harmless(window.page, asked)


def test_no_text_does_anything_on_the_pages_of_admins(
    visit: Callable[..., Visit], home: tuple[str, list[str]]
) -> None:
    address, asked = home
    project, item = everything(address)
    admin = make.member(project, Role.ADMIN, who=make.user(f"<img src=x onerror={corpus.RUN}>"))
    window = visit(admin, bypass_csp=True)
    for path in ("", "/items", f"/items/{item.pk}", "/people", "/data/exports", "/settings"):
        window.goto(f"/p/{project.pk}{path}")
        window.page.wait_for_load_state("networkidle")
        harmless(window.page, asked)
    window.page.get_by_role("tab", name="Questions").click()
    harmless(window.page, asked)
    assert window.strangers == []


def test_five_megabytes_in_one_line_leave_the_bench_usable(visit: Callable[..., Visit]) -> None:
    project = make.project()
    item = make.item(project)
    item.responses[0]["text"] = "x" * 5_000_000
    item.responses[1]["text"] = "[" * 100_000
    item.save()
    window = visit(make.member(project))
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-row]").first.wait_for()
    window.press("1")
    expect(window.page.get_by_role("radio", checked=True)).to_have_count(1)
    window.check()
