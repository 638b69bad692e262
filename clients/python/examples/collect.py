"""Start a collection: a project with one question, its pairs, a policy and a budget.

TIEBREAK_URL, TIEBREAK_EMAIL and TIEBREAK_PASSWORD say where and who: staff, or an admin.
"""

import os

from tiebreak_client import Tiebreak

PAIRS = [
    {"id": "sky", "prompt": "Why is the sky blue?", "left": "Scattering.", "right": "It reflects."},
    {"id": "sum", "prompt": "What is 2 + 2?", "left": "4", "right": "5"},
    {"id": "cap", "prompt": "Capital of Peru?", "left": "Lima", "right": "Cusco"},
]
WHERE = {
    "id": "id",
    "prompt": ["prompt"],
    "responses": [{"text": "left"}, {"text": "right"}],
}

with Tiebreak(
    os.environ["TIEBREAK_URL"],
    email=os.environ["TIEBREAK_EMAIL"],
    password=os.environ["TIEBREAK_PASSWORD"],
) as tiebreak:
    project = tiebreak.create_project(
        name="Short answers",
        slug="short-answers",
        overlap=2,
        questions=[{"key": "overall", "type": "comparison", "title": "Which is better?"}],
        guideline="Pick the answer that is right.",
    )
    report = project.import_items(PAIRS, WHERE).wait(timeout=120)
    print(f"{report['rows_added']} items, {report['rows_bad']} bad rows")

    project.routing.set_budget("human_judgments", 100)
    project.routing.choose("all_human")
    project.routing.run()

    for item in project.items():
        print(item["id"], item["external_id"], item["state"])
