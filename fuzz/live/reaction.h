/* What a target makes of an input, coarse enough that two targets that do the same have the same. */
#ifndef CONNECTSPEC_LIVE_REACTION_H
#define CONNECTSPEC_LIVE_REACTION_H

#include <stdbool.h>

#include "fuzz/live/dialogue.h"
#include "reports/transcript.h"

enum cs_reaction_word {
    CS_REACTS_NOT, /* the client was not there */
    CS_REACTS_SILENT,
    CS_REACTS_CLOSED, /* without an answer */
    CS_REACTS_REFUSED,
    CS_REACTS_TUNNEL,
    CS_REACTS_GARBAGE, /* no HTTP */
    CS_REACTIONS
};

struct cs_reaction {
    bool known;                                       /* else the target could not be asked */
    enum cs_reaction_word words[CS_SPEAKERS_MAX + 1]; /* by client, from 1 on */
    unsigned reached;                                 /* a bit for each kind of our listeners */
};

struct cs_reaction cs_reaction_of(const struct cs_transcript *transcript);

/* The first client that two targets treated differently; 0: none, but others of our listeners were reached; -1: they did
 * the same.  |open|: a bit for each client that may be left without an answer, for which nobody waited: silence there
 * says nothing. */
int cs_reaction_differs(const struct cs_reaction *left, const struct cs_reaction *right, unsigned open);

/* "tunnel to origin": what that client met (0: nobody in particular), and who was reached. */
void cs_reaction_describe(const struct cs_reaction *reaction, unsigned client, char out[64]);

#endif
