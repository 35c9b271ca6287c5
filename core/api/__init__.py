"""The REST API of every declared record: the same rows, steps, forms and sentences as its pages."""
