#!/bin/sh
# Once, before the first start: the first pair of keys, and the file of senders that names the public one.
#
#   sh deploy/keys.sh case-system plans.council.example
#
# The private key, deploy/senders/case-system.json, goes to the case system: move it there, it is not needed here. Only
# `starter.py` signs with one here, if COUNTERSIGN_SIGNING_KEY_FILE names it. Nothing is written over.
set -eu

system=${1:?the name of the case system, as its messages give it in sent_by.system}
audience=${2:?what this installation is called in signatures, such as its host name}
folder=$(cd "$(dirname "$0")" && pwd)/senders

mkdir -p "$folder"
chmod 700 "$folder"
docker compose run --rm --no-deps --user "$(id -u):$(id -g)" --volume "$folder:/made" --entrypoint python worker \
  starter.py keys new "$system" --audience "$audience" --private "/made/$system.json" --senders /made/senders.toml
# The workers run as somebody else: the file of senders holds nothing secret.
chmod 755 "$folder"
chmod 644 "$folder/senders.toml"
