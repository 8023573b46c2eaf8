"""Entry point of ``python -m ansoegning``."""

from ansoegning.cli import main

if __name__ == "__main__":
    main()
