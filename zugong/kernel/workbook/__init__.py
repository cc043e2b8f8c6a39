"""Spreadsheets in and out.

A *column* is declared once (`columns`) and serves writing (`writing`), the empty form to be filled in (`template`) and
reading back (`reading`), whatever the people in between did to the sheet: titles above the header, merged cells,
totals, 同上, full-width digits, dates written in five ways. What could not be understood is named cell by cell.
"""
