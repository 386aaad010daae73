"""The add-in: its buttons and what they do, the file that Excel loads, and its installation."""
