/* Many messages in one input.  AFL++ pays about 26 us a run whatever the target does, so its inputs may be packs:
 *
 *   "CSPK\n", then for each message its length (two bytes, little-endian) and its bytes
 *
 * Anything else is one message.  A last message that is cut short counts with the bytes that are there. */
#ifndef CONNECTSPEC_PACK_H
#define CONNECTSPEC_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

#define CS_PACK_MESSAGE_MAX 65535

struct cs_unpacker {
    const uint8_t *data; /* borrowed */
    size_t size;
    size_t at;
    bool single;
};

/* Begins to take |data|, borrowed, apart; whatever its bytes are. */
void cs_unpack(struct cs_unpacker *unpacker, const uint8_t *data, size_t size);

/* The next message, inside the data.  False when there are no more; an input that is no pack has one, a pack may have
 * none. */
CS_MUST_USE bool cs_unpack_next(struct cs_unpacker *unpacker, const uint8_t **message, size_t *size);

/* Appends to the |*used| bytes of a pack in |out| (room for |max|; with |*used| 0 a new one begins).  False, changing
 * nothing, when the message is too long or finds no room. */
bool cs_pack_add(uint8_t *out, size_t *used, size_t max, const uint8_t *message, size_t size);

#endif
