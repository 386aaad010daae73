"""An engine for xlwings over LibreOffice: the add-in's commands where there is no Excel, and their tests."""
