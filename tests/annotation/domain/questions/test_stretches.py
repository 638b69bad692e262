import itertools
import json

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from annotation.domain.questions import stretches

TABLE = json.loads((settings.ROOT / "tests" / "contracts" / "stretches.json").read_text())
FIND = {**stretches.WAYS, "citation": stretches.citations}


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["why"])
def test_the_server_finds_the_stretches_that_the_bench_finds(case):
    assert [list(s) for s in FIND[case["by"]](case["text"])] == case["found"]


@given(st.text("a \n\t😀[]12,", max_size=60), st.sampled_from(sorted(stretches.WAYS)))
def test_steps_are_in_order_and_leave_out_blanks_alone(text, by):
    found = FIND[by](text)
    covered = "".join(text[start:end] for start, end, _ in found)

    assert all(start < end for start, end, _ in found)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    assert "".join(covered.split()) == "".join(text.split())


def test_a_text_without_end_is_asked_about_only_so_far():
    many = "a\n" * 10_000

    assert len(stretches.lines(many)) == len(stretches.citations("[1]" * 999)) == 300
