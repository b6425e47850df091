/* What a round knows about the silence of its target: on which kinds of steps, how often, and how much time it took.
 * So that a target which is silent on principle costs a few deadlines, not one for each case. */
#ifndef CONNECTSPEC_ROUND_SILENCE_H
#define CONNECTSPEC_ROUND_SILENCE_H

#include "harness/scenario/case.h"
#include "reports/transcript.h"

#define CS_SILENCE_KINDS_MAX 48

/* One kind of waiting: "client: answer", "origin: bytes", "fence", ... */
struct cs_silence_kind {
    char name[48];
    char example[128]; /* the id of a case that waited in vain */
    size_t met;        /* how often it came to an end */
    size_t missed;     /* ... and how often the deadline came first */
    bool by_probe;     /* the probe missed it */
};

struct cs_silences {
    size_t count;
    struct cs_silence_kind kinds[CS_SILENCE_KINDS_MAX];
    uint64_t last_end; /* microseconds: when a case ended last */
    double stalled;    /* seconds in which nothing ended but by the deadline */
};

/* Takes in a case that has ended at |now| (microseconds of any clock); |probe|: it is the one that a
 * round begins with. */
void cs_silences_note(struct cs_silences *silences, const struct cs_case *source,
                      const struct cs_transcript *transcript, bool probe, uint64_t now);

/* The kind that the case waited for when the deadline came, copied to |name|; false: it did not come. */
bool cs_silence_kind_of(const struct cs_case *source, const struct cs_transcript *transcript, char name[48]);

/* Whether the kind of that name was missed at least as often as it was met. */
bool cs_silences_prevail(const struct cs_silences *silences, const char *name);

/* A kind of waiting that |source| cannot do without and that has never come to an end on this target, although several
 * have tried; NULL: there is none. */
const struct cs_silence_kind *cs_silences_bar(const struct cs_silences *silences, const struct cs_case *source);

#endif
