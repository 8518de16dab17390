"""The ways of sending: a folder for what is printed and posted, and SMTP for e-mail."""
