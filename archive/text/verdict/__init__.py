"""Whether a page is an article at all, and if not, what it is."""
