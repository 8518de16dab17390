"""The ways out: a folder for what is printed and posted, and SMTP for e-mail."""
