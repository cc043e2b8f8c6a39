"""Workbooks as people make them, for the tests of reading."""

import io

from openpyxl import Workbook


def workbook(*rows, merge=(), name="Sheet1"):
    """The bytes of an xlsx with these rows, each a list of cell values."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for area in merge:
        sheet.merge_cells(area)
    return saved(book)


def saved(book):
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
