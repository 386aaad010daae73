"""Rosters: reading, checking and writing the workbook of employees, managers, roles, figures and raters."""
