"""What the buttons of the ribbon do: a module for each, named as its command, with `run(book, ask)`.

`macros/ribbon.yaml` says which buttons there are; a module is imported when its button is clicked.
"""
