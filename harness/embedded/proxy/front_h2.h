/* The front for HTTP/2 and HTTP/3: one connection of a client, whose streams are wires of their own.  A head becomes the session's
 * message; what a session sends to its client is an answer in HTTP/1.1, whose head becomes HEADERS and whose content,
 * or tunnel, becomes DATA.  A malformed request (RFC 9113 section 8.1.1) is a stream error and reaches no session. */
#ifndef CONNECTSPEC_FRONT_H2_H
#define CONNECTSPEC_FRONT_H2_H

#include "harness/embedded/proxy/wire.h"
#include "harness/transport/h2/h2.h"
#include "reference/must_use.h"

struct cs_front_h2; /* a connection */

/* The link that the frames are of, with |config|'s fault in it, which is of this transport or of all. */
typedef struct cs_link *cs_front_link(const struct cs_proxy_config *config, const struct cs_link_events *events,
                                      void *context);

/* That of HTTP/2. */
cs_front_link cs_front_link_h2;

/* |carrier|, borrowed until cs_front_h2_let_go, carries the frames.  |open| makes the wire of a stream's owner, in
 * which nothing stands yet; NULL: it cannot be.  |config| is borrowed.  NULL without memory. */
CS_MUST_USE struct cs_front_h2 *cs_front_h2_new(const struct cs_proxy_config *config, cs_front_link *link,
                                                struct cs_wire *carrier, struct cs_wire *(*open)(void *context),
                                                void *context);

/* For whoever keeps its link's time. */
struct cs_link *cs_front_h2_link(struct cs_front_h2 *front);

/* Ends every stream with it.  Not from within an event of the carrier.  NULL is fine. */
void cs_front_h2_free(struct cs_front_h2 *front);

/* What the carrier tells; cs_front_h2_drained: it has sent something of what it had; cs_front_h2_let_go: it has
 * left. */
void cs_front_h2_begin(struct cs_front_h2 *front);
void cs_front_h2_received(struct cs_front_h2 *front, const char *data, size_t length);
void cs_front_h2_ended(struct cs_front_h2 *front, bool reset);
void cs_front_h2_drained(struct cs_front_h2 *front);
void cs_front_h2_let_go(struct cs_front_h2 *front);

#endif
