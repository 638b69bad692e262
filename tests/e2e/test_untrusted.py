"""Whatever a text holds: no script runs, nothing is loaded from elsewhere, no button is covered.

Every place that shows a text somebody else wrote is given the whole corpus, and the content
security policy is switched off, so that the page's own care is what is tested (promise I13,
groups C1 to C8 of the attacks).
"""

import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from annotation.domain.questions import check_set
from annotation.domain.types import RaterKind, Role
from annotation.models import Item, Media, Project
from annotation.services import labels, media
from interchange.formats import messages
from routing.models import JudgeCall, JudgeSpec, Verdict
from tests import make
from tests.e2e import corpus
from tests.e2e.conftest import Visit
from tests.routing import rows

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
    evil, other = corpus.texts(home)
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
    sources = [{"title": short(home, n, 200), "text": text, "url": f"javascript:{corpus.RUN}"}
               for n, text in enumerate((evil, other))]  # fmt: skip
    item = make.item(
        project,
        context={
            "persona": img, "criteria": short(home, 5, 300), "language": img, "sources": sources,
            "prompts": [evil, other], "reveal": [evil, other],
        },
        metadata={img: img},
        external_id=img,
    )  # fmt: skip
    call = {"function": {"name": img, "arguments": evil}}
    item.prompt = [
        {"role": "system", "content": evil},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "user", "content": other},
    ]
    last = [f"{text}\n\nResponse {n} [1].\n\n" + "alike " * 400
            for n, text in enumerate((evil, other))]  # fmt: skip
    session = [
        {"role": "assistant", "content": img, "tool_calls": [call]},
        {"role": "tool", "content": img, "name": img},
        {"role": "assistant", "content": last[1]},
    ]
    item.responses[0] |= {"text": last[0]}
    item.responses[1] |= {"text": str(messages.conversation(session)), "turns": session}
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


def test_the_corpus_is_large_enough_and_all_of_it_becomes_markup() -> None:
    assert len(list(corpus.payloads("http://h"))) >= 300
    source = Path(settings.ROOT, "frontend/src/ui/RichText.tsx").read_text()
    [shown] = re.findall(r"SHOWN = ([\d_]+)", source)
    texts = corpus.texts("http://127.0.0.1:65535")
    assert max(map(len, texts)) + 3000 < int(shown)
    assert {
        p for p in corpus.payloads("http://h") if p not in "".join(corpus.texts("http://h"))
    } == set()


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
    evil, _ = corpus.texts(address)
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
        window.settled()
        harmless(window.page, asked)
    window.page.get_by_role("tab", name="Questions").click()
    harmless(window.page, asked)
    assert window.strangers == []


def test_what_people_judges_and_files_said_does_nothing_where_others_read_it(
    visit: Callable[..., Visit], home: tuple[str, list[str]]
) -> None:
    """Reasons, rewrites, names, a judge's thoughts, a file that is being imported (C1, C7)."""
    address, asked = home
    evil, _ = corpus.texts(address)
    img = f"<img src={address}/t.png onerror={corpus.RUN}>"
    project, item = everything(address)
    said = {
        "critique": {"of": "a", "reasons": ["x"], "critique": evil, "rewrite": evil},
        "spans": {"spans": {}, "missing": {"a": [img]}},
    }
    person = make.rater(project, name=img)
    for rater, winner in ((person, "a"), (make.rater(project, name=f"{img} too"), "b")):
        first = {"winner": winner, "strength": -1 if winner == "a" else 1}
        make.judgment(item, rater, answers={"first": first, **said})
    spec = rows.judge(project, name=img[:60])
    thought(item, spec, evil)
    labels.resolve(item_ids=[item.pk])
    window = visit(make.member(project, Role.ADMIN), bypass_csp=True)
    for path in (
        "/adjudication", f"/items/{item.pk}", "/quality", "/quality/drivers", "/quality/groups",
        "/quality/principles", f"/raters/{person.pk}", "/routing", f"/judges/{spec.pk}",
    ):  # fmt: skip
        window.goto(f"/p/{project.pk}{path}")
        window.page.locator("h1").first.wait_for()
        window.settled()
        harmless(window.page, asked)
    window.goto(f"/p/{project.pk}/data/imports")
    line = {"prompt": evil, "response_a": evil, "response_b": img, img: img}
    content = f"{json.dumps(line)}\n{{{img}\n".encode()
    file = {
        "name": f"{img[:40]}.jsonl".replace("/", ""),
        "mimeType": "text/html",
        "buffer": content,
    }
    window.page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    window.settled()
    harmless(window.page, asked)
    assert window.strangers == []
    assert window.errors == []


def thought(item: Item, spec: JudgeSpec, text: str) -> None:
    """A judge's call on an item, and what it gave as its reason."""
    now = timezone.now()
    call = JudgeCall.objects.create(
        item=item, project=item.project, spec=spec, order=0, attempt=1, state="ok",
        cache_key="0" * 64, reserved_usd=0, response=text, error="", model=text[:100],
        sent_at=now, finished_at=now,
    )  # fmt: skip
    Verdict.objects.create(call=call, parser_version="1", state="ok", winner="b", reasoning=text)
    rater = make.rater(item.project, kind=RaterKind.JUDGE, name="A judge", judge_spec_id=spec.pk)
    make.judgment(item, rater, answers={"first": {"winner": "b", "strength": 1}})


def test_what_training_explains_and_ones_own_history_are_as_harmless(
    visit: Callable[..., Visit], home: tuple[str, list[str]]
) -> None:
    address, asked = home
    evil, _ = corpus.texts(address)
    project = make.project(questions=[make.comparison(), make.text("why")])
    project.rules = {"training_items": 1}
    project.save()
    [item] = make.known(project, 1, training=True, explanation=evil)
    window = visit(make.member(project), bypass_csp=True)
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-row]").first.wait_for()
    window.press("1", "t")
    window.page.get_by_role("textbox", name="Why").fill(evil[:1900])
    window.press("Control+Enter")
    window.page.get_by_role("dialog").get_by_text("expected").first.wait_for()
    harmless(window.page, asked)
    window.goto(f"/p/{project.pk}/mine")
    window.page.locator("h1").first.wait_for()
    window.settled()
    harmless(window.page, asked)
    assert item.pk
    assert window.errors == []


def test_a_sound_that_is_a_script_and_a_page_too_runs_as_neither(
    visit: Callable[..., Visit], settings: Any, tmp_path: Path
) -> None:
    """Taken for a sound by its first bytes, and served so that nothing else comes of it (C10)."""
    settings.DATA_DIR = tmp_path
    project = make.project()
    run = f"{corpus.RUN};parent.{corpus.RUN}"
    both = f"RIFF=1/*WAVE<html><script>{run}</script>*/;{run}//".encode()
    (tmp_path / "clip").write_bytes(both)
    media.keep(project_id=project.pk, name="clip.wav", path=tmp_path / "clip", actor_id=None)
    item = make.item(project)
    for response in item.responses:
        response["text"] = "clip.wav"
    item.save()
    window = visit(make.member(project), bypass_csp=True)
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-player]").first.wait_for()
    window.page.evaluate(OPENED, f"/api/projects/{project.pk}/media/{Media.objects.get().token}")
    assert window.page.evaluate("window.opened") == 4
    window.settled()
    assert window.page.evaluate("window.ran") is None


# As a script, a page in a frame, an object and a style; each is told when it came or was refused.
OPENED = """(url) => Promise.all([["script", "src"], ["iframe", "src"], ["object", "data"],
  ["link", "href"]].map(([tag, name]) => new Promise((done) => {
    const element = document.createElement(tag);
    if (tag === "link") element.rel = "stylesheet";
    for (const event of ["load", "error"]) element.addEventListener(event, done);
    // A frame whose answer is a download tells nothing.
    if (tag === "iframe" || tag === "object") setTimeout(done, 1000);
    element[name] = url;
    document.body.append(element);
  }))).then((all) => { window.opened = all.length; })"""


RICH = """\
Caf&eacute; **is** $x^2$

```python
print(1)
```

&#x3c;b> &nosuch;
"""


def test_the_browser_itself_takes_no_markup_but_from_what_cleans_it(
    visit: Callable[..., Visit],
) -> None:
    """Trusted Types: a slip elsewhere would be an error, not a script (C8)."""
    project = make.project()
    item = make.item(project)
    for response in item.responses:
        response["text"] = RICH
    item.save()
    window = visit(make.member(project))
    window.goto(f"/p/{project.pk}/bench")
    page = window.page
    expect(page.locator("[data-pane=A] strong")).to_have_text("is")
    expect(page.locator("[data-pane=A] .katex").first).to_be_visible()
    expect(page.locator("[data-pane=A] pre .hljs-built_in")).to_have_text("print")
    expect(page.locator("[data-pane=A]")).to_contain_text("Café is")
    expect(page.locator("[data-pane=A]")).to_contain_text("<b> &nosuch;")
    window.check()
    for slip in (
        "document.body.insertAdjacentHTML('beforeend', '<b>slip</b>')",
        "document.querySelector('h1').innerHTML = '<b>slip</b>'",
        "trustedTypes.createPolicy('mine', {createHTML: (text) => text})",
    ):
        with pytest.raises(Error, match=r"TrustedHTML|[Pp]olicy"):
            page.evaluate(slip)
    expect(page.get_by_text("slip")).to_have_count(0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x" * 5_000_000, "[" * 100_000),
        ("*" * 1_000_000, "> " * 100_000),
        ("- " * 100_000, "_" * 100_000),
    ],
    ids=["a long line and brackets", "stars and quotations", "lists and underscores"],
)
def test_what_is_hard_to_read_leaves_the_bench_usable(
    one: str, other: str, visit: Callable[..., Visit]
) -> None:
    project = make.project()
    item = make.item(project)
    item.responses[0]["text"], item.responses[1]["text"] = one, other
    item.save()
    window = visit(make.member(project))
    window.goto(f"/p/{project.pk}/bench")
    window.page.locator("[data-row]").first.wait_for()
    window.press("1")
    expect(window.page.get_by_role("radio", checked=True)).to_have_count(1)
    window.check()
