"""Floor 3: HR's verbs."""
