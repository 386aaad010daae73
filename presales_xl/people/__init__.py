"""Floor 2: who is appraised, what was entered of them, and what came out."""
