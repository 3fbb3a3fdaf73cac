"""The commands of `cpsa`: each module adds its own with `add_to`, and imports what it needs when it runs."""
