#!/bin/sh
# notify: a push message through ntfy. Usage: notify-ntfy.sh TOPIC; NTFY_SERVER names another server.
# What needs a person is sent with high priority. Published as JSON, so that no text becomes a header.
jq --arg topic "$1" '{
  topic: $topic, title: .title, message: (.text + (if .command then "\n" + .command else "" end)),
  priority: (if .event == "prd-paused" or .event == "prd-failed" then 4 else 3 end)
} + (if .url then {click: .url} else {} end)' |
  curl --silent --show-error --fail --max-time 8 --data-binary @- "${NTFY_SERVER:-https://ntfy.sh}/"
