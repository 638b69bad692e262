"""Made-up items with everything said about them; and what was said, as sets to compare."""

from collections import Counter
from statistics import fmean

from hypothesis import strategies as st

from interchange.formats import messages, parts
from interchange.formats.base import ExportItem, ExportJudgment, ExportLabel, Judge, Routing
from interchange.formats.bundle import Bundle

SCALES = ("helpfulness", "correctness", "honesty", "truthfulness", "verbosity")
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
TEXTS = WORDS.filter(str.strip)
NAMES = st.text("abcdefgh-", min_size=1, max_size=12).filter(str.strip)


@st.composite
def bundles(draw):
    """An item of one to four responses, one to three raters, a label, in one turn or several."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
    responses = [
        {"key": f"k{n}", "text": text, "model": draw(st.sampled_from(["", "larch", "elm"]))}
        | draw(st.just({}) | sessions(text))
        for n, text in enumerate(texts)
    ]
    item = ExportItem(
        id=7,
        external_id="x-7",
        prompt=draw(prompts()),
        responses=responses,
        group_key="g-7",
        context=draw(st.sampled_from([{}, {"language": "en"}])),
        metadata=draw(st.sampled_from([{}, {"subset": "s", "source": "t"}])),
    )
    raters = draw(st.lists(NAMES, min_size=0, max_size=3, unique=True))
    judgments = tuple(draw(judgments_of(item, n, name)) for n, name in enumerate(raters))
    labels = {}
    if len(responses) == 2 and draw(st.booleans()):
        labels["overall"] = label(item, draw(comparisons()))
    return Bundle(item, judgments, labels)


def sessions(first):
    """A response that goes on: its transcript and its turns."""
    turns = st.tuples(TEXTS, TEXTS).map(
        lambda t: [
            {"role": "assistant", "content": first},
            {"role": "user", "content": t[0]},
            {"role": "assistant", "content": t[1]},
        ]
    )
    return turns.map(lambda t: {"text": str(messages.conversation(t)), "turns": t})


def prompts():
    one = TEXTS.map(lambda t: [{"role": "user", "content": t}])
    several = st.tuples(TEXTS, TEXTS, TEXTS).map(
        lambda t: [
            {"role": "user", "content": t[0]},
            {"role": "assistant", "content": t[1]},
            {"role": "user", "content": t[2]},
        ]
    )
    system = TEXTS.map(lambda t: [{"role": "system", "content": "Be brief."}, *one_turn(t)])
    return one | several | system


def one_turn(text="Why?"):
    return [{"role": "user", "content": text}]


@st.composite
def comparisons(draw):
    winner = draw(st.sampled_from(["a", "b", "tie", "both_bad"]))
    size = draw(st.integers(1, 3))
    strength = {"a": -size, "b": size, "tie": 0, "both_bad": None}[winner]
    return {"winner": winner, "strength": strength}


@st.composite
def judgments_of(draw, item, n, name):
    keys = [r["key"] for r in item.responses]
    some = st.lists(st.sampled_from(keys), unique=True, min_size=1)
    possible = {
        "why": st.fixed_dictionaries({"text": TEXTS.map(str.strip)}),
        "scores": st.fixed_dictionaries(
            {
                "ratings": st.dictionaries(
                    st.sampled_from(keys),
                    st.dictionaries(st.sampled_from(SCALES), st.integers(1, 4), min_size=1),
                    min_size=1,
                )
            }
        ),
        "ranking": st.fixed_dictionaries({"ranking": rankings(keys)}),
        "best": st.fixed_dictionaries({"picked": some}),
        "thumbs": st.fixed_dictionaries(
            {"thumbs": st.dictionaries(st.sampled_from(keys), st.sampled_from(["up", "down"]))}
        ),
        "errors": spans(item),
        "rewrite": st.fixed_dictionaries(
            {"response": st.sampled_from(keys), "text": TEXTS, "critique": st.just("") | TEXTS}
        ),
        "reasons": st.fixed_dictionaries({"choices": st.lists(NAMES, min_size=1, unique=True)}),
    }
    if len(keys) == 2:
        possible |= {"overall": comparisons(), "helpful": comparisons()}
    chosen = draw(st.lists(st.sampled_from(sorted(possible)), unique=True))
    return judgment(
        item,
        {key: draw(possible[key]) for key in chosen},
        id=n,
        rater=name,
        rater_kind=draw(st.sampled_from(["human", "judge"])),
        active_seconds=draw(st.none() | st.integers(1, 900).map(float)),
        confidence=draw(st.sampled_from([None, 1 / 3, 1.0])),
    )


@st.composite
def rankings(draw, keys):
    order = draw(st.permutations(keys))
    bands = [[order[0]]]
    for key in order[1:]:
        if draw(st.booleans()):
            bands.append([key])
        else:
            bands[-1].append(key)
    return bands


@st.composite
def spans(draw, item):
    found = []
    for _ in range(draw(st.integers(0, 3))):
        response = draw(st.sampled_from(item.responses))
        start = draw(st.integers(0, len(response["text"]) - 1))
        found.append(
            {
                "response": response["key"],
                "start": start,
                "end": draw(st.integers(start + 1, len(response["text"]))),
                "category": draw(st.sampled_from(["wrong", "vague"])),
                "severity": draw(st.none() | st.integers(1, 3)),
            }
        )
    missing = draw(st.lists(st.fixed_dictionaries(
        {"response": st.sampled_from([r["key"] for r in item.responses]),
         "category": st.sampled_from(["fact"]), "text": TEXTS}), max_size=2))  # fmt: skip
    return {"spans": found, "missing": missing}


def judgment(item, answers, **changes):
    fields = {
        "id": 1,
        "item": item,
        "answers": answers,
        "rater": "rater-1",
        "rater_kind": "human",
        "simulated": False,
        "source": "bench",
        "counted": True,
        "presented_order": [r["key"] for r in item.responses],
        "active_seconds": None,
        "guideline_version": 1,
        "question_set_version": 1,
        "created_at": "2026-11-21T10:00:00Z",
        "routing": Routing(),
        "judge": Judge(),
        "snapshot": "abc",
    }
    return ExportJudgment(**{**fields, **changes})


def label(item, value, **changes):
    fields = {
        "item": item,
        "value": value,
        "posterior": None,
        "method": "majority",
        "method_version": "1",
        "status": "majority",
        "source": "human",
        "n_human": 3,
        "n_judge": 0,
        "agreement": 1.0,
        "guideline_version": 1,
        "routing": Routing(),
        "judge": Judge(),
        "snapshot": "abc",
    }
    return ExportLabel(**{**fields, **changes})


def of_bundle(bundle):
    """(prompt, responses, [(rater, kind, answers, seconds)], label) of an item on its way out."""
    said = [
        (j.rater, j.rater_kind, j.answers, j.active_seconds, j.confidence) for j in bundle.judgments
    ]
    return bundle.item.prompt, bundle.item.responses, said


def of_reading(item, judgments):
    """The same of an item that was read."""
    said = [
        (j.rater, j.kind, j.answers, j.seconds, j.confidence)
        for j in judgments
        if j.item == item.external_id
    ]
    return item.payload["p"], item.payload["r"], said


def statements(thing, part, carries, *, strongest=3, label=None):
    """What is said in one part, as a Counter of statements about texts, whoever calls them what.

    Without "raters", what several raters said counts as their mean, their majority, or their label.
    """
    prompt, responses, said = thing
    where = tuple((m["role"], m["content"]) for m in prompt)
    texts = {r["key"]: r["text"] for r in responses}
    if part == "models":
        return Counter((where, r["text"], r["model"]) for r in responses if r["model"])
    if part == "turns":
        spoken = {r["text"]: [(m["role"], m["content"]) for m in r.get("turns", ())]
                  for r in responses}  # fmt: skip
        return Counter((where, text, tuple(said)) for text, said in spoken.items() if said)
    who = "raters" in carries
    kept = []
    for rater, kind, answers, seconds, confidence in said:
        by = (rater if "names" in carries else None, kind if "rater_kind" in carries else None)
        if part == "seconds" and seconds is not None:
            kept.append((where, by, seconds))
        if part == "confidence" and confidence is not None:
            kept.append((where, by, confidence))
        kept += [
            (where, by if who else None, one)
            for key, answer in answers.items()
            for one in _one(part, key, answer, texts, carries, strongest)
        ]
    if part == "comparison" and not who and label is not None:
        return Counter(
            (where, None, one)
            for one in _one(part, "overall", label.value, texts, carries, strongest)
        )
    return _together(part, kept) if not who else Counter(kept)


def _one(part, key, answer, texts, carries, strongest):  # noqa: C901, PLR0917
    kind = parts.type_of(answer)
    if part == "comparison" and kind == "comparison":
        if key == "overall" or "aspects" in carries:
            yield _comparison(key, answer, texts, carries, strongest)
    elif part == kind == "text":
        yield answer["text"]
    elif part == kind == "ratings":
        yield from ((texts[k], s, v) for k, r in answer["ratings"].items() for s, v in r.items())
    elif part == kind == "ranking":
        yield tuple(tuple(sorted(texts[k] for k in band)) for band in answer["ranking"])
    elif part == kind == "picked":
        yield tuple(sorted(texts[k] for k in answer["picked"]))
    elif part == kind == "thumbs":
        yield from ((texts[k], thumb) for k, thumb in answer["thumbs"].items())
    elif part == kind == "spans":
        yield from ((texts[s["response"]], s["start"], s["end"], s["category"], s["severity"])
                    for s in answer["spans"])  # fmt: skip
    elif part == "missing" and kind == "spans":
        yield from ((texts[m["response"]], m["category"], m["text"]) for m in answer["missing"])
    elif part == kind == "rewrite":
        yield texts[answer["response"]], answer["text"], answer["critique"]
    elif part == kind == "choices":
        yield tuple(answer["choices"])


def _comparison(key, answer, texts, carries, strongest):
    winner, strength = answer["winner"], answer.get("strength")
    first, second = texts.values()
    sides = {"a": (first, second), "b": (second, first)}
    order = sides.get(winner, (winner, tuple(sorted((first, second)))))
    size = min(abs(strength), strongest) if strength and "strength" in carries else None
    return (key if "aspects" in carries else None, order, size)


def _together(part, kept):
    if part == "ratings":
        means = {}
        for where, _, (text, scale, value) in kept:
            means.setdefault((where, text, scale), []).append(value)
        return Counter((key, round(fmean(values), 9)) for key, values in means.items())
    if part == "thumbs":
        votes = {}
        for where, _, (text, thumb) in kept:
            votes.setdefault((where, text), []).append(thumb == "up")
        return Counter(
            (key, 2 * sum(v) > len(v)) for key, v in votes.items() if 2 * sum(v) != len(v)
        )
    return Counter(kept)
