import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.errors import UnreadableFile
from interchange.files import reader, twice
from interchange.files.array import Elements
from interchange.files.reader import BadLine, Rows

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, *, skip: int = 0, max_bytes: int = 10**9):
        path = tmp_path / "file"
        path.write_bytes(content)
        with Rows(path, max_bytes=max_bytes) as rows:
            return list(rows.read(skip=skip))

    return read


def test_lines_are_numbered_with_blank_ones_counted_and_bom_and_crlf_dropped(read):
    assert read(b'\xef\xbb\xbf{"a":1}\r\n\r\n \n{"a":2}') == [(1, {"a": 1}), (4, {"a": 2})]


def test_an_array_gives_its_elements_whatever_they_hold(read):
    rows = [{"a": 'x],["\\{'}, {"b": [1, [2, {"c": "}"}]]}, 3, "four"]

    assert read(json.dumps(rows, indent=1).encode()) == list(enumerate(rows, start=1))
    assert read(b"[]") == []


@given(st.lists(JSON, max_size=5), st.integers(1, 7))
def test_an_array_cut_into_pieces_anywhere_gives_the_same_elements(rows, size):
    content = json.dumps(rows).encode()
    array = Elements()
    found: list[bytes] = []
    for at in range(0, len(content), size):
        found += array.feed(content[at : at + size])

    assert array.ended
    assert [json.loads(e) for e in found] == rows


def test_gzip_is_recognised_by_its_bytes(read):
    assert read(gzip.compress(b'{"a":1}\n{"a":2}\n')) == [(1, {"a": 1}), (2, {"a": 2})]


@pytest.mark.parametrize(
    "content", [b'{"n":1}\n\n{"n":2}\n{"n":3}\n', b'[{"n":1},{"n":2},{"n":3}]']
)
def test_rows_that_were_read_before_are_skipped(read, content):
    assert [row["n"] for _, row in read(content, skip=2)] == [3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": 1', "not valid JSON"),
        (b'{"a": "\xe9"}', "not UTF-8: byte 8 is 0xe9"),
        (b'{"a":\0}', "NUL bytes"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": 1e999}', "infinity"),
        (b"9" * 1_000_000, "infinity"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b'{"a": 1, "b": "x", "a": 2}', "has the key a twice"),
        (b'{"a": [{"role": "user", "content": "x", "role": "system"}]}', "has the key role twice"),
        (b'{"a": "\\u0022", "b\\"": 1, "b\\"": 2}', 'has the key b" twice'),
        (b'{"a": "\\u0022\\u0022", "a": "x"}', "has the key a twice"),
        (b'{"a": 1, "\\u0061": 2}', "has the key a twice"),
    ],
)
def test_a_broken_line_is_one_bad_row_among_good_ones(read, line, reason):
    rows = read(b'{"n":1}\n' + line + b'\n{"n":3}\n')

    assert [number for number, _ in rows] == [1, 2, 3]
    bad = rows[1][1]
    assert isinstance(bad, BadLine)
    assert reason in str(bad)
    assert len(bad.value) < 200


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_no_row_is_refused_for_keys_that_stand_in_it_once(row, indent, ascii_only):
    piece = json.dumps(row, indent=indent, ensure_ascii=ascii_only).encode()

    assert twice.key(piece, json.loads(piece)) is None


@given(st.dictionaries(st.text(), JSON, min_size=1), st.data())
def test_a_key_that_stands_twice_is_found_wherever_it_is(row, data):
    key = data.draw(st.sampled_from(sorted(row)))
    pairs = [*row.items(), (key, data.draw(JSON))]
    inner = "{" + ",".join(f"{json.dumps(k)}:{json.dumps(v)}" for k, v in pairs) + "}"
    piece = f'[1,{{"outer":{inner}}}]'.encode()

    assert twice.key(piece, json.loads(piece)) == key


def test_a_row_deeper_than_can_be_written_is_read(read):
    deep = b"[" * 500 + b"]" * 500

    assert not isinstance(read(b'{"n":1}\n{"a":' + deep + b"}\n")[1][1], BadLine)


def test_a_line_over_the_cap_is_a_bad_row_and_the_rest_is_read(read, monkeypatch):
    monkeypatch.setattr(reader, "MAX_ROW", 1000)
    rows = read(b'{"n":1}\n{"a":"' + b"x" * 5000 + b'"}\n{"n":3}\n')

    assert [n for n, row in rows if not isinstance(row, BadLine)] == [1, 3]
    assert "cut it" in str(rows[1][1])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b"PAR1....", "Parquet file is incomplete"),
        (b"PK\x03\x04....", "zip archive is damaged"),
        (b'[{"n":1},{"n":2', "breaks off in row 2"),
        (b'[{"n":1}] {"n":2}', "After the end"),
        (gzip.compress(b'{"n":1}\n' * 1000, mtime=0)[:-9], "gzip file is damaged"),
    ],
    # Named, since a test's name must be the same in every process that collects it.
    ids=["empty", "blank", "utf-16", "parquet", "zip", "cut-array", "after-array", "cut-gzip"],
)
def test_a_file_that_is_broken_as_a_whole_says_how(read, content, says):
    with pytest.raises(UnreadableFile, match=says):
        read(content)


def test_an_element_over_the_cap_ends_an_array_before_all_of_it_is_held(read, monkeypatch):
    monkeypatch.setattr(reader, "MAX_ROW", 100_000)
    with pytest.raises(UnreadableFile, match="Row 2 is longer than"):
        read(b'[{"a":1},{"a":"' + b"x" * 300_000 + b'"}]')


def test_bytes_are_counted_as_unpacked_not_as_packed(read):
    packed = gzip.compress(b'{"a":"' + b"x" * 10_000_000 + b'"}\n')
    assert len(packed) < 20_000

    with pytest.raises(UnreadableFile, match="unpacked"):
        read(packed, max_bytes=1_000_000)
