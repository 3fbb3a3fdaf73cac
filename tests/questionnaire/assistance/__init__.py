"""The assistance register as a policy."""
