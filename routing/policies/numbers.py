"""Numbers in sentences that compare them: two that differ never look alike."""

import numpy as np
from numpy.typing import NDArray

from routing.policies.columns import Why, why
from routing.signals import Floats

ALIKE = 1e-9  # 1 - 0.7 and 1 - confidence are rounded differently: up to this it is equal
MOST = 17  # digits after the point; beyond them a number is written as short as it can be


def apart(one: float, other: float, digits: int, alike: float = 0.0) -> tuple[str, str]:
    """Both with so many digits after the point, or with as many as it takes to tell them apart.

    Rounding keeps the order, so a sentence that calls the one lower stays true as it is read.

    Args:
        alike: Numbers no further from each other are one and the same.
    """
    if abs(one - other) <= alike:
        one = other
    for more in range(digits, MOST):
        shown = f"{one:z.{more}f}", f"{other:z.{more}f}"  # z: no "-0"
        if shown[0] != shown[1] or one == other:
            return shown
    return repr(one), repr(other)


def compared(
    where: NDArray[np.bool_],
    template: str,
    values: Floats,
    limit: float,
    *,
    digits: int,
    alike: float = 0.0,
) -> list[Why]:
    """A sentence about the rows where `where` holds, with their value and what it is compared with.

    Args:
        where: Shape (n_items,).
        template: For `str.format` with {value} and {limit}.
        values: Of each item, shape (n_items,).
        limit: What all of them are compared with.
        digits: After the point, where they tell the two apart.
        alike: As `apart` has it.
    """
    # Two numbers that are a last digit apart look different, whichever way they are rounded.
    close = where & (np.abs(values - limit) < 10.0**-digits)
    usual = template.replace("{limit}", f"{limit:.{digits}f}")
    said = [why(where & ~close, usual.replace("{value}", f"{{0:.{digits}f}}"), values)]
    if close.any():
        pairs = [apart(value, limit, digits, alike) for value in values[close].tolist()]
        texts = np.full((2, len(values)), "", dtype=object)
        texts[:, close] = np.array(pairs, dtype=object).T
        said.append(
            why(close, template.replace("{value}", "{0}").replace("{limit}", "{1}"), *texts)
        )
    return said
