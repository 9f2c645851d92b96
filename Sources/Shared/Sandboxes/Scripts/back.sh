## Puts back what `aside` has put away.
put_back
say put-back
