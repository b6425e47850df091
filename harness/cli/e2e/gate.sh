# Tests of .ci/gate, of action.yml and of the ways to them in .ci/README.md; e2e.sh sources them.
# shellcheck shell=bash disable=SC2154

# A proxy with a fault that already runs, on $port.
running_proxy() {
    local line=
    until [ -n "$line" ]; do
        port=$((20000 + RANDOM % 12768)) # below the source ports of outgoing connections
        exec 3< <(exec "$CONNECTSPEC" proxy --port "$port" --allow-port 18443 --fault default-port)
        proxy=$!
        read -r line <&3
    done
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
}

# What the steps of a job find: my-proxy (it runs already), a mirror of connectspec and a list of known failures.
job() {
    running_proxy
    mkdir "$room/.bin" "$room/.job"
    printf '#!/bin/sh\n[ "$*" = "--listen 127.0.0.1:%s" ]\n' "$port" >"$room/.bin/my-proxy"
    printf '#!/bin/sh\nexec ln -s "%s" connectspec\n' "$CONNECTSPEC_HOME" >"$room/.bin/git"
    chmod +x "$room"/.bin/*
    PATH="$room/.bin:$PATH"
    cd "$room/.job" || fail "no job"
    "$CONNECTSPEC" run --quiet --proxy "127.0.0.1:$port" --json known.json >"$room/.out" 2>&1
    "$CONNECTSPEC" expect known.json >connectspec.known || fail "no list"
    export CI=true
}

# What `init` writes makes the next run green, of the proxy that runs and of one that the profile starts.
test_init() {
    running_proxy
    expect 2 "$CONNECTSPEC" init
    expect 2 "$CONNECTSPEC" init --proxy "127.0.0.1:$port" --directory "$room/.nothing"
    expect 3 "$CONNECTSPEC" init --proxy 127.0.0.1:1 --directory "$room"
    mkdir "$room/.files"
    expect 0 "$CONNECTSPEC" init --proxy "127.0.0.1:$port" --directory "$room/.files"
    says ' known failures'
    # Who may listen on 80 and 443 sees two more.
    grep -v '^target/port-none-web@' "$room/.files/connectspec.known" | diff - /dev/fd/5 5<<END || fail "other known failures"
suite: 0.1.0
# What failed at 127.0.0.1:$port, the most dangerous first; \`connectspec explain ID\` tells why it matters.  With
#   connectspec run --proxy 127.0.0.1:$port --expect connectspec.known
# any other failure is red, and so is a line that is no longer true: take it out, or let
# \`connectspec expect RESULT.json --update connectspec.known\` do it.  Behind an id may stand until=2027-12-31 and
# issue=https://...; \`*\` stands for anything.

# high
target/port-empty code=tunnel-opened -- a tunnel was opened where a refusal was expected
target/port-missing code=tunnel-opened -- a tunnel was opened where a refusal was expected
END
    expect 0 run --proxy "127.0.0.1:$port" --expect "$room/.files/connectspec.known"
    expect 0 run --target "$room/.files/connectspec.yaml" --isolate never --expect "$room/.files/connectspec.known"
    says 'no unexpected deviations'
    says 'known target/port-empty'
    cp -r "$room/.files" "$room/.before"
    expect 2 "$CONNECTSPEC" init --proxy "127.0.0.1:$port" --directory "$room/.files"
    says 'connectspec.yaml is already there'
    rm "$room/.files/connectspec.yaml"
    expect 2 "$CONNECTSPEC" init --proxy "127.0.0.1:$port" --directory "$room/.files"
    says 'connectspec.known is already there'
    cmp "$room/.before/connectspec.known" "$room/.files/connectspec.known" || fail "a file was written over"
    no_leftovers
}

# The code below the heading $1 of .ci/README.md, with our port.
snippet() {
    awk -v heading="## $1" '/^## / { here = $0 == heading } /^```/ { code = !code; next } here && code' \
        "$CONNECTSPEC_HOME/.ci/README.md" | sed "s/3128/$port/g"
}

documents() {
    local name
    for name in result.json junit.xml summary.md; do
        [ -s "$room/.job/connectspec-reports/$name" ] || fail "no $name"
    done
    rm -r "$room/.job/connectspec-reports"
}

# What a runner does with action.yml: inputs to the environment, then the step.  $1: the input args.
action() {
    local line name args=$1 reports
    # shellcheck disable=SC2034 # used by its name
    reports=$(sed -n '/^  reports:/,/default:/s/^    default: //p' "$CONNECTSPEC_HOME/action.yml")
    while read -r name line; do
        [[ $line =~ ^\$\{\{\ inputs\.(args|reports)\ \}\}$ ]] || fail "action.yml: $name $line"
        export "${name%:}=${!BASH_REMATCH[1]}"
    done < <(sed -n '/^      env:/,/^      run:/s/^        //p' "$CONNECTSPEC_HOME/action.yml")
    line=$(sed -n "s/^      run: '\(.*\)'$/\1/p" "$CONNECTSPEC_HOME/action.yml")
    env GITHUB_ACTIONS=true GITHUB_ACTION_PATH="$CONNECTSPEC_HOME" GITHUB_WORKSPACE="$PWD" \
        GITHUB_STEP_SUMMARY="$room/.summary" GITHUB_OUTPUT="$room/.outputs" \
        bash --noprofile --norc -eo pipefail -c "$line"
}

test_gate_github() {
    local args
    job
    args=$(snippet GitHub | sed -n 's/^ *args: //p')
    expect 0 action "$args"
    says 'no unexpected deviations'
    grep -c '^## HTTP CONNECT conformance' "$room/.summary" | grep -qx 1 || fail "not one summary"
    printf 'status=0\nreports=connectspec-reports\n' | diff - "$room/.outputs" || fail "other outputs"
    documents
    rm "$room/.outputs"
    expect 1 action "--proxy '127.0.0.1:$port' --match 'target/port-*'"
    grep -q '^status=1$' "$room/.outputs" || fail "no status"
    grep -q '^::error title=target/port-' "$room/.out" || fail "no annotation"
    documents
    # shellcheck disable=SC2016
    expect 2 action '--match $(touch${IFS}broken) ;touch broken'
    expect 2 action "--match 'open"
    [ ! -e broken ] || fail "arguments were run by the shell"
}

test_gate_gitlab() {
    job
    snippet GitLab | sed -n '/^  script:/,/^  [a-z]*:$/s/^    - //p' >"$room/.steps"
    [ -s "$room/.steps" ] || fail "no steps"
    expect 0 env GITLAB_CI=true bash -eo pipefail "$room/.steps"
    says 'no unexpected deviations'
    for name in $(snippet GitLab | grep -o 'connectspec-reports/[a-z.]*'); do [ -s "$name" ] || fail "no $name"; done
    documents
    sed -i 1q connectspec.known # nothing is known
    rm connectspec
    expect 1 env GITLAB_CI=true bash -eo pipefail "$room/.steps"
    documents
}

test_gate_shell() {
    job
    expect 0 sh -ec "$(snippet 'Anywhere else')"
    says 'no unexpected deviations'
    documents
    expect 3 connectspec/.ci/gate --proxy 127.0.0.1:1
}
