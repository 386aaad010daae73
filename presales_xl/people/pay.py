"""Pay: the items of a plan, and amounts in whole fen (分)."""

from presales_xl.scheme.columns import ColumnSpec, Plan


def items(plan: Plan) -> list[ColumnSpec]:
    """Return the columns of a plan's pay items, without their sum."""
    return [spec for spec in plan.of_kind("pay") if spec.label != "pay_total"]


def fen(value: float) -> int:
    """Return an amount in yuan, rounded to the cent already, as whole fen."""
    return round(value * 100)


def yuan(amount: int) -> str:
    """Return fen as yuan are written: `26,910.00`, `−5.00`."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02}"
