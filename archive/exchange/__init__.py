"""In and out: what is brought from other archives, and what is handed to other programs."""
