"""Figures as what JSON has."""

from dataclasses import dataclass

from annotation.selectors.plain import plain


@dataclass(frozen=True)
class Figure:
    value: float
    among: tuple[float, ...]


def test_a_number_that_is_none_is_null_wherever_it_stands() -> None:
    found = plain({"x": [Figure(float("nan"), (1.5, float("-inf")))]})

    assert found == {"x": [{"value": None, "among": [1.5, None]}]}
