/* The front for HTTP/1.1 towards the next one on the way, a parent proxy or an origin: requests to bytes, bytes to an
 * answer. */
#ifndef CONNECTSPEC_FRONT_H1_NEXT_H
#define CONNECTSPEC_FRONT_H1_NEXT_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

/* The CONNECT that a parent gets in place of the one that was asked, without the fields that were meant for us alone
 * (RFC 9110 section 7.6). */
void cs_front_write_connect(const struct cs_asked *asked, struct cs_draft *out);

/* The GET that an origin gets in place of one with a URI; |path| and |host| are parts of what was asked. */
void cs_front_write_get(const struct cs_asked *asked, struct cs_span path, struct cs_span host, struct cs_draft *out);

/* Reads the head at the beginning of |held|, which is not empty; false when it has not come whole. */
bool cs_front_read_answer(const struct cs_buffer *held, struct cs_response *out);

/* For faults: whether what came begins as a 2xx does, or has the status |code|; answers in a parent's place, a 407 that
 * asks for nothing, and what came with a length that fits. */
bool cs_front_begins_success(const struct cs_buffer *held);
bool cs_front_has_status(const struct cs_buffer *held, const char *code);
void cs_front_write_stripped(struct cs_draft *out);
void cs_front_write_mended(const struct cs_buffer *held, struct cs_draft *out);

#endif
