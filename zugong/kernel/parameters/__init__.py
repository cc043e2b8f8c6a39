"""Policy is data: dated, place-scoped numbers with their source clause.

A *parameter* is declared once in code, with a label, a default and the source of the default. A *value* (the row) says what the parameter
is at a place from a day on, and who approved it. A look-up takes the value of the nearest enclosing place that is in force on the day;
where there is none, the declared default.
"""
