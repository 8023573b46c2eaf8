"""Test configuration: the number of generated cases, their seed, the test order and the ``tung`` mark.

``ANSOEGNING_TILFAELDE=N`` tries N cases in every generated test (the profile "stor"); without it the profile "ci" is
used. The header of each run shows the seed: ``pytest --hypothesis-seed=<seed>`` generates the same cases again.
"""

from __future__ import annotations

import gc
import os
import random

import pytest
from hypothesis import HealthCheck, Phase, settings

# A slow file with few tests is started first: started last, it would keep one worker busy while the others are idle.
# Files that use a browser are kept apart, because two browsers on the same cores slow each other down.
_FOERST = (
    "test_browserside", "test_spark", "test_fejlkald", "test_tabelformer", "test_puljens_ord", "test_browser",
    "test_afhaengigheder", "test_mapper", "test_runder_browser", "test_runder", "test_fordelingsmutanter",
    "test_browser_tilgang", "test_tabelsider", "test_tabeller_browser",
)  # fmt: skip
_TILFAELDE = os.environ.get("ANSOEGNING_TILFAELDE")
_PROFIL = "stor" if _TILFAELDE else "ci"

settings.register_profile(
    _PROFIL,
    # The library's own default, stated explicitly: on a CI machine Hypothesis would load another profile.
    settings.get_profile("default"),
    max_examples=int(_TILFAELDE or 10),
    # Finding the lines that only failing cases run (the explain phase) takes minutes.
    phases=[p for p in Phase if p != Phase.explain],
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
# Loaded before the test modules are imported: settings in a test are derived from the profile loaded at that time.
settings.load_profile(_PROFIL)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(2**32))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _FOERST.index(item.path.stem) if item.path.stem in _FOERST else len(_FOERST))
    # Complete folders; other modules have the mark themselves.
    for item in items:
        if item.path.parent.name in ("egenskaber", "system", "web"):
            item.add_marker("tung")


def pytest_collection_finish() -> None:
    # Collected tests and modules live until the end of the run. Without freezing them, the cyclic garbage collector
    # would scan them repeatedly, which took a tenth of the run.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    # Some libraries check at exit for objects that were never freed.
    gc.unfreeze()


def pytest_report_header(config: pytest.Config) -> str:
    seed = config.getoption("--hypothesis-seed")
    return (
        f"generated cases: {settings().max_examples} per test (profile {settings.get_current_profile_name()}), "
        f"seed {seed}; repeat with --hypothesis-seed={seed}"
    )
