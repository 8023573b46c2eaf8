"""Entry point of ``python -m ansoegning``."""

from ansoegning.cli import program

if __name__ == "__main__":
    program()
