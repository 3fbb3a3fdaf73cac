"""Ratios of our work to bare work of the same kind, measured side by side in one run: `make bench`.

Nothing here passes or fails: machines differ, and tests never time anything.
"""
