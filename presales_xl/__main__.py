"""`python -m presales_xl`: the command line where its own program is not on the path."""

from presales_xl.cli import main

if __name__ == "__main__":
    main()
