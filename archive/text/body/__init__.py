"""Which lines are the story: where it stands, what of it is not the story, and the second copies of it that a page carries."""
