"""The choices of an export: every one explicit, every default written out."""

from typing import Any

from annotation.domain.aggregation import AGGREGATORS
from interchange.formats import WRITERS, filters, near, overlap, splits
from interchange.formats.base import Format, Json, Param
from interchange.formats.bundle import TABLES, ItemFormat

JUDGED_BY = Param(
    "judgments_from", "Judged by", "all", ["all", "human", "judge"], "Whose are exported."
)
QUESTION = Param("question", "Question", "overall", [], "The comparison whose label decides.")
WRITER = "writer"  # no choice of anybody's: which version of a format wrote a snapshot
IN_FORCE = "in_force"
WITHOUT = Param(
    "without_raters",
    "Without raters",
    "",
    [],
    "Names of raters, as the quality page has them, with commas between: their verdicts are left "
    "out of this export and stay in the project.",
)
TOLD = Param(
    "about_raters",
    "What raters told about themselves",
    "",
    [],
    "Keys of questions about people, with commas between, or none: beside each judgment of a "
    "person who agreed to it, and blank where too few told the same.",
)
ORDERS = Param(
    "orders",
    "Judges, both orders",
    "all",
    ["all", "consistent"],
    "Take every verdict, or leave out those that changed with the order of the responses.",
)
CONTESTED = Param(
    "contested",
    "Tag contested items",
    0.0,
    [],
    "Entropy in bits, 0 to 2, of the votes of raters who say the same again, from which a row is "
    "meta_contested: 1 is half and half. 0: no such column.",
    most=2.0,
)
CONSISTENT = Param(
    "consistent_from",
    "Who says the same again",
    0.8,
    [],
    "Share of items seen twice with the same verdict, 0 to 1, from which a rater's votes count for "
    "that: people on repeats, judges in both orders, on five items or more.",
)
OF_JUDGMENTS = [QUESTION]
OF_LABELS = [
    QUESTION,
    Param(
        "aggregation",
        "Labels made by",
        IN_FORCE,
        [IN_FORCE, *AGGREGATORS],
        "The labels in force, or anew for this export from the judgments chosen here; of people "
        "and judges, both vote. What somebody settled stays settled.",
    ),
    Param(
        "judge_labels",
        "Labels by judges",
        "trusted",
        ["trusted", "all", "none"],
        "Labels of a judge nobody has marked as trusted are left out unless you say otherwise.",
    ),
    Param("min_agreement", "Least agreement", 0.0, [], "Share of votes for the label, 0 to 1."),
    Param("min_judgments", "Fewest judgments", 0.0, [], "That a label rests on.", most=1000),
]

LICENCE = Param(
    "licence",
    "Licence",
    "",
    [],
    "Of the dataset, as hubs write it, such as cc-by-4.0; stands on its card.",
)
CONTACT = Param("contact", "Contact", "", [], "Who answers questions about the dataset.")
BESIDE = "beside"
JUDGMENTS = "judgments"


class BadChoice(ValueError):
    """A choice that cannot be; `args` are the param's key and a sentence."""


def params_of(form: Format | ItemFormat) -> list[Param]:
    """All choices of a format, in the order of the page."""
    whole = isinstance(form, ItemFormat)
    labels = form.labels if isinstance(form, ItemFormat) else form.unit == "label"
    files = list(form.files) if isinstance(form, ItemFormat) else list(TABLES)
    usual = [f for f in files if f not in {"csv", "arrow"}]  # one for people, one for programs
    return [
        *form.params,
        *(OF_LABELS if labels else OF_JUDGMENTS if whole else []),
        JUDGED_BY,
        WITHOUT,
        TOLD,
        ORDERS,
        CONTESTED,
        CONSISTENT,
        filters.WHERE,
        splits.SPLIT,
        splits.SEED,
        near.THRESHOLD,
        overlap.AGAINST,
        overlap.WORDS,
        _beside(form),
        LICENCE,
        CONTACT,
        Param("file_types", "Files", usual, files, "CSV is for people: formulas are disarmed."),
    ]


def checked(form: Format | ItemFormat, given: Json) -> Json:
    """Every choice, defaults filled in.

    Raises:
        BadChoice: An unknown choice, or a value that is none of the possible ones.
    """
    known = {p.key: p for p in params_of(form)}
    given = {key: value for key, value in given.items() if key != WRITER}  # of an earlier export
    if unknown := sorted(set(given) - set(known)):
        raise BadChoice(unknown[0], f"There is no such choice; known are {', '.join(known)}.")
    chosen = {key: _value(param, given.get(key, param.default)) for key, param in known.items()}
    for key, parse in ((splits.SPLIT.key, splits.parse), (filters.WHERE.key, filters.parse)):
        try:
            parse(chosen[key])
        except ValueError as e:
            raise BadChoice(key, str(e)) from e
    if chosen[TOLD.key] and JUDGMENTS not in [form.key, *beside(form, chosen)]:
        raise BadChoice(
            TOLD.key,
            "Only the judgments one by one have a rater each: export them, or have them beside.",
        )
    if chosen[WITHOUT.key] and uses_labels(form, chosen) and not makes_labels(form, chosen):
        raise BadChoice(
            "aggregation",
            "The labels in force rest on everybody's verdicts; without some raters, choose by "
            "which method labels are made anew.",
        )
    return chosen


def written_by(form: Format | ItemFormat, params: Json) -> Json:
    """The choices with the version of the format that writes now."""
    version = form.version if isinstance(form, ItemFormat) else 1
    return {**params, WRITER: version} if version > 1 else params


def uses_labels(form: Format | ItemFormat, params: Json) -> bool:
    """Whether rows come from labels of comparisons, under these choices."""
    from_labels = {"pairs_from": "labels", "label_from": "labels", "verdicts": "label"}
    chosen = all(params.get(key, value) == value for key, value in from_labels.items())
    return chosen and (form.labels if isinstance(form, ItemFormat) else form.unit == "label")


def makes_labels(form: Format | ItemFormat, params: Json) -> bool:
    """Whether labels are made anew for this export."""
    anew = params.get("aggregation", IN_FORCE) != IN_FORCE
    return anew and bool(params.get("question")) and uses_labels(form, params)


def names(text: str) -> list[str]:
    """The names in a choice that holds several."""
    return [name.strip() for name in text.split(",") if name.strip()]


def beside(form: Format | ItemFormat, params: Json) -> list[str]:
    """The other formats of the dataset, each a config of its own, in the order of the choice.

    Ties that are kept as neutral pairs are one of them.
    """
    also = list(params.get(BESIDE, []))
    if params.get("ties") == "neutral" and "neutral" not in also and form.key != "neutral":
        also.append("neutral")
    return also


def for_config(form: Format | ItemFormat, params: Json) -> Json:
    """The choices of a format that stands beside another: the other's where it has them, too."""
    own = {p.key: p for p in params_of(form)}
    chosen = {}
    for key, param in own.items():
        try:
            chosen[key] = _value(param, params[key]) if key in params else param.default
        except BadChoice:  # files or styles that it does not know
            chosen[key] = param.default
    return written_by(form, {**chosen, BESIDE: []})


def _beside(form: Format | ItemFormat) -> Param:
    # An aggregated dataset is published with the judgments it was made of.
    labels = form.labels if isinstance(form, ItemFormat) else form.unit == "label"
    return Param(
        BESIDE,
        "Also in the dataset",
        [JUDGMENTS] if labels and form.key != JUDGMENTS else [],
        [key for key in WRITERS if key != form.key],
        "Each a config of the same dataset, from the same moment, with the same splits.",
        empty=True,
    )


def typed(form: Format | ItemFormat, key: str, text: str) -> Any:
    """A choice that came as a text (a command line), as the type its param has.

    Raises:
        BadChoice: It is no number where one is wanted.
    """
    param = next((p for p in params_of(form) if p.key == key), None)
    if param is None or isinstance(param.default, str):
        return text
    if isinstance(param.default, list):
        return [part for part in text.split(",") if part]
    by_text = {str(c).lower(): c for c in param.choices}
    if param.choices:
        return by_text.get(text.lower(), text)
    try:
        return float(text)
    except ValueError:
        raise BadChoice(key, f"A number from 0 to {param.most:g}.") from None


def _value(param: Param, value: Any) -> Any:
    if isinstance(param.default, list):
        return _several(param, value)
    if param.choices:
        if value not in param.choices or isinstance(value, bool) != isinstance(param.default, bool):
            raise BadChoice(param.key, f"One of {', '.join(map(str, param.choices))}.")
        return value
    if isinstance(param.default, float):
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 <= value <= param.most
        ):
            raise BadChoice(param.key, f"A number from 0 to {param.most:g}.")
        return float(value)
    if not isinstance(value, str) or (param.default and not value):
        raise BadChoice(param.key, "A word.")
    return value


def _several(param: Param, value: Any) -> list[Any]:
    known = isinstance(value, list) and all(one in param.choices for one in value)
    if not known or (not value and not param.empty):
        raise BadChoice(param.key, f"Choose one or more of {', '.join(param.choices)}.")
    return [choice for choice in param.choices if choice in value]
