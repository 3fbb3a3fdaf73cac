"""Rows to objects and back: all queries live in this package, each scoped to what its caller may see."""
