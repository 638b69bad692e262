"""How labels are made: chosen, seen and made anew over HTTP and by the command."""

import json

import pytest
from django.core.management import CommandError, call_command

from annotation.domain.types import ItemState, Role
from annotation.models import Job, Label, Project
from annotation.services import relabelling
from tests import make


@pytest.fixture
def judged(team):
    raters = [make.rater(team.project) for _ in range(3)]
    for n, item in enumerate(make.items(team.project, 8, state=ItemState.AWAITING_JUDGE)):
        for at, rater in enumerate(raters):
            make.judgment(item, rater, "b" if at == 2 and n % 2 else "a")
    return team


def test_an_admin_chooses_a_method_and_every_label_is_made_anew(judged):
    admin = judged.api(Role.ADMIN)

    answer = admin.call("patch", judged.path, {"aggregators": {"overall": "dawid_skene"}})
    assert answer.json()["aggregators"] == {"overall": "dawid_skene"}
    [before] = admin.read(f"{judged.path}/labelling")["questions"]
    assert (before["method"], before["fit"]) == ("dawid_skene", None)
    assert "relabel the project" in before["counted_because"]
    relabelling.run(job_id=Job.objects.get(kind="relabel").pk)

    page = judged.api(Role.RESEARCHER).read(f"{judged.path}/labelling")
    [found] = page["questions"]
    assert (found["fit"]["n_votes"], found["fit"]["n_raters"]) == (24, 3)
    assert (found["since"], found["counted_because"]) == (0, "")
    assert (page["job"]["state"], page["job"]["done"], page["job"]["total"]) == ("done", 8, 8)
    assert {"majority", "glad"} <= {m["key"] for m in page["methods"]}
    assert set(Label.objects.values_list("method", flat=True)) == {"dawid_skene"}


def test_relabelling_asked_for_twice_is_one_job(judged):
    admin = judged.api(Role.ADMIN)
    first, second = (admin.call("post", f"{judged.path}/labelling") for _ in range(2))

    assert (first.status_code, first.json()) == (202, second.json())
    assert Job.objects.filter(kind="relabel").count() == 1


def test_a_method_that_does_not_exist_is_refused_by_name(judged):
    answer = judged.api(Role.ADMIN).call("patch", judged.path, {"aggregators": {"overall": "luck"}})

    assert answer.status_code == 400
    assert "There is no method 'luck'" in answer.json()["fields"]["aggregators"][0]
    assert not Job.objects.filter(kind="relabel").exists()


def test_the_command_chooses_relabels_and_says_what_came_of_it(judged, capsys):
    slug = judged.project.slug
    call_command("relabel", slug, "--by", "overall=one_coin", "--json")
    found = json.loads(capsys.readouterr().out)

    assert (found["items"], found["labels_added"], list(found["fits"])) == (8, 8, ["overall"])
    assert Project.objects.get().aggregators == {"overall": "one_coin"}
    call_command("relabel", slug)
    assert "8 items, 0 labels new or changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("by", "sentence"),
    [("overall", "write --by QUESTION=METHOD"), ("overall=luck", "There is no method 'luck'")],
)
def test_the_command_refuses_what_does_not_fit(judged, by, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("relabel", judged.project.slug, "--by", by)
