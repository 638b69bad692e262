"""For every question type: how it may be asked, answers that fit, and answers that do not."""

from typing import Any

from hypothesis import strategies as st

from annotation.domain.presentation import Presentation
from annotation.domain.questions import QUESTIONS, Answer, Question, parse
from annotation.domain.questions.labelled import Labelled

KINDS = [{"key": "fact", "text": "A fact"}, {"key": "answer", "text": "The answer"}]
CHOICES = [{"key": k, "text": k.upper()} for k in ("x", "y", "z")]
SCALES = [
    {"key": key, "title": key, "points": [{"value": n, "text": f"p{n}"} for n in range(first, 5)]}
    for key, first in (("help", 0), ("truth", 1))
]
# The options of each type that change the shape of its answers.
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "comparison": [{"pair": [1, 2]}, {"points": 3, "pair": [1, 2]}],
    "rating": [{"scales": SCALES}],
    "ranking": [{"ties": True}],
    "pick": [{}, {"at_least": 1}],
    "thumbs": [{"per": "response"}, {"per": "item"}],
    "choice": [{"choices": CHOICES, "per": per} for per in ("item", "response")],
    "multi_choice": [{"choices": CHOICES, "per": per} for per in ("item", "response")],
    "text": [{"per": "item"}, {"per": "response"}],
    "critique": [{}, {"reasons": []}, {"rewrite": False}],
    "spans": [{}, {"severities": []}, {"missing_kinds": KINDS}],
    "steps": [{}, {"by": "paragraph"}, {"until": "wrong"}],
    "citations": [{}, {"until": "contradicted"}],
    "reveal": [{}, {"again": {"q": "x"}}],
    "playback": [{}],
    "regions": [{}, {"shape": "box"}, {"words": False}],
}
words = st.text("abc ", min_size=1, max_size=20).map(lambda t: t.strip() or "a")


def ask(kind: str, *, required: bool = True, **options: Any) -> Question:
    """A question of this type with its options written out."""
    full = {**QUESTIONS[kind].defaults(), **options}
    [question] = parse(
        [{"key": "q", "type": kind, "title": "Q", "required": required, "options": full}]
    )
    return question


@st.composite
def presentations(draw: st.DrawFn, *, fewest: int = 1, most: int = 5) -> Presentation:
    """An item of some responses, shown in any order."""
    count = draw(st.integers(fewest, most))
    keys = [f"r{n}" for n in range(count)]
    texts = {key: draw(st.text("aé😀\n* [1]", min_size=1, max_size=12)) for key in keys}
    media = {text: {"width": 20, "height": 10} for text in texts.values()}
    order = tuple(draw(st.permutations(keys)))
    steps = {key: draw(trees(texts[key])) for key in keys if draw(st.booleans())}
    return Presentation(tuple(keys), order, texts, media=media, steps=steps, asked=8)


@st.composite
def trees(draw: st.DrawFn, text: str) -> list[dict[str, Any]]:
    """A text cut into steps, each of which follows any one before it, or none."""
    size = draw(st.integers(1, min(5, len(text))))
    cuts = [len(text) * n // size for n in range(size + 1)]
    parents = [draw(st.none() | st.integers(0, n - 1)) if n else None for n in range(size)]
    return [
        {"start": cuts[n], "end": cuts[n + 1], "parent": parent} for n, parent in enumerate(parents)
    ]


@st.composite
def answered(draw: st.DrawFn, kind: str) -> tuple[Question, Presentation, Answer]:
    """A question of this type, an item, and a canonical answer that fits both."""
    question = ask(kind, **draw(st.sampled_from(OPTIONS[kind])))
    shown = draw(presentations(fewest=2 if kind == "comparison" else 1))
    given = draw(CANONICAL[kind](question, shown))
    return question, shown, QUESTIONS[kind].validate(given, question, shown)


def _each(shown: Presentation, one: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict.fromkeys(shown.keys, one))


def _per(
    question: Question, shown: Presentation, names: tuple[str, str], one: st.SearchStrategy[Any]
) -> st.SearchStrategy[Answer]:
    item, response = names
    if question.options["per"] == "item":
        return st.fixed_dictionaries({item: one})
    return st.fixed_dictionaries({response: _each(shown, one)})


def _comparison(question: Question, shown: Presentation) -> st.SearchStrategy[Answer]:
    pair = [key for key in shown.keys if key in shown.order[:2]]
    most = {3: 1, 7: 3}[question.options["points"]]
    return st.fixed_dictionaries(
        {
            "winner": st.sampled_from(["a", "b", "tie", "both_bad"]),
            "strength": st.integers(1, most),
            "pair": st.just(pair),
        }
    )


def _critique(question: Question, shown: Presentation) -> st.SearchStrategy[Answer]:
    return st.fixed_dictionaries(
        {
            "of": st.sampled_from(shown.keys),
            "reasons": st.lists(st.sampled_from(["wrong", "unclear"]), min_size=1, max_size=2),
            "critique": words,
            "rewrite": words.map(lambda t: f"rewritten {t}"),
        }
    )


def _spans(question: Question, shown: Presentation) -> st.SearchStrategy[Answer]:
    severities = [s["key"] for s in question.options["severities"]] or [None]

    def marks(key: str) -> st.SearchStrategy[list[dict[str, Any]]]:
        length = len(shown.texts[key])
        ends = st.tuples(st.integers(0, length - 1), st.integers(1, length))
        return st.lists(
            st.tuples(
                ends, st.sampled_from(["unfactual", "irrelevant"]), st.sampled_from(severities)
            ).map(
                lambda m: {
                    "start": min(m[0]),
                    "end": max(*m[0], min(m[0]) + 1),
                    "category": m[1],
                    "severity": m[2],
                }
            ),
            max_size=3,
        )

    return st.fixed_dictionaries(
        {
            "spans": st.fixed_dictionaries({key: marks(key) for key in shown.keys}),
            "missing": _each(shown, st.lists(_note(question), max_size=2)),
        }
    )


def _note(question: Question) -> st.SearchStrategy[Any]:
    kinds = [kind["key"] for kind in question.options["missing_kinds"]]
    if not kinds:
        return words
    return st.fixed_dictionaries({"category": st.sampled_from(kinds), "text": words})


def _labelled(question: Question, shown: Presentation) -> st.SearchStrategy[Answer]:
    kind = QUESTIONS[question.type]
    assert isinstance(kind, Labelled)
    choices = st.sampled_from([c["key"] for c in question.options["choices"]])

    def labels(key: str) -> st.SearchStrategy[list[dict[str, Any]]]:
        found, _ = kind.places(key, shown, question.options)
        return st.tuples(*[choices] * len(found)).map(
            lambda given: [
                {"start": start, "end": end, "label": label} | ({"source": n} if n else {})
                for (start, end, n), label in zip(found, given, strict=True)
            ]
        )

    return st.fixed_dictionaries(
        {kind.name: st.fixed_dictionaries({key: labels(key) for key in shown.keys})}
    )


def _regions(question: Question, shown: Presentation) -> st.SearchStrategy[Answer]:
    whole = {"x": st.integers(0, 15), "y": st.integers(0, 5)}
    if question.options["shape"] == "box":
        whole |= {"width": st.integers(1, 5), "height": st.integers(1, 5)}
    mark = st.fixed_dictionaries({**whole, "category": st.sampled_from(["artifact", "misaligned"])})
    word = st.integers(0, 6).map(lambda n: {"start": n, "end": n + 2})
    most = 3 if question.options["words"] else 0
    return st.fixed_dictionaries(
        {
            "regions": _each(shown, st.lists(mark, max_size=3)),
            "words": _each(shown, st.lists(word, max_size=most)) if most else st.just({}),
        }
    )


CANONICAL = {
    "comparison": _comparison,
    "rating": lambda q, s: st.fixed_dictionaries(
        {
            "ratings": _each(
                s, st.fixed_dictionaries({"help": st.integers(0, 4), "truth": st.integers(1, 4)})
            )
        }
    ),
    "ranking": lambda q, s: st.fixed_dictionaries({"ranks": _each(s, st.integers(1, 5))}),
    "pick": lambda q, s: st.fixed_dictionaries(
        {"picked": st.lists(st.sampled_from(s.keys), min_size=1, unique=True)}
    ),
    "thumbs": lambda q, s: _per(q, s, ("thumb", "thumbs"), st.sampled_from(["up", "down"])),
    "choice": lambda q, s: _per(q, s, ("choice", "choices"), st.sampled_from("xyz")),
    "multi_choice": lambda q, s: _per(
        q, s, ("chosen", "chosen"), st.lists(st.sampled_from("xyz"), unique=True)
    ),
    "text": lambda q, s: _per(q, s, ("text", "texts"), words),
    "critique": _critique,
    "spans": _spans,
    "steps": _labelled,
    "citations": _labelled,
    "playback": lambda q, s: st.fixed_dictionaries(
        {
            "played": _each(
                s,
                st.fixed_dictionaries(
                    {"seconds": st.integers(0, 600).map(float), "whole": st.just(True)}
                ),
            )
        }
    ),
    "regions": _regions,
    "reveal": lambda q, s: st.fixed_dictionaries(
        {"seen": st.just(True), "changed": st.lists(st.sampled_from(["x", "y"]), unique=True)}
    ),
}

L, R = "left", "right"
MARK = {"start": 0, "end": 1, "category": "unfactual", "severity": "minor"}
# Type -> (options, what the bench might send by mistake or malice), on an item of two responses
# whose texts are "one" and "two".
WRONG: dict[str, list[tuple[dict[str, Any], Any]]] = {
    "comparison": [
        ({}, {"side": "1"}),
        ({}, {"side": None}),
        ({"pair": [1, 3]}, {"side": L}),
        ({"tie": False}, {"side": "tie"}),
    ],
    "rating": [
        ({"scales": SCALES}, {"ratings": {L: {"help": 1, "truth": 1}}}),
        ({"scales": SCALES}, {"ratings": {L: {"help": 1}, R: {"help": 1}}}),
        ({"scales": SCALES}, {"ratings": {s: {"help": 0, "truth": 0} for s in (L, R)}}),
        ({"scales": SCALES}, {"ratings": {s: {"help": True, "truth": 1} for s in (L, R)}}),
        ({"scales": SCALES}, {"ratings": {s: {"help": 1, "truth": 1, "x": 1} for s in (L, R)}}),
        ({"scales": SCALES}, {"ratings": [1, 2]}),
    ],
    "ranking": [
        ({}, {"ranks": {L: 1}}),
        ({}, {"ranks": {L: 1, R: 0}}),
        ({}, {"ranks": {L: 1, R: 1.5}}),
        ({}, {"ranks": {L: 1, R: 2, "3": 3}}),
        ({"ties": False}, {"ranks": {L: 1, R: 1}}),
    ],
    "pick": [
        ({"at_least": 1}, {"picked": []}),
        ({"at_most": 1}, {"picked": [L, R]}),
        ({}, {"picked": ["r0"]}),
        ({}, {"picked": "left"}),
        ({}, {}),
    ],
    "thumbs": [
        ({}, {"thumbs": {L: "up"}}),
        ({}, {"thumbs": {L: "up", R: "sideways"}}),
        ({}, {"thumbs": {}}),
        ({"per": "item"}, {"thumbs": {L: "up", R: "up"}}),
    ],
    "choice": [
        ({}, {"choice": "maybe"}),
        ({}, {"choice": ["yes"]}),
        ({"per": "response"}, {"choices": {L: "yes"}}),
    ],
    "multi_choice": [
        ({}, {"chosen": "yes"}),
        ({}, {"chosen": ["maybe"]}),
        ({"at_least": 1}, {"chosen": []}),
        ({"at_most": 1}, {"chosen": ["yes", "no"]}),
        ({"per": "response"}, {"chosen": {L: ["yes"]}}),
    ],
    "text": [
        ({}, {"text": "  "}),
        ({}, {"text": 3}),
        ({"max_length": 2}, {"text": "abc"}),
        ({"per": "response"}, {"texts": {L: "fine", R: " "}}),
        ({"per": "response"}, {"texts": {"r0": "fine"}}),
    ],
    "critique": [
        ({}, {"of": L, "reasons": ["wrong"], "critique": "x", "rewrite": "one "}),
        ({}, {"of": L, "reasons": [], "critique": "x", "rewrite": "better"}),
        ({}, {"of": L, "reasons": ["wrong"], "critique": " ", "rewrite": "better"}),
        ({}, {"of": "r0", "reasons": ["wrong"], "critique": "x", "rewrite": "better"}),
        ({}, {"of": L, "reasons": ["wrong"], "critique": "x", "rewrite": ""}),
    ],
    "spans": [
        ({}, {}),
        *(
            ({}, {"spans": {L: [{**MARK, **change}]}})
            for change in ({"end": 4}, {"start": 1}, {"category": "ugly"}, {"severity": None})
        ),
        ({}, {"spans": {"r0": []}}),
        ({"missing": False}, {"spans": {}, "missing": {L: ["x"]}}),
        *(
            ({"missing_kinds": KINDS}, {"spans": {}, "missing": {L: [note]}})
            for note in ("x", {"text": "x"}, {"category": "no", "text": "x"}, {"category": "fact"})
        ),
    ],
    "steps": [
        ({}, {}),
        ({}, {"steps": {L: ["right"]}}),
        ({}, {"steps": {L: ["right"], R: []}}),
        ({}, {"steps": {L: ["right"], R: ["right", "right"]}}),
        ({}, {"steps": {L: ["right"], R: ["nice"]}}),
        ({}, {"steps": {L: ["right"], R: [None]}}),
        ({}, {"steps": {L: "right", R: ["right"]}}),
        ({}, {"steps": {"r0": ["right"], "r1": ["right"]}}),
        ({"until": "wrong"}, {"steps": {L: ["wrong"], R: []}}),
    ],
    "citations": [
        ({}, {}),
        ({}, {"citations": {L: []}}),
        ({}, {"citations": {L: ["supported"], R: []}}),
        ({}, {"citations": {L: [], R: None}}),
    ],
    "playback": [
        ({}, {"played": {L: {"seconds": 3, "whole": True}}}),
        *(
            ({}, {"played": {L: {"seconds": 3, "whole": True}, R: other}})
            for other in (
                {"seconds": 3, "whole": False}, {"seconds": -1, "whole": True}, {"whole": True},
                {"seconds": True, "whole": True}, {"seconds": 1e9, "whole": True}, None,
            )
        ),
    ],
    "regions": [
        ({}, {}),
        ({}, {"regions": {L: [{"x": 1, "y": 1, "category": "artifact"}]}}),  # they are texts
        ({}, {"regions": {L: [{"x": 1, "y": 1, "category": "ugly"}]}}),
        ({}, {"regions": {"r0": []}}),
        ({}, {"regions": {}, "words": {L: [{"start": 3, "end": 3}]}}),
        ({}, {"regions": {}, "words": {L: [None]}}),
        ({"words": False}, {"regions": {}, "words": {L: [{"start": 0, "end": 3}]}}),
    ],
    "reveal": [({}, {}), ({}, {"seen": 1}), ({}, {"seen": True, "changed": [1]})],
}  # fmt: skip
