"""The pictures in docs/images, from the demo in a real browser: `make screenshots`.

    python -m docs.screenshots [--out DIR] [--only NAME]

Starts `manage.py serve --demo` on a free port, signs in by the printed links, and takes every page
at desktop and phone width, light and dark. The few that the documents show are kept in the
repository; `--out` puts all of them into another folder, to look at.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
KEPT = {
    "bench-desktop-light",
    "bench-desktop-dark",
    "bench-phone-light",
    "overview-desktop-light",
    "item-desktop-light",
    "routing-desktop-light",
    "judge-desktop-light",
    "quality-desktop-light",
    "exports-desktop-light",
}
# What is pressed before each picture of a type of question: some way into its item.
KINDS: dict[str, tuple[str, ...]] = {
    "arena_pair": (),
    "helpsteer2": ("4", "3", "4"),
    "multipref": ("1", "1", "3"),
    "ultrafeedback": ("5", "4", "5", "4", "2"),
    "kto_thumbs": ("2", "1"),
    "fine_grained_rlhf": ("ArrowRight", "Shift+ArrowRight", "2", "2", "."),
    "ranking_of_four": ("1", "3", "ArrowDown", "1", "3"),
    "critique_rewrite": ("2", "1", "ArrowRight", "ArrowRight"),
    "step_labels": ("1", "1"),
    "step_tree": ("1", "1", "1"),
    "rag_citations": ("1", "1"),
    "joint_pairs": (),
    "two_stage": ("2", "o", "5"),
    "image_pair": ("2",),
    "rich_image_feedback": ("ArrowRight", "1"),
    "p808_listening": (),
}
KEPT |= {
    f"kind-{kind}-{look}"
    for kind in KINDS
    for look in ("desktop-light", "desktop-dark", "phone-light")
}
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


Served = tuple[str, dict[str, str], dict[str, int]]  # address, role -> link, template -> project


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="put all pictures here instead")
    parser.add_argument("--only", default="", help="part of a picture's name")
    options = parser.parse_args()
    out = options.out or IMAGES
    out.mkdir(parents=True, exist_ok=True)
    with served() as (url, links, kinds), sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, page in pictures(
            browser,
            (url, links, kinds),
            lambda name: options.only in name and (options.out or name in KEPT),
        ):
            page.screenshot(path=out / f"{name}.png")
            shrink(out / f"{name}.png")
            print(out / f"{name}.png")


def shrink(path: Path) -> None:
    """At most 256 colours, which is what a page has: half the size, and no eye sees it."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def pictures(
    browser: Browser, server: Served, wanted: Callable[[str], object]
) -> Iterator[tuple[str, Page]]:
    """Every wanted page in every look, ready to be photographed."""
    url, links, kinds = server
    bench = [
        *BENCH,
        *(
            (f"kind-{kind}", f"/p/{kinds[kind]}/bench", _press(*keys))
            for kind, keys in KINDS.items()
        ),
    ]
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            for role, paths in (("annotator", bench), ("admin", PAGES)):
                if not any(wanted(f"{name}-{size}-{scheme}") for name, _, _ in paths):
                    continue
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    has_touch=size == "phone",
                    is_mobile=size == "phone",
                )
                page = context.new_page()
                if role == "annotator" and wanted(f"sign-in-{size}-{scheme}"):
                    page.goto(f"{url}/sign-in")
                    page.wait_for_load_state("networkidle")
                    yield f"sign-in-{size}-{scheme}", page
                sign_in(page, links[role])
                found = page.evaluate("fetch('/api/projects').then(r => r.json())")["results"]
                project = next(p["id"] for p in found if p["slug"] == "demo")
                for name, path, act in paths:
                    if not wanted(f"{name}-{size}-{scheme}"):
                        continue
                    page.goto(url + path.format(project=project))
                    page.wait_for_load_state("networkidle")
                    act(page)
                    page.evaluate("document.fonts.ready.then(() => true)")
                    page.wait_for_timeout(600)
                    yield f"{name}-{size}-{scheme}", page
                context.close()


def sign_in(page: Page, link: str) -> None:
    """Redeem a sign-in link."""
    page.goto(link)
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/(p/.*)?$"))


def _nothing(_: Page) -> None:
    """The page as it opens."""


def _read_guidelines(page: Page) -> None:
    """The first visit asks to read the guidelines."""
    send = page.get_by_role("button", name=re.compile("Send"))
    read = page.get_by_role("button", name=re.compile("read", re.IGNORECASE))
    send.or_(read).first.wait_for()
    if not send.count():
        read.first.click()
        send.wait_for()


def _press(*keys: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        _read_guidelines(page)
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(450)

    return act


def _first_item(page: Page) -> None:
    page.locator("tbody a").first.click()
    page.wait_for_load_state("networkidle")


def _follow(link: str) -> Callable[[Page], None]:
    """To the first page whose address holds this."""

    def act(page: Page) -> None:
        page.locator(f"a[href*='{link}']").first.click()
        page.wait_for_load_state("networkidle")

    return act


def _create_project(page: Page) -> None:
    page.get_by_role("button", name=re.compile("project")).first.click()


BENCH = [
    ("bench", "/p/{project}/bench", _read_guidelines),
    ("bench-half", "/p/{project}/bench", _press("2", "3")),
    ("bench-diff", "/p/{project}/bench", _press("d")),
    ("bench-help", "/p/{project}/bench", _press("?")),
    ("bench-guidelines", "/p/{project}/bench", _press("g")),
    ("bench-skip", "/p/{project}/bench", _press("s")),
    ("bench-palette", "/p/{project}/bench", _press("Control+k")),
    ("bench-find", "/p/{project}/bench", _press("/")),
    ("bench-stacked", "/p/{project}/bench", _press("c")),
    ("mine", "/p/{project}/mine", _nothing),
    ("about-me", "/p/{project}/about-me", _nothing),
]
PAGES = [
    ("projects", "/", _nothing),
    ("overview", "/p/{project}", _nothing),
    ("items", "/p/{project}/items", _nothing),
    ("item", "/p/{project}/items", _first_item),
    ("routing", "/p/{project}/routing", _nothing),
    ("judge", "/p/{project}/routing", _follow("/judges/")),
    ("adjudication", "/p/{project}/adjudication", _nothing),
    ("quality", "/p/{project}/quality", _nothing),
    ("rater", "/p/{project}/quality", _follow("/raters/")),
    *(
        (page, f"/p/{{project}}/quality/{page}", _nothing)
        for page in ("drivers", "groups", "principles")
    ),
    ("imports", "/p/{project}/data/imports", _nothing),
    ("exports", "/p/{project}/data/exports", _nothing),
    ("people", "/p/{project}/people", _nothing),
    ("settings", "/p/{project}/settings", _nothing),
    *(
        (f"settings-{tab}", f"/p/{{project}}/settings?tab={tab}", _nothing)
        for tab in ("guidelines", "questions", "people", "survey", "known", "labels")
    ),
    ("create", "/", _create_project),
]


@contextmanager
def served() -> Iterator[Served]:
    """The demo, served, and a project for each set of questions."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="tiebreak-") as folder:
        env = {**os.environ, "TIEBREAK_DATA_DIR": folder}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--demo", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
        )
        try:
            links = _links(Path(folder) / "demo-links.txt", port)
            build = "from docs import showcase; showcase.build()"
            made = subprocess.run(
                [sys.executable, "manage.py", "shell", "-v0", "-c", build],
                cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True,
            )  # fmt: skip
            yield f"http://127.0.0.1:{port}", links, json.loads(made.stdout.splitlines()[-1])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _links(path: Path, port: int) -> dict[str, str]:
    for _ in range(1500):
        text = path.read_text() if path.exists() else ""
        found = re.findall(r"(\w+)\s+(http\S+)", text)
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            found = []
        if found:
            return dict(found)
        time.sleep(0.2)
    raise RuntimeError("the demo did not start")


if __name__ == "__main__":
    main()
