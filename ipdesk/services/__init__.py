"""One function per use case: one unit of work, one set of Changes."""
