#include "harness/transport/ends.h"

#include <errno.h>

void cs_ends_tell(struct cs_ends *ends, struct cs_link *link, int channel, enum cs_end end, uint64_t code)
{
    bool again = ends->remote && end == CS_END_FIN;

    ends->remote = true;
    if (!again)
        link->events->ended(link->context, channel, end, code);
}

void cs_ends_tell_sent(struct cs_ends *ends, struct cs_link *link, int channel, enum cs_end end, uint64_t code)
{
    if (ends->local)
        return;
    ends->local = true;
    link->events->ended_sent(link->context, channel, end, code);
}

void cs_ends_drop(struct cs_ends *ends, struct cs_link *link, int channel, int error)
{
    bool lost = ends->waiting.first != NULL;

    cs_waiting_free(&ends->waiting);
    if (lost)
        link->events->failed(link->context, channel, error);
}

void cs_ends_lose(struct cs_ends *ends, struct cs_link *link, int channel, uint64_t code)
{
    bool lost = ends->waiting.first != NULL;

    cs_waiting_free(&ends->waiting);
    ends->local = true;
    if (!ends->remote)
        cs_ends_tell(ends, link, channel, CS_END_RESET, code);
    if (lost)
        link->events->failed(link->context, channel, ECONNRESET);
}
