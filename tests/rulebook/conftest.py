from tests.cast import cast, quick_passwords

__all__ = ["cast", "quick_passwords"]
