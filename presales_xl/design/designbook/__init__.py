"""The design workbook: a whole scheme in a workbook that people fill in, written and read by one description."""
