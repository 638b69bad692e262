import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interchange.formats import READERS
from tests.interchange.formats.rows import ROWS


@pytest.fixture
def detect(tmp_path):
    def detect(*rows, **options):
        path = tmp_path / "file.jsonl"
        path.write_text(
            "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
        )
        out = StringIO()
        call_command("detect_format", str(path), stdout=out, **options)
        return out.getvalue()

    return detect


def test_the_format_is_named_with_its_evidence_and_what_is_in_the_file(detect):
    said = detect(*[ROWS["label-studio"]] * 3)

    assert said.startswith("label-studio  97%\n  3 of 3 rows have data and annotations.\n")
    assert "answer1, which Label Studio shows on the left" in said
    assert "3 rows, 0 bad; 3 items, 3 judgments by people, 3 by judges." in said


def test_bad_rows_are_named_by_line_and_field(detect):
    bad = {**ROWS["helpsteer3"], "response2": ""}
    said = detect(*[ROWS["helpsteer3"]] * 12, bad, "{broken")

    assert "14 rows, 2 bad" in said
    assert "line 13: response2 is an empty response" in said
    assert "line 14:  is not valid JSON" in said


def test_a_format_can_be_said_and_the_report_be_json(detect):
    report = json.loads(detect(ROWS["rewardbench"], format="trl-preference", json=True))

    assert (report["format"], report["items"]) == ("trl-preference", 1)
    assert report["detected"][0]["format"] == "rewardbench"


def test_a_file_of_no_known_format_or_none_at_all_ends_with_what_to_do(detect, tmp_path):
    with pytest.raises(CommandError, match="import it with a mapping"):
        detect({"a": 1})
    with pytest.raises(CommandError, match="No such file"):
        call_command("detect_format", str(tmp_path / "none"))


@pytest.mark.parametrize("key", sorted(READERS))
def test_every_format_is_detected_from_a_file(detect, key):
    assert json.loads(detect(ROWS[key], json=True))["format"] == key
