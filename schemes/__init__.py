"""Councils' schemes as data: one TOML file each."""
