"""What the environment may and may not combine."""

import os
import subprocess
import sys

import pytest

KEYS = {"ZUGONG_SECRET_KEY": "a-secret-of-its-own", "ZUGONG_MASTER_KEYS": "f" * 32, "ZUGONG_HOSTS": "zugong.example"}


def _settings(**environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ZUGONG_")}
    program = "from zugong.site import settings as s; print(s.PRODUCTION, s.DEMO, s.TODAY, s.DEBUG)"
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], env=inherited | environment, capture_output=True, text=True, check=False
    )


def test_production_is_never_the_demonstration():
    assert _settings(ZUGONG_ENV="production", **KEYS).stdout.split() == ["True", "False", "None", "False"]


@pytest.mark.parametrize("missing", ["ZUGONG_SECRET_KEY", "ZUGONG_MASTER_KEYS"])
def test_production_refuses_to_start_without_keys_of_its_own(missing):
    result = _settings(ZUGONG_ENV="production", **{name: key for name, key in KEYS.items() if name != missing})
    assert result.returncode != 0
    assert missing in result.stderr


def test_production_refuses_the_demonstrations_master_key():
    keys = KEYS | {"ZUGONG_MASTER_KEYS": "00112233445566778899aabbccddeeff"}
    assert "ZUGONG_MASTER_KEYS" in _settings(ZUGONG_ENV="production", **keys).stderr


def test_without_a_word_it_is_the_demonstration_on_its_fixed_day():
    assert _settings().stdout.split() == ["False", "True", "2023-07-03", "False"]


def test_a_misspelt_environment_is_refused_with_the_words_allowed():
    assert "demo, test, production" in _settings(ZUGONG_ENV="prod").stderr
