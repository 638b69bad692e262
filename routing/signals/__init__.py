"""Numbers about an item: SIGNALS, one entry each, and the frame of a batch."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from annotation.domain.types import ItemRecord, JudgmentRecord
from routing.signals import judges, markup, panel, sided, similarity, tags, text
from routing.signals.base import Floats, Signal, SignalFrame

_ALL = (
    Signal("prompt_words", "1", "Words of the prompt", text.prompt_words, True, False),
    Signal(
        "shorter_chars", "1", "Characters of the shorter response", text.shorter_chars, True, False
    ),
    Signal(
        "longer_chars", "1", "Characters of the longer response", text.longer_chars, True, False
    ),
    Signal("shorter_words", "1", "Words of the shorter response", text.shorter_words, True, False),
    Signal("longer_words", "1", "Words of the longer response", text.longer_words, True, False),
    Signal("length_difference", "1", "Difference in words", text.length_difference, True, False),
    Signal("length_ratio", "1", "Shorter over longer, in words", text.length_ratio, True, False),
    Signal("overlap", "1", "Words in common (ROUGE-1)", text.overlap, True, False),
    Signal("code", "1", "Holds code", text.code, True, False),
    Signal("maths", "1", "Holds formulas", text.maths, True, False),
    Signal("lists", "1", "Responses with lists", text.lists, True, False),
    Signal("english", "1", "In English", text.english, True, False),
    Signal("latin", "1", "Share of Latin letters", markup.latin, True, False),
    Signal("markdown", "1", "Responses with markdown", markup.markdown, True, False),
    Signal("list_points", "1", "Points of lists", markup.list_points, True, False),
    Signal("numbers", "1", "Numbers in the responses", markup.numbers, True, False),
    Signal(
        "prompt_questions", "1", "Questions in the prompt", markup.prompt_questions, True, False
    ),
    Signal("tfidf", "2", "Similarity of the responses (TF-IDF)", similarity.tfidf, True, False),
    Signal("entities", "1", "Names and numbers in common", similarity.entities, True, False),
    Signal(
        "prompt_overlap",
        "1",
        "Words of the prompt taken up",
        similarity.prompt_overlap,
        True,
        False,
    ),
    Signal("identical", "1", "Responses of the same words", similarity.identical, True, False),
    Signal("prompt_key", "1", "Number of the prompt's words", similarity.prompt_key, True, False),
    Signal("side_length", "1", "First response longer", sided.length, True, False),
    Signal("side_lists", "1", "First response more formatted", sided.lists, True, False),
    Signal("side_numbers", "1", "First response has more numbers", sided.numbers, True, False),
    Signal("side_hedges", "1", "First response hedges more", sided.hedges, True, False),
    Signal(
        "side_variety", "1", "First response has more different words", sided.variety, True, False
    ),
    Signal(
        "side_on_topic", "1", "First response closer to the prompt", sided.on_topic, True, False
    ),
    Signal(
        "side_answers",
        "1",
        "First response takes up more of the prompt",
        sided.answers,
        True,
        False,
    ),
    Signal("given_margin", "1", "Margin given with the item", panel.given_margin, True, False),
    Signal("judge_verdicts", "1", "Verdicts of judges", judges.judge_verdicts, False),
    Signal("judge_confidence", "1", "Confidence of the judges", judges.judge_confidence, False),
    Signal("judge_disagreement", "1", "Disagreement of judges", judges.judge_disagreement, False),
    Signal("judge_order_flip", "1", "Flips with the order", judges.judge_order_flip, False),
    Signal("judge_entropy", "1", "Entropy of the verdicts", panel.entropy, False),
    Signal("judge_split", "1", "Other judges against the lead", panel.split, False),
    Signal("judge_dissent", "1", "Other verdicts against the lead's", panel.dissent, False),
    Signal("judge_margin", "1", "Lead of the commonest verdict", panel.margin, False),
    Signal("judge_first", "1", "Lead judge for the first response", panel.first, False),
    Signal("judge_tie", "1", "Lead judge for neither", panel.tie, False),
    Signal(
        "judge_shown_first", "1", "Verdicts for the response shown first", panel.shown_first, False
    ),
    Signal("judge_longer", "1", "Lead's winner is longer", panel.longer),
    Signal("judge_on_topic", "1", "Lead's winner is closer to the prompt", panel.on_topic),
    Signal("judge_answers", "1", "Lead's winner takes up more of the prompt", panel.answers),
    *(
        Signal(key, "1", title, extract, reads_text=False, reads_verdicts=False)
        for key, title, extract in (
            ("minilm", "Similarity of the responses (MiniLM)", similarity.meaning),
            ("tag_subjects", "Subjects", tags.subjects),
            ("tag_expertise", "Expertise it takes", tags.level("expertise_level")),
            ("tag_open_endedness", "Open-endedness", tags.level("open_endedness")),
            ("tag_safety", "Safety concern", tags.level("safety_concern")),
            ("tag_complexity", "Complexity of intents", tags.level("complexity_of_intents")),
            ("tag_english", "Tagged as English", tags.english),
            ("tag_material", "Material in the prompt", tags.filled("type_of_in_context_material")),
            ("tag_format", "Asks for a format", tags.filled("format_constraints")),
        )
    ),
)
SIGNALS: dict[str, Signal] = {signal.key: signal for signal in _ALL}

__all__ = ["SIGNALS", "Floats", "Signal", "SignalFrame", "frame"]


def frame(
    items: Sequence[ItemRecord],
    judged: Mapping[int, Sequence[JudgmentRecord]],
    *,
    keys: Collection[str],
    draws: Sequence[float] | Floats,
) -> SignalFrame:
    """The signals `keys` of these items.

    Args:
        items: In the order of the frame.
        judged: Item id -> verdicts of judges; items without any may be left out.
        keys: Keys of SIGNALS.
        draws: One per item, uniform in [0, 1).
    """
    ordered = sorted(keys)
    extract = [SIGNALS[key].extract for key in ordered]
    # Item by item, not signal by signal: an item's words are then found once for all of them.
    rows = [[each(i, judged.get(i.id, ())) for each in extract] for i in items]
    values = np.array(rows, dtype=float).reshape(len(items), len(ordered))
    columns = {key: values[:, n].copy() for n, key in enumerate(ordered)}
    return SignalFrame(tuple(i.id for i in items), columns, np.asarray(draws, dtype=float))
