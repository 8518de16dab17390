"""Letters, messages to staff and the written record, as those who receive them will have them."""
