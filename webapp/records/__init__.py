"""Rows to objects and back: every query of the service lives in this package, each scoped to what its caller may see."""
