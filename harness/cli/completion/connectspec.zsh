#compdef connectspec
autoload -U +X bashcompinit && bashcompinit
@completion@
_bash_complete -o bashdefault -o default -F _connectspec_complete
