"""Rows in PostgreSQL's binary form come back as what was put in, to the last bit."""

from datetime import UTC, datetime
from math import inf, nan

import numpy as np
import orjson
import pytest

from annotation import copying, statements

TABLE = """
CREATE TEMPORARY TABLE kept (id bigint, round integer, people smallint, audited boolean,
    share double precision, score double precision, name text, said jsonb, other bigint,
    at timestamptz)
"""
READ = "SELECT id, round, people, audited, share, score, name, said, other, at FROM kept ORDER BY 1"


@pytest.mark.django_db
def test_every_kind_of_field_comes_back_as_it_was():
    statements.rows(TABLE, {})
    names = ["plain", "tab\t and \\N and \n", "übersetzt 雪"]
    said = [["a \\ b", 'a "quoted" word'], {"雪": None}, []]
    at = datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    starts = copying.starts(
        10,
        [
            ("i8", np.array([-(2**62), 0, 2**62])),
            ("i4", np.array([1, 2, 2**31 - 1])),
            ("i2", np.array([0, -1, 2**15 - 1])),
            ("?", np.array([True, False, True])),
            ("f8", np.array([0.1, 1 / 3, 5e-324])),
        ],
    )
    rows = [
        start
        + copying.double(score)
        + copying.text(name)
        + copying.json(orjson.dumps(some))
        + copying.bigint(other)
        + copying.time(at)
        for start, score, name, some, other in zip(
            starts, [2 / 3, nan, None], names, said, [7, None, -7], strict=True
        )
    ]
    copying.copy("COPY kept FROM STDIN", rows)

    found = [(*row[:7], orjson.loads(row[7]), *row[8:]) for row in statements.rows(READ, {})]
    assert found == [
        (-(2**62), 1, 0, True, 0.1, 2 / 3, names[0], said[0], 7, at),
        (0, 2, -1, False, 1 / 3, None, names[1], said[1], None, at),
        (2**62, 2**31 - 1, 2**15 - 1, True, 5e-324, None, names[2], said[2], -7, at),
    ]


def test_what_is_no_finite_number_is_null():
    assert {copying.double(value) for value in (nan, inf, -inf, None)} == {copying.NULL}
    assert copying.bigint(None) == copying.NULL
