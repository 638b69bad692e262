import pytest


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Uploads go where the test's own files are."""
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR
