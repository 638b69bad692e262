"""`python -m tests.faults [--seed N] [--seconds S] [--mutant M4]`: the campaign by hand.

Ends with 0 when nothing is broken, with 1 when something is.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.config.processes import free_port
from tests.faults import campaign, planted


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=campaign.random_seed())
    parser.add_argument("--seconds", type=float, default=30, help="how long faults go on")
    parser.add_argument("--port", type=int, default=free_port(), help="and the one after it")
    parser.add_argument("--mutant", choices=sorted(planted.SQL), default="", help="a planted bug")
    parser.add_argument("--json", type=Path, help="where the report goes")
    parser.add_argument("--keep", type=Path, help="a folder for data, ledgers and log")
    given = parser.parse_args()
    plan = campaign.Plan(
        seed=given.seed, port=given.port, seconds=given.seconds, mutant=given.mutant
    )
    with tempfile.TemporaryDirectory(prefix="tiebreak-faults-") as folder:
        where = given.keep or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        where.chmod(0o711)
        report = campaign.run(plan, where)
    sys.stdout.write(campaign.sentence(report) + "\n")
    if given.json:
        given.json.write_text(json.dumps(report, indent=1, default=str))
    return 1 if report["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
