"""LibreOffice on a string: a JSON request a line on stdin, its JSON answer a line on stdout.

`__main__` is run by a Python that has `uno` (LibreOffice's own, or the system's), in a process of its own: importing
`uno` replaces Python's `__import__`, so nothing outside this folder does. It starts LibreOffice and hands each request
to `inside`, which LibreOffice's Python runs beside the documents. All of it is written for Python 3.8 and its standard
library; newer spellings of types are for the type checker only. Whoever starts it owns it: when stdin ends,
LibreOffice is told to leave.

    python -m presales_xl.office.bridge SOFFICE PROFILE_DIR [OPERATIONS.py]

A request is `{"do": OPERATION, …}` with the operation's arguments, an answer `{"answer": …}`, or
`{"error": KIND, "message": …}` where KIND is the name of a Python exception. A cell travels as a number, a
text, true, false, null (blank), `{"date": "2026-11-30T00:00:00"}` or `{"error": "#N/A"}`; an area as
`[row, column, rows, columns]`, counted from 1. Formulas are as Excel writes them.
"""
