/* The command line of `fuzz`. */
#ifndef CONNECTSPEC_FUZZ_OPTIONS_H
#define CONNECTSPEC_FUZZ_OPTIONS_H

#include "harness/cli/target_words.h"

struct cs_fuzz_options {
    struct cs_target_words words; /* what |target| was read from */
    struct cs_run_options target;
    double seconds;           /* 0: without end */
    uint64_t inputs;          /* 0: without end */
    uint64_t findings;        /* 0: without end */
    uint64_t rate;            /* inputs a second; 0: as fast as it goes */
    uint64_t seed;            /* 0: none was given */
    unsigned jobs;            /* 0: 64 or what the target takes */
    const char *differential; /* names of targets to compare, between commas; NULL: there is one target */
    const char *corpus;
    const char *out;
    const char *json;
    bool made_only;
    bool strict;
    bool quiet;
};

/* Fills |out|, which must not be moved afterwards.  Returns -1 to go on, or an exit status. */
int cs_fuzz_options_parse(int argc, char **argv, struct cs_fuzz_options *out);

#endif
