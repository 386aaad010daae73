"""The plan page of everybody at the start of a period: what will be appraised, by which rules, for what pay."""
