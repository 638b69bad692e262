"""A project of a million judgments: its labels made anew, and every page of it.

    python -m config.embedded --durable -- python -m bench.million --items 200000

Items, raters and judgments as in bench.quality: five verdicts an item, of four out of 200 people
and of a judge. Labels by each method in turn, the first from nothing; then every page, after the
sweep has counted its figures once, from the web server as it is deployed, over its socket.
"""

import argparse
import base64
import math
import resource
import sys
import time
from typing import Any

from bench import common, quality, server

CALLS = 20

# One item in fifty has a known answer, which its four people were also given unseen.
GOLD = """
INSERT INTO annotation_gold (item_id, project_id, answers, explanation, training, origin, set_at)
SELECT id, project_id, '{"overall": {"winner": "a", "strength": -1}}', '', false, 'hand', now()
FROM annotation_item WHERE project_id = %(project)s AND id %% 50 = 0
"""
KNOWN = """
INSERT INTO annotation_judgment (item_id, project_id, rater_id, source, question_set_id, answers,
    presented_order, active_seconds, counted, idempotency_key, body_sha256, created_at, purpose)
SELECT item_id, project_id, rater_id, source, question_set_id, answers, presented_order,
    active_seconds, false, 'gold:' || id, '', created_at, 'gold'
FROM annotation_judgment j
WHERE project_id = %(project)s AND item_id %% 50 = 0 AND EXISTS (
    SELECT 1 FROM annotation_rater r WHERE r.id = j.rater_id AND r.kind = 'human')
"""
PAGES = {
    "overview": "projects/{p}/overview",
    "projects": "projects",
    "items": "projects/{p}/items",
    "items, in the middle": "projects/{p}/items?cursor={cursor}",
    "items, by source": "projects/{p}/items?source=llm",
    "items, by winner": "projects/{p}/items?winner=tie",
    "item": "items/{middle}",
    "items, by rare winner": "projects/{p}/items?winner=both_bad",
    "items, without label": "projects/{p}/items?source=none",
    "quality": "projects/{p}/quality",
    "drivers": "projects/{p}/drivers",
    "groups": "projects/{p}/groups",
    "principles": "projects/{p}/principles",
    "adjudication": "projects/{p}/adjudication",
    "known answers": "projects/{p}/gold",
    "proposals of known answers": "projects/{p}/gold/proposals",
    "own work": "projects/{p}/mine",
    "rater": "projects/{p}/raters/{rater}",
    "labelling": "projects/{p}/labelling",
    "routing": "projects/{p}/routing",
    "judges": "projects/{p}/judges",
    "members": "projects/{p}/members",
    "exports": "projects/{p}/exports",
    "imports": "projects/{p}/imports",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--methods", nargs="*", default=["majority", "dawid_skene"])
    parser.add_argument("--no-pages", action="store_true")
    parser.add_argument("--project", default="", help="slug of one that a run before has left")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    common.ready()
    found = run(given.items, given.methods, pages=not given.no_pages, project=given.project)
    common.show(found, as_json=given.json)


def run(items: int, methods: list[str], *, pages: bool, project: str = "") -> dict[str, Any]:
    """Seconds of each relabelling and milliseconds of each page."""
    from annotation import statements  # noqa: PLC0415
    from annotation.models import Project  # noqa: PLC0415

    found: dict[str, Any] = {"judgments": items * 5}
    if project:
        made = Project.objects.get(slug=project)
    else:
        with common.timed() as prepared:
            made = Project.objects.get(slug=_prepare(items))
        found |= {"project": made.slug, "preparing, seconds": prepared[0]}
    _note(found)
    for method in methods:
        Project.objects.filter(pk=made.pk).update(aggregators={"overall": method})
        found |= {f"relabel by {method}, {k}": v for k, v in _relabel(made.pk).items()}
        statements.rows("VACUUM ANALYZE annotation_label", {})
        _note(found)
    found["peak MB"] = common.peak_mb()
    return found | (_pages(made.pk, items) if pages else {})


def _prepare(items: int) -> str:
    """The slug of a project with so many items, five verdicts each, one in fifty known."""
    from annotation import statements  # noqa: PLC0415
    from annotation.models import Project, QuestionSet  # noqa: PLC0415

    project = Project.objects.get(slug=common.new_project())
    questions = QuestionSet.objects.get(project=project).pk
    ids = {"project": project.pk, "items": items, "questions": questions}
    # Keys are right by construction: looking each of them up took most of the preparation.
    statements.rows("SET session_replication_role = replica", {})
    for sql in (quality.ITEMS, quality.RATERS, quality.JUDGMENTS, GOLD, KNOWN):
        statements.rows(sql, ids)
    statements.rows("SET session_replication_role = origin", {})
    # As autovacuum leaves it: a count by index need not look into the table.
    statements.rows("VACUUM ANALYZE annotation_judgment", {})
    statements.rows("ANALYZE annotation_item", {})
    return project.slug


def _note(found: dict[str, Any]) -> None:
    print(found, file=sys.stderr, flush=True)


def _relabel(project_id: int) -> dict[str, float]:
    from annotation.services import relabelling  # noqa: PLC0415

    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    found = relabelling.relabel(project_id=project_id)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall seconds": time.perf_counter() - wall,
        "processor seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "labels added": found.added,
    }


def _pages(project_id: int, items: int) -> dict[str, float]:
    from django.test import Client  # noqa: PLC0415

    from annotation.models import Item, Membership, Rater, User  # noqa: PLC0415
    from annotation.services import figures  # noqa: PLC0415
    from routing.services import figures as routing_figures  # noqa: PLC0415

    with common.timed() as seconds:
        figures.refresh()
        routing_figures.refresh()
    found = {"counting the figures, seconds": seconds[0]}
    user, _ = User.objects.get_or_create(email=f"bench{project_id}@example.org")
    Membership.objects.get_or_create(project_id=project_id, user=user, role="admin")
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    middle = Item.objects.filter(project_id=project_id).order_by("pk")[items // 2].pk
    names = {
        "p": project_id,
        "middle": middle,
        "cursor": base64.urlsafe_b64encode(str(middle).encode()).decode(),
        "rater": Rater.objects.filter(project_id=project_id, kind="human").latest("pk").pk,
    }
    with server.Server(workers=1) as port:
        browser = server.Browser(port, cookie)
        for name, path in PAGES.items():
            took = []
            for _ in range(CALLS):
                took_now, status, raw = browser.get(f"/api/{path.format(**names)}")
                assert status == 200, (path, raw[:300])
                took.append(took_now * 1000)
            first, took = took[0], sorted(took)
            found[f"{name}, p50 ms"] = round(took[len(took) // 2], 1)
            found[f"{name}, p95 ms"] = round(took[math.ceil(0.95 * len(took)) - 1], 1)
            found[f"{name}, first ms"] = round(first, 1)
            print(name, [round(t) for t in took], file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    main()
