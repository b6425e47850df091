#!/bin/bash
# soak.sh RUNS TARGET...: judges each target RUNS times and compares the verdicts.  The cases come in another order each
# time; every second run has all cores busy; now and then there is one case at a time, or there are 256.
#   TARGET     a profile; --embedded stands for all of our own proxy, --installed for all others that are here
#   CONNECTSPEC is the program.
#   KEEP=DIR   keeps there the transcripts of each run that differs from the first, and those of the first
# Prints one line for each target and a total; fails when one verdict changed.
set -u
runs=${1:?usage: soak.sh RUNS TARGET...}
shift
room=$(mktemp -d)
chmod 711 "$room"
load=()

start_load() {
    for _ in $(seq "$(nproc)"); do
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

# installed: all profiles whose program is here.
installed() {
    "$CONNECTSPEC" targets | awk '/^[^ ]/ && !/, not installed/ { print $1 }'
}

# names TARGET...: the profiles that are meant.
names() {
    local target
    for target in "$@"; do
        case $target in
        --embedded) installed | grep '^embedded' ;;
        --installed) installed | grep -v '^embedded' ;;
        *) echo "$target" ;;
        esac
    done
}

# verdicts TARGET SEED FILE: "id verdict" lines of one run.
verdicts() {
    local status=0 options=()
    case $(($2 % 10)) in
    3) options=(--jobs 256) ;;
    6 | 7) options=(--jobs 1) ;;
    esac
    [ -z "${KEEP:-}" ] || options+=(--transcripts "$KEEP/$1/$2")
    "$CONNECTSPEC" run --target "$1" --seed "$2" "${options[@]}" --quiet --json "$room/result.json" \
        >"$room/log" 2>&1 </dev/null || status=$?
    [ "$status" -le 1 ] || { cat "$room/log"; echo "exit $status against $1"; return 1; }
    sed -n 's/^      "id": "\(.*\)",$/\1/p; s/^      "verdict": "\(.*\)",$/ \1/p' "$room/result.json" |
        paste -d '' - - >"$3"
    [ -s "$3" ]
}

# differs TARGET SEED: whether this run's verdicts are others than the first one's; says which.
differs() {
    : >"$room/$2"
    if verdicts "$1" "$2" "$room/$2" && cmp -s "$room/1" "$room/$2"; then
        [ -z "${KEEP:-}" ] || [ "$2" = 1 ] || rm -rf "${KEEP:?}/$1/$2"
        return 1
    fi
    echo "$1, run $2:"
    [ ! -s "$room/$2" ] || diff "$room/1" "$room/$2"
    return 0
}

# soak TARGET: all runs of one target; prints its line, counts on in |total|.
soak() {
    local changed=0 began=$SECONDS seed
    [ -z "${KEEP:-}" ] || mkdir -p "$KEEP/$1"
    for seed in $(seq "$runs"); do
        if [ $((seed % 2)) = 0 ]; then start_load; fi
        if differs "$1" "$seed"; then changed=$((changed + 1)); fi
        stop_load 2>/dev/null
        [ -s "$room/1" ] || break # nothing to compare with
    done
    echo "$1: $seed runs, $changed with a changed verdict, $(wc -l <"$room/1") cases, $((SECONDS - began)) s"
    total=$((total + changed))
}

total=0
mapfile -t targets < <(names "$@")
for target in "${targets[@]}"; do soak "$target"; done
echo "${#targets[@]} targets, $((${#targets[@]} * runs)) runs, $total with changed verdicts"
[ "$total" = 0 ] && [ ${#targets[@]} -gt 0 ]
