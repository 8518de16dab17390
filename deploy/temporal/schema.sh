#!/bin/sh
# Makes, or brings up to date, the two databases of Temporal. `create` passes over a database that is there, and
# `setup-schema` one that has a version already; `update-schema` applies only what is missing. The tool reads where the
# database is, and its password, from the environment itself, so that no password stands in a list of processes.
set -eu

: "${SQL_PLUGIN:?such as postgres12}" "${SQL_HOST:?the host}" "${SQL_PORT:?its port}"
: "${SQL_USER:?its user}" "${SQL_PASSWORD:?its password}"

versions=/etc/temporal/schema/postgresql/v12

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  schema=${pair##*:}
  echo "Temporal's database $database"
  temporal-sql-tool --db "$database" create
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "$versions/$schema/versioned"
done

echo "Temporal's databases are up to date"
