"""One file a step. A step, once released, is never changed."""
