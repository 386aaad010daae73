"""What the company's appraisals leave behind: one database, written in steps, with a log that proves itself."""
