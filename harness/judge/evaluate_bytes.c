/* Conditions on the bytes that arrived, and on how connections ended. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/compare.h"
#include "harness/judge/evaluate.h"
#include "reports/escape.h"

/* What on |channel| is uppermost: TLS that stands on it, or itself. */
static const struct cs_channel *top_of(const struct cs_facts *facts, const struct cs_channel *channel)
{
    const struct cs_transcript *transcript = facts->transcript;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_INSIDE && transcript->channels[i].below > 0 &&
            &transcript->channels[transcript->channels[i].below - 1] == channel)
            return &transcript->channels[i];
    return channel;
}

/* The connection that a condition speaks of, or NULL when there is none. */
static const struct cs_channel *subject(const struct cs_facts *facts, const struct cs_planned_condition *condition)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);

    return party == NULL ? NULL : party->channel;
}

static const struct cs_channel *uppermost(const struct cs_facts *facts, const struct cs_planned_condition *condition)
{
    const struct cs_channel *channel = subject(facts, condition);

    return channel == NULL ? NULL : top_of(facts, channel);
}

/* What a client may have received before its tunnel stands, or when it never will. */
static const struct cs_stream no_stream = {.kept = NULL};

/* The stream to compare, or NULL when it does not exist yet; |*final|: it cannot grow. */
static const struct cs_stream *tunnel_of(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                                         bool *final)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);

    *final = false;
    if (party == NULL)
        return NULL;
    *final = party->ended;
    if (!cs_party_dials(party) || party->heard.state == CS_EXCHANGE_TUNNEL)
        return &top_of(facts, party->channel)->received;
    *final = *final || party->heard.state != CS_EXCHANGE_WAITING;
    return *final ? &no_stream : NULL;
}

/* Eight bytes from |offset| on, escaped. */
static char *excerpt(const char *bytes, size_t length, uint64_t offset)
{
    size_t start = offset < length ? (size_t)offset : length;

    return cs_escape(bytes + start, length - start < 8 ? length - start : 8);
}

static void tell_difference(const struct cs_bytes *expected, const struct cs_stream *stream, uint64_t offset,
                            struct cs_evaluation *out)
{
    char bytes[8];
    size_t count = cs_bytes_read(expected, offset, bytes, sizeof(bytes));
    char *wanted = excerpt(bytes, count, 0);
    char *seen = excerpt(stream->kept, stream->kept_length, stream->mark + offset);

    cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BYTES_CHANGED, "at byte %" PRIu64 " came \"%s\", not \"%s\"", offset,
             seen == NULL ? "" : seen, wanted == NULL ? "" : wanted);
    free(wanted);
    free(seen);
}

/* Sets what is wrong when the bytes differ, or are too many; false when they are a beginning of what is expected. */
static bool differs(const struct cs_comparison *seen, const struct cs_bytes *expected, const struct cs_stream *stream,
                    struct cs_evaluation *out)
{
    switch (seen->match) {
    case CS_MATCH_DIFFERS:
        tell_difference(expected, stream, seen->offset, out);
        return true;
    case CS_MATCH_DIFFERS_LATER:
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BYTES_CHANGED, "somewhere behind the first %zu KiB",
                 stream->kept_length / 1024);
        return true;
    case CS_MATCH_LONG:
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BYTES_ADDED, "%" PRIu64 " bytes instead of %" PRIu64, seen->received,
                 seen->expected);
        return true;
    case CS_MATCH_TOO_LARGE:
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_BYTES_CHANGED, "more bytes than can be compared");
        return true;
    case CS_MATCH_EQUAL:
    case CS_MATCH_SHORT:
        break;
    }
    return false;
}

void cs_evaluate_received(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          struct cs_evaluation *out)
{
    const struct cs_bytes *expected = &condition->operands[0];
    bool final;
    const struct cs_stream *stream = tunnel_of(facts, condition, &final);
    struct cs_comparison seen;

    if (stream == NULL) {
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_BYTES_LOST, "0 of %" PRIu64 " bytes", expected->total);
        return;
    }
    seen = cs_compare(expected, stream, facts->hashed);
    if (differs(&seen, expected, stream, out))
        return;
    cs_holds(out);
    if (seen.match == CS_MATCH_SHORT)
        cs_fails(out, final ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_BYTES_LOST, "%" PRIu64 " of %" PRIu64 " bytes",
                 seen.received, seen.expected);
}

void cs_evaluate_starts(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_bytes *expected = &condition->operands[0];
    bool final;
    const struct cs_stream *stream = tunnel_of(facts, condition, &final);
    struct cs_comparison seen;

    if (stream == NULL) {
        cs_holds(out);
        return;
    }
    seen = cs_compare(expected, stream, facts->hashed);
    if (!differs(&seen, expected, stream, out))
        cs_holds(out);
}

/* Whether |text| stands in a head that came on a stream: of requests, whose heads are bytes over HTTP/1.1, too. */
static bool is_in_heads(const struct cs_channel *channel, const char *text, size_t length)
{
    for (size_t i = 0; channel->seat == CS_SEAT_ARRIVES && i < channel->received.block_count; i++) {
        const struct cs_block *block = &channel->received.blocks[i];

        if (block->kind == CS_BLOCK_HEAD && block->kept_length > 0 &&
            memmem(block->kept, block->kept_length, text, length) != NULL)
            return true;
    }
    return false;
}

/* Whether |bytes| stand in what was received, and where, behind the heads of streams. */
static bool find_text(const struct cs_channel *channel, const struct cs_bytes *bytes, size_t *at)
{
    const struct cs_stream *received = &channel->received;
    size_t length;
    char *text = cs_bytes_flatten(bytes, CS_KEPT_BYTES, &length);
    const char *found = NULL;
    bool there;

    if (text != NULL && length > 0 && received->kept_length > 0)
        found = memmem(received->kept, received->kept_length, text, length);
    *at = found == NULL ? 0 : (size_t)(found - received->kept);
    there = found != NULL || (text != NULL && length > 0 && is_in_heads(channel, text, length));
    free(text);
    return there;
}

void cs_evaluate_lacks_text(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                            struct cs_evaluation *out)
{
    const struct cs_channel *channel = uppermost(facts, condition);

    cs_holds(out);
    for (size_t i = 0; channel != NULL && i < condition->operand_count && out->truth == CS_TRUTH_HOLDS; i++) {
        size_t at;

        if (find_text(channel, &condition->operands[i], &at))
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TEXT_PRESENT, "at byte %zu of what %s received", at,
                     channel->actor);
    }
}

void cs_evaluate_has_text(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          struct cs_evaluation *out)
{
    const struct cs_channel *channel = uppermost(facts, condition);
    size_t at;

    cs_holds(out);
    for (size_t i = 0; i < condition->operand_count && out->truth == CS_TRUTH_HOLDS; i++) {
        if (channel == NULL)
            cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_TEXT_MISSING, "there was no %s connection",
                     condition->condition->subject);
        else if (!find_text(channel, &condition->operands[i], &at))
            cs_fails(out, channel->received.end == CS_END_OPEN ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN, CS_WRONG_TEXT_MISSING,
                     "in what %s received", channel->actor);
    }
}

/* One of the words that `end` knows. */
static bool end_matches(const char *word, enum cs_end end)
{
    if (strcmp(word, "closed") == 0)
        return end != CS_END_OPEN;
    return strcmp(word, cs_end_name(end)) == 0;
}

void cs_evaluate_end(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                     struct cs_evaluation *out)
{
    const struct cs_channel *channel = subject(facts, condition);
    enum cs_end end = channel == NULL ? CS_END_OPEN : channel->received.end;
    bool wants_open = false;
    char word[16];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, word, sizeof(word));
        wants_open = wants_open || strcmp(word, "open") == 0;
        if (channel != NULL && end_matches(word, end)) {
            cs_holds(out);
            return;
        }
    }
    if (channel == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "there was no %s connection", condition->condition->subject);
    else if (end == CS_END_OPEN)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_ENDED, "%s", channel->actor);
    else if (wants_open)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_ENDED, "%s", channel->actor);
    else if (end == CS_END_FIN) /* a reset may still follow a FIN */
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_FIN, "%s", channel->actor);
    else
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_RESET, "%s", channel->actor);
}

/* How much the case had to send as |actor|. */
static uint64_t planned_total(const struct cs_plan *plan, const char *actor)
{
    uint64_t total = 0;

    for (size_t i = 0; i < plan->step_count; i++) {
        const struct cs_planned_step *planned = &plan->steps[i];
        bool words = planned->step->verb == CS_VERB_TLS || planned->step->verb == CS_VERB_SERVE ||
                     planned->step->verb == CS_VERB_CONNECT;

        for (size_t k = 0; !words && strcmp(planned->step->actor, actor) == 0 && k < planned->segment_count; k++)
            total += planned->segments[k].total;
    }
    return total;
}

void cs_evaluate_sending(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_channel *channel = subject(facts, condition);
    uint64_t sent = channel == NULL ? 0 : channel->sent.total;
    uint64_t planned = planned_total(facts->plan, condition->condition->subject);
    char word[16];

    cs_fails(out, CS_TRUTH_BROKEN, sent < planned ? CS_WRONG_NOT_TAKEN : CS_WRONG_TAKEN,
             "%" PRIu64 " of %" PRIu64 " bytes", sent, planned);
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, word, sizeof(word));
        if (strcmp(word, sent < planned ? "stalled" : "whole") == 0)
            cs_holds(out);
    }
}
