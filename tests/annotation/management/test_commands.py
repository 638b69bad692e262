from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation.domain.types import Role
from annotation.models import Membership
from tests import make
from tests.conftest import Api


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_invite_prints_a_link_that_works(db):
    project = make.project(slug="poems")
    url = run("invite", "poems", "--role", "researcher").strip()
    account = {"name": "Grace", "email": "g@example.org", "password": "a long enough phrase"}

    response = Api().call("post", f"/invites/{url.rsplit('/', 1)[1]}", account)

    assert response.status_code == 200
    assert Membership.objects.get(project=project).role == Role.RESEARCHER


def test_invite_signs_a_known_person_in(db):
    ada = make.user("Ada", email="ada@example.org")
    project = make.project()

    url = run("invite", str(project.pk), "--email", "ADA@example.org")
    response = Api().call("post", f"/invites/{url.strip().rsplit('/', 1)[1]}", {})

    assert response.json()["user"]["id"] == ada.pk
    assert Membership.objects.filter(project=project, user=ada).exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere"], "no project 'nowhere'"),
        (["poems", "--email", "no address"], "not an e-mail address"),
        (["poems", "--days", "0"], "--days"),
        (["poems", "--uses", "-1"], "--uses"),
        (["poems", "--role", "king"], "king"),
    ],
)
def test_invite_says_what_does_not_fit(db, args, words):
    make.project(slug="poems")

    with pytest.raises(CommandError, match=words):
        run("invite", *args)
