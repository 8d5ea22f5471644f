"""When a list is read again, learned from how often it shows something new."""
