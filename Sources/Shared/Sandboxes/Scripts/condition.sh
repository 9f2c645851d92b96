## Prints `ruined` where there is no repository that git can use, else `whole`.
if [ -d .git ] && [ ! -L .git ] && GIT_DIR=$PWD/.git git rev-parse --git-dir >/dev/null 2>&1; then
  echo 'krutrimbox: whole'
else
  echo 'krutrimbox: ruined'
fi
