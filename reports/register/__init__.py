"""The register as files: needs and support that were released to somebody, for them to take away.

What was not released is an empty cell or an absent key, and never guessed. Nothing here knows more than the
records that it is handed (`records.py`), and none of the writers keeps more than one of them at a time.
"""
