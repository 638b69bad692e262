"""From the key that sends an answer to the next item painted, in Chromium, before the real server.

    python -m bench.paint --presses 120 [--trace]

Every item has two responses of 2,000 words of markdown. The next items are in the browser already,
as always: it holds three. A press is timed by the page itself, from the time stamp of the key event
to the first task after the frame that shows the next item's text. With `--trace`, Chrome says what
the page's main thread did meanwhile; that slows everything, so its times are not those to report.
"""

import argparse
import os
import random
import shutil
import statistics
import uuid
from typing import Any

import orjson
from playwright.sync_api import Page, sync_playwright

from bench import common, trace
from bench.server import Server

WORDS = 2000
SETTLE_MS = 900  # between two presses: people read, and the next item is fetched meanwhile
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
# Times every Enter until the first pane says something else, and that has been painted.
WATCH = """
window.took = [];
const title = () => {
  const h1 = document.querySelector("[data-pane] h1");
  // What waits unseen in the page does not count.
  return h1?.checkVisibility({ visibilityProperty: true }) ? h1.textContent : "";
};
addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const [begin, before] = [event.timeStamp, title()];
  const look = () => {
    if (title() === before || title() === "") return false;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const end = performance.now();
        window.took.push(end - begin);
        performance.measure("press", { start: begin, end });
      };
      port2.postMessage(null);
    });
    return true;
  };
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
}, true);
"""


def main() -> None:
    """Measure and print."""
    from django.core.management import call_command  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=120)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    common.ready()
    call_command("collectstatic", interactive=False, verbosity=0)
    project_id, cookie = prepare(options.presses + 5)
    load = os.getloadavg()[0]
    with Server(workers=2) as port, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        url = f"http://127.0.0.1:{port}"
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{url}/p/{project_id}/bench")
        page.locator("[data-pane] h1").first.wait_for()
        page.wait_for_timeout(3000)
        if options.trace:
            browser.start_tracing(page=page, categories=trace.CATEGORIES)
        took = presses(page, options.presses)
        spent = trace.summary(browser.stop_tracing(), "press") if options.trace else {}
        browser.close()
    figures = {**summary(took), "words": WORDS, "load_before": round(load, 2)}
    if spent:
        figures["main_thread_ms"] = spent
    print(orjson.dumps(figures).decode() if options.json else figures)


def prepare(count: int) -> tuple[int, str]:
    """A project with items that wait for people: (its id, one person's session key)."""
    from django.db import connection  # noqa: PLC0415

    from tests import make  # noqa: PLC0415
    from tests.faults import prepare as people  # noqa: PLC0415

    slug = f"bench-{uuid.uuid4().hex[:8]}"
    project, rng = make.project(slug=slug), random.Random(1)
    for n in range(count):
        item = make.item(project)
        item.responses = [
            {"key": key, "text": f"# Item {n}\n\n{text(rng)}", "model": ""} for key in "ab"
        ]
        item.save()
    cookie = people.signed_in(make.member(project))
    connection.close()
    return project.pk, cookie


def text(rng: random.Random) -> str:
    """Some 2,000 words: paragraphs with emphasis, a list and a block of code."""
    words = "light of the sky is scattered by small things in air more when its waves are short"
    pool = words.split()

    def some(n: int) -> str:
        return " ".join(rng.choices(pool, k=n))

    parts = []
    for _ in range(WORDS // 250):
        parts += [f"{some(70)} **{some(4)}** {some(60)}.", f"## {some(5)}"]
        parts += ["\n".join(f"- {some(12)}, *{some(2)}*" for _ in range(5))]
        parts += [f"```\n{some(10)}\n{some(10)}\n```", some(20)]
    return "\n\n".join(parts)


def presses(page: Page, count: int) -> list[float]:
    """Milliseconds of each."""
    for n in range(count):
        page.keyboard.press("2")
        page.wait_for_timeout(150)
        page.keyboard.press("Enter")
        page.wait_for_function("(n) => window.took.length > n", arg=n)
        page.wait_for_timeout(SETTLE_MS)
    took: list[float] = page.evaluate("window.took")
    return took


def summary(took: list[float]) -> dict[str, Any]:
    """Quantiles, in milliseconds."""
    cuts = statistics.quantiles(took, n=20, method="inclusive")
    return {
        "presses": len(took),
        "paint_ms": {
            "p50": round(statistics.median(took), 1),
            "p95": round(cuts[18], 1),
            "max": round(max(took), 1),
        },
    }


if __name__ == "__main__":
    main()
