# Clients and origins under test: the embedded ones, conforming ones of another hand, a hostile one.  Part of e2e.sh.
# shellcheck shell=bash disable=SC2154

# no_finding MINIMUM: the result in $room/.json has so many cases, and pass and skip, nothing else.
no_finding() {
    python3 - "$room/.json" "$1" <<'END' || fail "something was found, or too few cases ran"
import json, sys

cases = json.load(open(sys.argv[1]))["cases"]
found = [(case["id"], case["verdict"], case["reason"]) for case in cases if case["verdict"] not in ("pass", "skip")]
print(*found, sep="\n")
sys.exit(1 if found or len(cases) < int(sys.argv[2]) else 0)
END
}

test_clean_roles() {
    expect 0 run --target embedded-client+basic+secrets 'client/con*' 'client/or*' 'client/head*' --json "$room/.json"
    no_finding 9
    expect 0 run --target embedded-client+digest 'client/digest-s*' --json "$room/.json"
    no_finding 5
    expect 0 run --target embedded-client+tls 'client/certificate*' --json "$room/.json"
    no_finding 4
    expect 0 run --target embedded-client+tls+proxy-tls 'client/proxy-*' 'client/certificate*' --json "$room/.json"
    no_finding 11
    expect 0 run --target embedded-client+h2c --json "$room/.json"
    no_finding 140
    expect 0 run --target embedded-client+basic+tls+h2 client-h2 'client/cred*' --json "$room/.json"
    no_finding 40
    for target in embedded-origin embedded-origin+backend; do
        expect 0 run --target "$target" --json "$room/.json"
        no_finding 40
    done
    for target in embedded-origin+h2c embedded-origin+h2+backend; do
        expect 0 run --target "$target" --json "$room/.json"
        no_finding 30
    done
    no_leftovers
}

# An origin that runs already, over TLS and over HTTP/2: its certificate is checked, and what is wrong there is found.
test_origin_transports() {
    local line where
    expect 0 run --target embedded-origin+tls origin/tls-closure origin/connect-is-refused 'origin/tls-*'
    says 'no deviations'
    expect 1 run --strict --target embedded-origin+h2 --fault origin-h2-refusal-ends-all origin/h2-spares-others
    exec 3< <(exec "$CONNECTSPEC" origin --tls "$room/.ca.pem" --h2 --fault origin-h2-connect-200)
    server=$!
    trap 'kill "$server"; rm -rf "$room"' EXIT
    read -r line <&3
    where="https://localhost:${line##*:}"
    expect 0 run --origin "$where" --ca "$room/.ca.pem" origin/connect-is-refused origin/tls-closure
    expect 1 run --origin "$where" --ca "$room/.ca.pem" --transport h2 origin/no-page-for-another
    says "--origin $where"
    expect 1 run --origin "$where" --insecure --transport all --json "$room/.json" origin/no-page-for-another
    says 'origin/no-page-for-another@address+h2'
    expect 3 run --origin "$where" origin/connect-is-refused
    told 2 'only --proxy and --origin with https' run --origin "${where#https://}" --insecure
    kill "$server"
    exec 3< <(exec "$CONNECTSPEC" origin --h2)
    server=$!
    read -r line <&3
    expect 0 run --origin "127.0.0.1:${line##*:}" --transport h2 'origin/h2-*' origin/connect-is-refused
    says 'no deviations'
}

# beside FILE: a profile of this folder, where whoever runs the target can read it.
beside() {
    mkdir -p "$room/.conforming"
    chmod 755 "$room/.conforming"
    cp "$(dirname "$(readlink -f "$0")")/$1".* "$room/.conforming"
    chmod 644 "$room/.conforming"/*
    echo "$room/.conforming/$1.yaml"
}

test_conforming_client() {
    local profile
    profile=$(beside conforming-client)
    expect 0 run --target "$profile" --variant basic+secrets 'client/con*' 'client/st*' 'client/or*' --json "$room/.json"
    no_finding 20
    expect 0 run --target "$profile" --variant digest 'client/digest-s*' --json "$room/.json"
    no_finding 5
    expect 0 run --target "$profile" --variant tls 'client/certificate*' --json "$room/.json"
    no_finding 4
    no_leftovers
}

test_conforming_origin() {
    local profile
    profile=$(beside conforming-origin)
    for manner in keeps closes hasty; do
        sed -i "s/^values: .*/values: {manner: $manner}/" "$profile"
        expect 0 run --target "$profile" --json "$room/.json"
        no_finding 40
    done
    no_leftovers
}

# Who only waits takes nobody's place: of clients that hang, one of which may run at once, the second begins before the first
# is given up.
test_hanging_clients() {
    cat >"$room/.hangs" <<'END'
exec 3<>"/dev/tcp/$1/$2"
printf 'CONNECT %s:%s HTTP/1.1\r\nHost: %s:%s\r\n\r\n' "$3" "$4" "$3" "$4" >&3
read -r _ status _ <&3
[ "$status" = 200 ] || exec sleep 60
while read -r line <&3 && [ "$line" != $'\r' ]; do :; done
printf 'GET / HTTP/1.0\r\n\r\n' >&3
exec cat <&3
END
    expect 0 run --client "bash $room/.hangs {proxy-host} {proxy-port} {host} {target-port}" --jobs 1 --deadline 2 --trace \
        'client/refusal-ends-it@s40*'
    awk '/^client/ && $4 == "started" { begun++ } $4 == "expired" { exit } END { exit begun < 2 }' "$room/.err" ||
        fail "they hung one after the other"
    no_leftovers
}

# What a client says first in a protocol that is none of ours is answered with the page, as it stands.
test_inner_bytes() {
    mkdir "$room/.bytes"
    cat >"$room/.bytes/client.sh" <<'END'
exec 3<>"/dev/tcp/$1/$2"
printf 'CONNECT %s:%s HTTP/1.1\r\nHost: %s:%s\r\n\r\n' "$3" "$4" "$3" "$4" >&3
read -r _ status _ <&3
[ "$status" = 200 ] || exit 1
while read -r line <&3 && [ "$line" != $'\r' ]; do :; done
printf '\001' >&3
exec cat <&3
END
    cat >"$room/.bytes/bytes.yaml" <<'END'
name: bytes
title: A client of another protocol
role: client
inner: bytes
page: 'hello ${marker}'
program: [bash]
command: ['${program}', '${folder}/client.sh', '${proxy-host}', '${proxy-port}', '${host}', '${target-port}']
success: {exit: 0, stdout: 'hello ${marker}'}
END
    chmod -R a+rX "$room/.bytes"
    expect 0 run --target "$room/.bytes/bytes.yaml" --json "$room/.json" client/method client/refusal-ends-it client/target-form
    no_finding 13
    no_leftovers
}

# What of a hostile client is still there: by a word in its arguments that no other process has.
hostile_left() { pgrep -f "hostile-client-$$-word"; }

hostile_run() {
    "$CONNECTSPEC" run --color never --target "$room/.hostile/hostile.yaml" "$@"
}

# A client that floods, ignores SIGTERM, forks away and never ends: the run is bounded and leaves nothing, even when it is
# killed itself.
test_hostile_client() {
    local started=$SECONDS status=0 line
    mkdir "$room/.hostile"
    sed -e "s|\${folder}|$(dirname "$(readlink -f "$0")")|" -e "s/@WORD@/hostile-client-$$-word/" \
        "$(dirname "$0")/hostile_client.yaml" >"$room/.hostile/hostile.yaml"
    hostile_run --deadline 1 'client/success-kinds@agent' 'client/refusal-ends-it@s403' >"$room/.out" 2>"$room/.err" || status=$?
    case $status in 1 | 2 | 3) ;; *) cat "$room/.out" "$room/.err"; fail "exit $status" ;; esac
    [ $((SECONDS - started)) -lt 100 ] || fail "took $((SECONDS - started)) s"
    ! LC_ALL=C grep -q '[[:cntrl:]]' <(tr -d '\n' <"$room/.out") || fail "control bytes reached the output"
    [ -z "$(hostile_left)" ] || fail "still there: $(hostile_left)"
    no_leftovers
    exec 3< <(exec "$CONNECTSPEC" run --target "$room/.hostile/hostile.yaml" --deadline 30 --trace 'client/success-kinds@agent' 2>&1)
    local run=$!
    while read -r line <&3; do
        case $line in *'inner'*'received'*) break ;; esac
    done
    kill -KILL "$run"
    for process in $(hostile_left); do
        timeout 30 tail --pid="$process" -f /dev/null || fail "process $process outlives SIGKILL"
    done
    [ ! -e /dev/shm/hostile-client-$$-word ] || fail "a file is left in /dev/shm"
    timeout 30 bash -c 'while [ -n "$(find "$0" -mindepth 1 -maxdepth 1 ! -name ".*")" ]; do read -r -t 0.1 <> <(:); done' "$room" ||
        fail "left behind by SIGKILL: $(ls "$room")"
}
