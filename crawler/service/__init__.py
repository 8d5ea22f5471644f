"""`warraq run`: the schedule at work, and what it answers to those who watch it."""
