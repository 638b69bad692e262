"""Published tables that several statistics are tried on."""

import numpy as np

from annotation.domain.quality import agreement

# Krippendorff (2011): 4 raters × 12 units, five labels.
DATA_K = """
1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *
"""
# Wikipedia, Krippendorff's alpha: 3 raters × 15 units, four labels.
DATA_W = """
* * * * * 3 4 1 2 1 1 3 3 * 3
1 * 2 1 3 3 4 3 * * * * * * *
* * 2 1 3 4 4 * 2 1 1 3 3 * 4
"""


def lines(data):
    return [line.split() for line in data.strip().splitlines()]


def ratings(data):
    """(units, raters, labels from 0)."""
    return np.array(
        [
            (unit, rater, int(label) - 1)
            for rater, line in enumerate(lines(data))
            for unit, label in enumerate(line)
            if label != "*"
        ]
    ).T


def counts_of(data, *, n_classes=5):
    units, _, labels = ratings(data)
    return agreement.tabulate(units, labels, n_units=len(lines(data)[0]), n_classes=n_classes)
