"""What an item holds, with all that is shown of it outside the bench."""

from typing import Any

from annotation.domain import context
from annotation.models import Item
from annotation.selectors import media


def of(item: Item) -> dict[str, Any]:
    """Prompt, responses with the files that they name, and what is shown beside them."""
    return {
        "prompt": [context.turn(message) for message in item.prompt],
        "responses": _responses(item),
        "media": _beside(item),
        "context": item.context,
    }


def without_models(content: dict[str, Any]) -> dict[str, Any]:
    """The same, and nothing in it says who wrote what: a file's name might."""
    responses = [
        {name: part for name, part in response.items() if name != "model"}
        | ({"text": ""} if response.get("media", {}).get("url") else {})
        for response in content["responses"]
    ]
    return {**content, "responses": responses}


def _responses(item: Item) -> list[dict[str, Any]]:
    """Each with the file that it names, and with its prompt where they answer different ones."""
    prompts = context.prompts(item.context, [r["key"] for r in item.responses])
    files = media.of_project(item.project_id, [r["text"] for r in item.responses])
    return [
        {"model": "", **r}
        | ({"prompt": prompts[r["key"]]} if r["key"] in prompts else {})
        | ({"media": files[r["text"]]} if r["text"] in files else {})
        | ({"turns": [context.turn(m) for m in r["turns"]]} if "turns" in r else {})
        for r in item.responses
    ]


def _beside(item: Item) -> list[dict[str, Any]]:
    named = context.files(item.context)
    files = media.of_project(item.project_id, named)
    return [files[name] for name in named if name in files]
