# Tests of a target on another machine: two networks with a cable between them.  Part of e2e.sh.
# shellcheck shell=bash disable=SC2154

# A proxy on the far machine, 10.9.0.2, with the arguments; it has to say when it listens.  Sets $port.
far_proxy() {
    local line
    exec 3< <(exec nsenter -t "$far" -n "$CONNECTSPEC" proxy --listen 10.9.0.2 --allow-port 18443 "$@")
    read -r line <&3 || fail "the far proxy did not start"
    port=${line##*:}
}

# The far machine ($far: a process on it) and the cable.  We have four addresses.
lay_cable() {
    local address
    exec 4< <(exec unshare --net sh -c 'echo ready; exec sleep 1000')
    far=$!
    read -r _ <&4 || fail "no second network"
    ip link set lo up
    ip link add near type veth peer name far netns "$far" || { echo 'SKIPPED: no veth pair here'; exit 77; }
    for address in 1 3 4 5; do ip address add "10.9.0.$address/24" dev near; done
    ip link set near up
    nsenter -t "$far" -n sh -c 'ip link set lo up; ip address add 10.9.0.2/24 dev far; ip link set far up'
}

# apart TEST: runs it again as test_TEST_apart in a network of its own, where it may do as it likes.
apart() {
    command -v ip >/dev/null || { echo 'SKIPPED: no ip(8), package iproute2'; exit 77; }
    unshare --map-root-user --net true 2>/dev/null || { echo 'SKIPPED: no network namespaces here'; exit 77; }
    unshare --map-root-user --net --pid --fork --mount-proc --kill-child bash "$0" "$1_apart"
    case $? in 0) ;; 77) exit 77 ;; *) exit 1 ;; esac
}

test_remote() { apart remote; }

# clean COMMAND...: everything passes or is skipped.
clean() {
    expect 0 "$@"
    says 'no deviations'
}

count() { grep -c "\"verdict\": *\"$1\"" "$room/.json"; }

test_remote_apart() {
    lay_cable
    far_proxy
    expect 2 run --proxy "10.9.0.2:$port"
    says '--origin-address'
    expect 2 run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,10.9.0.1
    says 'addresses with commas'
    expect 2 run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,192.0.2.1
    says "192.0.2.1"
    clean run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1 --json "$room/.json"
    says 'needs a second address of ours (--origin-address A,B)'
    local one four
    one=$(count pass)
    clean run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,10.9.0.3,10.9.0.4,10.9.0.5 --json "$room/.json"
    four=$(count pass)
    [ "$four" -gt "$((one + 25))" ] || fail "$one cases pass with one address, $four with four"
    grep -q '(--origin-address A' "$room/.json" && fail "four addresses are not enough"
    says 'told to refuse an address of ours (--denied-address A'
    remote_denied
    far_proxy
    remote_init
    remote_profile
}

# It refuses one of our addresses, which we name.
remote_denied() {
    far_proxy --deny-addresses 10.9.0.5/32
    clean run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,10.9.0.3 --denied-address 10.9.0.5 --transcripts "$room/.saved" security
    grep -rq '"denied-host": *"10.9.0.5"' "$room/.saved" || fail "nothing tried the address that is denied"
    far_proxy
    expect 1 run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,10.9.0.3 --denied-address 10.9.0.5 security/denied-address
}

# The first profile and list of a proxy over there, and the gate with them.
remote_init() {
    mkdir "$room/.init"
    expect 0 "$CONNECTSPEC" init --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,10.9.0.3 --directory "$room/.init"
    says 'a profile of one that runs already'
    clean run --target "$room/.init/my-proxy.yaml" --expect "$room/.init/my-proxy.known" tunnel target
    clean run --proxy "10.9.0.2:$port" --origin-address 10.9.0.1,10.9.0.3 --expect "$room/.init/my-proxy.known" tunnel target
}

# A mistake over there is found, is known then, and where nothing listens that is said.
remote_profile() {
    far_proxy --fault port-modulo
    sed "s/^proxy: .*/proxy: 10.9.0.2:$port/" "$room/.init/my-proxy.yaml" >"$room/.other.yaml"
    mkdir "$room/.far"
    sed "s/^name: .*/name: far/" "$room/.other.yaml" >"$room/.far/far.yaml"
    expect 1 run --target "$room/.far/far.yaml" --json "$room/.json" target
    "$CONNECTSPEC" expect "$room/.json" >"$room/.known" || fail "no list of what failed"
    expect 0 run --target "$room/.far/far.yaml" --expect "$room/.known" target
    expect 3 "$CONNECTSPEC" init --proxy 10.9.0.2:9 --origin-address 10.9.0.1 --directory "$room/.far"
    says 'nothing listens at 10.9.0.2:9'
    says 'nothing was written'
}
