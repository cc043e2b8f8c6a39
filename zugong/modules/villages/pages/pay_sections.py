"""What pay adds to the pages of a person and of a statement: how the sum came about, what was paid, what is owed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.models import User
from zugong.kernel.ledger.columns import column
from zugong.kernel.ledger.sections import Section, register
from zugong.kernel.ledger.seeing import shown
from zugong.kernel.registry.models import Person
from zugong.modules.villages.actions.pay_explaining import explain, may_see_amounts
from zugong.modules.villages.models import PayStatement

COLUMNS = tuple(column(PayStatement, name) for name in ("computed_total", "paid", "difference", "arrears"))


def of_person(person: Person, user: User) -> Section | None:
    """A person's pay: the latest year explained, every year in a line. Nobody sees a section without rows."""
    seen = PayStatement.objects.visible_to(user).filter(cadre__person=person)
    along = seen.select_related("cadre__unit", "cadre__person", "basis__unit", "settlement")
    statements = list(along.order_by("-year", "cadre__rank", "pk"))
    if not statements:
        return None
    latest = statements[0]
    names = {
        "rows": [(one, [shown(amount, one, user) for amount in COLUMNS]) for one in statements],
        "explained": explain(latest) if may_see_amounts(latest, user) else None,
        "is_own": person.pk == user.person_id,
    }
    title = _("我的报酬") if names["is_own"] else _("报酬")
    return Section(title, "villages/_pay_person.html", names, position=20, people=frozenset({person.pk}))


def of_statement(statement: PayStatement, user: User) -> Section | None:
    """How a statement's sum came about."""
    if not may_see_amounts(statement, user):
        return None
    along = PayStatement.with_voided.select_related("cadre__unit", "cadre__person", "basis__unit", "settlement")
    names = {"explained": explain(along.get(pk=statement.pk))}
    return Section(_("怎样算出"), "villages/_pay_statement.html", names, position=10)


def add_pay_sections() -> None:
    """Have these sections asked for."""
    providers: list[tuple[Any, Any]] = [(Person, of_person), (PayStatement, of_statement)]
    for model, provider in providers:
        register(model, provider)
