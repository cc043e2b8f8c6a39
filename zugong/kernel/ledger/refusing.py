"""Why a file is not taken in."""


class Refused(Exception):
    """The file is not taken in; the message says why and what would be right."""
