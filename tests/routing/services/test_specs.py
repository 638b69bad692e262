"""Judges of a project: what their identity is made of, and what never comes out again."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from annotation.errors import Invalid
from annotation.models import AuditEvent
from routing.judges import spec as spec_of
from routing.judges.base import CallFailed
from routing.judges.spec import NewSpec
from routing.models import JudgeEndpoint, JudgeSpec
from routing.services import making, specs
from tests import make
from tests.routing.services import build

KEY = "sk-test-0123456789abcdef"
REMOTE = NewSpec(
    name="remote",
    backend="openai",
    model="m",
    base_url="https://judge.example/v1",
    api_key=KEY,
    input_usd_per_million=Decimal(1),
    output_usd_per_million=Decimal(2),
    params={"temperature": 0},
)


def sha(new: NewSpec) -> str:
    return spec_of.sha256(spec_of.identity(new))


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"params": {"temperature": 1}},
        {"params": {"temperature": 0, "max_tokens": 5}},
        {"base_url": "https://other.example/v1"},
        {"samples": 2},
        {"question": "help"},
        {"backend": "scripted", "base_url": ""},
        {"template": "one_token.v1"},
    ],
)
def test_what_changes_the_verdicts_changes_the_identity(change: dict[str, Any]) -> None:
    assert sha(replace(REMOTE, **change)) != sha(REMOTE)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "another"},
        {"api_key": "other"},
        {"deadline_seconds": 5},
        {"concurrency": 3},
        {"input_usd_per_million": Decimal(9)},
        {"base_url": "https://judge.example/v1/"},
        {"params": {"temperature": 0, "max_tokens": 800}},  # what it would be anyway
    ],
)
def test_what_only_runs_or_pays_it_does_not(change: dict[str, Any]) -> None:
    assert sha(replace(REMOTE, **change)) == sha(REMOTE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"backend": "magic"}, "backend"),
        ({"name": " "}, "name"),
        ({"model": ""}, "model"),
        ({"template": "../../secret"}, "template"),
        ({"template": "score.v1"}, "template"),
        ({"members": ("a", "b")}, "members"),
        ({"requests_per_minute": 0}, "requests_per_minute"),
        ({"input_usd_per_million": None}, "input_usd_per_million"),
        ({"output_usd_per_million": Decimal("-1")}, "output_usd_per_million"),
        ({"output_usd_per_million": Decimal("NaN")}, "output_usd_per_million"),
        ({"params": {"extra_body": {}}}, "params"),
        ({"params": {"temperature": float("nan")}}, "params"),
        ({"params": {"max_tokens": "many"}}, "params"),
        ({"samples": 0}, "samples"),
        ({"concurrency": 1000}, "concurrency"),
        ({"deadline_seconds": 0}, "deadline_seconds"),
        ({"base_url": ""}, "base_url"),
        ({"base_url": "ftp://judge.example"}, "base_url"),
        ({"base_url": "file:///etc/passwd"}, "base_url"),
        ({"base_url": "https://me:pw@judge.example/v1"}, "base_url"),
        ({"base_url": "https://judge.example/v1?key=1"}, "base_url"),
        ({"base_url": "https://judge.example:99999/v1"}, "base_url"),
        ({"base_url": "https://[::1/v1"}, "base_url"),
    ],
)
@pytest.mark.django_db
def test_what_does_not_fit_is_named_field_by_field(change: dict[str, Any], field: str) -> None:
    project = make.project()

    with pytest.raises(Invalid) as caught:
        making.create(project_id=project.pk, actor_id=None, new=replace(REMOTE, **change))

    assert list(caught.value.fields) == [field]
    assert not JudgeSpec.objects.exists()


@pytest.mark.django_db
def test_nothing_is_a_price_but_zero_is() -> None:
    free = replace(REMOTE, input_usd_per_million=Decimal(0), output_usd_per_million=Decimal(0))

    assert making.create(project_id=make.project().pk, actor_id=None, new=free).pk


@pytest.mark.django_db
def test_a_new_judge_is_active_untested_and_in_the_audit_log() -> None:
    project = make.project()
    spec = making.create(project_id=project.pk, actor_id=None, new=REMOTE)

    assert specs.trust_of(spec.pk).status == "untested"
    assert [s.pk for s in specs.active(project_id=project.pk)] == [spec.pk]
    event = AuditEvent.objects.get(kind="judge.created")
    assert event.data["sha256"] == spec.sha256 == spec_of.sha256(spec.spec)


@pytest.mark.django_db
def test_the_same_configuration_under_another_name_is_the_same_judge() -> None:
    project = make.project()
    making.create(project_id=project.pk, actor_id=None, new=REMOTE)

    with pytest.raises(making.SameJudge):
        making.create(project_id=project.pk, actor_id=None, new=replace(REMOTE, name="b"))


@pytest.mark.django_db
def test_a_retired_and_a_suspended_judge_are_not_asked() -> None:
    project = make.project()
    retired, suspended = build.judge(project), build.judge(project, "always-a")
    who = {"project_id": project.pk, "actor_id": None}

    specs.set_active(spec_id=retired.pk, active=False, **who)
    specs.set_trust(spec_id=suspended.pk, status="suspended", reason="drifts", **who)
    assert specs.active(project_id=project.pk) == []

    specs.set_active(spec_id=retired.pk, active=True, **who)
    specs.set_trust(spec_id=suspended.pk, status="trusted", reason="tested again", **who)
    assert len(specs.active(project_id=project.pk)) == 2
    kinds = list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[2:] == [
        "judge.retired",
        "judge.trust_changed",
        "judge.activated",
        "judge.trust_changed",
    ]


@pytest.mark.django_db
def test_the_key_is_kept_encrypted_and_opens_the_endpoint(settings: Any) -> None:
    spec = making.create(project_id=make.project().pk, actor_id=None, new=REMOTE)
    endpoint = JudgeEndpoint.objects.get()

    assert KEY.encode() not in bytes(endpoint.key_encrypted)
    assert endpoint.key_last4 == KEY[-4:]
    assert KEY not in str(specs.listing(project_id=spec.project_id))
    # The newest key encrypts, the older ones still read.
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert specs.open_backend(spec).setup.api_key == KEY  # type: ignore[attr-defined]
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CallFailed, match="TIEBREAK_FIELD_KEYS"):
        specs.open_backend(spec)


@pytest.mark.django_db
def test_another_address_starts_without_the_key_of_the_first() -> None:
    project = make.project()
    making.create(project_id=project.pk, actor_id=None, new=REMOTE)
    moved = replace(REMOTE, name="moved", base_url="https://evil.example/v1", api_key="")
    spec = making.create(project_id=project.pk, actor_id=None, new=moved)

    assert spec.endpoint is not None
    assert (spec.endpoint.key_last4, bytes(spec.endpoint.key_encrypted)) == ("", b"")


@pytest.mark.django_db
def test_another_model_at_the_same_address_shares_the_key_and_a_new_one_replaces_it() -> None:
    project = make.project()
    first = making.create(project_id=project.pk, actor_id=None, new=REMOTE)
    other = replace(REMOTE, name="other", model="n", api_key="")
    second = making.create(project_id=project.pk, actor_id=None, new=other)
    assert second.endpoint_id == first.endpoint_id

    specs.set_key(project_id=project.pk, spec_id=second.pk, api_key="k" * 20, actor_id=None)

    assert JudgeEndpoint.objects.get().key_last4 == "kkkk"
    log = AuditEvent.objects.get(kind="judge.key_changed")
    assert log.data == {"last4": "kkkk"}


@pytest.mark.django_db
def test_a_local_model_that_is_not_installed_says_how_to_install_it(
    settings: Any, tmp_path: Any
) -> None:
    settings.MODELS_DIR = tmp_path
    with pytest.raises(Invalid, match="judge_model"):
        build.judge(make.project(), "smollm2", backend="transformers")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"measure": "beauty"}, "one of likelihood, gain, follow_up, ratio"),
        ({"measure": "ratio"}, "needs a reference_model"),
        ({"measure": "gain", "reference_model": "r"}, "nothing else, needs a reference_model"),
        ({"measure": "ratio", "reference_model": "r", "beta": 0}, "above 0"),
        ({"measure": "ratio", "reference_model": "r", "beta": "x"}, "above 0"),
        ({"temperature": 1}, "Unknown: temperature"),
    ],
)
def test_a_likelihood_that_cannot_be_measured_is_refused_in_words(
    params: dict[str, Any], words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        build.judge(make.project(), "m", backend="likelihood", params=params)

    assert words in caught.value.fields["params"][0]


@pytest.mark.django_db
@pytest.mark.parametrize("backend", ["transformers", "reward", "likelihood"])
def test_adding_a_local_judge_checks_its_folder_and_loads_no_model(
    backend: str, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.MODELS_DIR = tmp_path
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "config.json").write_text("{}")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    for module in ("transformers_local", "reward_local", "likelihood"):
        monkeypatch.setattr(f"routing.judges.{module}.opened", lambda: pytest.fail("loaded"))
    with pytest.raises(Invalid, match="no safetensors"):
        build.judge(make.project(), "m", backend=backend)

    (tmp_path / "m" / "model.safetensors").write_bytes(b"")

    assert build.judge(make.project(), "m", backend=backend).backend == backend
