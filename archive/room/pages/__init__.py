"""The pages of the room, a file a subject. They say what the catalogue says."""
