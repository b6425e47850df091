#include "harness/transport/outbox.h"

#include <stdlib.h>
#include <string.h>

struct cs_outbox_piece {
    struct cs_outbox_piece *next;
    struct cs_source_span span;
    size_t taken;
    char bytes[];
};

static struct cs_outbox_piece *new_piece(const char *bytes, size_t length)
{
    struct cs_outbox_piece *piece = malloc(sizeof(*piece) + length);

    if (piece == NULL)
        return NULL;
    memcpy(piece->bytes, bytes, length);
    piece->next = NULL;
    piece->taken = 0;
    piece->span = (struct cs_source_span){.bytes = piece->bytes, .length = length};
    return piece;
}

/* The piece stands in the list before the carrier hears of it: a carrier may tell at once that it took it. */
bool cs_outbox_send(struct cs_outbox *outbox, struct cs_link *link, const char *bytes, size_t length)
{
    struct cs_link_order order = {.kind = CS_LINK_BYTES};
    struct cs_outbox_piece *piece;

    if (length == 0)
        return true;
    piece = length <= CS_OUTBOX_MAX - outbox->length ? new_piece(bytes, length) : NULL;
    if (piece == NULL)
        return false;
    if (outbox->first == NULL)
        outbox->first = piece;
    else
        outbox->last->next = piece;
    outbox->last = piece;
    outbox->length += length;
    order.bytes = cs_source_bytes(&piece->span);
    return link->events->below(link->context, &order);
}

void cs_outbox_sent(struct cs_outbox *outbox, size_t length)
{
    while (length > 0 && outbox->first != NULL) {
        struct cs_outbox_piece *piece = outbox->first;
        size_t left = piece->span.length - piece->taken;
        size_t step = length < left ? length : left;

        piece->taken += step;
        outbox->length -= step;
        length -= step;
        if (piece->taken < piece->span.length)
            return;
        outbox->first = piece->next;
        free(piece);
    }
}

void cs_outbox_free(struct cs_outbox *outbox)
{
    cs_outbox_sent(outbox, outbox->length);
}
