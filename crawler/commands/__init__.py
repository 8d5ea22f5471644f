"""Commands of the command line that `crawler.cli` gathers."""
