"""CSV, Parquet and zip: read as they are meant, and refused early with a reason where they lie."""

import io
import json
import stat
import struct
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interchange.errors import UnreadableFile
from interchange.files import archives, parquet, reader
from interchange.files.lines import BadLine
from interchange.files.reader import Rows
from interchange.files.writers import Csv, JsonDocument, JsonLines, Parquet
from interchange.formats import WRITERS
from tests.interchange.formats import bundles
from tests.interchange.formats.rows import ROWS
from tests.interchange.formats.test_round_trip import QUESTIONS, written

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, *, skip: int = 0, max_bytes: int = 10**9):
        path = tmp_path / "file"
        path.write_bytes(content)
        with Rows(path, max_bytes=max_bytes) as rows:
            return list(rows.read(skip=skip))

    return read


def table(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def packed(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_csv_with_bom_quotes_breaks_and_commas_in_cells(read):
    content = b'\xef\xbb\xbfid,prompt\r\n1,"a, ""b""\r\nc"\r\n\r\n2,d\r\n'

    assert read(content) == [
        (2, {"id": "1", "prompt": 'a, "b"\r\nc'}),
        (5, {"id": "2", "prompt": "d"}),
    ]


@pytest.mark.parametrize("sep", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_header(read, sep):
    assert read(f"id{sep}text\n1{sep}x\n".encode()) == [(2, {"id": "1", "text": "x"})]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_cells_come_back_from_csv(tmp_path, rows):
    import csv

    path = tmp_path / "file"
    with path.open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    with Rows(path, max_bytes=10**6) as found:
        assert [list(row.values()) for _, row in found.read()] == rows


def test_a_row_of_another_width_is_bad_and_the_rest_is_read(read):
    (_, bad), (_, good) = read(b"a,b\n1,2,3\n4,5\n")

    assert isinstance(bad, BadLine)
    assert "has 3 cells, but the header names 2" in str(bad)
    assert good == {"a": "4", "b": "5"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,a\n1,2\n", "Two columns are called 'a'"),
        (b"a,,b\n1,2,3\n", "Column 2 of the header has no name"),
        (b"a,b\n1,\xe9\n", "Line 2 is not UTF-8"),
        (b"a,b\n1,\0\n", "NUL"),
        ((",".join(f"c{n}" for n in range(3000)) + "\n").encode(), "3,000 columns"),
    ],
    ids=["twice", "no-name", "latin-1", "nul", "wide"],
)
def test_a_table_that_is_broken_as_a_whole_says_how(read, content, says):
    with pytest.raises(UnreadableFile, match=says):
        read(content)


def test_a_json_document_over_many_lines_is_one_row(read, monkeypatch):
    document = {"comparisons": [{"id": 1}], "annotators": {}}

    assert read(json.dumps(document, indent=2).encode()) == [(1, document)]
    monkeypatch.setattr(reader, "MAX_ROW", 20)
    with pytest.raises(UnreadableFile, match="one JSON document of more than"):
        read(json.dumps(document, indent=2).encode())


def test_parquet_rows_nested_ones_too_are_read_and_skipped(read):
    rows = [{"id": 1, "chat": [{"role": "user", "content": "x"}]}, {"id": 2, "chat": []}]
    content = table(id=[1, 2], chat=[r["chat"] for r in rows])

    assert read(content) == list(enumerate(rows, start=1))
    assert read(content, skip=1) == [(2, rows[1])]


@pytest.mark.parametrize("cut", [1, 8, 40])
def test_a_truncated_parquet_file_is_refused(read, cut):
    with pytest.raises(UnreadableFile, match=r"incomplete|damaged"):
        read(table(a=list(range(100)))[:-cut])


def test_a_parquet_footer_that_claims_more_than_the_file_is_refused(read):
    content = table(a=[1])
    lying = content[:-8] + struct.pack("<I", 2**30) + b"PAR1"
    with pytest.raises(UnreadableFile, match="claims a footer of 1,073,741,824 bytes"):
        read(lying)


def lying(content, claimed, lie):
    """The file with a number of its footer changed, where it stands first."""
    length = int.from_bytes(content[-8:-4], "little")
    body, footer = content[: -8 - length], content[-8 - length :]
    assert len(varint(claimed)) == len(varint(lie))
    assert varint(claimed) in footer
    return body + footer.replace(varint(claimed), varint(lie), 1)


def varint(number):
    """A number as Thrift's compact form has it: zigzag, seven bits a byte."""
    number, out = 2 * number, bytearray()
    while number > 127:
        number, out = number >> 7, out + bytes([number & 127 | 128])
    return bytes(out + bytes([number]))


def test_a_parquet_footer_that_contradicts_itself_about_its_rows_is_refused(read):
    content = table(a=list(range(777)))
    assert len(read(content)) == 777
    with pytest.raises(UnreadableFile, match="contradicts itself about its rows"):
        read(lying(content, 777, 778))


def test_a_parquet_footer_that_claims_data_behind_the_end_is_refused(read):
    content = table(a=list(range(777)))
    held = pq.ParquetFile(io.BytesIO(content)).metadata.row_group(0).column(0)
    with pytest.raises(UnreadableFile, match="claims data that the file does not hold"):
        read(lying(content, held.total_compressed_size, 8191))


def test_a_parquet_file_of_noise_is_damaged_and_nothing_worse(read):
    for seed in range(30):
        content = bytearray(table(a=["text"] * 50, b=list(range(50))))
        for n in range(8):
            content[4 + (seed * 37 + n * 101) % (len(content) - 12)] ^= 0xFF
        try:
            rows = read(bytes(content))
        except UnreadableFile:
            continue
        assert len(rows) <= 50


def test_parquet_of_too_many_columns_rows_or_levels_is_refused(read, monkeypatch):
    with pytest.raises(UnreadableFile, match="1,001 columns"):
        read(table(**{f"c{n}": [1] for n in range(1001)}))
    kind = pa.int64()
    for _ in range(parquet.MAX_DEPTH + 2):
        kind = pa.list_(kind)
    with pytest.raises(UnreadableFile, match="levels deep"):
        read(table(a=pa.array([None], kind)))
    monkeypatch.setattr(parquet, "MAX_ROWS", 2)
    with pytest.raises(UnreadableFile, match="claims 3 rows"):
        read(table(a=[1, 2, 3]))


def test_a_parquet_bomb_is_refused_before_it_is_unpacked(read):
    out = io.BytesIO()
    bomb = pa.array([b"x" * 60_000_000], pa.binary()).cast(pa.string())
    pq.write_table(pa.table({"a": bomb}), out, compression="zstd", use_dictionary=False)
    assert len(out.getvalue()) < 100_000

    with pytest.raises(UnreadableFile, match="times as many"):
        read(out.getvalue())


def test_parquet_is_counted_by_what_it_claims_and_by_what_comes_out_of_it(read, tmp_path):
    path = tmp_path / "claims.parquet"
    path.write_bytes(table(a=["x" * 900 + str(n) for n in range(900)]))
    with pytest.raises(UnreadableFile, match="longer than 0 MB unpacked"):
        Rows(path, max_bytes=1000)  # before a row is read
    alike = table(a=["x" * 900] * 900)  # one text in a dictionary, nine hundred when it is read
    assert len(alike) < 10_000
    with pytest.raises(UnreadableFile, match="longer than 0 MB unpacked"):
        read(alike, max_bytes=100_000)


def test_bytes_and_types_of_ones_own_are_refused_by_column(read):
    with pytest.raises(UnreadableFile, match="Column a holds binary"):
        read(table(a=[b"x"]))
    kind = pa.uuid()
    with pytest.raises(UnreadableFile, match="Column a has a type of its own"):
        read(table(a=pa.array([b"0" * 16], pa.binary(16)).cast(kind)))


def test_the_files_of_an_archive_are_read_in_turn_and_nothing_is_left(read, tmp_path):
    files = [("a.jsonl", b'{"n":1}\n{"n":2}\n'), ("sub/b.csv", b"n,m\n3,4\n"), (".DS_Store", b"x")]

    assert [row for _, row in read(packed(files))] == [{"n": 1}, {"n": 2}, {"n": "3", "m": "4"}]
    assert [number for number, _ in read(packed(files))] == [1, 2, 4]
    assert [row for _, row in read(packed(files), skip=2)] == [{"n": "3", "m": "4"}]
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("../up.jsonl", b"{}")], "leads out of its folder"),
        ([("/etc/x.jsonl", b"{}")], "leads out of its folder"),
        ([("..\\up.jsonl", b"{}")], "leads out of its folder"),
        ([("C:/x.jsonl", b"{}")], "leads out of its folder"),
        ([("z.jsonl", b"0" * 50_000_000)], "times as many"),
        ([(f"{n}.jsonl", b"") for n in range(1001)], "1,001 files"),
        ([("in.zip", packed([("a.jsonl", b"{}")]))], "archive within the archive"),
        ([("bad.jsonl", b"")], "bad.jsonl: The file is empty"),
        ([(".hidden", b"{}")], "holds no file"),
    ],
    ids=["up", "root", "backslash", "drive", "bomb", "many", "nested", "empty", "hidden"],
)
def test_archives_that_lie_or_lead_out_are_refused(read, tmp_path, files, says):
    with pytest.raises(UnreadableFile, match=says):
        read(packed(files))
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_than_deflate_are_refused(read, method):
    with pytest.raises(UnreadableFile, match="another method than deflate"):
        read(packed([("a.jsonl", b'{"n":1}\n')], method))


def test_links_encrypted_and_double_files_are_refused(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.jsonl")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFile, match="is a link"):
        read(out.getvalue())
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed([("a.jsonl", b"{}"), ("a.jsonl", b"{}")])
    with pytest.raises(UnreadableFile, match="two files called"):
        read(twice)
    secret = bytearray(packed([("a.jsonl", b"{}")]))
    secret[6] |= 1
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile, match="encrypted"):
        read(bytes(secret))


def test_a_member_that_is_longer_than_it_claims_stops_there(read):
    content = bytearray(packed([("a.jsonl", b'{"n":1}\n' * 1000)], zipfile.ZIP_STORED))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)  # the size unpacked, in the directory

    with pytest.raises(UnreadableFile, match=r"claims|damaged"):
        read(bytes(content))


def test_an_archive_of_more_bytes_than_are_taken_is_refused_by_its_directory(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(packed([("a.jsonl", b'{"n":1}\n' * 1000)]))
    with pytest.raises(UnreadableFile, match="at most 0 MB"):
        archives.members(path, max_bytes=1000)


def test_no_more_of_a_member_is_written_out_than_is_taken(tmp_path):
    path, out = tmp_path / "file", io.BytesIO()
    path.write_bytes(packed([("a.jsonl", b'{"n":1}\n' * 1000)]))
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        archives.unpack(path, "a.jsonl", out, max_bytes=7999)
    assert out.getvalue() == b""
    assert archives.unpack(path, "a.jsonl", out, max_bytes=8000) == len(out.getvalue()) == 8000


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_disarms_formulas_in_every_column_and_jsonl_and_parquet_are_exact(tmp_path, value):
    columns = {value: "text", "n": "integer"}
    for kind, suffix in ((Csv, "csv"), (JsonLines, "jsonl"), (Parquet, "parquet")):
        writer = kind(tmp_path / f"file.{suffix}", columns)
        writer.write([{value: value, "n": -2}])
        assert writer.close().rows == 1
    import csv

    with (tmp_path / "file.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [[f"'{value}", "n"], [f"'{value}", "-2"]]
    for suffix in ("jsonl", "parquet"):
        with Rows(tmp_path / f"file.{suffix}", max_bytes=10**6) as rows:
            assert list(rows.read()) == [(1, {value: value, "n": -2})]


def test_csv_disarms_a_cell_that_begins_with_nul(tmp_path):
    writer = Csv(tmp_path / "file.csv", {"a": "text"})
    writer.write([{"a": "\0=1"}])
    writer.close()

    assert (tmp_path / "file.csv").read_bytes() in {b"a\r\n'\0=1\r\n", b'a\r\n"\'\0=1"\r\n'}


@pytest.mark.parametrize("key", sorted(WRITERS))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(bundle=bundles.bundles())
def test_every_format_fits_its_own_columns_in_parquet(tmp_path, key, bundle):
    form = WRITERS[key]
    if key == "judgments" or "parquet" not in getattr(form, "files", ["parquet"]):
        return
    rows, _ = written(form, bundle)
    columns = form.columns(_params(form), QUESTIONS)
    writer = Parquet(tmp_path / "file.parquet", columns)
    writer.write(rows)
    writer.close()
    if not rows:
        return
    with Rows(tmp_path / "file.parquet", max_bytes=10**8) as found:
        back = [row for _, row in found.read()]
    assert [set(row) for row in back] == [set(columns)] * len(rows)
    assert [told(row) for row in rows] == [told(row) for row in back]


def told(value):
    """Without what is null: a field that a row does not have comes back as one."""
    if isinstance(value, dict):
        return {k: told(v) for k, v in value.items() if v is not None}
    return [told(v) for v in value] if isinstance(value, list) else value


def test_annotated_pairs_are_one_document_with_their_annotators(tmp_path):
    form = WRITERS["annotated-pairs"]
    responses = [{"key": k, "text": t, "model": ""} for k, t in (("r1", "x"), ("r2", "y"))]
    item = bundles.ExportItem(1, "c1", bundles.one_turn(), responses, "")
    said = bundles.judgment(item, {"overall": {"winner": "b", "strength": 1}}, rater="Anna")
    rows, _ = written(form, bundles.Bundle(item, (said,)))
    writer = JsonDocument(tmp_path / "file.json", form.columns({}, []), form)
    writer.write(rows)
    writer.close()

    document = json.loads((tmp_path / "file.json").read_text())
    ((name, annotator),) = document["annotators"].items()
    assert annotator == {"name": "Anna", "description": "", "type": "human"}
    assert document["comparisons"][0]["annotations"] == {name: {"pref": "b"}}


def test_the_rows_by_hand_are_read_from_every_kind_of_file(tmp_path):
    row = ROWS["helpsteer3"]
    for content in (json.dumps(row).encode(), table(**{k: [v] for k, v in row.items()})):
        (tmp_path / "file").write_bytes(content)
        with Rows(tmp_path / "file", max_bytes=10**6) as rows:
            assert list(rows.read()) == [(1, row)]


def _params(form):
    from interchange.formats.choices import checked

    return checked(form, {})
