#!/bin/sh
# Our tables, our search attributes, and the register of who may sign off what. Each may be run again.
set -eu

python -m store.migrate
python starter.py register-search-attributes
python starter.py load-register /register.csv
