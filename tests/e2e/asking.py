"""A project with an item for each ready-made set, and its desk, as the browser tests share them."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from annotation.domain.questions import check_set
from annotation.domain.templates import TEMPLATES
from annotation.models import Project
from annotation.services import media
from interchange.formats import branches
from tests import files, make
from tests.e2e.conftest import Visit

TEXT = "The **sky** is blue. It scatters light 😀 well."
STEPS = "2 + 2 = 4\n\n4 + 4 = **9** 😀\nSo it is 9."
CITING = "The sky is **blue** 😀 [1, 2]. See [1](http://127.0.0.1:9/x)"
CITED = [
    {"title": "On <b>light</b>", "text": "![x](http://127.0.0.1:9/p.png) It *scatters*.",
     "url": "javascript:alert(1)"},
    "A text alone.",
]  # fmt: skip
# Template -> what a response is called, and how the nth one is made.
FILES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "image_pair": ("fox.png", lambda n: files.picture(("red", "blue")[n], (400, 300))),
    "rich_image_feedback": ("fox.png", lambda _: files.picture("red", (400, 300))),
    "p808_listening": ("clip.wav", lambda _: files.sound(0.8)),
}
# Two ways to go on from the first step; the first of them again with two.
TREE = ["2 + 2 = 4", "4 + 4 = **9** 😀", "So it is 9.", "So it is 8.", "4 + 4 = 8"]
FOLLOWS = [None, 0, 1, 1, 0]
TEXTS = {"step_labels": STEPS, "rag_citations": CITING}
CONTEXTS: dict[str, dict[str, Any]] = {
    "rag_citations": {"sources": CITED, "persona": "a **teacher**"},
    "two_stage": {"reveal": ["Of *a* came smoke.", "Of *b* came nothing."]},
    "joint_pairs": {"prompts": ["Write of A.", [{"role": "user", "content": "Write of B."}]]},
}


def asked(name: str) -> Project:
    """A project that asks this template's questions, with one item."""
    template = TEMPLATES[name]
    project = make.project(questions=check_set(template["questions"]))
    count = template["n_responses"][-1]
    item = make.item(project, responses=count)
    for n, response in enumerate(item.responses):
        response["text"] = f"{TEXTS.get(name, TEXT)} Number {n}."
        if name == "step_tree":
            response.update(stepped(TREE, FOLLOWS))
        if name in FILES:
            response["text"] = kept(project, f"model-{n}/{FILES[name][0]}", FILES[name][1](n))
    item.context |= CONTEXTS.get(name, {})
    item.save()
    return project


def stepped(steps: list[str], follows: list[int | None]) -> dict[str, Any]:
    """A response in steps, as an import stores it."""
    tree = branches.arranged("", steps, follows)
    return {"text": tree.text, "steps": tree.places}


def kept(project: Project, name: str, content: bytes) -> str:
    """A file of the project, by the name that items say."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        media.keep(project_id=project.pk, name=name, path=Path(file.name), actor_id=None)
    return name


def desk(visit: Callable[..., Visit], project: Project, **options: Any) -> Visit:
    window = visit(make.member(project), **options)
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    window.page.locator("[data-row]").first.wait_for()
    return window


def write(window: Visit, text: str) -> None:
    window.press("t")
    window.page.keyboard.type(text)


def player(window: Visit) -> Locator:
    """The sound or film, once it knows how long it is."""
    clip = window.page.locator("[data-player]")
    expect(clip).not_to_have_js_property("readyState", 0)
    return clip


def winner(order: list[str], place: int) -> str:
    return "ab"[sorted(order).index(order[place])]


def signed(order: list[str], place: int, size: int) -> int:
    return -size if winner(order, place) == "a" else size
