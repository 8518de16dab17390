"""The rules of the trade, as tables that a practitioner can check by eye."""
