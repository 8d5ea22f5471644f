"""`python -m crawler` is `warraq`: for where the console script is not on the path."""

from crawler.cli import main

main()
