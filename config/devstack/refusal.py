"""The one way in which the launcher says no."""


class Refusal(Exception):
    """One sentence in Chinese for the person at the terminal; shown without a traceback, exit code 1."""
