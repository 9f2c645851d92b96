#!/bin/sh
# notify: a macOS notification. The text is an argument of the script, never a part of it.
event=$(cat)
exec osascript -e 'on run argv
  display notification (item 2 of argv) with title (item 1 of argv)
end run' "$(printf %s "$event" | jq -r .title)" "$(printf %s "$event" | jq -r .text)"
