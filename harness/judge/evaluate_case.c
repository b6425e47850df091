/* Conditions on the whole case and on its listeners. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/evaluate.h"

/* What is wrong with a client that has no final response. */
static void unanswered(const struct cs_party *client, struct cs_evaluation *out)
{
    enum cs_truth truth = client->ended ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN;

    if (client->heard.state == CS_EXCHANGE_GARBAGE)
        cs_fails(out, truth, CS_WRONG_NOT_HTTP, "%s", "");
    else
        cs_fails(out, truth, client->ended ? CS_WRONG_UNANSWERED : CS_WRONG_NO_ANSWER, "%s", "");
}

/* One client's part in `refused`. */
static void client_refused(const struct cs_party *client, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    uint16_t status = cs_party_status(client);

    cs_holds(out);
    if (status != 0 && condition->operand_count > 0 && !cs_status_matches(condition, status))
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_STATUS, "%u", status);
    else if (status == 0 && !client->ended && client->channel->sent.total > 0)
        unanswered(client, out);
}

void cs_evaluate_refused(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER, "%s", "");
    if (cs_facts_arrived(facts, "denied") > 0) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_DENIED_PORT, "%s", "");
        return;
    }
    for (size_t i = 0; i < facts->party_count; i++) {
        if (cs_party_dials(&facts->parties[i]) && cs_party_opened(&facts->parties[i])) {
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED, "%s", "");
            return;
        }
    }
    if (cs_facts_arrived(facts, NULL) > 0) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_CONTACTED, "%s", "");
        return;
    }
    if (facts->dial_count > 0)
        cs_holds(out);
    for (size_t i = 0; i < facts->party_count; i++) {
        struct cs_evaluation one;

        if (!cs_party_dials(&facts->parties[i]))
            continue;
        client_refused(&facts->parties[i], condition, &one);
        if (one.truth > out->truth)
            *out = one;
    }
}

static void wrong_listener(const struct cs_facts *facts, struct cs_evaluation *out)
{
    size_t arrived = cs_facts_arrived(facts, "origin");

    cs_holds(out);
    if (cs_facts_arrived(facts, "denied") > 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_DENIED_PORT, "%s", "");
    else if (cs_facts_arrived(facts, NULL) > arrived)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_DESTINATION, "%s", "");
    else if (arrived > 1)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_EXTRA_CONNECTION, "%zu instead of one", arrived);
    else if (arrived == 0)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "%s", "");
}

void cs_evaluate_tunnel(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_party *client = cs_facts_party(facts, "client");
    uint16_t status = client == NULL ? 0 : cs_party_status(client);
    struct cs_evaluation elsewhere;

    wrong_listener(facts, &elsewhere);
    if (client == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NO_ANSWER, "%s", "");
    else if (status == 0)
        unanswered(client, out);
    else if (status / 100 != 2)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_REFUSED, "%u", status);
    else if (condition->operand_count > 0 && !cs_status_matches(condition, status))
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_STATUS, "%u", status);
    else
        cs_holds(out);
    if (elsewhere.truth > out->truth)
        *out = elsewhere;
}

static uint64_t wanted_count(const struct cs_planned_condition *condition)
{
    char text[24];

    cs_operand_text(condition, 0, text, sizeof(text));
    return strtoull(text, NULL, 10);
}

void cs_evaluate_connections(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                             struct cs_evaluation *out)
{
    const char *listener = condition->condition->subject;
    size_t arrived = cs_facts_arrived(facts, listener);
    uint64_t wanted = wanted_count(condition);

    cs_holds(out);
    if (arrived < wanted)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "%zu instead of %" PRIu64 " at %s", arrived, wanted,
                 listener);
    else if (arrived > wanted && strcmp(listener, "denied") == 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_DENIED_PORT, "%s", "");
    else if (arrived > wanted)
        cs_fails(out, CS_TRUTH_BROKEN, wanted == 0 ? CS_WRONG_CONTACTED : CS_WRONG_EXTRA_CONNECTION,
                 "%zu instead of %" PRIu64 " at %s", arrived, wanted, listener);
}

void cs_evaluate_at_fence(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                          struct cs_evaluation *out)
{
    const char *listener = condition->condition->subject;
    size_t arrived = cs_facts_arrived_at_fence(facts, listener);
    uint64_t wanted = wanted_count(condition);

    cs_holds(out);
    if (facts->fence == SIZE_MAX && arrived <= wanted)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_TOO_LATE, "the fence was not passed");
    else if (arrived != wanted)
        cs_fails(out, CS_TRUTH_BROKEN, arrived > wanted ? CS_WRONG_TOO_EARLY : CS_WRONG_TOO_LATE,
                 "%zu instead of %" PRIu64 " at %s when the fence was passed", arrived, wanted, listener);
}

void cs_evaluate_crowd(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                       struct cs_evaluation *out)
{
    static const struct {
        enum cs_condition_id id;
        enum cs_event_kind event;
        enum cs_wrong wrong;
    } rows[] = {
        {CS_COND_CROWD_SILENT, CS_EVENT_CROWD_SILENT, CS_WRONG_CROWD_SILENT},
        {CS_COND_CROWD_CROSSED, CS_EVENT_CROWD_CROSSED, CS_WRONG_CROWD_CROSSED},
        {CS_COND_CROWD_WAITING, CS_EVENT_CROWD_WAITING, CS_WRONG_CROWD_WAITING},
    };
    size_t row = 0;
    bool seen = false;
    uint64_t count = 0;

    while (rows[row].id != condition->condition->kind->id)
        row++;
    for (size_t i = 0; i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind != rows[row].event)
            continue;
        seen = true;
        count += event->value;
    }
    cs_holds(out);
    if (count != wanted_count(condition))
        cs_fails(out, CS_TRUTH_BROKEN, rows[row].wrong, "%" PRIu64, count);
    else if (!seen)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "%s", "");
}

void cs_evaluate_growth(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    static const struct {
        enum cs_condition_id id;
        enum cs_event_kind event;
        const char *unit;
    } rows[] = {
        {CS_COND_GROWTH_DESCRIPTORS, CS_EVENT_DESCRIPTORS, " descriptors"},
        {CS_COND_GROWTH_MEMORY, CS_EVENT_MEMORY, " KiB"},
        {CS_COND_GROWTH_PROCESSES, CS_EVENT_PROCESSES, " processes"},
        {CS_COND_GROWTH_BUSY, CS_EVENT_BUSY, " ms"},
    };
    size_t row = 0;
    uint64_t wanted = wanted_count(condition);
    uint64_t before = 0;
    uint64_t least = UINT64_MAX;
    size_t seen = 0;

    while (rows[row].id != condition->condition->kind->id)
        row++;
    for (size_t i = 0; i < facts->transcript->event_count; i++) {
        const struct cs_event *event = &facts->transcript->events[i];

        if (event->kind != rows[row].event)
            continue;
        if (seen++ > 0 && event->value <= before)
            least = 0;
        else if (seen > 1 && event->value - before < least)
            least = event->value - before;
        before = event->value;
    }
    cs_holds(out);
    if (seen < 2)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "%s", "");
    else if (least > wanted)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_GROWTH, "by %" PRIu64 "%s at least", least, rows[row].unit);
}
