#include "harness/transport/conversation.h"

#include "harness/transport/h1/read.h"

void cs_conversation_read(const struct cs_channel *channel, bool received, struct cs_conversation *out)
{
    bool arrived = channel->role == CS_CHANNEL_ORIGIN;
    const struct cs_stream *lane = received ? &channel->received : &channel->sent;

    if (received == arrived)
        cs_h1_read_requests(lane, out);
    else
        cs_h1_read_responses(lane, out);
}
