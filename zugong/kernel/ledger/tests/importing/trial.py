"""A model with a constraint of each kind, and a form that makes another record beside its own; both only for as long as a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import connection, models
from django.db.models import F, Q

from zugong.kernel.ledger.declaring import Ledger, ledger_named, withdraw
from zugong.kernel.ledger.forms import RecordForm
from zugong.kernel.registry.models import Person, Unit
from zugong.kernel.registry.scope import ScopedRecord

LIVE = Q(voided_at__isnull=True)


@contextmanager
def trial_ledgers() -> Iterator[SimpleNamespace]:
    """The models `Hall` and `Key`, and the ledgers `halls` and `keys` over them; the tables last as long as the transaction."""
    models_made = _models()
    ContentType.objects.clear_cache()
    try:
        editor = connection.SchemaEditorClass(connection)
        editor.deferred_sql = []  # set on entering the editor, which SQLite refuses inside a test's transaction
        with connection.cursor() as cursor:
            for model in models_made:
                cursor.execute(*editor.table_sql(model))
            for statement in editor.deferred_sql:
                cursor.execute(str(statement))
        yield SimpleNamespace(Hall=models_made[0], Key=models_made[1], **_ledgers(*models_made))
    finally:
        for name in ("trial-halls", "trial-keys"):
            withdraw(name)
        for name in ("hall", "key"):
            apps.all_models["ledger"].pop(name, None)
        apps.clear_cache()
        ContentType.objects.clear_cache()


def _models() -> tuple[type, type]:
    class Hall(ScopedRecord):
        unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村", related_name="+")
        name = models.CharField("名称", max_length=8)
        code = models.CharField("编码", max_length=4, blank=True)
        number = models.CharField("牌号", max_length=4, unique=True, null=True, blank=True)
        kind = models.CharField("类型", max_length=4, choices=[("a", "大"), ("b", "小")], blank=True)
        opened = models.DateField("启用", null=True, blank=True)
        closed = models.DateField("停用", null=True, blank=True)
        seats = models.IntegerField("座位", null=True, blank=True, validators=[MaxValueValidator(500)])
        shared = models.BooleanField("共用", default=False)

        class Meta(ScopedRecord.Meta):
            app_label = "ledger"
            constraints: ClassVar = [
                models.UniqueConstraint(fields=["unit", "name"], condition=LIVE, name="one_hall_per_name"),
                models.UniqueConstraint(
                    fields=["code"], condition=LIVE & ~Q(code=""), name="one_hall_per_code",
                    violation_error_message="编码已有",
                ),
                models.UniqueConstraint(fields=["unit", "opened"], name="one_opening_a_day"),
                models.CheckConstraint(
                    condition=Q(closed__isnull=True) | Q(closed__gte=F("opened")), name="closed_after_opened",
                    violation_error_message="停用早于启用",
                ),
                models.CheckConstraint(condition=Q(seats__isnull=True) | Q(seats__gte=0), name="seats_not_negative"),
            ]  # fmt: skip

        def __str__(self) -> str:
            return self.name

        def clean(self) -> None:
            if self.name == "无名":
                raise ValidationError({"name": "不能叫无名"})
            if self.shared and not self.seats:
                raise ValidationError("共用的要填座位")

    class Key(ScopedRecord):
        unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村", related_name="+")
        person = models.ForeignKey(Person, models.PROTECT, verbose_name="保管人", related_name="+")
        count = models.PositiveIntegerField("把数", default=1)

        class Meta(ScopedRecord.Meta):
            app_label = "ledger"
            constraints: ClassVar = [
                models.UniqueConstraint(fields=["unit", "person"], condition=LIVE, name="one_key_per_person")
            ]

        def __str__(self) -> str:
            return str(self.person)

    return Hall, Key


def _ledgers(hall: type, key: type) -> dict[str, Ledger]:
    class KeyForm(RecordForm):
        """Finds the keeper by name, or makes one."""

        keeper = forms.CharField(label="姓名", max_length=10)
        born = forms.DateField(label="出生", required=False)

        class Meta:
            model = key
            fields: ClassVar = ["unit", "count"]

        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            if self.instance.pk and not self.is_bound:
                self.initial |= {"keeper": self.instance.person.name, "born": self.instance.person.birth_date}

        def clean_keeper(self) -> str:
            if self.cleaned_data["keeper"] == "某人":
                raise ValidationError("请写姓名")
            return self.cleaned_data["keeper"]

        def clean(self) -> dict:
            values = super().clean() or {}
            if not {"keeper", "unit"} <= values.keys():
                return values
            found = self.lookups.find(Person, "name", values["keeper"])
            person = found[0] if found else Person(name=values["keeper"], unit=values["unit"])
            if values.get("born"):
                person.birth_date = values["born"]
            self.instance.person = person
            if person.pk and len(self.lookups.find(key, "person_id", person.pk)) > 1:
                raise ValidationError("一人不能管两处以上")
            return values

        def records(self) -> list:
            return [self.instance.person, self.instance]

    class Halls(Ledger):
        """Halls of villages."""

        model = hall
        name = "trial-halls"
        columns = ["name", "unit"]
        form_fields = ["unit", "name", "code", "number", "kind", "opened", "closed", "seats", "shared"]

    class Keys(Ledger):
        """Who keeps which keys."""

        model = key
        name = "trial-keys"
        columns = ["person", "unit"]
        form_fields = ["unit", "count"]
        form_class = KeyForm

    return {"halls": ledger_named("trial-halls"), "keys": ledger_named("trial-keys")}
