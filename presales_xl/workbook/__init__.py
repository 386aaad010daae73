"""Floor 3: the workbook that a manager fills in; nothing above knows cell addresses."""
