#include "harness/transport/conversation.h"

#include "harness/transport/h1/read.h"
#include "harness/transport/section.h"
#include "reference/connect_udp.h"

/* A stream keeps the bounds of its heads. */
static bool has_sections(const struct cs_channel *channel)
{
    return channel->is_stream;
}

/* A tunnel of connect-udp has rules of its own for the head that opens it. */
static void check_opening(const struct cs_channel *channel, struct cs_conversation *out)
{
    struct cs_findings *findings = &out->first.findings;
    struct cs_conversation asked;

    cs_conversation_read(channel, false, &asked);
    if (asked.final_count == 0 || !cs_connect_udp_asked(&asked.first))
        return;
    (void)cs_connect_udp_response(&out->first, findings);
    if (!cs_capsule_protocol_said(&out->first))
        cs_findings_add(findings, CS_CODE_CAPSULE_PROTOCOL_MISSING, 0);
}

void cs_conversation_read(const struct cs_channel *channel, bool received, struct cs_conversation *out)
{
    const bool answers = received && channel->seat == CS_SEAT_DIALS && !has_sections(channel);
    const struct cs_h1_asked asked = answers ? cs_h1_asked(&channel->sent) : (struct cs_h1_asked){.upgrades = false};
    bool arrived = channel->seat == CS_SEAT_ARRIVES;
    const struct cs_stream *lane = received ? &channel->received : &channel->sent;

    if (has_sections(channel))
        cs_section_conversation(lane, received == arrived, channel->version, out);
    else if (received == arrived)
        cs_h1_read_requests(lane, out);
    else
        cs_h1_read_responses(lane, asked, out);
    if (received && channel->seat == CS_SEAT_DIALS && out->state == CS_EXCHANGE_TUNNEL &&
        (asked.upgrades || has_sections(channel)))
        check_opening(channel, out);
}

size_t cs_conversation_readings(const struct cs_channel *channel, struct cs_reading out[CS_READING_COUNT])
{
    return has_sections(channel) ? 0 : cs_h1_readings(&channel->sent, out);
}

bool cs_conversation_next_request(const struct cs_channel *channel, struct cs_request_walk *walk)
{
    if (has_sections(channel))
        return cs_section_next_request(&channel->received, channel->version, walk);
    return cs_h1_next_request(&channel->received, walk);
}

static bool next_said(const struct cs_channel *channel, struct cs_answer_walk *walk)
{
    if (has_sections(channel))
        return cs_section_next_answer(&channel->sent, channel->version, walk);
    return cs_h1_next_answer(&channel->sent, walk);
}

bool cs_conversation_opened(const struct cs_channel *channel)
{
    struct cs_answer_walk walk = {.finals = 0};

    while (next_said(channel, &walk))
        if (walk.message.status / 100 == 2)
            return true;
    return false;
}

bool cs_conversation_refused(const struct cs_channel *channel)
{
    struct cs_answer_walk walk = {.finals = 0};
    bool refused = false;

    while (next_said(channel, &walk))
        refused = walk.message.status >= 300 && walk.whole && !walk.message.findings.invalid;
    return refused && (has_sections(channel) || walk.position == channel->sent.total);
}

bool cs_conversation_next(const struct cs_channel *channel, struct cs_answer_walk *walk)
{
    if (has_sections(channel))
        return cs_section_next_answer(&channel->received, channel->version, walk);
    if (walk->position == 0) {
        const struct cs_h1_asked asked = cs_h1_asked(&channel->sent);

        walk->upgrades = asked.upgrades;
        walk->plain = asked.plain;
        walk->heads = asked.heads;
    }
    return cs_h1_next_answer(&channel->received, walk);
}
