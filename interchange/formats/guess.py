"""A mapping guessed from the shape of some rows, for a person to confirm."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from interchange.formats import messages
from interchange.formats.paths import write
from interchange.formats.problems import kind_of, shown

PROMPTS = ("prompt", "instruction", "question", "input")
CHATS = ("prompt", "messages", "conversation", "context")  # when they hold lists of messages
IDS = ("id", "item_id", "prompt_id", "comparison_id", "question_id", "idx", "index", "uuid")
GROUPS = ("group", "prompt_group", "prompt_hash")
ITEMS = ("item", "item_id", "external_id", *IDS)
PAIRS = (
    ("response_a", "response_b"),
    ("response1", "response2"),
    ("response_1", "response_2"),
    ("completion_a", "completion_b"),
    ("answer1", "answer2"),
    ("answer_a", "answer_b"),
    ("output_1", "output_2"),
    ("output_a", "output_b"),
    ("chosen", "rejected"),
)
LISTS = ("responses", "completions", "answers", "candidates", "outputs")
MODELS = (("model_a", "model_b"), ("model1", "model2"), ("model_1", "model_2"),
          ("chosen_model", "rejected_model"))  # fmt: skip
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping in its JSON form, or None, and what it rests on."""

    kind: str = "items"  # items | judgments
    mapping: dict[str, Any] | None = None
    evidence: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """A column of the file: its path, the type of its values, one of them."""

    path: str
    type: str
    example: str


def mapping(rows: list[Any]) -> Guess:
    """What the rows look like: items, or judgments without texts."""
    objects = [r for r in rows[:SAMPLE] if isinstance(r, dict)]
    if not objects:
        return Guess(evidence=["No row is an object."])
    # What nearly every row has: the few without are the bad rows a dry run will name.
    counts = Counter(name for row in objects for name in row)
    names = [name for name, n in counts.items() if n >= 0.9 * len(objects)]
    objects = [row for row in objects if all(name in row for name in names)]
    if not objects:
        return Guess(evidence=["The rows have no columns in common."])
    responses, evidence = _responses(names, objects)
    prompt = _prompt(names, objects)
    if not responses and not prompt:
        return _judgments(names, evidence)
    if not responses:
        return Guess(evidence=evidence)
    if not prompt:
        return Guess(evidence=[*evidence, f"No column is called {', '.join(PROMPTS)}."])
    evidence.insert(0, f"The prompt is in {' and '.join(prompt)}.")
    guess: dict[str, Any] = {"prompt": [write((p,)) for p in prompt], "responses": responses}
    _add_names(guess, names, evidence)
    for part in ("context", "metadata"):
        keys = [] if part in prompt else _keys(part, names, objects)
        if keys:
            guess[part] = {k: write((part, k)) for k in keys}
            evidence.append(f"The {part} holds {', '.join(keys)}.")
    return Guess(mapping=guess, evidence=evidence)


def columns(rows: list[Any]) -> list[ColumnFound]:
    """The columns of some rows, nested ones too, in the order they were met; at most 200."""
    found: dict[str, ColumnFound] = {}
    for row in rows[:SAMPLE]:
        _collect(row, (), found)
    return list(found.values())[:200]


def _collect(value: Any, path: tuple[str | int, ...], found: dict[str, ColumnFound]) -> None:
    if isinstance(value, dict) and len(path) < 4:
        for key, inner in value.items():
            _collect(inner, (*path, key), found)
    if path:
        text = write(path)
        if text not in found or found[text].type == "null":
            found[text] = ColumnFound(text, kind_of(value).split()[-1], shown(value))


def _prompt(names: list[str], rows: list[Any]) -> list[str]:
    chat = next((n for n in CHATS if n in names and all(_is_chat(r[n]) for r in rows)), None)
    if chat:
        return [chat]
    text = next((n for n in PROMPTS if n in names), None)
    if text == "instruction":
        return [text, *(n for n in ("input",) if n in names)]
    return [text] if text else []


def _add_names(guess: dict[str, Any], names: list[str], evidence: list[str]) -> None:
    for part, candidates in (("id", IDS), ("group", GROUPS), ("language", ("language",))):
        if found := next((n for n in candidates if n in names), None):
            guess[part] = found
            evidence.append(f"The {part} is in {found}.")
    if "id" not in guess:
        evidence.append("There is no id: items are named after their content.")


def _responses(names: list[str], rows: list[Any]) -> tuple[list[dict[str, str]], list[str]]:
    for name in LISTS:
        if name in names and all(isinstance(r[name], list) and len(r[name]) > 1 for r in rows):
            return [{"text": name}], [f"The responses are the list {name}."]
    for first, second in PAIRS:
        if first in names and second in names:
            models = next((m for m in MODELS if set(m) <= set(names)), None)
            found = [{"text": first}, {"text": second}]
            if models:
                found = [{"text": first, "model": models[0]}, {"text": second, "model": models[1]}]
            return found, [f"The responses are {first} and {second}."]
    return [], ["No two columns, and no list, look like responses."]


def _judgments(names: list[str], evidence: list[str]) -> Guess:
    item = next((n for n in ITEMS if n in names), None)
    if item is None:
        return Guess(evidence=[*evidence, "No column looks like an id."])
    rest = [n for n in names if n != item]
    return Guess(
        kind="judgments",
        evidence=[
            *evidence,
            f"The item is in {item}; say which of {', '.join(rest)} is a verdict.",
        ],
    )


def _keys(part: str, names: list[str], rows: list[Any]) -> list[str]:
    if part not in names or not all(isinstance(r[part], dict) for r in rows):
        return []
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row[part]))
    return list(keys)[:50]


def _is_chat(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(messages.is_message, value))
