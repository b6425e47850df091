#include "harness/engine/queue.h"

#include <stdlib.h>

void cs_queue_append(struct cs_queue *queue, struct cs_queue_entry *entry)
{
    entry->next = NULL;
    if (queue->first == NULL)
        queue->first = entry;
    else
        queue->last->next = entry;
    queue->last = entry;
}

void cs_queue_put_first(struct cs_queue *queue, struct cs_queue_entry *entry)
{
    if (queue->first == NULL)
        queue->last = entry;
    entry->next = queue->first;
    queue->first = entry;
}

struct cs_queue_entry *cs_queue_take(struct cs_queue *queue)
{
    struct cs_queue_entry *entry = queue->first;

    if (entry != NULL)
        queue->first = entry->next;
    return entry;
}

void cs_queue_clear(struct cs_queue *queue)
{
    for (struct cs_queue_entry *entry = cs_queue_take(queue); entry != NULL; entry = cs_queue_take(queue))
        free(entry);
}

void cs_queue_withdraw(struct cs_queue *queue, bool (*goes)(void *context, const struct cs_engine_item *item),
                       void *context)
{
    struct cs_queue kept = {0};

    for (struct cs_queue_entry *entry = cs_queue_take(queue); entry != NULL; entry = cs_queue_take(queue)) {
        if (goes(context, &entry->item))
            free(entry);
        else
            cs_queue_append(&kept, entry);
    }
    *queue = kept;
}
