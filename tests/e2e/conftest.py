"""A real browser before a real server with the built front end."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    expect,
    sync_playwright,
)

from annotation.models import Judgment, User

# Playwright's own loop runs in this thread; Django takes it for ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# As long as every other wait: a busy machine is no failure.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)

CHROMIUM = os.environ.get("TIEBREAK_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = settings.ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# What axe finds once the page is painted and nothing moves. It reads colours one after the other:
# of two, one may be from before a change, so what it finds has to be there again.
SETTLED = """async () => {
  let found = [];
  for (let tries = 0; tries < 3; tries++) {
    for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map((moving) => moving.finished));
    found = (await axe.run()).violations;
    if (found.length === 0) break;
  }
  return found;
}"""
# Whether a page has not come yet, or says that a part of it loads.
LOADS = """() => !document.querySelector("main")
  || [...document.querySelectorAll("p[role=status]")].some((p) => p.textContent.endsWith("…"))"""
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
window.clicks = 0;
window.keys = 0;
document.addEventListener("keydown", () => { window.keys += 1; }, true);
document.addEventListener("click", (e) => { if (e.detail > 0) window.clicks += 1; }, true);
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not (settings.FRONTEND_DIST / "index.html").exists():
        pytest.fail("The front end is not built: run `npm run build` in frontend/.")
    if not Path(CHROMIUM).exists():
        pytest.fail(f"There is no {CHROMIUM}: install Chromium, or set TIEBREAK_CHROMIUM.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Visit:
    """One person at one browser window, and what went wrong in it."""

    page: Page
    context: BrowserContext
    base: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)  # requests to anywhere but our server
    asking: set[Request] = field(default_factory=set)  # not answered yet

    def goto(self, path: str) -> None:
        self.page.goto(self.base + path)

    def settled(self) -> None:
        """Until the page has come with all that it asked for.

        Not Playwright's "networkidle": a busy page asks for nothing for a while and then goes on,
        and a sound that is read as it plays is a request without an end.
        """
        quiet = 0
        for _ in range(PATIENCE_MS // 50):
            # The page's own thread answers, so whatever it was at is over by then.
            quiet = 0 if self.page.evaluate(LOADS) or self.asking else quiet + 1
            if quiet == 3:
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"{self.page.url} waits for {[request.url for request in self.asking]}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def findings(self) -> list[str]:
        """Whatever axe finds on the page as it is now."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found: list[dict[str, Any]] = self.page.evaluate(SETTLED)
        return [
            f"{v['impact']} {v['id']}: {node['html'][:200]} {node['failureSummary']}"
            for v in found
            for node in v["nodes"][:1]
        ]

    def serious_findings(self) -> list[str]:
        """What axe calls serious or critical."""
        return [found for found in self.findings() if found.startswith(("serious", "critical"))]

    def wait_for_judgments(self, count: int) -> None:
        """Until the server has stored so many; the browser's loop has to run meanwhile."""
        for _ in range(200):
            if Judgment.objects.count() >= count:
                break
            self.page.wait_for_timeout(100)
        assert Judgment.objects.count() == count

    def check(self) -> None:
        """No error, no violation of the content security policy, no foreign request."""
        assert self.errors == []
        assert self.page.evaluate("window.violations") == []
        assert self.strangers == []


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A data folder of the test's own, for those that keep files."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visit]]:
    """`visit(user)` opens a window signed in as them; options are those of a browser context.

    `base` is another server than the one that lives in the test's own process.
    """
    opened: list[Visit] = []

    def open_window(who: User | None = None, *, base: str = "", **options: Any) -> Visit:
        base = base or live_server.url
        context = browser.new_context(
            viewport=options.pop("viewport", {"width": 1440, "height": 900}), **options
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(NOTE_VIOLATIONS)
        if who is not None:
            client = Client()
            client.force_login(who)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}]
            )
        made = Visit(context.new_page(), context, base)

        def note(request: Request) -> None:
            if not request.url.startswith((base, "data:", "blob:")):
                made.strangers.append(request.url)
            if request.resource_type != "media":
                made.asking.add(request)

        def answered(request: Request) -> None:
            made.asking.discard(request)

        made.page.on("pageerror", lambda e: made.errors.append(str(e)))
        context.on("request", note)
        context.on("requestfinished", answered)
        context.on("requestfailed", answered)
        opened.append(made)
        return made

    yield open_window
    for window in opened:
        window.context.close()
    _let_the_server_finish()


BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def _let_the_server_finish() -> None:
    """Wait for what a closed window had asked for last: emptying the tables would deadlock with it.

    A request may be between two statements, so the database has to be idle a few times in a row.
    """
    quiet = 0
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(BUSY)
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        if quiet == 3:
            return
        time.sleep(0.05)
