"""What is said to people and to programs: words, tables, JSON."""
