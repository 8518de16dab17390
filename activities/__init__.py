"""The hands: each activity loads, asks case work, keeps, and reports. No rule is here."""
