/* What a comparing campaign tells: each disagreement in a line, a summary, a file of all. */
#ifndef CONNECTSPEC_FUZZ_DIFFER_TELL_H
#define CONNECTSPEC_FUZZ_DIFFER_TELL_H

#include "fuzz/live/differ.h"

struct cs_differ_tell {
    const char *const *names; /* of the |count| targets; borrowed */
    size_t count;
    bool quiet;
    bool told[CS_DIFFER_GROUPS_MAX];
};

/* Tells of those that are new, |seconds| after the beginning. */
void cs_differ_tell_look(struct cs_differ_tell *tell, const struct cs_differ *differ, double seconds);

/* ... and how many there are. */
void cs_differ_tell_end(struct cs_differ_tell *tell, const struct cs_differ *differ, double seconds);

/* Writes |path| (- is standard output).  False after a message. */
CS_MUST_USE bool cs_differ_tell_json(const struct cs_differ_tell *tell, const struct cs_differ *differ,
                                     const char *path);

#endif
