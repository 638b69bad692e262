"""The bench in small and magnified windows, and for those who want no motion."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from annotation.domain.templates import TEMPLATES
from tests import make
from tests.e2e.asking import desk
from tests.e2e.conftest import Visit
from tests.e2e.windows import PHONE, SIDEWAYS, every_template, open_desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("folder")]

# What can be pressed and is not under its own middle once it was scrolled to, or is too small.
UNREACHABLE = """() => {
  const all = document.querySelectorAll('button, a[href], textarea, input, select, [role=radio]');
  const seen = [...all].filter((e) => e.checkVisibility({ visibilityProperty: true })
    && !e.disabled && !e.closest('[aria-hidden=true]') && e.getBoundingClientRect().width > 1);
  return seen.flatMap((e) => {
    e.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
    const box = e.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = document.elementFromPoint(x, y);
    const inside = box.left >= -1 && box.right <= innerWidth + 1;
    const met = hit && (e.contains(hit) || hit.contains(e));
    const large = box.width >= 23.5 && box.height >= 23.5;
    const name = e.ariaLabel ?? e.textContent;
    return inside && met && large ? [] : [`${name}: ${[inside, met, large]}`];
  });
}"""
# Words on buttons that do not fit into them.
CUT_OFF = """() => [...document.querySelectorAll('[data-row] button span, :is(footer, nav) button')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.visually-hidden')
    && !e.matches('.visually-hidden')
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2)
    && getComputedStyle(e).display !== 'inline')
  .map((e) => e.textContent)"""


@pytest.mark.parametrize(
    ("width", "height"),
    [(320, 640), (390, 844), (720, 450), (960, 540), (320, 256)],
    ids=["320px", "phone", "1440-at-200%", "1920-at-200%", "1280-at-400%"],
)
def test_nothing_is_cut_off_or_covered_in_small_and_magnified_windows(
    visit: Callable[..., Visit], width: int, height: int
) -> None:
    window, projects = every_template(visit, viewport={"width": width, "height": height})
    found = {}
    for name, project in projects.items():
        open_desk(window, project)
        for _ in TEMPLATES[name]["questions"]:
            found[name] = [
                *window.page.evaluate(UNREACHABLE),
                *[f"cut off: {words}" for words in window.page.evaluate(CUT_OFF)],
                *[f"{over} px sideways" for over in [window.page.evaluate(SIDEWAYS)] if over],
            ]
            if found[name]:
                break
            window.press("ArrowDown")
    assert {name: what for name, what in found.items() if what} == {}
    window.check()


def test_who_wants_no_motion_sees_none(visit: Callable[..., Visit]) -> None:
    project = make.project(questions=[make.comparison()])
    make.items(project, 2)
    window = desk(visit, project, reduced_motion="reduce", **PHONE)
    window.page.evaluate("""() => {
      window.moves = [];
      const strip = document.querySelector('[data-pane=A]').closest('section').parentElement;
      strip.addEventListener('scroll', () => window.moves.push(strip.scrollLeft));
    }""")
    window.page.get_by_role("button", name="Response B", exact=True).tap()
    expect(window.page.locator("[data-pane=B]")).to_be_in_viewport(ratio=0.9)
    window.page.wait_for_function("window.moves.length > 0")
    assert window.page.evaluate("window.moves") == [390]  # at once, not bit by bit
    assert (
        window.page.evaluate(
            "document.getAnimations().filter((a) => a.effect.getTiming().duration > 1).length"
        )
        == 0
    )
