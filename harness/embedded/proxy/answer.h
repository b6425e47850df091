/* What a refusal says: status, fields and content, whatever carries it. */
#ifndef CONNECTSPEC_ANSWER_H
#define CONNECTSPEC_ANSWER_H

#include "harness/embedded/proxy/draft.h"
#include "harness/embedded/proxy/ruling.h"

struct cs_reply {
    unsigned status;
    const char *reason;
    struct cs_draft fields; /* "name: value" and CR LF each; those about framing and closing are not among them */
    struct cs_draft content;
    bool closes; /* the connection */
};

/* Composes the answer to a request that is refused for |refusal|.  Free it with cs_reply_free. */
void cs_answer_refusal(const struct cs_asked *asked, enum cs_refusal refusal, bool closes, struct cs_reply *out);
void cs_answer_page(const struct cs_asked *asked, const struct cs_page *page, bool closes, struct cs_reply *out);
void cs_reply_free(struct cs_reply *reply);

#endif
