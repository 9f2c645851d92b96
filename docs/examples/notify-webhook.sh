#!/bin/sh
# notify: posts the event as JSON. Usage: notify-webhook.sh https://example.com/hook
exec curl --silent --show-error --fail --max-time 8 --header 'Content-Type: application/json' --data-binary @- -- "$1"
