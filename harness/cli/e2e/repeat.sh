# Tests of targets that do now so, now so.  Part of e2e.sh.
# shellcheck shell=bash disable=SC2154

# unsteadily MODE STATUSES ARGUMENT...: runs against the hostile proxy MODE, which ends with one of STATUSES.
unsteadily() {
    local mode=$1 wanted=$2 status=0
    shift 2
    "$HOSTILE" "$mode" 0 "$CONNECTSPEC" run --color never --deadline 2 --proxy 127.0.0.1:@PORT@ "$@" \
        >"$room/.out" 2>"$room/.err" </dev/null || status=$?
    case "$wanted" in *$status*) ;; *) tail -n 50 "$room/.out" "$room/.err"; fail "exit $status, not $wanted" ;; esac
}

# A steady target stays as it is, however often it is asked.
test_repeat_steady() {
    expect 0 run --repeat 3 --json "$room/.json" tunnel target
    says 'control CONNECTs: 20 of 20 went through'
    says '3 runs; 0 cases came out now so, now so'
    grep -q '"repeat": *3' "$room/.json" || fail "the result does not tell of three runs"
    expect 1 run --repeat 2 --fault port-modulo --json "$room/.json" target/port-beyond-16-bits
    grep -q '"verdict": *"unsteady"' "$room/.json" && fail "what always fails is called unsteady"
    expect 2 run --repeat 0
    no_leftovers
}

# One that drops every seventh connection: what changes is told apart from what always fails, in every document.
test_repeat_unsteady() {
    local every=() kind
    for kind in json published junit sarif tap markdown html; do every+=("--$kind" "$room/.$kind"); done
    unsteadily drops-seventh 13 --repeat 3 "${every[@]}" tunnel target
    says 'UNSTEADY '
    says ' control CONNECTs '
    python3 - "$room/.json" <<'END' || fail "the result does not tell what changed"
import json, sys

result = json.load(open(sys.argv[1]))
unsteady = [case for case in result["cases"] if case["verdict"] == "unsteady"]
assert result["repeat"] == 3 and result["controls"]["good"] < result["controls"]["made"]
assert result["summary"]["unsteady"] == len(unsteady) > 0
assert all(len(set(case["runs"]) & {"pass", "warn", "fail"}) > 1 and case["finding"] == "unsteady" for case in unsteady)
assert not any("runs" in case for case in result["cases"] if case["verdict"] != "unsteady")
assert any(case["verdict"] == "fail" for case in result["cases"])
END
    for kind in published junit sarif tap markdown html; do
        grep -q unsteady "$room/.$kind" || fail "--$kind does not say unsteady"
    done
    validate result.schema.json "$room/.json"
    validate published.schema.json "$room/.published"
    expect 0 "$CONNECTSPEC" expect "$room/.json"
    says ' code=unsteady '
    printf 'suite: 0.1.0\n* code=unsteady -- a cable is loose\n' >"$room/.known"
    unsteadily drops-seventh 03 --repeat 2 --expect "$room/.known" tunnel
    unsteadily careless 1 tunnel target # and without it the rest is found
    expect 0 run --expect "$room/.known" tunnel
    no_leftovers
}

# The first control CONNECT fails, and the next ones do not: that is told, and the cases run.
test_repeat_first() {
    unsteadily drops-first 1 --json "$room/.json" tunnel target
    says 'of 21 control CONNECTs 20 went through'
    grep -q '"complete": *true' "$room/.json" || fail "the run was not completed"
    no_leftovers
}
