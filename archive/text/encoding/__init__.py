"""Bytes → text, whatever they are said to be."""
