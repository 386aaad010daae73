"""Floor 1: a scheme's expressions as Excel formulas, as arrays and as sentences."""
