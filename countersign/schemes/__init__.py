"""The reader of councils' schemes, which are data: a TOML file for each edition."""
