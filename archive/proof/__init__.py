"""That a record was here on a day, and is the same: seals of days, and proofs that anyone can check offline."""
