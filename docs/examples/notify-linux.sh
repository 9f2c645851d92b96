#!/bin/sh
# notify: a desktop notification. What needs a person stays until it is closed.
event=$(cat)
urgency=normal
case $(printf %s "$event" | jq -r .event) in prd-paused | prd-failed) urgency=critical ;; esac
exec notify-send --app-name=krutrimbox --urgency="$urgency" -- \
  "$(printf %s "$event" | jq -r .title)" "$(printf %s "$event" | jq -r .text)"
