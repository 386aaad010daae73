"""Approval by one above: who is asked about whom, what came of it, and what has changed since."""
