"""Who wrote the story, which agency is credited for it, and the place it was sent from."""
