"""Floor 4: a sample company, and three months of it."""
