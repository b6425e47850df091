#!/bin/bash
# soak.sh RUNS TARGET...: judges each target RUNS times, the cases in another order each time, every second run with
# all cores busy, now and then one case at a time or 256, and compares the verdicts.  CONNECTSPEC is the program.  Prints one line for each target; fails when
# one verdict changed.
set -u
runs=${1:?usage: soak.sh RUNS TARGET...}
shift
room=$(mktemp -d)
chmod 711 "$room"
load=()

start_load() {
    local core
    for core in $(seq "$(nproc)"); do
        while :; do :; done &
        load+=($!)
    done
}

stop_load() {
    [ ${#load[@]} = 0 ] || kill "${load[@]}"
    wait
    load=()
}
trap 'stop_load 2>/dev/null; rm -rf "$room"' EXIT

# verdicts TARGET SEED FILE: "id verdict" lines of one run.
verdicts() {
    local status=0 jobs=()
    case $(($2 % 10)) in
    3) jobs=(--jobs 256) ;;
    6 | 7) jobs=(--jobs 1) ;;
    esac
    "$CONNECTSPEC" run --target "$1" --seed "$2" "${jobs[@]}" --quiet --json "$room/result.json" >"$room/log" 2>&1 </dev/null || status=$?
    [ "$status" -le 1 ] || { cat "$room/log"; echo "exit $status against $1"; return 1; }
    sed -n 's/^      "id": "\(.*\)",$/\1/p; s/^      "verdict": "\(.*\)",$/ \1/p' "$room/result.json" | paste -d '' - - >"$3"
    [ -s "$3" ]
}

failed=0
for target in "$@"; do
    changed=0
    began=$SECONDS
    for seed in $(seq "$runs"); do
        if [ $((seed % 2)) = 0 ]; then start_load; fi
        verdicts "$target" "$seed" "$room/$seed" || changed=$((changed + 1))
        stop_load 2>/dev/null
        if ! cmp -s "$room/1" "$room/$seed"; then
            changed=$((changed + 1))
            echo "$target, run $seed:"
            diff "$room/1" "$room/$seed"
        fi
    done
    echo "$target: $runs runs, $changed with a changed verdict, $(wc -l <"$room/1") cases, $((SECONDS - began)) s"
    [ "$changed" = 0 ] || failed=1
done
exit "$failed"
