/* HTTP/2 of the embedded client to its proxy, on a blocking socket.  Answers become heads as HTTP/1.1 has them, so that
 * what is made of them is decided in one place (embedded/client/). */
#ifndef CONNECTSPEC_CLIENT_H2_H
#define CONNECTSPEC_CLIENT_H2_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness/embedded/proxy/fault.h"
#include "reference/must_use.h"

struct cs_client_h2; /* opaque */
struct cs_client_tls;

/* Begins a connection on |fd|, or inside of |below| where that is not NULL; both stay the caller's.  NULL without memory;
 * free with cs_client_h2_close. */
CS_MUST_USE struct cs_client_h2 *cs_client_h2_open(int fd, struct cs_client_tls *below, enum cs_fault fault);

/* Asks on a stream of its own with |head|, a CONNECT of HTTP/1.1; the one before is forgotten.  False when the connection
 * takes no more. */
CS_MUST_USE bool cs_client_h2_ask(struct cs_client_h2 *h2, const char *head, size_t length);

/* As send and recv, on the stream that was opened last: the heads of answers in front, then what is in the tunnel.
 * Received is 0 at END_STREAM, and -1 when the stream was reset or the connection is gone, with ECONNRESET where the peer
 * did it. */
ssize_t cs_client_h2_send(struct cs_client_h2 *h2, const char *data, size_t length);
ssize_t cs_client_h2_receive(struct cs_client_h2 *h2, char *data, size_t length);

/* Whether nothing can be asked on it any more. */
bool cs_client_h2_is_over(const struct cs_client_h2 *h2);

/* NULL is fine. */
void cs_client_h2_close(struct cs_client_h2 *h2);

#endif
