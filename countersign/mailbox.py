"""TELL-4 · One e-mail address, which is one mailbox and nobody else's: for a plan and for the register alike.

A list of two, a name beside the address, a character that nobody sees, or a quoted part is refused: a relay would read
it otherwise than the reader of the plan. `email-validator` says what an address is; nothing is looked up in a network.
"""

from email_validator import EmailNotValidError, validate_email

LONGEST_ADDRESS = 254


def is_one_mailbox(address: str) -> bool:
    """Whether a text is one e-mail address, as it is to be written on an envelope."""
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return False
    # What was mended in reading it, such as letters that only look alike, was not what the sender wrote.
    return found.normalized.casefold() == address.casefold() and len(address) <= LONGEST_ADDRESS


def one_mailbox(address: str) -> str:
    """The address itself. Raises ValueError for anything that is not one mailbox."""
    if not is_one_mailbox(address):
        raise ValueError("must be one e-mail address, such as name@council.example")
    return address
