"""`warraq serve`: the sockets of the reading room."""
