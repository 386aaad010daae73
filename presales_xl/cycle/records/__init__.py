"""Records for whoever asks later: the dossier of a person, what is held of a person, names that go after a time."""
