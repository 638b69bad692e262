"""Whatever happens to the network, the server, the tab or the lease: no key and no answer is lost.

Answers are sent once, and the person is told in plain words (promises I2, I5, I15).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from annotation.models import Assignment, Judgment
from annotation.services import leases
from tests import make
from tests.conftest import Api
from tests.e2e.conftest import Visit
from tests.e2e.desk import laid_out, sent, started
from tests.e2e.served import Mortal

pytestmark = pytest.mark.django_db(transaction=True)

# All of them in one task of the page: nothing of the page runs between two keys but their own work.
PRESS = """
(keys) => { for (const key of keys)
  document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); }
"""
# The disk is full: nothing more can be written, what is there can be read and deleted.
FULL = """
() => { for (const name of ["add", "put"]) {
  const kept = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...given) {
    if (window.full) throw new DOMException("full", "QuotaExceededError");
    return kept.apply(this, given);
  };
} window.full = true; }
"""
# Whether the browser asks before it closes the tab.
STAYS = """() => { const leaving = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leaving); return leaving.defaultPrevented; }"""
# Looks until the browser's own store holds so many; says what it held. Playwright's own
# waiting takes the promise of an answer for a yes.
STORED = """async (wanted) => {
  const names = Object.keys(wanted);
  const count = () => new Promise((done) => {
    const opening = indexedDB.open("tiebreak");
    opening.onsuccess = () => {
      const tx = opening.result.transaction(names);
      const asked = names.map((name) => tx.objectStore(name).count());
      tx.oncomplete = () => {
        opening.result.close();
        done(Object.fromEntries(asked.map((one, n) => [names[n], one.result])));
      };
    };
  });
  let held = await count();
  for (let n = 0; n < 150 && names.some((name) => held[name] !== wanted[name]); n += 1) {
    await new Promise((done) => setTimeout(done, 100));
    held = await count();
  }
  return held;
}"""


def left_pane(page: Page) -> str:
    return page.locator("[data-pane=A]").inner_text()


def given(window: Visit) -> list[tuple[int, int]]:
    """(assignment, strength towards the side shown first), in the order of arrival."""
    return [
        (j.assignment_id or 0,
         j.answers["overall"]["strength"] * (1 if j.presented_order[0] == "b" else -1))
        for j in Judgment.objects.order_by("pk")
    ]  # fmt: skip


def test_keys_pressed_faster_than_anything_is_stored_go_to_one_item_after_the_other(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 5)
    window = started(visit, project)
    laid_out(window)
    held = list(Assignment.objects.order_by("pk").values_list("pk", flat=True))

    window.page.evaluate(PRESS, ["1", "Enter", "5", "Enter", "7"])

    expect(window.page.get_by_role("radio", checked=True)).to_have_count(1)
    window.wait_for_judgments(2)
    window.press("Enter")
    sent(window, 3)
    # 1 of 7 points is "A much better", 5 is "B slightly better", 7 is "B much better".
    assert given(window) == [(held[0], 3), (held[1], -1), (held[2], -3)]
    window.check()


def test_the_next_item_is_shown_before_the_answer_is_stored_and_comes_back_if_it_cannot_be(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 4)
    window = started(visit, project)
    laid_out(window)
    page = window.page
    first = left_pane(page)
    page.evaluate(FULL)

    window.press("1")
    expect(page.get_by_text("cannot store drafts")).to_be_visible()
    window.press("Enter")

    expect(page.get_by_text("could not store your answer")).to_be_visible()
    expect(page.locator("[data-pane=A]")).not_to_have_text(first)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert Judgment.objects.count() == 0

    page.evaluate("window.full = false")
    window.press("7", "Enter")
    expect(page.locator("[data-pane=A]")).to_have_text(first)
    expect(page.get_by_role("radio", name="Response A much better")).to_be_checked()
    window.press("Enter")
    sent(window, 2)
    assert [strength for _, strength in given(window)] == [-3, 3]
    window.check()


def test_a_closed_tab_keeps_what_was_done_in_it_and_the_next_one_sends_it(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 4)
    window = started(visit, project)
    laid_out(window)
    window.context.set_offline(True)
    assert window.page.evaluate(f"keys => {{ ({PRESS})(keys); return ({STAYS})(); }}",
                                ["1", "Enter", "7", "Enter", "4"])  # fmt: skip
    kept = {"outbox": 2, "drafts": 3}
    assert window.page.evaluate(STORED, kept) == kept
    assert not window.page.evaluate(STAYS)
    window.page.close()
    assert Judgment.objects.count() == 0

    window.context.set_offline(False)
    window.page = window.context.new_page()
    window.goto(f"/p/{project.pk}/bench")

    window.wait_for_judgments(2)
    # The third was begun and not sent: it is on the desk again as it was left.
    expect(window.page.get_by_role("radio", name="About equal")).to_be_checked()
    window.press("Enter")
    sent(window, 3)
    assert [strength for _, strength in given(window)] == [3, -3, 0]


def test_an_answer_whose_confirmation_was_lost_is_recorded_once(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 4)
    window = started(visit, project)
    laid_out(window)
    losing, lost = [True], []

    def lose(route: Route) -> None:
        """The server has it; what it answered never arrives."""
        if losing:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    window.page.route("**/judgment", lose)
    window.press("1", "Enter")
    expect(window.page.get_by_text("Offline – 1 waiting")).to_be_visible()
    window.wait_for_judgments(1)
    losing.clear()

    sent(window, 1)
    assert lost[0] == 201
    # Sent again it was known by its key, and not taken for a second answer.
    expect(window.page.get_by_text("was not taken")).to_have_count(0)
    window.check()


def test_an_item_is_not_laid_out_again_by_an_answer_that_comes_after_it_was_judged(
    visit: Callable[..., Visit],
) -> None:
    """Two requests for items overlap: the slower one still tells of items done with meanwhile."""
    project = make.project(questions=[make.comparison()])
    make.items(project, 7)
    window = started(visit, project)
    laid_out(window)
    page, held = window.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/queue/claim", hold)
    window.press("1", "Enter", "1", "Enter")  # one is left, so more are asked for
    window.wait_for_judgments(2)
    laid_out(window)  # with what came along with an answer, and was faster
    late = held[0].fetch()
    assert len(late.json()["assignments"]) > 0
    for count in (3, 4):
        window.press("1", "Enter")
        window.wait_for_judgments(count)
    with page.expect_response("**/queue/claim"):
        held[0].fulfill(response=late)
    page.unroute("**/queue/claim")

    for count in (5, 6, 7):
        page.locator("[data-pane=A]").wait_for()
        window.press("1", "Enter")
        window.wait_for_judgments(count)

    expect(page.get_by_role("heading", name="All done")).to_be_visible()
    window.check()


def test_what_is_done_in_one_tab_is_gone_from_the_other_and_both_answers_arrive_once(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 4)
    window = started(visit, project)
    laid_out(window)
    one, other = window.page, window.context.new_page()
    window.page = other
    window.goto(f"/p/{project.pk}/bench")
    first = left_pane(one)
    expect(other.locator("[data-pane=A]")).to_have_text(first)
    other.keyboard.press("7")  # begun there, and not sent

    one.keyboard.press("1")
    one.keyboard.press("Enter")

    expect(other.get_by_text("done in another tab")).to_be_visible()
    expect(other.locator("[data-pane=A]")).not_to_have_text(first)
    expect(other.get_by_role("radio", checked=True)).to_have_count(0)
    other.keyboard.press("7")
    other.keyboard.press("Enter")
    expect(one.get_by_text("done in another tab")).to_be_visible()
    window.wait_for_judgments(2)
    assert [strength for _, strength in given(window)] == [3, -3]
    assert len({assignment for assignment, _ in given(window)}) == 2


def test_a_lease_that_ran_out_is_said_and_the_answer_still_counts_while_there_is_room(
    visit: Callable[..., Visit],
) -> None:
    project = make.project(questions=[make.comparison(), make.text("why")])
    make.items(project, 1, need=2)
    window = visit(make.member(project))
    window.page.clock.install()
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    window.press("1")
    write(window, "Half a thought")

    run_out(window)

    expect(window.page.get_by_text("No longer held; you can still send")).to_be_visible()
    expect(window.page.get_by_role("textbox", name="Why")).to_have_value("Half a thought")
    window.press("Control+Enter")
    window.wait_for_judgments(1)
    judgment = Judgment.objects.get()
    assert (judgment.counted, judgment.answers["why"]["text"]) == (True, "Half a thought")
    window.check()


def test_an_answer_to_an_item_that_went_to_somebody_else_is_kept_and_that_is_said(
    visit: Callable[..., Visit], api: Callable[..., Api]
) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 1, reserve=0)
    window = visit(make.member(project))
    window.page.clock.install()
    window.goto(f"/p/{project.pk}/bench")
    window.page.get_by_role("heading", name="Response A").wait_for(state="attached")
    window.press("1")
    run_out(window)
    judged_by_somebody_else(api, project)

    window.press("Enter")

    expect(window.page.get_by_text("Kept, but not counted")).to_be_visible()
    window.wait_for_judgments(2)
    late = Judgment.objects.latest("pk")
    assert (late.counted, abs(late.answers["overall"]["strength"])) == (False, 3)
    window.check()


@pytest.fixture
def mortal() -> Iterator[Mortal]:
    server = Mortal()
    server.start()
    yield server
    server.kill()


def test_a_server_killed_in_the_middle_of_work_costs_nothing(
    visit: Callable[..., Visit], mortal: Mortal
) -> None:
    project = make.project(questions=[make.comparison(), make.text("why")])
    make.items(project, 5)
    window = started(visit, project, base=mortal.url)
    laid_out(window)
    mortal.kill()

    window.press("1", "Enter", "7", "Enter", "4")
    write(window, "So far")
    expect(window.page.get_by_text("Offline – 2 waiting")).to_be_visible()
    window.page.goto("about:blank")  # the page is gone, what was done in it is not
    mortal.start()
    window.goto(f"/p/{project.pk}/bench")

    window.wait_for_judgments(2)
    expect(window.page.get_by_role("textbox", name="Why")).to_have_value("So far")
    window.press("Enter")
    sent(window, 3)
    assert [strength for _, strength in given(window)] == [3, -3, 0]
    assert len({assignment for assignment, _ in given(window)}) == 3


def write(window: Visit, text: str) -> None:
    window.press("t")
    window.page.keyboard.type(text)


def run_out(window: Visit) -> None:
    """Nobody touches the bench for as long as the item is held."""
    Assignment.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert leases.end() > 0
    window.page.clock.fast_forward("01:00:00")


def judged_by_somebody_else(api: Callable[..., Api], project: Any) -> None:
    other = api(make.member(project))
    [leased] = other.call("post", f"/projects/{project.pk}/queue/claim", {"count": 1}).json()[
        "assignments"
    ]
    body = {
        "lease_token": leased["lease_token"],
        "idempotency_key": "00000000-0000-4000-8000-000000000001",
        "answers": {"overall": {"side": "left", "strength": 2}},
    }
    response = other.call("post", f"/assignments/{leased['id']}/judgment", body)
    assert response.status_code == 201, response.content
