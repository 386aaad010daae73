"""Forms that companies have, read in: documents, the tables in them, and the scheme that they are a draft of."""
