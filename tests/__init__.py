"""The tests. A package only so that `python -m tests.newsroom` runs from the checkout."""
