# Tests that no document holds a password; e2e.sh sources them.
# shellcheck shell=bash disable=SC2154

secret='Hunter2 zz:9%+'

# What of base64 says the password, wherever in the text it begins.
secret_in_base64() {
    local shift
    for shift in '' a ab; do
        printf '%s%s' "$shift" "$secret" | base64 -w0 | cut -c5-20
    done
}

# lacks_secret FILE...: no file holds it in any form.
lacks_secret() {
    local form
    { printf '%s\nHunter2%%20zz\nhUNTER2\n' "$secret"; secret_in_base64; } | while read -r form; do
        ! grep -rqF -e "$form" "$@" || fail "$form in $(grep -rlF -e "$form" "$@" | head -3)"
    done || exit 1
}

# secret_proxy SCHEME: one that asks for the password and makes a mistake about it, on $port.
secret_proxy() {
    local line fault=any-user
    [ "$1" = basic ] || fault=default-port
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443 --auth "alice:$secret" --scheme "$1" --fault "$fault")
    proxy=$!
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
    read -r line <&3
    port=${line##*:}
}

# "ID VERDICT" of each case of a result.
verdicts() { awk -F'"' '$2 == "id" {id = $4} $2 == "verdict" {print id, $4}' "$1"; }

# secrets_of SCHEME [CASE...]: a run with credentials, whole without CASE, all its documents, and the judgement of all
# its transcripts.
secrets_of() {
    local every=() kind scheme=$1 least=300
    shift
    [ $# = 0 ] || least=100
    for kind in json published junit sarif tap markdown html pcap; do
        every+=("--$kind" "$room/.docs/$kind")
    done
    mkdir "$room/.docs"
    secret_proxy "$scheme"
    export CONNECTSPEC_PROXY_USER="alice:$secret"
    expect 1 run --verbose --proxy "127.0.0.1:$port" --auth "$scheme" --transcripts "$room/.docs/transcripts" "${every[@]}" "$@"
    lacks_secret "$room/.out" "$room/.err" "$room/.docs"
    cp "$room/.docs/json" "$room/.json"
    "$CONNECTSPEC" judge "$room/.docs/transcripts"/*.json >"$room/.judged" 2>&1
    sed -n 's/^\([a-z][a-z0-9-]*\/[^ ]*\): \([a-z]*\).*/\1 \2/p' "$room/.judged" | grep -v ' skip$' | sort >"$room/.again"
    verdicts "$room/.docs/json" | grep -v ' skip$' | sort >"$room/.first"
    [ "$(wc -l <"$room/.first")" -gt "$least" ] || fail "too few cases"
    diff "$room/.first" "$room/.again" || fail "judged again, a verdict is another one"
    expect 0 "$CONNECTSPEC" report "$room/.json" --html "$room/.again"
    lacks_secret "$room/.again"
    expect 1 run --proxy "127.0.0.1:$port" --auth "$scheme" --keep-secrets --json "$room/.json" --quiet auth target
    grep -qF "$secret" "$room/.json" || fail "--keep-secrets keeps none"
    expect 0 "$CONNECTSPEC" report "$room/.json" --html "$room/.again" # as results of earlier versions are
    lacks_secret "$room/.again"
    rm -rf "$room/.docs"
}

test_secrets_basic() {
    secrets_of basic auth target response security
    GITHUB_ACTIONS=true run --quiet --proxy "127.0.0.1:$port" tunnel/opens >"$room/.out" 2>&1
    says "::add-mask::Hunter2 zz:9%25+"
    says "::add-mask::$(printf 'alice:%s' "$secret" | base64 -w0)"
    expect 2 run --proxy "127.0.0.1:$port" --proxy-user "$(printf '%s' "$secret" | tr -d :)"
    lacks_secret "$room/.out" "$room/.err"
}

test_secrets_digest() { secrets_of digest; }
