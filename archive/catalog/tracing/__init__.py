"""Who printed whose story: texts found again in others of the same days, and the stories that this makes."""
