# Completion of connectspec, for bash and, through its bashcompinit, for zsh (_connectspec).  What is offered comes from
# the program's own --help and lists.

# The commands, or with a command its options, one to a line, each with its argument behind it: "--level must|should".
_connectspec_commands() { "$1" --help 2>/dev/null | awk '/^  [a-z]/ { print $1 }'; }
_connectspec_options() {
    "$1" "$2" --help 2>/dev/null | awk '
        /^  -/ { sub(/^ +/, ""); sub(/  .*/, ""); gsub(/, /, "\n"); print; next }
        /^(usage:| +connectspec | +\[)/ { while (match($0, /\[--[^]]*\]/)) { print substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH) } }
        END { print "--help" }' | awk '!seen[$1]++'
}

# What may stand behind option $3 of command $2.
_connectspec_values() {
    case $3 in
    --target) "$1" targets --names 2>/dev/null ;;
    --fault) "$1" proxy --list-faults 2>/dev/null | awk '{ print $1 }' ;;
    --isolate) printf '%s\n' auto always never ;;
    *) _connectspec_options "$1" "$2" | awk -v option="$3" '$1 == option && /[|]/ { gsub(/[|]/, "\n", $2); print $2 }' ;;
    esac
}

# What may stand for itself behind command $2.
_connectspec_operands() {
    case $2 in
    run | list | explain) "$1" list 2>/dev/null | awk '{ sub(/@.*/, "", $1) } !seen[$1]++ { print $1 }' ;;
    parse) "$1" parse --help 2>/dev/null | awk '/^usage:/ { gsub(/[|]/, "\n", $4); print $4 }' ;;
    mutants) _connectspec_values "$1" run --fault ;;
    esac
}

_connectspec_complete() {
    local program=$1 command=${COMP_WORDS[1]} words
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        words="$(_connectspec_commands "$program") --help --version"
    elif [[ $current == -* ]]; then
        words=$(_connectspec_options "$program" "$command" | awk '{ print $1 }')
    elif _connectspec_options "$program" "$command" | grep -q -e "^$previous "; then
        words=$(_connectspec_values "$program" "$command" "$previous")
    else
        words=$(_connectspec_operands "$program" "$command")
    fi
    # shellcheck disable=SC2207 # zsh has no mapfile; a word has no blanks
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}

complete -o bashdefault -o default -F _connectspec_complete connectspec
