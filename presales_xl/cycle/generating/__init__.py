"""Issuing the workbooks of a period: what goes in, what the ledger keeps of it, the seal."""
