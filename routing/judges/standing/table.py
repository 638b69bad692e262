"""What a judge and people said about the same items, column by column."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.domain.quality import agreement

Ints = NDArray[np.int_]
Floats = NDArray[np.float64]
A, B, TIE = 0, 1, 2  # the first three labels of every comparison
NOBODY = -1  # instead of a label: nothing was said


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One row per item, in order of the judge's verdicts.

    Args:
        items: Ids, shape (n_items,), and so are the other columns unless they say otherwise.
        groups: Which prompt: rows of one number never stand on both sides of a fold.
        labels: Names of the labels; a, b, tie come first.
        said: The judge's label, or NOBODY where it abstained.
        first, swapped: Its label when asked with a first and with b first, or NOBODY.
        confidence: Its own, [0.5, 1]; nan where it gave none.
        votes: People's labels, shape (n_items, n_people); NOBODY where there is none.
        people: Their pseudonyms, one a column of `votes`.
        length, style: Characters, and marks of format, of a's response less b's.
        family_a, family_b: Which family made the response: 1 the judge's own, 0 another, NOBODY
            where its model is not known.
        week: Whole weeks since the first verdict.
        fair: Whether people were asked whatever the judge thought: by the coin, or before it.
    """

    items: Ints
    groups: Ints
    labels: tuple[str, ...]
    said: Ints
    first: Ints
    swapped: Ints
    confidence: Floats
    votes: Ints
    people: tuple[str, ...]
    length: Floats
    style: Floats
    family_a: Ints
    family_b: Ints
    week: Ints
    fair: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.items)

    def counts(self) -> Ints:
        """How many people gave each label, shape (n_items, n_labels)."""
        rows, columns = np.nonzero(self.votes >= 0)
        return agreement.tabulate(
            rows, self.votes[rows, columns], n_units=len(self), n_classes=len(self.labels)
        )

    def majority(self) -> Ints:
        """People's label, NOBODY where two are level."""
        return agreement.majority(self.counts())

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Table":
        """These rows alone, by a mask or in the order given."""
        columns = {
            name: getattr(self, name)[rows]
            for name in self.__dataclass_fields__
            if name not in {"labels", "people"}
        }
        return Table(labels=self.labels, people=self.people, **columns)


def family(model: str) -> str:
    """The family of a model's name: its first letters, without the vendor before a slash."""
    name = model.strip().lower().rsplit("/", 1)[-1]
    letters = name[: next((n for n, c in enumerate(name) if not c.isalpha()), len(name))]
    return letters or name
