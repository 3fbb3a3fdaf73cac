"""The policy: what a policy officer knows, true on paper too.

Pure: the standard library and msgspec only; no web, no database, no templates, no clock, and no
files outside `instruments/`.
"""
