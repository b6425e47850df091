/* QUIC made here, in place of transport/quic: it takes all, opens as many streams as are wanted, and what it is given for
 * a datagram is a piece of a stream: a byte that says which one and how it ends (enum piece), and content. */
#ifndef CONNECTSPEC_MADE_QUIC_H
#define CONNECTSPEC_MADE_QUIC_H

#include <stdlib.h>

#include "fuzz/property.h"
#include "harness/transport/link.h"
#include "harness/transport/quic/quic.h"

enum piece {
    PIECE_STREAM = 7, /* 0 to 3: requests; 4 to 7: of the peer's with one direction */
    PIECE_ENDS = 8,
    PIECE_RESETS = 16,
    PIECE_STOPS = 32,
    PIECE_DATAGRAM = PIECE_RESETS | PIECE_STOPS, /* all of a DATAGRAM frame, of no stream */
};

/* What a link told and ordered, as a number: the same bytes give the same, however they come. */
struct told {
    struct cs_link *link;
    uint64_t sum;
    uint64_t received;
    uint64_t ordered; /* bytes that it sent */
    bool closed;
};

static void note(struct told *told, uint64_t what, uint64_t value)
{
    told->sum = (told->sum ^ what) * 0x100000001b3u + value;
}

struct cs_quic {
    const struct cs_quic_events *events;
    void *context;
    struct told *told;
    int64_t next[2]; /* of one and of two directions */
    bool server;
    bool opened[8];
};

static struct told *current; /* whose link is being opened */

struct cs_quic *cs_quic_new(const struct cs_quic_options *options, const struct cs_quic_events *events, void *context)
{
    struct cs_quic *quic = calloc(1, sizeof(*quic));

    require(quic != NULL);
    *quic = (struct cs_quic){.events = events, .context = context, .told = current, .server = options->server};
    return quic;
}

void cs_quic_free(struct cs_quic *quic)
{
    free(quic);
}

bool cs_quic_begin(struct cs_quic *quic, uint64_t now)
{
    (void)now;
    quic->events->ready(quic->context);
    return true;
}

bool cs_quic_send_payload(struct cs_quic *quic, const char *bytes, size_t length)
{
    (void)bytes;
    require(!quic->told->closed && length <= CS_QUIC_PAYLOAD_MAX);
    note(quic->told, 35, length);
    return true;
}

/* |bytes| are pieces. */
void cs_quic_received(struct cs_quic *quic, const char *bytes, size_t length, uint64_t now)
{
    const struct cs_quic_events *events = quic->events;
    unsigned what = (unsigned char)bytes[0];
    unsigned stream = what & PIECE_STREAM;
    int64_t id = stream < 4 ? 4 * (int64_t)stream : 4 * (int64_t)(stream - 4) + (quic->server ? 2 : 3);

    (void)now;
    if ((what & PIECE_DATAGRAM) == PIECE_DATAGRAM) {
        events->payload(quic->context, bytes + 1, length - 1);
        return;
    }
    if (!quic->opened[stream] && (quic->server || stream >= 4)) {
        quic->opened[stream] = true;
        events->opened(quic->context, id);
    }
    if ((what & PIECE_RESETS) != 0)
        events->reset(quic->context, id, length);
    else if ((what & PIECE_STOPS) != 0)
        events->stopped(quic->context, id, length);
    else
        events->received(quic->context, id, bytes + 1, length - 1, (what & PIECE_ENDS) != 0);
}

uint64_t cs_quic_expiry(const struct cs_quic *quic)
{
    (void)quic;
    return CS_QUIC_NEVER;
}

void cs_quic_expired(struct cs_quic *quic, uint64_t now)
{
    (void)quic;
    (void)now;
}

void cs_quic_flush(struct cs_quic *quic, uint64_t now)
{
    (void)quic;
    (void)now;
}

int64_t cs_quic_open_stream(struct cs_quic *quic, bool both_ways)
{
    return 4 * quic->next[both_ways]++ + (both_ways ? 0 : 2) + quic->server;
}

size_t cs_quic_room(const struct cs_quic *quic, int64_t stream)
{
    (void)quic;
    (void)stream;
    return CS_QUIC_AHEAD;
}

bool cs_quic_send(struct cs_quic *quic, int64_t stream, const char *bytes, size_t length, bool ends)
{
    (void)bytes;
    require(!quic->told->closed && stream >= 0);
    quic->told->ordered += length;
    note(quic->told, 30 + ends, (uint64_t)stream * 100000 + length);
    return true;
}

bool cs_quic_is_sent(const struct cs_quic *quic, int64_t stream)
{
    (void)quic;
    (void)stream;
    return true;
}

void cs_quic_give_back_stream(struct cs_quic *quic, int64_t stream, uint64_t length)
{
    (void)quic;
    (void)length;
    require(stream >= 0);
}

void cs_quic_give_back(struct cs_quic *quic, uint64_t length)
{
    (void)quic;
    (void)length;
}

void cs_quic_reset(struct cs_quic *quic, int64_t stream, uint64_t code)
{
    note(quic->told, 32, (uint64_t)stream * 1000 + code);
}

void cs_quic_stop(struct cs_quic *quic, int64_t stream, uint64_t code)
{
    note(quic->told, 33, (uint64_t)stream * 1000 + code);
}

void cs_quic_close(struct cs_quic *quic, uint64_t code)
{
    require(!quic->told->closed);
    quic->told->closed = true;
    note(quic->told, 34, code);
}

bool cs_quic_is_for(const struct cs_quic *quic, const char *bytes, size_t length)
{
    (void)quic;
    (void)bytes;
    (void)length;
    return true;
}

bool cs_quic_begins(const char *bytes, size_t length)
{
    (void)bytes;
    (void)length;
    return true;
}

#endif
