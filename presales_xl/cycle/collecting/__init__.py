"""Taking back: the verdict on each file, quarantine, who is late."""
