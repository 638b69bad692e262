"""Half a minute of kills on the real stack: what was acknowledged is kept, what was begun ends."""

import json
import sys
from pathlib import Path

import pytest

from tests.config.processes import free_port
from tests.faults import campaign


@pytest.mark.faults
@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at /proc")
def test_half_a_minute_of_kills_breaks_no_promise(tmp_path):
    tmp_path.chmod(0o711)
    report = campaign.run(campaign.Plan(seed=campaign.random_seed(), port=free_port()), tmp_path)

    (tmp_path / "report.json").write_text(json.dumps(report, indent=1, default=str))
    sys.stdout.write(campaign.sentence(report) + "\n")
    assert report["violations"] == {}, report
    assert report["durability"]["synchronous_commit"] == "on"
    assert report["faults_done"] >= 20
    assert report["counts"]["ledger"]["ack"] > 10
    assert report["counts"]["verdicts_of_judges"] > 0
