#!/usr/bin/env bash
# The soak itself. Sourced by job/soak.sh.
# shellcheck disable=SC2034,SC2154 # kills, dir, executors, ... are set by job/soak.sh

# soak ARGUMENT...
soak() {
  local whole killed=0 round=1 life signal began=$SECONDS
  start whole "$@"
  finish
  ((code == 0)) || { printf 'the run itself ends with %d, see %s.log\n' "$code" "$dir/whole" >&2; exit 1; }
  whole=$((SECONDS - began))
  facts "$dir/whole/soak" >"$dir/whole.facts"
  printf 'run that nobody kills: %d s, student %s\n' "$whole" "$(sed -n 3p "$dir/whole.facts")"
  if [[ -n $executors ]]; then
    kill_executors "$whole" &
    killer=$!
  fi
  while ((killed < kills)); do
    start "killed-$round" "$@"
    life=$((RANDOM % (10 * whole)))
    sleep "$((life / 10)).$((life % 10))"
    signal=KILL
    (((killed + 1) % 3 > 0)) || signal=TERM
    if kill -"$signal" "$driver" 2>/dev/null; then
      finish
      # It may have ended by itself just then.
      if ((code != 0)); then
        ((code > 128)) || { printf 'ended with %d, see %s.log\n' "$code" "$dir/killed-$round" >&2; exit 1; }
        killed=$((killed + 1))
        printf 'kill %d: SIG%s after %d.%d s, exit code %d, %s\n' "$killed" "$signal" \
          $((life / 10)) $((life % 10)) "$code" "$(where "$round")"
        continue
      fi
    else
      finish
      ((code == 0)) || { printf 'ended with %d, see %s.log\n' "$code" "$dir/killed-$round" >&2; exit 1; }
    fi
    compare "killed-$round"
    printf 'ended before it was killed again, and the same\n'
    round=$((round + 1))
  done
  start "killed-$round" "$@"
  finish
  ((code == 0)) || { printf 'ended with %d, see %s.log\n' "$code" "$dir/killed-$round" >&2; exit 1; }
  compare "killed-$round"
  printf '%d kills, %d runs ended: all the same as the run that nobody killed; %d checkpoints gone on from\n' \
    "$killed" "$round" "$(cat "$dir"/killed-*.log | grep -c 'goes on from its checkpoint')"
  [[ -z $executors ]] ||
    printf '%d executors were lost\n' "$(cat "$dir"/killed-*.log | grep -c 'Lost executor')"
}

# where ROUND: what the folder says.
where() {
  local folder=$dir/killed-$1/soak
  if [[ -f $folder/status.json ]]; then
    printf '%s, %d checkpoints' "$(jq --raw-output .state "$folder/status.json")" \
      "$(find "$folder/checkpoints" -name '*.manifest.json' 2>/dev/null | wc -l)"
  else
    printf 'before it began'
  fi
}
