/* What answers a channel that we dialled, while it comes: the same as cs_conversation_read says of all that came, but
 * nothing is read twice. */
#ifndef CONNECTSPEC_HEARD_H
#define CONNECTSPEC_HEARD_H

#include "harness/transport/conversation.h"

struct cs_heard {
    enum cs_exchange_state state;
    size_t final_count;
    uint16_t status;        /* of the first final answer; 0: none */
    enum cs_body_kind body; /* ... how its content ends */
    uint64_t tunnel;        /* offset of the tunnel among the bytes that came, where heads stand there too; else 0 */
    bool looked;            /* private: at what was asked first */
    size_t looked_at;       /* private: at so many bytes of what was asked */
    struct cs_exchange exchange; /* private */
};

/* Nothing was heard yet.  There is nothing to free. */
void cs_heard_init(struct cs_heard *heard);

/* Reads on, after more has come on |channel|; |ended|: nothing more will.  Behind a 2xx nothing is read any more. */
void cs_heard_read(struct cs_heard *heard, const struct cs_channel *channel, bool ended);

#endif
