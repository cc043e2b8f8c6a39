"""`python -m tests.kills --seeds 200`: so many kills, each at a point that its seed decides; says what was found wrong.

Runs on a database of its own: SQLite in a new folder, or the empty one that KILLS_DATABASE_URL names.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="zugong-kills-")
os.environ["ZUGONG_ENV"] = "test"
os.environ["ZUGONG_VAR"] = FOLDER.name
os.environ["DATABASE_URL"] = os.environ.get("KILLS_DATABASE_URL", f"sqlite:///{FOLDER.name}/kills.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "zugong.site.settings"
(Path(FOLDER.name) / "static").mkdir()

import django  # noqa: E402

django.setup()

from tests.kills.city import prepare  # noqa: E402
from tests.kills.trials import TRIALS, Wrong  # noqa: E402


def main() -> int:
    """Print how many kills were survived; returns 1 if something was found wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=20)
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--only", choices=[name for name, _trial in TRIALS], help="try nothing else")
    asked = arguments.parse_args()
    trials = [one for one in TRIALS if asked.only in (None, one[0])]
    prepare()
    kills, wrong = 0, []
    for seed in range(asked.first, asked.first + asked.seeds):
        name, trial = trials[seed % len(trials)]
        try:
            kills += trial(seed)
        except Wrong as error:
            wrong.append(f"seed {seed}, {name}: {error}")
    print(*wrong, f"{asked.seeds} seeds, {kills} kills, {len(wrong)} wrong", sep="\n")  # noqa: T201
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
