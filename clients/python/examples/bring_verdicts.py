"""Bring verdicts of a judge that ran elsewhere, and see where it differs from people."""

import os

from tiebreak_client import Invalid, Tiebreak

VERDICTS = [
    {"item": "sky", "says": "1", "sure": 0.9},
    {"item": "sum", "says": "1", "sure": 0.99},
    {"item": "cap", "says": "2", "sure": 0.6},
]
WHERE = {
    "item": "item",
    "kind": "judge",
    "answers": [
        {
            "question": "overall",
            "rater": "my-judge",
            "path": "says",
            "confidence": "sure",
        }
    ],
    "values": {"1": "a", "2": "b", "0": "tie"},
}

with Tiebreak(
    os.environ["TIEBREAK_URL"],
    email=os.environ["TIEBREAK_EMAIL"],
    password=os.environ["TIEBREAK_PASSWORD"],
) as tiebreak:
    project = tiebreak.project("short-answers")
    try:
        report = project.import_judgments(VERDICTS, WHERE).wait(timeout=120)
    except Invalid as refused:
        raise SystemExit(f"The mapping does not fit: {refused.fields}") from refused
    print(f"{report['rows_added']} verdicts")

    for row in project.items(state="awaiting_human"):
        for verdict in project.item(row["id"])["judgments"]:
            print(row["external_id"], verdict["rater"], verdict["answers"]["overall"])
