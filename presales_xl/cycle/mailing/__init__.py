"""Mailing what was issued: letters, passwords, the check that nobody sees others, the sending."""
