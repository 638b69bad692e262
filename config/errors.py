"""What the command line says instead of a stack trace."""


class CannotStart(Exception):
    """Words for the person at the terminal: what is wrong and the way out."""
