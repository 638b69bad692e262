"""Fill the database of a running `serve` for the campaign; prints what the clients need, as JSON.

A process of its own: it connects to the campaign's databases, not to those of the test run.
"""

import json
import sys
from decimal import Decimal
from typing import Any

DURABILITY = ("server_version", "fsync", "synchronous_commit", "full_page_writes")


def main(people: int, for_people: int, for_judge: int, *sql: str) -> None:
    import django

    django.setup()
    from django.db import connection

    from annotation.domain.types import ItemState, Role
    from tests import make

    project = make.project(overlap=3)
    make.items(project, for_people, need=2, reserve=0, label_source="human")
    make.items(project, for_judge, state=ItemState.IMPORTED, need=0, reserve=0)
    cookies = [signed_in(make.member(project)) for _ in range(people)]
    admin = signed_in(make.member(project, Role.ADMIN))
    _ask_judges(project.pk)
    with connection.cursor() as cursor:
        for statement in sql:
            cursor.execute(statement)
        shown = {}
        for name in DURABILITY:
            cursor.execute(f"SHOW {name}")
            shown[name] = cursor.fetchone()[0]
    sys.stdout.write(
        json.dumps({"project": project.pk, "cookies": cookies, "admin": admin, "durability": shown})
    )


def signed_in(user: Any) -> str:
    """The key of a session in which this person is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _ask_judges(project_id: int) -> None:
    """Two judges: a quick one that has a view, and one slow enough to be killed while it speaks."""
    from routing.judges.spec import NewSpec
    from routing.services import budgets, configs, making, routing

    for model, params in (("longer-wins", {}), ("slow", {"seconds": 0.05})):
        new = NewSpec(
            name=model, backend="scripted", model=model, params=params, concurrency=4,
            input_usd_per_million=Decimal(1), output_usd_per_million=Decimal(5),
        )  # fmt: skip
        making.create(project_id=project_id, actor_id=None, new=new)
    budgets.set_limit(project_id=project_id, unit="usd", limit=Decimal(100), actor_id=None)
    configs.choose(
        project_id=project_id, actor_id=None, policy="all_judge", params={}, audit_rate=0.05
    )
    routing.enqueue(project_id=project_id)


if __name__ == "__main__":
    _, one, two, three, *statements = sys.argv
    main(int(one), int(two), int(three), *statements)
