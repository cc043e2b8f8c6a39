"""What a page shows of a personal value."""

STARS = "****"


def hide(value: str) -> str:
    """Nothing of the value but that there is one."""
    return STARS if value else ""


def mask_date(day: str) -> str:
    """1980-**-**: the year of an ISO date."""
    return f"{day[:4]}-**-**" if len(day) >= 10 else hide(day)


def mask_identity_number(number: str) -> str:
    """3415****1234: the division and the last four; short values are hidden whole."""
    return f"{number[:4]}{STARS}{number[-4:]}" if len(number) >= 12 else STARS if number else ""


def mask_phone(phone: str) -> str:
    """138****0000; a number without at least ten digits is hidden whole."""
    return f"{phone[:3]}{STARS}{phone[-4:]}" if len(phone) >= 10 else STARS if phone else ""


def mask_account(account: str) -> str:
    """The last four of a bank account."""
    return f"{STARS}{account[-4:]}" if len(account) >= 8 else STARS if account else ""


def mask_name(name: str) -> str:
    """李*明, 李*; the first and, from three characters on, the last character stay."""
    if len(name) < 2:
        return name
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
