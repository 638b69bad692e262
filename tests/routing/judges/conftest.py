"""Formulas are tested in the CPU's full precision, also where there is a GPU; see test_gpu."""

import pytest

from routing.judges import transformers_local


@pytest.fixture(autouse=True)
def on_the_cpu(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "gpu" not in request.keywords:
        monkeypatch.setattr(transformers_local, "device_of", lambda torch: ("cpu", torch.float32))
