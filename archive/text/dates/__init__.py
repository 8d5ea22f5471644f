"""When the story was published and changed: what gives a date, how it is read, and how dates are weighed."""
