"""Forms of companies, read in."""
