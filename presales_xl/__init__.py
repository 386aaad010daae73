"""presales_xl: appraisal of pre-sales people in Excel, from scheme to graded workbook."""

__version__ = "0.1.0"
