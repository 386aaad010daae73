"""Floor 5: making schemes: composed from the library, tried on people, shown as pages."""
