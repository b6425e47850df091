/* What a transcript shows, in the terms in which conditions ask.  Control connections are left out of everything. */
#ifndef CONNECTSPEC_FACTS_H
#define CONNECTSPEC_FACTS_H

#include "harness/plan/plan.h"
#include "reference/exchange.h"

/* One client connection and what the strict parser makes of all that it received. */
struct cs_client {
    const struct cs_channel *channel;
    struct cs_exchange exchange;
    bool ended; /* nothing more can come: the target ended it, or we did */
};

struct cs_facts {
    const struct cs_plan *plan;             /* borrowed */
    const struct cs_transcript *transcript; /* borrowed */
    size_t fence;      /* index of the event with which the case's first fence step was passed; SIZE_MAX: never */
    size_t expired;    /* index of the first CS_EVENT_EXPIRED; SIZE_MAX: none */
    bool fence_failed; /* a control CONNECT failed */
    bool unconnected;  /* a client could not connect to the target at all */
    uint64_t hashed;   /* expected bytes hashed so far, see compare.h */
    size_t client_count;
    struct cs_client clients[];
};

/* Reads the transcript.  NULL without memory; free() it. */
struct cs_facts *cs_facts_new(const struct cs_plan *plan, const struct cs_transcript *transcript);

/* The client that the case calls |actor|, or NULL. */
const struct cs_client *cs_facts_client(const struct cs_facts *facts, const char *actor);

/* The connection at our listeners that the case calls |actor|, or NULL. */
const struct cs_channel *cs_facts_origin(const struct cs_facts *facts, const char *actor);

/* How many connections arrived at |listener|, or anywhere for NULL. */
size_t cs_facts_arrived(const struct cs_facts *facts, const char *listener);

/* How many had arrived when the first fence step was passed. */
size_t cs_facts_arrived_at_fence(const struct cs_facts *facts, const char *listener);

/* Status of the first final response; 0: none was read. */
uint16_t cs_client_status(const struct cs_client *client);

/* The same as things stood when the first fence step was passed. */
uint16_t cs_client_status_at_fence(const struct cs_facts *facts, const struct cs_client *client);

#endif
