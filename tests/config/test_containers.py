"""The container files cannot be run where the tests run; this is what can be checked without."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OWN = {"migrate", "web", "worker", "beat"}
VARIABLES = sorted(
    set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    | {name for own in OWN for name in SERVICES[own]["environment"]}
)


def test_all_parts_of_tiebreak_run_from_one_image_and_the_databases_apart():
    assert set(SERVICES) == OWN | {"db", "redis"}
    assert len({SERVICES[name]["image"] for name in OWN}) == 1
    assert all("healthcheck" in SERVICES[name] for name in ("db", "redis", "web", "worker"))


def test_no_image_is_pinned_to_whatever_is_newest():
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    images = bases + [SERVICES[name]["image"] for name in SERVICES]

    assert [i for i in images if ":" not in i or i.endswith(":latest")] == []


def test_the_image_runs_as_a_plain_user_with_the_settings_of_production():
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert "USER tiebreak" in lines
    assert "ENV DJANGO_SETTINGS_MODULE=config.settings.prod" in lines


def test_every_secret_must_be_given():
    for name in ("POSTGRES_PASSWORD", "TIEBREAK_SECRET_KEY", "TIEBREAK_FIELD_KEYS"):
        assert re.search(rf"\${{{name}:\?", COMPOSE), name


def test_all_that_the_image_copies_exists():
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)

    missing = [name for line in copied for name in line.split() if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_described_for_operators(name):
    assert f"`{name}`" in (ROOT / "docs" / "operations.md").read_text()
