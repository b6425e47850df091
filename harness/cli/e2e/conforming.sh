# Conforming proxies of another hand, in each manner that the RFCs leave: pass and skip, nothing else.  Part of
# e2e.sh.
# shellcheck shell=bash disable=SC2154

# conforms SCRIPT MANNER AUTH: runs conforming.yaml with SCRIPT beside this file for its program.
conforms() {
    local profile=$room/.conforming/conforming.yaml here
    here=$(dirname "$(readlink -f "$0")")
    mkdir -p "$room/.conforming"
    chmod 755 "$room/.conforming"
    sed -e "s|\${folder}/conforming.py|$here/$1|" "$here/conforming.yaml" >"$profile"
    [ "$1" = conforming.py ] || sed -i -e 's/python3/node/' -e 's/: Python/: v/' "$profile"
    [ "$2" = strict ] || sed -i "s/^values: .*/values: {manner: lenient, end: half, persistent: 'yes', scheme: none}/" "$profile"
    expect 0 run --target "$profile" --auth "$3" --json "$room/.json"
    finds_nothing "$*"
}

# finds_nothing WHAT: the result of the last run.
finds_nothing() {
    python3 - "$room/.json" <<'END' || fail "$1: something was found"
import json, sys

cases = json.load(open(sys.argv[1]))["cases"]
found = [(case["id"], case["verdict"], case["reason"]) for case in cases if case["verdict"] not in ("pass", "skip")]
print(*found, sep="\n")
sys.exit(1 if found or len(cases) < 500 else 0)
END
}

# behaves ID WORDS: what the last run tells of a choice.
behaves() {
    python3 -c 'import json, sys
told = [case["behaviour"]["is"] for case in json.load(open(sys.argv[1]))["cases"] if case["id"] == sys.argv[2]]
print(*told)
sys.exit(told != [sys.argv[3]])' "$room/.json" "$1" "$2" || fail "$1: not $2"
}

test_conforming_python() {
    conforms conforming.py strict none
    behaves tunnel/half-close 'the tunnel ends, the reply is lost'
    conforms conforming.py lenient basic
    behaves tunnel/half-close 'the reply still comes back'
    behaves tunnel/half-close-origin 'the client can still send'
    no_leftovers
}

# One case at a time, of which the first has its verdict and waits in vain: the others are asked as well.
test_goes_on() {
    local folder=$room/.own
    mkdir -p "$folder/own"
    printf '%s\n' 'id: own/waits' 'title: Nobody is reached' 'level: must' 'requirements: [CN-TUN-001]' 'steps:' \
        "  - client: {request: '\${authority}', await: answer}" '  - client: {await: end}' 'accept:' \
        '  - {origin.connections: 0}' >"$folder/own/waits.yaml"
    printf '%s\n' 'id: own/x' 'title: A tunnel' 'level: must' 'requirements: [CN-TUN-001]' 'steps:' \
        "  - client: {request: '\${authority}', await: answer}" 'accept:' '  - tunnel' >"$folder/own/x.yaml"
    expect 1 run --cases "$folder" --jobs 1 --deadline 1
    says ': 1 pass, 1 fail'
}

# One loop that a request stops for good takes everybody along: the report names who stopped it.
test_one_hangs_all() {
    local folder=$room/.hangs here
    here=$(dirname "$(readlink -f "$0")")
    mkdir -p "$folder"
    chmod 755 "$folder"
    cat >"$folder/hangs.py" <<END
import sys, threading

sys.path.insert(0, "$here")
sys.dont_write_bytecode = True
import conforming


class Hangs(conforming.Proxy):
    def parse_target(self, target):
        if b"@" in target:
            threading.Event().wait()
        return super().parse_target(target)


conforming.asyncio.run(Hangs(conforming.parser().parse_args()).run())
END
    sed -e 's/^name: .*/name: hangs/' -e "s|\${folder}/conforming.py|$folder/hangs.py|" "$here/conforming.yaml" >"$folder/hangs.yaml"
    chmod 644 "$folder"/*
    expect 1 run --target "$folder/hangs.yaml" --deadline 2 target tunnel --json "$room/.json"
    says 'the target serves nobody any more'
    python3 - "$room/.json" <<'END' || fail "others were blamed, or nothing else was judged"
import json, sys

cases = json.load(open(sys.argv[1]))["cases"]
deaf = [case for case in cases if case["finding"] == "target-deaf"]
sent = [channel["sent"]["kept"] for case in deaf for channel in case["transcript"]["channels"]]
print([case["id"] for case in deaf], sum(case["verdict"] == "pass" for case in cases))
sys.exit(not deaf or not all("@" in text for text in sent) or not any(case["verdict"] == "pass" for case in cases))
END
    no_leftovers
}

# Our own proxy doing otherwise what is left open.
test_conforming_manners() {
    for target in embedded+rich embedded+terse+basic; do
        expect 0 run --target $target --json "$room/.json"
        finds_nothing $target
    done
    no_leftovers
}

test_conforming_node() {
    command -v node >/dev/null || { echo 'SKIPPED: node is not installed here'; exit 77; }
    conforms conforming.mjs lenient none
    conforms conforming.mjs strict digest
    no_leftovers
}
