"""What is built from this repository, installed and run by itself."""
