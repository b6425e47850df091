# Tests of .ci/gate, of action.yml and of the ways to them in .ci/README.md; e2e.sh sources them.
# shellcheck shell=bash disable=SC2154

# A proxy with a fault that already runs, on $port.
running_proxy() {
    local line
    exec 3< <(exec "$CONNECTSPEC" proxy --allow-port 18443 --fault default-port)
    proxy=$!
    trap 'kill "$proxy"; rm -rf "$room"' EXIT
    read -r line <&3
    port=${line##*:}
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
    grep -q 'connectspec' "$room/.summary" || fail "no summary"
    printf 'status=0\nreports=connectspec-reports\n' | diff - "$room/.outputs" || fail "other outputs"
    documents
    rm "$room/.outputs"
    expect 1 action "--proxy '127.0.0.1:$port' --match 'target/port-*'"
    grep -q '^status=1$' "$room/.outputs" || fail "no status"
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
