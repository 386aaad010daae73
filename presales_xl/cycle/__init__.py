"""Floor 4: HR's verbs."""
