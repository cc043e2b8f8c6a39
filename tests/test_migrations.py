"""The database can be built, and every step taken back."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OWN = [config.label for config in apps.get_app_configs() if config.name.startswith("zugong.")]


@pytest.mark.django_db
def test_the_models_have_no_changes_without_a_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def own_migrations():
    loader = MigrationLoader(None)
    return [migration for (label, _), migration in sorted(loader.disk_migrations.items()) if label in OWN]


def test_every_migration_can_be_taken_back():
    steps = [(str(m), step) for m in own_migrations() for step in m.operations]
    assert [name for name, step in steps if not step.reversible] == []


def test_every_migration_has_a_telling_name():
    assert [str(m) for m in own_migrations() if re.search(r"auto_\d|_and_more$", m.name)] == []


def test_each_part_has_one_last_migration():
    assert MigrationLoader(None).detect_conflicts() == {}
