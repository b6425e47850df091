/* The front for HTTP/2: one connection of a client, whose streams are each a pair with a session of its own.  A head
 * becomes the session's message; what a session sends to its client is an answer in HTTP/1.1, whose head becomes HEADERS
 * and whose content, or tunnel, becomes DATA.  A malformed request (RFC 9113 section 8.1.1) is a stream error and reaches
 * no session. */
#ifndef CONNECTSPEC_FRONT_H2_H
#define CONNECTSPEC_FRONT_H2_H

#include "harness/embedded/proxy/session.h"
#include "harness/transport/h2/h2.h"

struct cs_pair;
struct cs_wire;
struct cs_front_h2;  /* a connection */
struct cs_h2_client; /* the client's end of one stream */

/* |pair|, borrowed, is the connection's: its client's wire carries the frames.  NULL without memory. */
struct cs_front_h2 *cs_front_h2_new(struct cs_pair *pair);

/* Ends every stream's pair with it.  Not from within an event of the wire.  NULL is fine. */
void cs_front_h2_free(struct cs_front_h2 *front);

/* What the wire tells; cs_front_h2_drained: it has sent something of what it had. */
void cs_front_h2_begin(struct cs_front_h2 *front);
void cs_front_h2_received(struct cs_front_h2 *front, const char *data, size_t length);
void cs_front_h2_ended(struct cs_front_h2 *front, bool reset);
void cs_front_h2_drained(struct cs_front_h2 *front);

/* What wire.c does with the client's end of a stream, as with a connection: cs_h2_client_close, _cut and _reset let it go,
 * |client| is then no longer the wire's. */
void cs_h2_client_send(struct cs_h2_client *client, const char *data, size_t length);
void cs_h2_client_finish(struct cs_h2_client *client);
void cs_h2_client_close(struct cs_h2_client *client);
void cs_h2_client_cut(struct cs_h2_client *client);
void cs_h2_client_reset(struct cs_h2_client *client);
void cs_h2_client_pause(struct cs_h2_client *client, bool paused);
size_t cs_h2_client_unsent(const struct cs_h2_client *client);

#endif
