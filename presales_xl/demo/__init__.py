"""Floor 5: a sample company, and three months of it."""
