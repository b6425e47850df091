/* What one direction of a channel said, as messages: heads, the content behind them, and where a tunnel begins.  Read
 * from a transcript alone, without sockets and without state, the same way for every transport. */
#ifndef CONNECTSPEC_CONVERSATION_H
#define CONNECTSPEC_CONVERSATION_H

#include "reference/exchange.h"
#include "reference/message.h"
#include "reference/reading.h"
#include "reports/transcript.h"

#define CS_NO_TUNNEL           UINT64_MAX
#define CS_CONVERSATION_FIELDS 128 /* of a head that is no text; those behind are not looked at */

struct cs_conversation {
    enum cs_exchange_state state; /* of the first final response; of the first request: TUNNEL behind a CONNECT */
    size_t interim_count;         /* 1xx responses */
    size_t final_count;           /* final responses, or requests, whose heads came whole */
    struct cs_message first;      /* the first of those; with |final_count| 0 what there is of a head.  Its text is
                                     borrowed from the transcript, its |fields| are |fields| below: it is not to be
                                     copied without them */
    uint64_t first_at;            /* offset of the first one's head in the direction's bytes */
    uint64_t tunnel;              /* ... of the tunnel; CS_NO_TUNNEL: there is none */
    struct cs_body body;          /* of the message that was read last */
    uint64_t surplus;             /* bytes behind the end of the last message that are no further one */
    struct cs_field fields[CS_CONVERSATION_FIELDS]; /* private */
};

/* Reads what |channel| received, or what we sent on it.  What we dialled received responses, what arrived received
 * requests.  Never fails; the state says what is known. */
void cs_conversation_read(const struct cs_channel *channel, bool received, struct cs_conversation *out);

/* One answer after the other on a channel that we dialled.  All zero before the first. */
struct cs_answer_walk {
    struct cs_message message;                      /* its text is borrowed; findings in the content count as its own */
    uint64_t at;                                    /* offset of its head */
    size_t finals;                                  /* final ones up to this one */
    bool whole;                                     /* its content came whole */
    uint64_t position;                              /* private */
    bool upgrades;                                  /* private */
    size_t plain;                                   /* private */
    uint32_t heads;                                 /* private */
    bool over;                                      /* private */
    size_t block;                                   /* private */
    struct cs_field fields[CS_CONVERSATION_FIELDS]; /* private */
};

/* Steps to the next answer, interim ones included; false behind the last one whose head came whole, and where what
 * follows is none.  Nothing is read behind a 2xx. */
bool cs_conversation_next(const struct cs_channel *channel, struct cs_answer_walk *walk);

/* One request after the other to a proxy that we play.  All zero before the first. */
struct cs_request_walk {
    struct cs_message message;                      /* its text is borrowed */
    uint64_t at, end;                               /* offsets of its head, and of what is behind it */
    size_t count;                                   /* requests up to this one */
    struct cs_field fields[CS_CONVERSATION_FIELDS]; /* private */
};

/* Steps to the next request on a channel that arrived; false where what follows is no whole head, or is no request to a
 * proxy: behind the first one that is CONNECT or has a URI as its target.  A stream has one, and its head is none of its
 * bytes. */
bool cs_conversation_next_request(const struct cs_channel *channel, struct cs_request_walk *walk);

/* Whether we opened a tunnel on a channel that arrived: one of our answers was a 2xx. */
bool cs_conversation_opened(const struct cs_channel *channel);

/* Whether the last of our answers on a channel that arrived was a refusal, whole and well-formed, with nothing behind. */
bool cs_conversation_refused(const struct cs_channel *channel);

/* Where the first request that we sent on |channel| leads when it is read leniently (reference/reading.h).  Fills
 * |out|, returns how many; 0 where its head did not end, and for protocols whose heads have one reading. */
size_t cs_conversation_readings(const struct cs_channel *channel, struct cs_reading out[CS_READING_COUNT]);

#endif
