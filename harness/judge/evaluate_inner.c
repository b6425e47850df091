/* Conditions on TLS inside the tunnel: who answered it, and whether its bytes came through as they were. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/judge/evaluate.h"
#include "harness/transport/link.h"

/* What one end of TLS in a tunnel knows. */
struct end {
    bool there;    /* TLS was put on the channel */
    bool complete; /* its handshake is over, and went well */
    bool resumed;
    bool alerted;
    uint64_t session, shown, alert;
};

static bool stands_on(const struct cs_facts *facts, const struct cs_channel *upper, const struct cs_channel *channel)
{
    return upper->seat == CS_SEAT_INSIDE && upper->below > 0 &&
           &facts->transcript->channels[upper->below - 1] == channel;
}

static void note(struct end *end, const struct cs_event *event)
{
    switch ((int)event->kind) {
    case CS_EVENT_CERTIFICATE:
        end->shown = event->value;
        break;
    case CS_EVENT_RESUMED:
        end->resumed = true;
        break;
    case CS_EVENT_HANDSHAKE:
        end->complete = true;
        end->session = event->value;
        break;
    case CS_EVENT_ALERT:
        end->alerted = end->alerted || event->value < 256;
        end->alert = event->value < 256 ? event->value : end->alert;
        break;
    default:
        break;
    }
}

static struct end end_on(const struct cs_facts *facts, const struct cs_channel *channel)
{
    const struct cs_transcript *transcript = facts->transcript;
    struct end end = {.there = false};

    for (size_t i = 0; i < transcript->channel_count; i++)
        end.there = end.there || stands_on(facts, &transcript->channels[i], channel);
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (event->channel >= 0 && stands_on(facts, &transcript->channels[event->channel], channel))
            note(&end, event);
    }
    return end;
}

/* The other end of the tunnel: client2 is that of origin2. */
static const struct cs_party *other_end(const struct cs_facts *facts, const struct cs_party *party)
{
    const char *actor = party->channel->actor;
    size_t length = strlen(actor);
    bool numbered = length > 0 && actor[length - 1] >= '2' && actor[length - 1] <= '9';
    char other[16];

    snprintf(other, sizeof(other), "%s%s", cs_party_dials(party) ? "origin" : "client",
             numbered ? actor + length - 1 : "");
    return cs_facts_party(facts, other);
}

/* Whether somebody at the other ends has the same session; whether one has shown a certificate, and this one. */
struct others {
    bool same, shown, showed;
};

static struct others others_of(const struct cs_facts *facts, const struct cs_party *party, const struct end *end)
{
    struct others others = {.same = false};

    for (size_t i = 0; i < facts->party_count; i++) {
        const struct cs_party *other = &facts->parties[i];
        struct end far = end_on(facts, other->channel);

        if (cs_party_dials(other) == cs_party_dials(party))
            continue;
        others.same = others.same || (far.complete && far.session == end->session);
        others.shown = others.shown || far.shown != 0;
        others.showed = others.showed || far.shown == end->shown;
    }
    return others;
}

/* One of the words that `handshake` knows.  Two sessions where there should be one, or a certificate that nobody has
 * shown, are somebody's in between. */
static const char *word_of(const struct cs_facts *facts, const struct cs_party *party, const struct end *end)
{
    struct others others = others_of(facts, party, end);
    const struct cs_party *other = other_end(facts, party);
    bool foreign = cs_party_dials(party) && end->shown != 0 && others.shown && !others.showed;

    if (!end->complete)
        return "none";
    if (others.same)
        return end->resumed ? "resumed" : "whole";
    return foreign || (other != NULL && end_on(facts, other->channel).complete) ? "intercepted" : "half";
}

static enum cs_wrong wrong_of(const struct cs_planned_condition *condition, const char *word)
{
    if (strcmp(word, "intercepted") == 0)
        return CS_WRONG_INTERCEPTED;
    if (strcmp(word, "whole") == 0 && cs_operand_has(condition, "resumed"))
        return CS_WRONG_NOT_RESUMED;
    return strcmp(word, "none") == 0 || strcmp(word, "half") == 0 ? CS_WRONG_HANDSHAKE : CS_WRONG_HANDSHAKE_DONE;
}

void cs_evaluate_handshake(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    struct end end = {.there = false};
    const char *word = "none";
    bool open;

    if (party != NULL) {
        end = end_on(facts, party->channel);
        word = word_of(facts, party, &end);
    }
    cs_holds(out);
    if (cs_operand_has(condition, word) || (strcmp(word, "resumed") == 0 && cs_operand_has(condition, "whole")))
        return;
    open = party == NULL || (strcmp(word, "none") == 0 && !party->ended) || strcmp(word, "half") == 0;
    cs_fails(out, open ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN, wrong_of(condition, word), "%s: %s",
             condition->condition->subject, word);
}

void cs_evaluate_alert(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                       struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    struct end end = {.there = false};
    char number[24] = "none";

    if (party != NULL)
        end = end_on(facts, party->channel);
    if (end.alerted)
        snprintf(number, sizeof(number), "%" PRIu64, end.alert);
    cs_holds(out);
    if (cs_operand_has(condition, number) || (end.alerted && cs_operand_has(condition, "any")))
        return;
    cs_fails(out, end.alerted ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_ALERT, "%s: %s",
             condition->condition->subject, number);
}

void cs_evaluate_closure(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    const struct cs_stream *received = party == NULL ? NULL : &party->channel->received;
    const char *word = "none";

    if (received != NULL && received->end == CS_END_RESET)
        word = "reset";
    else if (received != NULL && received->end == CS_END_FIN)
        word = received->end_code == CS_LINK_TRUNCATED ? "cut" : "notified";
    cs_holds(out);
    if (!cs_operand_has(condition, word))
        cs_fails(out, strcmp(word, "none") == 0 ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN, CS_WRONG_CLOSURE, "%s: %s",
                 condition->condition->subject, word);
}

void cs_evaluate_alpn(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                      struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    int carrier = party == NULL ? 0 : party->channel->carrier;
    const char *chosen = carrier == 0 ? "" : facts->transcript->carriers[carrier - 1].alpn;
    const char *word = chosen[0] == '\0' ? "none" : strcmp(chosen, "http/1.1") == 0 ? "http-1-1" : chosen;

    cs_holds(out);
    if (!cs_operand_has(condition, word))
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_ALPN, "%s: %s", condition->condition->subject, word);
}

/* ---- the bytes below ---- */

/* Where in what |party| has sent its tunnel begins: behind the head, which HTTP/1.1 alone has among the bytes. */
static uint64_t head_of(const struct cs_facts *facts, const struct cs_party *party)
{
    if (!cs_party_dials(party) || party->channel->is_stream)
        return 0;
    for (size_t i = 0; i < facts->plan->step_count; i++) {
        const struct cs_planned_step *planned = &facts->plan->steps[i];

        if (planned->step->verb == CS_VERB_REQUEST && strcmp(planned->step->actor, party->channel->actor) == 0)
            return planned->segment_count == 0 ? 0 : planned->segments[0].total;
    }
    return 0;
}

/* The first offset at which what was kept differs, or SIZE_MAX. */
static size_t difference(const struct cs_stream *sent, uint64_t head, const struct cs_stream *came, uint64_t mark)
{
    for (size_t i = 0; mark + i < came->kept_length && head + i < sent->kept_length; i++)
        if (came->kept[mark + i] != sent->kept[head + i])
            return i;
    return SIZE_MAX;
}

void cs_evaluate_unaltered(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    const struct cs_party *other = party == NULL ? NULL : other_end(facts, party);
    uint64_t head = other == NULL ? 0 : head_of(facts, other);
    uint64_t mark = party == NULL || !cs_party_dials(party) ? 0 : party->channel->received.mark;
    uint64_t sent, came;
    size_t at;

    cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "there was no %s connection", condition->condition->subject);
    if (other == NULL)
        return;
    sent = other->channel->sent.total > head ? other->channel->sent.total - head : 0;
    came = party->channel->received.total > mark ? party->channel->received.total - mark : 0;
    at = difference(&other->channel->sent, head, &party->channel->received, mark);
    cs_holds(out);
    if (at != SIZE_MAX)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BYTES_CHANGED, "at byte %zu", at);
    else if (came > sent)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BYTES_ADDED, "%" PRIu64 " bytes instead of %" PRIu64, came, sent);
    else if (came < sent && !cs_operand_has(condition, "part"))
        cs_fails(out, party->ended ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_BYTES_LOST,
                 "%" PRIu64 " of %" PRIu64 " bytes", came, sent);
}
