"""LibreOffice as a tool: found, started, asked, ended; standard library only, for `bridge` runs elsewhere."""
