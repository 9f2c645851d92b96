#!/bin/sh
# A scripted stand-in for the codex program, for `kb demo` only: no model, no network, no cost. It reads the prompt as
# codex does, follows the lines that begin with "demo:" in the current issue, and prints events as codex does.
pace=1.5
prompt=$(cat)
say() { printf '%s\n' "$1"; }
item() { say '{"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"'"$1"'"}}'; }

say '{"type":"thread.started","thread_id":"demo"}'
say '{"type":"turn.started"}'

case $prompt in
"# Final review"*)
  sleep 1
  # The answer by schema is JSON within JSON.
  item '{\"summary\":\"The demo agent looked at the diff: every issue of the plan is there, one commit each.\",\"criteria\":[],\"findings\":[]}'
  say '{"type":"turn.completed","usage":{"input_tokens":9000,"output_tokens":300}}'
  exit 0
  ;;
esac

printf '%s\n' "$prompt" | sed -n '/^# Current issue/,$p' | sed -n 's/^demo: //p' | while read -r verb name text; do
  case $verb in
  run)
    say '{"type":"item.started","item":{"id":"item_2","type":"command_execution","command":"'"$name $text"'","status":"in_progress"}}'
    sleep "$pace"
    ;;
  write)
    printf '%s\n' "$text" >"$name"
    say '{"type":"item.completed","item":{"id":"item_3","type":"file_change","changes":[{"path":"'"$name"'"}]}}'
    sleep "$pace"
    ;;
  fail) exit 9 ;;
  esac
done
if [ $? -eq 9 ]; then
  say '{"type":"turn.failed","error":{"message":"the demo agent was told to fail at this issue"}}'
  exit 1
fi
item 'Done as the issue says.'
say '{"type":"turn.completed","usage":{"input_tokens":48000,"output_tokens":1200}}'
