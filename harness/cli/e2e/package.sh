# Tests of what is installed and packaged; e2e.sh sources them.
# shellcheck shell=bash disable=SC2154
export LC_ALL=C # one order of words

needs() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || { echo "SKIPPED: $program is not installed here"; exit 77; }
    done
}

man_folder="$CONNECTSPEC_HOME/harness/cli/man"

# The commands and, with one, its options, as connectspec(1) has them.
man_commands() { sed -n 's/^\.Ss \([a-z]*\).*/\1/p' "$man_folder/connectspec.1" | sort; }
man_options() {
    awk -v command="$1" '
        /^\.S[hs]/ { inside = $2 == command }
        inside && /^\.It Fl/ { for (i = 2; i < NF; i++) if ($i == "Fl") print "-" $(i + 1) }' "$man_folder/connectspec.1" |
        sort
}
options_in() { grep -oE -- '--[a-z][a-z0-9-]*' | sort -u; }

# same WHAT ONE OTHER: both list the same words.
same() { diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") >"$room/.diff" || { cat "$room/.diff"; fail "$1"; }; }

# connectspec(1) has the commands and options of --help, which has those of the source.
test_man_options() {
    local command option all
    same 'the commands of connectspec(1) and --help' "$(man_commands)" \
        "$("$CONNECTSPEC" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | sort)"
    for command in $(man_commands); do
        same "the options of $command in connectspec(1) and --help" "$(man_options "$command")" \
            "$("$CONNECTSPEC" "$command" --help | grep -E '^  -|^(usage:| +connectspec | +\[).*\[?--' | sed 's/^\(  -.*[^ ]\)   *[^ ].*/\1/' | options_in | grep -vx -e --help)"
    done
    all=$(for command in $(man_commands); do man_options "$command"; done; echo --help; echo --version)
    while read -r option; do
        grep -qx -e "$option" <<<"$all" || fail "connectspec(1) lacks $option"
    done < <(grep -hoE '"[a-z0-9-]+", (no|required)_argument|\{"--[a-z0-9-]+", cs_|argv\[.\], "--[a-z0-9-]+"' \
        "$CONNECTSPEC_HOME"/harness/cli/*.c | sed 's/[^"]*"-*\([a-z0-9-]*\)".*/--\1/' | sort -u)
}

test_man_pages() {
    local page
    needs mandoc groff
    for page in "$man_folder/connectspec.1" "$BUILD"/connectspec-*.5; do
        mandoc -T lint -W warning "$page" || fail "mandoc about $page"
        groff -K utf8 -mdoc -ww -z "$page" 2>"$room/.groff"
        [ ! -s "$room/.groff" ] || { cat "$room/.groff"; fail "groff about $page"; }
    done
    mandoc -T utf8 "$BUILD/connectspec-case.5" | col -b >"$room/.out"
    says 'LISTENER.connections number'
    says 'catches (required above may)'
}

# In each shell: all commands, all options of each command, and the values that are known.
test_completion() {
    needs "$1"
    local command
    PATH=$(dirname "$CONNECTSPEC"):$PATH
    same "the commands that $1 offers" "$(offers "$1" connectspec '')" "$({ man_commands; echo --help; echo --version; } | sort)"
    for command in $(man_commands); do
        same "the options of $command that $1 offers" "$(offers "$1" connectspec "$command" --)" \
            "$({ man_options "$command"; echo --help; } | sort)"
    done
    same levels "$(offers "$1" connectspec run --level '')" "$(printf '%s\n' all must should)"
    same modes "$(offers "$1" connectspec mutants --isolate a)" "$(printf '%s\n' always auto)"
    same targets "$(offers "$1" connectspec run --target embedded+b)" embedded+basic
    same faults "$(offers "$1" connectspec proxy --fault port-m)" port-modulo
    same kinds "$(offers "$1" connectspec parse c)" "$(printf '%s\n' capsule challenge credentials)"
    same cases "$(offers "$1" connectspec run --strict target/port-m)" target/port-missing
    same files "$(offers "$1" connectspec lint "$CONNECTSPEC_HOME/cases/requirem")" "$([ "$1" = bash ] || echo requirements.yaml)"
}
test_completion_bash() { test_completion bash; }
test_completion_zsh() { test_completion zsh; }

# offers SHELL WORD...: what TAB offers behind the last word, sorted.  In bash files are readline's business.
offers() {
    local shell=$1
    shift
    if [ "$shell" = bash ]; then
        # shellcheck disable=SC2016
        bash --norc -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _connectspec_complete connectspec
            printf "%s\n" "${COMPREPLY[@]}"' "$CONNECTSPEC_HOME/harness/cli/completion/connectspec.sh" "$@" | sort
    else
        zsh -f "$(dirname "$0")/complete.zsh" "$BUILD" "$*" | tr -s '[:space:]' '\n' | grep -v '^$' | sort
    fi
}

# Installed from the packages, a program runs with its own cases; once they are removed nothing is left.
test_packages() {
    local root="$room/.root" left
    needs dpkg-shlibdeps
    make_packages "$BUILD" "$room/.deb"
    mkdir -p "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/info"
    touch "$root/var/lib/dpkg/status"
    expect 0 packages --install "$room"/.deb/*.deb
    (cd "$room" && expect 0 env -u CONNECTSPEC_HOME "$root/usr/bin/connectspec" run tunnel && says 'no deviations')
    (cd "$room" && expect 0 env -u CONNECTSPEC_HOME "$root/usr/bin/connectspec" targets && says tinyproxy)
    [ -e "$root/usr/share/man/man5/connectspec-case.5" ] || fail "no manual page"
    [ -e "$root/usr/share/bash-completion/completions/connectspec" ] || fail "no completion for bash"
    [ -e "$root/usr/share/zsh/vendor-completions/_connectspec" ] || fail "no completion for zsh"
    [ -e "$root/usr/lib/pkgconfig/connectref.pc" ] || fail "no library"
    expect 0 packages --purge connectspec connectspec-published libconnectref-dev
    left=$(find "$root" -path "$root/var/lib/dpkg" -prune -o -not -type d -print -o -name '*connect*' -print)
    [ -z "$left" ] || fail "left behind: $left"
}
packages() {
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(unshare -r)
    "${as_root[@]}" dpkg --root="$root" --force-depends --log=/dev/null "$@"
}
make_packages() {
    umask 022 # it shows in the package
    cpack -G DEB --config "$1/CPackConfig.cmake" -B "${@:2}" >"$room/.log" 2>&1 || { cat "$room/.log"; fail cpack; }
}

# Where the project lives stands in one file, which is written into the others, again and again.
test_place() {
    local copy=$room/.copy
    needs perl
    mkdir -p "$copy/fuzz"
    cp -R "$CONNECTSPEC_HOME/.ci" "$CONNECTSPEC_HOME/README.md" "$CONNECTSPEC_HOME/action.yml" "$copy"
    cp -R "$CONNECTSPEC_HOME/fuzz/oss-fuzz" "$copy/fuzz"
    expect 0 "$copy/.ci/release" place repository=https://one.example/c 'contact=a$b/@example.com' action=me/c
    expect 0 "$copy/.ci/release" place repository=https://two.example/c
    ! grep -rE 'YOUR.MIRROR/|OWNER/connectspec|one\.example|connectspec@example' "$copy" || fail "an old place is left"
    grep -qF 'git clone --depth 1 https://two.example/c' "$copy/.ci/README.md" || fail "the manual of the gate"
    grep -qF 'uses: me/c@main' "$copy/README.md" || fail "the README"
    grep -qF 'primary_contact: "a$b/@example.com"' "$copy/fuzz/oss-fuzz/project.yaml" || fail "the contact"
    expect 1 "$copy/.ci/release" place nobody=x
}

# Each component is installed alone, and brings its own files only.
test_components() {
    local component files
    for component in program library documentation published; do
        cmake --install "$BUILD" --prefix "$room/.$component" --component "$component" >"$room/.log" ||
            { cat "$room/.log"; fail "cmake --install --component $component"; }
        files=$(cd "$room/.$component" && find . -type f | sed -E 's#^\./(share/)?([^/]*)/.*#\2#' | sort -u | tr '\n' ' ')
        case "$component: $files" in
        'program: bash-completion bin connectspec doc zsh ' | 'library: doc include lib ' | 'documentation: doc man ' | 'published: connectspec doc ') ;;
        *) fail "component $component: $files" ;;
        esac
    done
}

# The same sources give the same bytes, wherever, whenever and by whomever they are built: of a part, for the whole takes
# minutes.  The program is compiled by the same rule, and packed by the same cpack.
test_reproducible() {
    local name
    needs dpkg-shlibdeps
    export SOURCE_DATE_EPOCH=1700000000
    unset CC CFLAGS
    build_copy "$room/.one" "$room/.one/build"
    (umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 build_copy "$room/.another/place" "$room/.elsewhere")
    for name in libconnectref.a libcs_base.a deb; do
        diff -r "$room/.one/build/$name" "$room/.elsewhere/$name" || fail "two builds differ"
    done
    [ "$(find "$room/.elsewhere/deb" -name '*.deb' | wc -l)" = 3 ] || fail "not three packages"
    ! grep '"command"' "$room/.elsewhere/compile_commands.json" | grep -vF -e "-ffile-prefix-map=$room/.another/place/=" ||
        fail "a file whose folder may show"
}
build_copy() {
    mkdir -p "$1"
    tar -C "$CONNECTSPEC_HOME" --exclude=./build --exclude=./node_modules --exclude=./.git -c . | tar -C "$1" -mx || fail tar
    { cmake -S "$1" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DCMAKE_SKIP_INSTALL_ALL_DEPENDENCY=ON &&
        cmake --build "$2" --target connectref cs_base man; } >"$room/.log" 2>&1 || { tail -30 "$room/.log"; fail "building in $2"; }
    make_packages "$2" "$2/deb" -D 'CPACK_COMPONENTS_ALL=library;documentation;published'
    rm -rf "$2/deb/_CPack_Packages"
}
