/* The options of `run` that name a target, for other subcommands that need one: --target, --proxy, --origin and what
 * belongs to them mean the same everywhere. */
#ifndef CONNECTSPEC_TARGET_WORDS_H
#define CONNECTSPEC_TARGET_WORDS_H

#include "harness/cli/run_options.h"
#include "reference/must_use.h"

#define CS_TARGET_WORDS_MAX 64

/* Arguments for cs_run_options_parse; all zero before the first. */
struct cs_target_words {
    int count;
    char *words[CS_TARGET_WORDS_MAX + 1]; /* borrowed, or static */
};

/* Entries of a getopt_long table; their keys are the places in the table of names, from CS_TARGET_OPTION on. */
#define CS_TARGET_OPTION 1024
#define CS_TARGET_OPTIONS                                                                                              \
    {"target", required_argument, NULL, CS_TARGET_OPTION}, {"variant", required_argument, NULL, CS_TARGET_OPTION + 1}, \
        {"root", required_argument, NULL, CS_TARGET_OPTION + 2},                                                       \
        {"proxy", required_argument, NULL, CS_TARGET_OPTION + 3},                                                      \
        {"ca", required_argument, NULL, CS_TARGET_OPTION + 4}, {"insecure", no_argument, NULL, CS_TARGET_OPTION + 5},  \
        {"origin-port", required_argument, NULL, CS_TARGET_OPTION + 6},                                                \
        {"denied-port", required_argument, NULL, CS_TARGET_OPTION + 7},                                                \
        {"origin-address", required_argument, NULL, CS_TARGET_OPTION + 8},                                             \
        {"auth", required_argument, NULL, CS_TARGET_OPTION + 9},                                                       \
        {"proxy-user", required_argument, NULL, CS_TARGET_OPTION + 10},                                                \
        {"fault", required_argument, NULL, CS_TARGET_OPTION + 11},                                                     \
        {"isolate", required_argument, NULL, CS_TARGET_OPTION + 12},                                                   \
        {"transport", required_argument, NULL, CS_TARGET_OPTION + 13},                                                 \
        {"deadline", required_argument, NULL, CS_TARGET_OPTION + 14},                                                  \
        {"origin", required_argument, NULL, CS_TARGET_OPTION + 15},                                                    \
    {                                                                                                                  \
        "client", required_argument, NULL, CS_TARGET_OPTION + 16                                                       \
    }

/* The part of a --help text that tells of them. */
extern const char cs_target_help[];

/* Takes in one option that getopt_long has found; false when |key| is none of them. */
CS_MUST_USE bool cs_target_words_take(struct cs_target_words *words, int key, char *value);

/* Adds a word as it is. */
void cs_target_words_add(struct cs_target_words *words, const char *word);

/* What they say, as `run` would read it; |words| has to live as long as |out|.  Returns -1 to go on, or an exit
 * status. */
int cs_target_words_parse(struct cs_target_words *words, struct cs_run_options *out);

#endif
