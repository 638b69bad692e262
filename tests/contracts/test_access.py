"""Who may do what: every route, method and role against the committed matrix access.csv.

Cells: 401, 403 and 404 are exactly that; "ok" is let in, whatever becomes of the empty body.
"""

import copy
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.contracts import world as w

MATRIX = Path(__file__).with_name("access.csv")
WHO = ("anonymous", "outsider", "annotator", "reviewer", "researcher", "admin", "disabled")


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> w.World:
    settings.DATA_DIR = tmp_path
    return w.build()


def test_every_route_and_method_is_in_the_matrix_and_nothing_else():
    listed = {(row["route"], row["method"]) for row in matrix()}
    there = {(route.path, method) for route in w.routes() for method in route.methods}

    assert there - listed == set(), "add these to tests/contracts/access.csv"
    assert listed - there == set(), "these routes are gone"


def test_every_role_is_let_in_or_refused_as_the_matrix_says(world):
    wrong = []
    by_path = {route.path: route for route in w.routes()}
    for row in matrix():
        route = by_path[row["route"]]
        url, body = route.url(world.ids), w.body(route, world.ids)
        for who in WHO:
            found = answer(world, who, row["method"], url, body)
            if found != row[who]:
                wrong.append(f"{row['method']} {row['route']} {who}: {found}, not {row[who]}")

    assert wrong == []


def test_an_admin_of_one_project_finds_nothing_of_another(world):
    """Their own project in the address, somebody else's object behind it: 404, nothing changed."""
    other = w.build()
    before = w.rows()
    wrong = []
    for route in w.routes():
        nested = [k for k in route.kwargs if k.endswith("_id") and k != "project_id"]
        if not nested:
            continue
        ids = {**other.ids, "project_id": world.ids["project_id"]}
        for method in route.methods:
            found = answer(world, "admin", method, route.url(ids), w.body(route, ids), keep=True)
            if found != "404":
                wrong.append(f"{method} {route.path}: {found}")

    assert wrong == []
    assert w.rows() == before


def test_ids_that_no_database_holds_are_not_found(world):
    huge = {k: 10**30 for k in world.ids if k.endswith("_id")}
    for route in w.routes():
        if not any(k in huge for k in route.kwargs):
            continue
        for method in route.methods:
            url, body = route.url({**world.ids, **huge}), w.body(route, world.ids)
            found = answer(world, "admin", method, url, body)
            assert found == "404", (method, route.path)


def test_reading_changes_nothing(world):
    before = w.rows()
    for route in w.routes():
        if "get" in route.methods:
            for who in WHO:
                answer(world, who, "get", route.url(world.ids), keep=True)

    assert w.rows() == before


def answer(
    world: w.World,
    who: str,
    method: str,
    url: str,
    body: dict[str, Any] | None = None,
    *,
    keep: bool = False,
) -> str:
    api = world.clients[who]
    cookies = copy.copy(api.cookies)
    with transaction.atomic():
        status = api.call(method, url, None if method == "get" else body or {}).status_code
        transaction.set_rollback(not keep)
    api.cookies = cookies  # what was rolled back may have been a sign-in
    return str(status) if status in {401, 403, 404, 405} or status >= 500 else "ok"


def matrix() -> Iterator[dict[str, str]]:
    with MATRIX.open(newline="") as file:
        yield from csv.DictReader(file)
