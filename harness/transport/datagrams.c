#include "harness/transport/datagrams.h"

#include "reference/datagram.h"

/* The bounds that a UDP socket keeps; the bytes are among those of the direction. */
static bool next_block(const struct cs_stream *lane, struct cs_datagram_walk *walk)
{
    while (walk->block < lane->block_count) {
        const struct cs_block *block = &lane->blocks[walk->block++];

        if (block->kind != CS_BLOCK_DATAGRAM || block->at > lane->kept_length ||
            block->length > lane->kept_length - block->at)
            continue;
        walk->bytes = lane->kept == NULL ? "" : lane->kept + block->at;
        walk->length = block->length;
        return true;
    }
    return false;
}

/* Where the tunnel begins; false: there is none.  A stream keeps its heads apart. */
static bool begins_at(const struct cs_channel *channel, size_t *out)
{
    *out = (size_t)channel->received.mark;
    return channel->is_stream || channel->received.mark > 0;
}

/* Whether the value of a DATAGRAM capsule is of context 0. */
static bool take_payload(const char *value, size_t length, struct cs_datagram_walk *walk)
{
    uint64_t context;
    size_t used = cs_varint_read(value, length, &context);

    if (used == 0 || context != CS_UDP_CONTEXT)
        return false;
    walk->bytes = value + used;
    walk->length = length - used;
    return true;
}

/* Those that came in DATAGRAM frames of QUIC, beside the bytes. */
static bool next_payload(const struct cs_stream *lane, struct cs_datagram_walk *walk)
{
    while (walk->block < lane->block_count) {
        const struct cs_block *block = &lane->blocks[walk->block++];

        if (block->kind == CS_BLOCK_PAYLOAD && take_payload(block->kept, block->kept_length, walk))
            return true;
    }
    return false;
}

static bool next_capsule(const struct cs_stream *lane, struct cs_datagram_walk *walk)
{
    while (walk->position < lane->kept_length) {
        const char *at = lane->kept + walk->position;
        size_t left = lane->kept_length - walk->position;
        uint64_t type, length;
        size_t head = cs_varint_read(at, left, &type);
        size_t more = head == 0 ? 0 : cs_varint_read(at + head, left - head, &length);

        if (more == 0 || length > left - head - more)
            return false;
        head += more;
        walk->position += head + (size_t)length;
        if (type == CS_CAPSULE_DATAGRAM && take_payload(at + head, (size_t)length, walk))
            return true;
    }
    return false;
}

bool cs_datagrams_next(const struct cs_channel *channel, struct cs_datagram_walk *walk)
{
    size_t start;

    if (channel->seat == CS_SEAT_ARRIVES)
        return next_block(&channel->received, walk);
    if (next_payload(&channel->received, walk))
        return true;
    if (!begins_at(channel, &start))
        return false;
    if (walk->position < start)
        walk->position = start;
    return next_capsule(&channel->received, walk);
}

size_t cs_datagrams_count(const struct cs_channel *channel)
{
    struct cs_datagram_walk walk = {.bytes = NULL};
    size_t count = 0;

    while (cs_datagrams_next(channel, &walk))
        count++;
    return count;
}
