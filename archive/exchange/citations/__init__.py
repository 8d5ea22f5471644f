"""A story cited: in words, and for programs that keep bibliographies."""
