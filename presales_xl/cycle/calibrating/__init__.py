"""Calibration: pools, quota, proposal, the workbook out and in."""
