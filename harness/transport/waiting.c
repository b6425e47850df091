#include "harness/transport/waiting.h"

#include <stdlib.h>

#include "reference/message.h"

bool cs_waiting_add(struct cs_waiting *waiting, const struct cs_link_order *order)
{
    struct cs_waiting_order *entry = waiting->count < CS_WAITING_MAX ? malloc(sizeof(*entry)) : NULL;

    if (entry == NULL)
        return false;
    *entry = (struct cs_waiting_order){.order = *order};
    if (waiting->first == NULL)
        waiting->first = entry;
    else
        waiting->last->next = entry;
    waiting->last = entry;
    waiting->count++;
    return true;
}

size_t cs_waiting_read(struct cs_waiting *waiting, char *buffer, size_t capacity, bool *begins)
{
    struct cs_waiting_order *entry = waiting->first;
    const struct cs_source *source = &entry->order.bytes;
    size_t length = 0;

    *begins = entry->offset == 0 || source->dribble;
    if (source->dribble && capacity > 1)
        capacity = 1;
    if (entry->offset < source->total)
        length = source->read(source->context, entry->offset, buffer, capacity);
    entry->offset += length;
    if (length == 0 || entry->offset >= source->total)
        cs_waiting_drop(waiting);
    return length;
}

bool cs_waiting_leave_content(struct cs_waiting *waiting)
{
    const struct cs_link_order end = {.kind = CS_LINK_FINISH};
    struct cs_waiting_order *first = waiting->first;
    bool ends = (first->order.code & CS_LINK_ENDS) != 0;

    if (first->order.message == NULL || first->order.bytes.total <= first->order.message->length)
        return false;
    first->offset = first->order.message->length;
    first->order.kind = CS_LINK_BYTES;
    return !ends || cs_waiting_add(waiting, &end);
}

void cs_waiting_drop(struct cs_waiting *waiting)
{
    struct cs_waiting_order *entry = waiting->first;

    waiting->first = entry->next;
    waiting->count--;
    free(entry);
}

void cs_waiting_free(struct cs_waiting *waiting)
{
    while (waiting->first != NULL)
        cs_waiting_drop(waiting);
}
