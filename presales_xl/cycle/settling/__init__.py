"""Settlement: what is due, what the ledger has paid, the payroll."""
