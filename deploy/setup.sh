#!/bin/sh
# Our tables, our search attributes, and the register of who may sign off what. Each may be run again.
set -eu

python -m countersign.store.migrate
python starter.py register-search-attributes
# Only the first time: later changes are made by somebody, and have their own audit. Two people of the file answer for it.
python starter.py register import /register.csv --if-empty \
  --by "${REGISTER_BY:-ops-661}" --confirmed-by "${REGISTER_CONFIRMED_BY:-hs-1}"
