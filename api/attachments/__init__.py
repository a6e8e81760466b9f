"""Files that visitors and colleagues send each other.

The package knows nothing of conversations but their ids, so that the core can bind files to its messages.
"""
