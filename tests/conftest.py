"""The API as each role sees it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
from django.test import Client

from annotation.domain.types import Role
from annotation.models import Project, User
from tests import make

# Nothing is timed in a test: on a busy machine a deadline fails what is right.
hypothesis.settings.register_profile("untimed", deadline=None)
# In CI the same cases each time: a search for new ones is for whoever can look into what it finds.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable" if os.environ.get("CI") else "untimed")


class Api(Client):
    """JSON in, JSON out, signed in or not; paths start below /api."""

    def __init__(self, who: User | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if who is not None:
            self.force_login(who)

    def call(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        """The answer to a request; `.json()` reads it."""
        data = "" if body is None else body if isinstance(body, bytes) else json.dumps(body)
        return self.generic(
            method.upper(), f"/api{path}", data, content_type="application/json", **extra
        )

    def read(self, path: str, **query: Any) -> Any:
        """GET that must succeed, as data."""
        response = self.get(f"/api{path}", query)
        assert response.status_code == 200, (response.status_code, response.content[:500])
        return response.json()


@dataclass(frozen=True)
class Team:
    """A project with one person of each role."""

    project: Project
    people: dict[Role, User]

    def api(self, role: Role) -> Api:
        return Api(self.people[role])

    @property
    def path(self) -> str:
        return f"/projects/{self.project.pk}"


@pytest.fixture
def api() -> Callable[..., Api]:
    """`api(user)` is a client signed in as them; `api()` is nobody."""
    return Api


@pytest.fixture
def team(db: None) -> Team:
    project = make.project()
    return Team(project, {role: make.member(project, role) for role in Role})
