"""`warraq import`: what others captured comes in."""
