#include "fuzz/pack.h"

#include <string.h>

static const char mark[] = {'C', 'S', 'P', 'K', '\n'};

void cs_unpack(struct cs_unpacker *unpacker, const uint8_t *data, size_t size)
{
    bool pack = size >= sizeof(mark) && memcmp(data, mark, sizeof(mark)) == 0;

    *unpacker = (struct cs_unpacker){data, size, pack ? sizeof(mark) : 0, !pack};
}

bool cs_unpack_next(struct cs_unpacker *unpacker, const uint8_t **message, size_t *size)
{
    const uint8_t *at = unpacker->data + unpacker->at;
    size_t left = unpacker->size - unpacker->at;

    if (unpacker->single) {
        *message = unpacker->data;
        *size = unpacker->size;
        unpacker->single = false;
        unpacker->at = unpacker->size;
        return true;
    }
    if (left < 2)
        return false;
    *message = at + 2;
    *size = at[0] | (size_t)at[1] << 8;
    *size = *size < left - 2 ? *size : left - 2;
    unpacker->at += 2 + *size;
    return true;
}

bool cs_pack_add(uint8_t *out, size_t *used, size_t max, const uint8_t *message, size_t size)
{
    size_t begin = *used == 0 ? sizeof(mark) : *used;

    if (size > CS_PACK_MESSAGE_MAX || begin + 2 > max || size > max - begin - 2)
        return false;
    if (*used == 0)
        memcpy(out, mark, sizeof(mark));
    out[begin] = (uint8_t)size;
    out[begin + 1] = (uint8_t)(size >> 8);
    if (size > 0)
        memcpy(out + begin + 2, message, size);
    *used = begin + 2 + size;
    return true;
}
