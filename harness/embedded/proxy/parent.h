/* What a parent proxy answers to a CONNECT that was handed on (RFC 9110 sections 7.6 and 9.3.6). */
#ifndef CONNECTSPEC_PARENT_H
#define CONNECTSPEC_PARENT_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

enum cs_parent_answer {
    CS_PARENT_MORE,    /* the head has not come whole */
    CS_PARENT_INTERIM, /* 1xx, to be passed on: |*head| bytes */
    CS_PARENT_OPENS,   /* a 2xx: the tunnel follows behind |*head| bytes */
    CS_PARENT_REFUSES, /* anything else */
    CS_PARENT_SILENCE, /* fault: as if nothing had come */
};

/* Reads what the parent has sent so far; |finished|: nothing more will come, so that the answer is not MORE. */
enum cs_parent_answer cs_parent_read(const struct cs_asked *asked, const struct cs_buffer *held, bool finished,
                                     size_t *head);

/* What a faulty proxy hands to the client in place of its own refusal; false: nothing.  Remembers it, where that is the
 * fault. */
bool cs_parent_hands_over(const struct cs_asked *asked, const struct cs_buffer *held, struct cs_draft *out);

/* What a faulty proxy has kept of a parent's refusal of the same target, or NULL. */
const struct cs_refusal_kept *cs_parent_recall(const struct cs_asked *asked);

#endif
