"""The office's sheets: units and accounts, read from what people hand in and written for them to fill in."""

from collections.abc import Iterable

from zugong.kernel import calendar
from zugong.kernel.access.account_sheet import HEADS, AccountRow, account_rows
from zugong.kernel.access.roles import Role
from zugong.kernel.registry.models import Unit, UnitKind
from zugong.kernel.registry.tree import COLUMNS, rows_from, table_of
from zugong.kernel.registry.tree_rules import TreeRow
from zugong.kernel.workbook.columns import Column, Kind
from zugong.kernel.workbook.files import CannotReadTable
from zugong.kernel.workbook.reading import TableReading, read_table
from zugong.kernel.workbook.template import write_template
from zugong.kernel.workbook.writing import Sheet, write_workbook

__all__ = [
    "CannotReadTable",
    "account_rows_in",
    "account_template",
    "tree_rows_in",
    "tree_template",
    "tree_workbook",
]

CODES = frozenset({"code", "parent_code", "official_parent_code", "unit_code", "phone", "username"})
ALIASES = {"phone": ("手机号", "手机号码"), "unit_name": ("单位", "所在单位"), "username": ("用户名",)}


def _columns(heads: dict[str, str], required: frozenset[str], help_texts: dict[str, str]) -> list[Column]:
    return [
        Column(
            name,
            label,
            Kind.CODE if name in CODES else Kind.TEXT,
            aliases=(name, *ALIASES.get(name, ())),
            required=name in required,
            help=help_texts.get(name, ""),
        )
        for name, label in heads.items()
    ]


TREE = _columns(
    COLUMNS,
    frozenset({"code", "kind", "name"}),
    {"kind": "、".join(str(kind.label) for kind in UnitKind), "parent_code": "顶层单位不填"},
)
ACCOUNTS = _columns(
    HEADS,
    frozenset({"name", "role"}),
    {
        "role": "、".join(str(role.label) for role in Role),
        "unit_code": "单位代码、单位名称填一项",
        "username": "不填则用姓名拼音",
        "phone": "同名的人必须填",
    },
)


def _read(content: bytes, name: str, columns: list[Column]) -> TableReading:
    reading = read_table(content, name, columns)
    missing = [problem for problem in reading.problems if problem.blocks and problem.row is None]
    if missing:
        raise CannotReadTable("；".join(f"{problem.column}：{problem.reason}" for problem in missing))
    return reading


def tree_rows_in(content: bytes, name: str) -> list[TreeRow]:
    """The units in a sheet. Raises CannotReadTable."""
    rows = _read(content, name, TREE).rows
    return rows_from((row.texts or row.values for row in rows), numbers=[row.number for row in rows])


def account_rows_in(content: bytes, name: str) -> list[AccountRow]:
    """The accounts in a sheet. Raises CannotReadTable."""
    rows = _read(content, name, ACCOUNTS).rows
    return account_rows((row.texts or row.values for row in rows), numbers=[row.number for row in rows])


def tree_workbook(units: Iterable[Unit]) -> bytes:
    """The units as a sheet that loads again without a change."""
    heads = {label: name for name, label in COLUMNS.items()}
    rows = [{heads[label]: value for label, value in line.items()} for line in table_of(units)]
    return write_workbook([Sheet("单位", TREE, rows, title="单位", as_of=calendar.today())])


def tree_template() -> bytes:
    """An empty sheet of units."""
    return write_template("单位", TREE, title="单位导入表")


def account_template() -> bytes:
    """An empty sheet of accounts."""
    return write_template("账号", ACCOUNTS, title="账号导入表")
