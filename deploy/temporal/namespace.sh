#!/bin/sh
# Makes the namespace, or sets its retention to what is asked for. TEMPORAL_ADDRESS is read by the command line itself.
set -eu

: "${TEMPORAL_ADDRESS:?where Temporal is}" "${NAMESPACE:?its name}" "${RETENTION:?such as 720h}"

# Tries a command until it succeeds, for two minutes at most; then shows the last thing it said.
until_it_works() {
  tries=0
  until said=$("$@" 2>&1); do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      echo "Gave up after $tries tries of '$*': $said" >&2
      exit 1
    fi
    sleep 2
  done
}

made_or_there() {
  temporal operator namespace describe --namespace "$NAMESPACE" ||
    temporal operator namespace create --namespace "$NAMESPACE" --retention "$RETENTION"
}

until_it_works temporal operator cluster health
until_it_works made_or_there
# Every part of the server must have heard of a new namespace before anything else uses it: some ten seconds.
until_it_works temporal operator namespace update --namespace "$NAMESPACE" --retention "$RETENTION"

echo "Namespace $NAMESPACE is there; closed runs are kept for $RETENTION"
