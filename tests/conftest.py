"""How many generated cases the tests try, and the seed they are drawn from.

``ANSOEGNING_TILFAELDE=N`` tries N cases in every generated test (the profile "stor"); without it the profile "ci" is
used. The seed stands in the header of each run: ``pytest --hypothesis-seed=<seed>`` draws the same cases again.
"""

from __future__ import annotations

import gc
import os
import random

import pytest
from hypothesis import HealthCheck, Phase, settings

# A file of few tests that take long, begun last, would leave one worker at work and the others without. Those with a
# browser stand apart: two on the same cores wait for each other.
_FOERST = (
    "test_browserside", "test_spark", "test_fejlkald", "test_tabelformer", "test_puljens_ord", "test_browser",
    "test_afhaengigheder", "test_mapper", "test_runder_browser", "test_runder", "test_fordelingsmutanter",
    "test_browser_tilgang", "test_tabelsider", "test_tabeller_browser",
)  # fmt: skip
_TILFAELDE = os.environ.get("ANSOEGNING_TILFAELDE")
_PROFIL = "stor" if _TILFAELDE else "ci"

settings.register_profile(
    _PROFIL,
    # Explicit, and from the library's own default: on a CI machine it would load a profile of its own.
    settings.get_profile("default"),
    max_examples=int(_TILFAELDE or 10),
    # Which lines only failing cases run takes minutes to find.
    phases=[p for p in Phase if p != Phase.explain],
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
# Before the test modules are read: a test's own settings are made from the profile that is loaded then.
settings.load_profile(_PROFIL)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(2**32))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _FOERST.index(item.path.stem) if item.path.stem in _FOERST else len(_FOERST))
    # Whole folders; other modules carry the mark themselves.
    for item in items:
        if item.path.parent.name in ("egenskaber", "system", "web"):
            item.add_marker("tung")


def pytest_collection_finish() -> None:
    # What the collected tests and the modules hold stays to the end. The collector of cycles, which would walk through
    # it again and again, took a tenth of the run.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    # Libraries look at exit for what was never freed.
    gc.unfreeze()


def pytest_report_header(config: pytest.Config) -> str:
    seed = config.getoption("--hypothesis-seed")
    return (
        f"generated cases: {settings().max_examples} per test (profile {settings.get_current_profile_name()}), "
        f"seed {seed}; repeat with --hypothesis-seed={seed}"
    )
