/* What can be run: every case of a suite, and of a parametrised one every value. */
#ifndef CONNECTSPEC_ITEMS_H
#define CONNECTSPEC_ITEMS_H

#include "harness/engine/engine.h"
#include "reference/must_use.h"

/* All items of |suite|, in order; the sources are borrowed from it.  The caller frees the array; NULL without memory
 * (|*count| is then 0). */
CS_MUST_USE struct cs_engine_item *cs_items_all(const struct cs_suite *suite, size_t *count);

/* "path" or "path@value"; the caller frees it.  NULL without memory. */
char *cs_item_id(const struct cs_engine_item *item);

/* Whether it is a probe: each run begins with that of its role, and no other time is it asked for. */
bool cs_item_is_probe(const struct cs_engine_item *item);

/* The |*count| faults that the item must catch: its value's own list, else its case's; borrowed. */
char *const *cs_item_catches(const struct cs_engine_item *item, size_t *count);

/* Whether |fault| is among them. */
bool cs_item_claims(const struct cs_engine_item *item, const char *fault);

#endif
