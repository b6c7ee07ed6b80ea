"""`python -m ui` is `gongkai`."""

from ui.cli import main

main()
