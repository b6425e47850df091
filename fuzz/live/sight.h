/* A dialogue as a strict reader sees it. */
#ifndef CONNECTSPEC_LIVE_SIGHT_H
#define CONNECTSPEC_LIVE_SIGHT_H

#include "fuzz/live/dialogue.h"
#include "fuzz/live/meaning.h"

struct cs_sight {
    bool relays;  /* the target opens tunnels at all: it is a proxy */
    bool answers; /* the dialogue is what the target is answered: a client, or a proxy that |relays| through a parent */
    unsigned clients;
    struct cs_meaning meanings[CS_SPEAKERS_MAX + 1]; /* of the clients, from 1 on */
    bool same;                                       /* all of them send the same head with the same bytes behind it */
    bool opens;   /* ... and each asks for a tunnel to our origin: then what passes through them is told */
    bool demands; /* each of them has to be answered by what relays nothing, or behind a parent */
    bool murky;   /* some answer may be one that the parser of answers is not for */
};

/* Reads a tidy dialogue. */
struct cs_sight cs_sight_of(const struct cs_dialogue *dialogue, const struct cs_policy *policy);

/* What the finding of such a dialogue is about, for people and for telling findings apart: "refusal/port-modulo". */
void cs_sight_name(const struct cs_sight *sight, char out[96]);

#endif
