/* What a transcript shows, in the terms in which conditions ask.  Control connections are left out of everything. */
#ifndef CONNECTSPEC_FACTS_H
#define CONNECTSPEC_FACTS_H

#include "harness/plan/plan.h"
#include "harness/transport/conversation.h"
#include "reference/must_use.h"

/* One channel of the case, and what came in on it: answers where we dialled, requests where something arrived. */
struct cs_party {
    const struct cs_channel *channel;
    struct cs_conversation heard;
    bool ended; /* nothing more can come: the target ended it, or, where we dialled, we did */
};

/* A request that a client under test made to our proxy, on whatever connection, as a channel of its own that ends with
 * its head. */
struct cs_asked {
    struct cs_channel channel;
    struct cs_party party;
    size_t event; /* with which it had come */
};

struct cs_facts {
    const struct cs_plan *plan;             /* borrowed */
    const struct cs_transcript *transcript; /* borrowed */
    size_t fence;           /* index of the event with which the case's first fence step was passed; SIZE_MAX: never */
    size_t expired;         /* index of the first CS_EVENT_EXPIRED; SIZE_MAX: none */
    bool fence_failed;      /* a control CONNECT failed */
    bool unconnected;       /* a client could not connect to the target at all */
    uint64_t *hashed;       /* borrowed; expected bytes hashed so far, see compare.h */
    bool hung;              /* a client under test had not ended when its time was up */
    struct cs_asked *asked; /* of a client: its requests to our proxy; NULL: none */
    size_t asked_count;
    size_t dial_count; /* how many of the parties we dialled */
    size_t party_count;
    struct cs_party parties[];
};

#define CS_ASKED_MAX 256 /* requests of one client that are told apart */

/* facts_client.c: what a client under test did; false without memory. */
CS_MUST_USE bool cs_facts_read_client(struct cs_facts *facts);

/* facts_client.c: the channel of the program itself, or NULL; and its wait status, false while it had not ended. */
const struct cs_channel *cs_facts_program(const struct cs_facts *facts);

/* Whether a client's time was up before it had come to anybody: it says nothing of what the case is about. */
bool cs_facts_is_absent(const struct cs_facts *facts);
bool cs_facts_exited(const struct cs_facts *facts, int *status);

/* Reads the transcript.  |hashed|: what comparing costs is added here.  NULL without memory. */
CS_MUST_USE struct cs_facts *cs_facts_new(const struct cs_plan *plan, const struct cs_transcript *transcript,
                                          uint64_t *hashed);
void cs_facts_free(struct cs_facts *facts); /* NULL is fine */

/* The channel that the case calls |actor|, or NULL. */
const struct cs_party *cs_facts_party(const struct cs_facts *facts, const char *actor);

/* Whether we dialled it; else it arrived at a listener of ours. */
bool cs_party_dials(const struct cs_party *party);

/* How many connections arrived at |listener|, or anywhere for NULL. */
size_t cs_facts_arrived(const struct cs_facts *facts, const char *listener);

/* How many had arrived when the first fence step was passed. */
size_t cs_facts_arrived_at_fence(const struct cs_facts *facts, const char *listener);

/* Status of the first final response; 0: none was read. */
uint16_t cs_party_status(const struct cs_party *party);

/* Whether that opened a tunnel. */
static inline bool cs_party_opened(const struct cs_party *party)
{
    return party->heard.final_count > 0 && party->heard.state == CS_EXCHANGE_TUNNEL;
}

/* The same as things stood when the first fence step was passed. */
uint16_t cs_party_status_at_fence(const struct cs_facts *facts, const struct cs_party *party);

#endif
