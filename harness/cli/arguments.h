/* What all commands do alike with their arguments: -h and --help, and what is said of those that are not understood. */
#ifndef CONNECTSPEC_ARGUMENTS_H
#define CONNECTSPEC_ARGUMENTS_H

#include <getopt.h>
#include <stdbool.h>

/* The next option of |argv|, whose first word is the command's name: what its row of |known| has for it, 'h' for -h and
 * --help; -1 behind the last one, when |optind| is the first operand; '?' after a line on stderr that says what is
 * wrong with it (no such option, and which one may have been meant; no value; a value too many).  The argument is in
 * |optarg|.  |optind| has to be 0 before the first call. */
int cs_option_next(int argc, char **argv, const struct option *known);

/* Says on stderr "connectspec COMMAND: WHAT 'WORD'; did you mean 'NEAREST'?" with the nearest of |words| (ends with
 * NULL), else "; MORE" behind it.  |command| may be NULL. */
void cs_say_unknown(const char *command, const char *what, const char *word, const char *const *words,
                    const char *more);

/* Says on stderr what is wrong with the JSON document |path|, as its reader has told it in |error|. */
void cs_say_bad_document(const char *path, const char *error);

#endif
