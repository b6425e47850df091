/* Cases that wait to be driven, the first to come in front. */
#ifndef CONNECTSPEC_QUEUE_H
#define CONNECTSPEC_QUEUE_H

#include "harness/engine/engine.h"
#include "reference/must_use.h"

struct cs_queue_entry {
    struct cs_queue_entry *next;
    struct cs_engine_item item;
};

struct cs_queue { /* all zero: empty */
    struct cs_queue_entry *first;
    struct cs_queue_entry *last;
};

/* Takes |entry|, which the caller allocated, over. */
void cs_queue_append(struct cs_queue *queue, struct cs_queue_entry *entry);

/* The same, in front of all that are there. */
void cs_queue_put_first(struct cs_queue *queue, struct cs_queue_entry *entry);

/* Gives the first one to the caller, who frees it; NULL when there is none. */
CS_MUST_USE struct cs_queue_entry *cs_queue_take(struct cs_queue *queue);

/* Frees those for which |goes| is true; cs_queue_clear: all. */
void cs_queue_withdraw(struct cs_queue *queue, bool (*goes)(void *context, const struct cs_engine_item *item),
                       void *context);
void cs_queue_clear(struct cs_queue *queue);

#endif
