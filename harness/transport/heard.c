#include "harness/transport/heard.h"

#include "harness/transport/h1/read.h"

void cs_heard_init(struct cs_heard *heard)
{
    *heard = (struct cs_heard){.state = CS_EXCHANGE_WAITING};
    cs_exchange_init(&heard->exchange);
}

/* A stream keeps the bounds of its heads. */
static void read_sections(struct cs_heard *heard, const struct cs_channel *channel)
{
    struct cs_conversation said;

    cs_conversation_read(channel, true, &said);
    heard->state = said.state;
    heard->final_count = said.final_count;
    heard->status = said.final_count > 0 ? said.first.status : 0;
    heard->body = said.body.kind;
}

static void read_text(struct cs_heard *heard, const struct cs_channel *channel, bool ended)
{
    const struct cs_stream *lane = &channel->received;
    struct cs_exchange *exchange = &heard->exchange;

    if (!heard->looked)
        exchange->upgrades = cs_h1_asks_upgrade(&channel->sent);
    if (heard->looked_at != channel->sent.kept_length)
        exchange->heads = cs_h1_head_requests(&channel->sent);
    heard->looked = true;
    heard->looked_at = channel->sent.kept_length;
    cs_exchange_read(exchange, lane->kept, lane->kept_length, lane->total, ended);
    heard->state = exchange->state;
    heard->final_count = exchange->final_count;
    heard->status = exchange->final_count > 0 ? exchange->final.status : 0;
    heard->body = exchange->final.body;
    heard->tunnel = exchange->state == CS_EXCHANGE_TUNNEL ? exchange->end : 0;
}

void cs_heard_read(struct cs_heard *heard, const struct cs_channel *channel, bool ended)
{
    if (heard->state == CS_EXCHANGE_TUNNEL)
        return;
    if (channel->is_stream)
        read_sections(heard, channel);
    else
        read_text(heard, channel, ended);
}
