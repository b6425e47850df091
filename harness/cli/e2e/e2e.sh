#!/bin/bash
# End-to-end tests of the connectspec program: e2e.sh TEST.  CMake tells where the programs are:
# CONNECTSPEC (the program), HOSTILE (the hostile target), CONNECTSPEC_HOME (cases and profiles).
set -u
room=$(mktemp -d)
chmod 711 "$room" # a target may run as another user
trap 'rm -rf "$room"' EXIT
export TMPDIR="$room" # what a run leaves behind shows here

fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

# expect STATUS COMMAND...: runs it, keeps its output in $room/.out and $room/.err.
expect() {
    local wanted=$1 got=0
    shift
    "$@" >"$room/.out" 2>"$room/.err" </dev/null || got=$?
    [ "$got" = "$wanted" ] || {
        head -c 4000 "$room/.out" "$room/.err"
        fail "exit $got, not $wanted: $*"
    }
}

says() { grep -qF -e "$1" "$room/.out" "$room/.err" || { head -c 4000 "$room/.out" "$room/.err"; fail "does not say: $1"; }; }

no_leftovers() {
    local left
    left=$(find "$room" -mindepth 1 -maxdepth 1 ! -name '.*')
    [ -z "$left" ] || fail "left behind: $left"
}

run() { "$CONNECTSPEC" run --color never "$@"; }

test_clean_run() {
    expect 0 run --json "$room/.json" --junit "$room/.junit"
    says 'no deviations'
    grep -q '"complete": *true' "$room/.json" || fail "the JSON result is not complete"
    grep -q '<testsuite' "$room/.junit" || fail "no JUnit document"
    no_leftovers
}

test_clean_run_basic() {
    expect 0 run --target embedded-basic
    says 'no deviations'
    expect 0 run --auth basic auth
    no_leftovers
}

test_usage() {
    expect 2 run --no-such-option
    expect 2 run no/such-case
    says 'no/such-case'
    expect 2 run --jobs 0
    expect 2 run --target no-such-target
    expect 2 run --proxy 192.0.2.1:3128
    says '--origin-address'
    expect 2 run --proxy nonsense
    expect 2 "$CONNECTSPEC" no-such-command
    expect 2 "$CONNECTSPEC"
    expect 0 "$CONNECTSPEC" --help
    for command in run list explain lint judge parse proxy mutants report targets; do
        expect 0 "$CONNECTSPEC" "$command" --help
        says usage
    done
}

test_nonconformance() {
    expect 1 run --fault port-modulo target
    says 'port-modulo'
    says 'repeat'
    expect 0 run tunnel/opens
    no_leftovers
}

test_strict() {
    expect 0 run --fault close-unannounced connection
    expect 1 run --strict --fault close-unannounced connection
}

test_nothing_listens() {
    expect 3 run --proxy 127.0.0.1:1
    says '127.0.0.1:1'
}

test_all_skipped() { expect 77 run auth/right-pair; }

test_bad_case_file() {
    mkdir "$room/.cases"
    printf 'id: broken\ntitle: Broken\nlevel: must\nlevel: must\n' >"$room/.cases/broken.yaml"
    expect 2 run --cases "$room/.cases"
    says 'broken.yaml:4:1:'
    expect 2 "$CONNECTSPEC" lint "$room/.cases/broken.yaml"
    says 'broken.yaml:4:1:'
}

# Without the privilege, port 443 cannot be bound.
test_port_taken() {
    chmod 777 "$room"
    local drop=()
    [ "$(id -u)" != 0 ] || drop=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    expect 2 "${drop[@]}" "$CONNECTSPEC" run --origin-port 443
    says 443
}

# The embedded proxy that this test's run has started.
proxy_pid() {
    local process
    for process in /proc/[0-9]*; do
        case "$(tr '\0' ' ' <"$process/cmdline")" in
        *"$1"*)
            case "$(tr '\0' ' ' <"$process/cmdline")" in
            *' proxy --port '*) echo "${process#/proc/}" ;;
            esac
            ;;
        esac
    done 2>/dev/null
}

# The target is killed once the first verdicts are there, while others still wait for it.
test_target_dies() {
    local line status= killed=
    exec 3< <("$CONNECTSPEC" run --fault closed-silent --verbose --json "$room/.json" 2>&1; echo "status $?")
    while read -r line <&3; do
        case "$line" in
        pass*) [ -n "$killed" ] || { killed=yes; kill -9 $(proxy_pid 'closed-silent'); } ;;
        'status '*) status=${line#status } ;;
        esac
        printf '%s\n' "$line" >>"$room/.out"
    done
    [ "$status" = 3 ] || { tail -20 "$room/.out"; fail "exit $status, not 3"; }
    says 'the target died'
    no_leftovers
}

# Ctrl-C once the first verdicts are there, while cases still wait for a silent target.
test_interrupted() {
    local pid line status=
    exec 3< <("$HOSTILE" silent 80 "$CONNECTSPEC" run --proxy 127.0.0.1:@PORT@ --deadline 30 --verbose \
        --json "$room/.json" 2>&1; echo "status $?")
    while read -r line <&3; do
        case "$line" in
        'pid '*) pid=${line#pid } ;;
        pass*) break ;;
        esac
    done
    kill -INT "$pid"
    while read -r line <&3; do
        case "$line" in 'status '*) status=${line#status } ;; esac
    done
    [ "$status" = 130 ] || fail "exit $status, not 130"
    grep -q '"complete": *false' "$room/.json" || fail "the result does not say that it is incomplete"
    no_leftovers
}

# An installed connectspec finds its cases and profiles from any directory.
test_installed() {
    cmake --install "$BUILD" --prefix "$room/.prefix" >"$room/.log" || { cat "$room/.log"; fail "cmake --install"; }
    cd / || fail "no root"
    expect 0 env -u CONNECTSPEC_HOME "$room/.prefix/bin/connectspec" run tunnel
    says 'no deviations'
    expect 0 env -u CONNECTSPEC_HOME "$room/.prefix/bin/connectspec" targets
}

# libconnectref, installed, serves a program of somebody else's through pkg-config.
test_library() {
    cmake --install "$BUILD" --prefix "$room/.prefix" >"$room/.log" || { cat "$room/.log"; fail "cmake --install"; }
    # shellcheck disable=SC2046
    cc $CFLAGS "$CONNECTSPEC_HOME/reference/example.c" -o "$room/.example" \
        $(PKG_CONFIG_PATH=$(dirname "$(find "$room/.prefix" -name connectref.pc)") pkg-config --cflags --libs connectref) ||
        fail "the example does not build against the installed library"
    printf 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n' | expect_stdin 0 "$room/.example"
    says 'connect to a.test port 443'
    printf 'CONNECT a.test:99999 HTTP/1.1\r\nHost: a.test:99999\r\n\r\n' | expect_stdin 1 "$room/.example"
    says 'byte 15'
}

test_saved_transcripts() {
    expect 1 run --fault port-modulo --transcripts "$room/.t" target/port-beyond-16-bits
    expect 1 "$CONNECTSPEC" judge "$room"/.t/*
    says 'fail'
}

test_parse() {
    printf 'origin.test:443' | expect_stdin 0 "$CONNECTSPEC" parse authority
    says '"port":443'
    printf '127.0.0.1:99999' | expect_stdin 1 "$CONNECTSPEC" parse authority
    says 'port-out-of-range'
    printf 'CONNECT a:1 HT' | expect_stdin 1 "$CONNECTSPEC" parse request
    says 'incomplete'
}
expect_stdin() {
    local wanted=$1 got=0
    shift
    "$@" >"$room/.out" 2>"$room/.err" || got=$?
    [ "$got" = "$wanted" ] || fail "exit $got, not $wanted: $*"
}

# Real software: the verdicts are its own affair, that there are some, the same ones twice, is ours.
real() {
    "$CONNECTSPEC" targets | grep "^$1 " | grep -q 'not installed' && { echo "SKIPPED: $1 is not installed here"; exit 77; }
    local status
    for turn in 1 2; do
        status=0
        run --target "$1" --json "$room/.$turn.json" >"$room/.out" 2>&1 </dev/null || status=$?
        [ "$status" -le 1 ] || { tail -30 "$room/.out"; fail "exit $status against $1"; }
        sed -n 's/^ *"\(id\|verdict\)": //p' "$room/.$turn.json" >"$room/.$turn"
        grep -q pass "$room/.$turn" || fail "nothing passed against $1"
    done
    cmp "$room/.1" "$room/.2" || { diff "$room/.1" "$room/.2"; fail "verdicts changed between two runs against $1"; }
    no_leftovers
}

# A target that never opens a tunnel: the run says so and stops, on time, within bounds.
hostile_from_the_start() {
    "$HOSTILE" "$1" 0 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ >"$room/.out" 2>&1
    local status=$?
    [ "$status" = 3 ] || { cat "$room/.out"; fail "exit $status, not 3"; }
    within_bounds 20
}

# One that turns hostile on every second connection: the run ends on time with honest verdicts.
hostile_half_the_time() {
    "$HOSTILE" "$1" 80 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 0.5 --level must \
        --json "$room/.json" >"$room/.out" 2>&1
    local status=$?
    case "$status" in 0 | 1 | 3) ;; *) tail -50 "$room/.out"; fail "exit $status" ;; esac
    grep -q '"complete": *true' "$room/.json" || { tail -50 "$room/.out"; fail "the run was not completed"; }
    within_bounds 100
    no_leftovers
    if LC_ALL=C grep -q '[[:cntrl:]]' <(tr -d '\n' <"$room/.out"); then fail "control bytes reached the output"; fi
}

within_bounds() {
    local seconds memory
    read -r seconds memory < <(sed -n 's/^exit [0-9]*, \([0-9]*\) s, \([0-9]*\) MiB$/\1 \2/p' "$room/.out")
    [ "${seconds:-9999}" -le "$1" ] || fail "took ${seconds:-?} s"
    [ "${memory:-9999}" -le "${CONNECTSPEC_MEMORY_LIMIT:-200}" ] || fail "took ${memory:-?} MiB"
}

case "$1" in
squid* | tinyproxy*) real "$1" ;;
hostile-start-*) hostile_from_the_start "${1#hostile-start-}" ;;
hostile-half-*) hostile_half_the_time "${1#hostile-half-}" ;;
*) "test_$1" ;;
esac
echo "ok: $1"
