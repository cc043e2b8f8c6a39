"""What every page of the shell needs."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Names for the base template."""
    return {"path": request.path}
