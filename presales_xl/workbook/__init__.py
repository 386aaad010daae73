"""Floor 2: the workbook that a manager fills in; nothing above knows cell addresses."""
