# complete.zsh FOLDER LINE: prints what TAB offers behind LINE in an interactive zsh that finds _connectspec in FOLDER.
zmodload zsh/zpty
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell "unset zle_bracketed_paste; stty rows 200; LISTMAX=9999; fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -u -d \$TMPDIR/.zcompdump"
zpty -w shell "bindkey '^I' list-choices; PROMPT='rea''dy>'"
zpty -r shell out '*ready>'
zpty -w -n shell "$2"$'\t\C-u'"print over''-and-out"$'\n'
zpty -r shell out '*over-and-out'
# The line as typed, then what is offered, then the prompt and the line again.
out=${out#*"$2"}
print -r -- ${out%%'ready>'*}
