"""Fetch what a trainer needs: rows one by one, a checked file, and what was left out."""

import os
import sys
from pathlib import Path

from tiebreak_client import Tiebreak

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

with Tiebreak(
    os.environ["TIEBREAK_URL"],
    email=os.environ["TIEBREAK_EMAIL"],
    password=os.environ["TIEBREAK_PASSWORD"],
) as tiebreak:
    project = tiebreak.project("short-answers")

    # Every verdict, as it comes.
    for judgment in project.judgments(timeout=120):
        print(judgment["meta_external_id"], judgment["meta_source"])

    # Pairs for DPO; labels of judges that nobody trusts yet are left out unless asked for.
    export = project.export("trl-preference", judge_labels="all", file_types=["jsonl", "parquet"])
    export.wait(timeout=120)
    for left_out in export.manifest["left_out"]:
        print(f"left out: {left_out}")
    print(export.download(folder, ".parquet"))
    for row in export.rows():
        print(row["chosen"][-1]["content"], ">", row["rejected"][-1]["content"])
