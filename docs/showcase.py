"""A project per ready-made set of questions, each with one item, for the pictures in bench.md.

    python manage.py shell -c "from docs import showcase; showcase.build()"

Prints {"template": project id} as JSON. Needs the people of the demo. The texts are hand-written.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from annotation.domain.templates import TEMPLATES
from annotation.domain.types import ItemState, Role
from annotation.models import Item, Membership, User
from annotation.services import media, projects
from docs.showcase_files import FILES
from interchange.formats import branches

# Template -> {"prompt", "responses", "context"}; "" for those without one of their own.
ITEMS = json.loads((Path(__file__).parent / "showcase.json").read_text(encoding="utf-8"))


def build() -> None:
    """Make them for the demo's annotator, and say which project is which."""
    people = {role: User.objects.get(email=f"{role}@demo.invalid") for role in Role}
    made = {}
    for name, template in TEMPLATES.items():
        project_id = made[name] = projects.create(
            actor_id=people[Role.ADMIN].pk,
            name=template["title"],
            slug=name.replace("_", "-"),
            description=template["summary"],
            questions=template["questions"],
            guideline="",
            overlap=1,
            show_models_after=False,
            simulated=True,
        )
        Membership.objects.create(
            project_id=project_id, user=people[Role.ANNOTATOR], role=Role.ANNOTATOR
        )
        shown = ITEMS.get(name, ITEMS[""])
        _send_files(project_id, shown["responses"])
        Item.objects.create(
            project_id=project_id,
            external_id=name,
            prompt=[{"role": "user", "content": shown["prompt"]}],
            responses=[
                {"key": key, "model": "", **_response(given)}
                for key, given in zip("abcd", shown["responses"], strict=False)
            ],
            context=shown["context"],
            content_sha256=f"{len(made):064x}",
            state=ItemState.AWAITING_HUMAN,
            need=1,
            reserve=1,
        )
    print(json.dumps(made))


def _response(given: Any) -> dict[str, Any]:
    if isinstance(given, str):
        return {"text": given}
    steps = branches.read("steps", given["steps"], [])
    return {"text": steps.text, "steps": steps.places}


def _send_files(project_id: int, responses: list[Any]) -> None:
    for text in {one for one in responses if isinstance(one, str)} & set(FILES):
        with tempfile.NamedTemporaryFile() as file:
            file.write(FILES[text]())
            file.flush()
            media.keep(project_id=project_id, name=text, path=Path(file.name), actor_id=None)


if __name__ == "__main__":
    build()
