"""Floor 0, what a scheme is: no files, no Excel, no pandas."""
