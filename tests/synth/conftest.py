"""Every shipped instrument, one test each."""

import pytest

from musicbreeder.synth.patch import Patch, patch_named, patch_names


@pytest.fixture(params=patch_names())
def patch(request: pytest.FixtureRequest) -> Patch:
    return patch_named(request.param)
