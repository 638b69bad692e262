"""Tags of the prompt in eight dimensions, as a judge gives them, and their numbers.

The dimensions are HyPER's (Miranda et al. 2024, arXiv 2410.19133); the words that ask for them are
our own. A tag that is none of these is refused where the judge's answer is read, so that features
and vocabulary cannot drift apart.
"""

from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Any

from annotation.domain.types import ItemRecord, JudgmentRecord

Judged = Sequence[JudgmentRecord]

SUBJECTS = (
    "Anthropology", "History", "Linguistics and language", "Philosophy", "Religion", "Economics",
    "Geography", "Political science", "Psychology", "Sociology", "Biology", "Chemistry",
    "Earth sciences", "Physics", "Space sciences", "Computer sciences", "Logic", "System science",
    "Agriculture", "Architecture and design", "Business", "Divinity", "Education",
    "Chemical engineering", "Civil engineering", "Electrical engineering",
    "Materials science and engineering", "Mechanical engineering",
    "Environmental studies and forestry", "Family and consumer science",
    "Human physical performance and recreation", "Journalism", "Media studies and communication",
    "Law", "Library and museum studies", "Medicine and health", "Military sciences", "Social work",
    "Transportation", "Culinary arts", "Literature", "Performing arts", "Visual arts",
    "Mathematics", "Public administration", "Others",
)  # fmt: skip
MOST_SUBJECTS = 3
# Each from least to most; the number of a level is its place.
LEVELS = {
    "expertise_level": ("general public", "basic domain knowledge", "expert domain knowledge"),
    "open_endedness": ("no", "low", "moderate", "high"),
    "safety_concern": ("safe", "low", "moderate", "high"),
    "complexity_of_intents": ("simple", "moderate", "complex"),
}
LISTS = ("languages", "type_of_in_context_material", "format_constraints")  # of short words
MOST_WORDS, LONGEST = 10, 80  # of a list; of a word of it
DIMENSIONS = ("subject_of_expertise", *LEVELS, *LISTS)


def checked(given: Any) -> dict[str, Any] | None:
    """The tags, or None where they are not of the eight dimensions with their words."""
    if not isinstance(given, dict) or set(given) != set(DIMENSIONS):
        return None
    subjects = given["subject_of_expertise"]
    if not _words(subjects, MOST_SUBJECTS) or any(s not in SUBJECTS for s in subjects):
        return None
    if any(given[name] not in words for name, words in LEVELS.items()):
        return None
    if not all(_words(given[name], MOST_WORDS) for name in LISTS):
        return None
    return {name: given[name] for name in DIMENSIONS}


def _words(value: Any, most: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= most
        and all(isinstance(word, str) and 0 < len(word) <= LONGEST for word in value)
    )


def subjects(item: ItemRecord, _judged: Judged) -> float:
    """Subjects as a number, bit n for SUBJECTS[n]: 46 bits fit a float exactly."""
    return _tagged(item, _mask)


def level(name: str) -> Callable[[ItemRecord, Judged], float]:
    """The extractor of one of LEVELS: the place of its word."""
    return lambda item, _judged: _tagged(item, lambda tags: LEVELS[name].index(tags[name]))


def english(item: ItemRecord, _judged: Judged) -> float:
    """1 when English is among the languages, else 0."""
    return _tagged(item, lambda tags: "english" in [w.casefold() for w in tags["languages"]])


def filled(name: str) -> Callable[[ItemRecord, Judged], float]:
    """The extractor of one of LISTS: 1 when there is anything in it, else 0."""
    return lambda item, _judged: _tagged(item, lambda tags: bool(tags[name]))


def _mask(tags: Mapping[str, Any]) -> int:
    return sum(1 << SUBJECTS.index(subject) for subject in set(tags["subject_of_expertise"]))


def _tagged(item: ItemRecord, number: Callable[[Mapping[str, Any]], float]) -> float:
    """NaN where the item carries no tags: whoever reads signals puts them into `metadata`."""
    tags = checked(item.metadata.get("tags"))
    return nan if tags is None else float(number(tags))
