/* TLS in the tunnels of a case: what its steps `tls` put on connections, at either end. */
#ifndef CONNECTSPEC_SHAKE_H
#define CONNECTSPEC_SHAKE_H

#include "harness/engine/inner.h"
#include "harness/plan/plan.h"

struct cs_shakes {
    struct cs_keys *keys;             /* borrowed */
    const struct cs_plan *plan;       /* borrowed */
    struct cs_links *links;           /* borrowed: whose transcript gets the keys */
    struct cs_tls_context **contexts; /* by step; NULL: none was needed yet */
};

/* The value of one key of `tls` or `serve`, NUL-terminated; "" where the step does not name it, or it is too long. */
void cs_shake_word(const struct cs_planned_step *planned, enum cs_tls_key key, char *out, size_t size);

/* Dials for a step `connect` that says how: with TLS of its own kind, where there is some at all, or `plain`.  As
 * cs_links_dial. */
struct cs_connection *cs_shake_dial(struct cs_shakes *shakes, struct cs_links *links,
                                    const struct cs_planned_step *planned);

/* Does a step `tls`: puts TLS on |connection|, or says what the word orders, there or in
 * the TLS of the connection itself.  Trouble of the links where the step asks
 * for what there is not. */
void cs_shake(struct cs_shakes *shakes, struct cs_connection *connection, const struct cs_planned_step *planned);

/* Does a step of |connection|, on which TLS stands, inside of it; false: it is one of the connection itself. */
bool cs_shake_takes(struct cs_connection *connection, const struct cs_planned_step *planned);

/* Before the links are freed. */
void cs_shakes_free(struct cs_shakes *shakes, struct cs_links *links);

#endif
