/* Plain http on the same connection: GET with a URI, handed on to its origin (RFC 9112 section 3.2.2). */
#ifndef CONNECTSPEC_FORWARD_H
#define CONNECTSPEC_FORWARD_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

/* Whether the request is one that the proxy is told to hand on; |*out| is where to. */
bool cs_forward_reads(const struct cs_asked *asked, struct cs_destination *out);

/* Composes the request for the origin. */
void cs_forward_request(const struct cs_asked *asked, struct cs_draft *out);

/* Reads the head of the origin's answer in |held|: false when it has not come whole.  |*head| is its length, |*content|
 * how much content follows (RFC 9112 section 6.3); SIZE_MAX - 1: as much as comes. */
bool cs_forward_answer(const struct cs_buffer *held, size_t *head, size_t *content);

#endif
