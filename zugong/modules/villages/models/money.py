"""Money: 元 where people read and write it, integer 分 in the database and in every sum."""

from decimal import Decimal
from typing import Any

from django.db import models

FEN_PER_YUAN = 100


class YuanField(models.DecimalField):
    """An amount with two decimals, kept as a whole number of 分, so that no database rounds it and every sum is exact.

    In Python the value is a Decimal of 元. An expression over two of them must say so itself: `output_field=YuanField()`.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        usual: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
        super().__init__(*args, **(usual | more))

    def db_type(self, connection: Any) -> str:
        """What the column is to the database."""
        return str(models.BigIntegerField().db_type(connection))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """元 as 分; an expression as it is."""
        if value is None or hasattr(value, "as_sql"):
            return value
        return fen(self.to_python(value))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        """分 as 元."""
        return None if value is None else yuan(int(value))


def fen(amount: Decimal | int | None) -> int:
    """元 as 分; nothing is nought."""
    return int(((Decimal(0) if amount is None else Decimal(amount)) * FEN_PER_YUAN).to_integral_value())


def yuan(amount: int) -> Decimal:
    """分 as 元, with two decimals."""
    return Decimal(amount).scaleb(-2).quantize(Decimal("0.01"))
