#include "harness/transport/conversation.h"

#include "harness/transport/h1/read.h"

void cs_conversation_read(const struct cs_channel *channel, bool received, struct cs_conversation *out)
{
    bool arrived = channel->seat == CS_SEAT_ARRIVES;
    const struct cs_stream *lane = received ? &channel->received : &channel->sent;

    if (received == arrived)
        cs_h1_read_requests(lane, out);
    else
        cs_h1_read_responses(lane, out);
}

size_t cs_conversation_readings(const struct cs_channel *channel, struct cs_reading out[CS_READING_COUNT])
{
    return cs_h1_readings(&channel->sent, out);
}

bool cs_conversation_next(const struct cs_channel *channel, struct cs_answer_walk *walk)
{
    return cs_h1_next_answer(&channel->received, walk);
}
