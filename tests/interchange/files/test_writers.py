"""Files hold the columns that they were promised, whatever a later version would add to a row."""

import json

import pytest

from interchange.files.writers import writer

COLUMNS = {"prompt": "text", "n": "integer"}


@pytest.mark.parametrize("kind", ["jsonl", "json"])
def test_a_row_with_more_than_the_columns_of_its_snapshot_is_written_without(tmp_path, kind):
    file = writer(kind, tmp_path / f"f.{kind}", COLUMNS, None)
    file.write([{"meta_newer": 1, "n": 2, "prompt": "a"}, {"prompt": "b"}])
    file.close()
    lines = (tmp_path / f"f.{kind}").read_bytes().split(b"\n")

    assert lines[0 if kind == "jsonl" else 1].rstrip(b",") == b'{"prompt":"a","n":2}'
    assert json.loads(lines[1 if kind == "jsonl" else 2]) == {"prompt": "b", "n": None}
