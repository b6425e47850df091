/* Conditions on tunnels of any kind, and on the datagrams of connect-udp. */
#include <stdlib.h>
#include <string.h>

#include "harness/judge/evaluate.h"
#include "harness/transport/datagrams.h"

void cs_evaluate_opened(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_party *client = cs_facts_party(facts, condition->condition->subject);
    bool answered = client != NULL && client->heard.final_count > 0;
    bool ended = client != NULL && client->ended;
    bool opened = client != NULL && cs_party_opened(client);
    char word[8];

    cs_operand_text(condition, 0, word, sizeof(word));
    cs_holds(out);
    if (condition->operand_count > 1 || opened == (strcmp(word, "open") == 0)) {
        if (!opened && !answered && !ended)
            cs_no_response(client, out);
    } else if (opened) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED, "status %u", cs_party_status(client));
    } else if (answered) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_REFUSED, "%u", cs_party_status(client));
    } else {
        cs_no_response(client, out);
    }
}

/* The datagrams that are wanted, each until it was met. */
struct wanted {
    size_t count;
    struct {
        char *bytes;
        size_t length;
        bool met;
    } * of;
};

static void free_wanted(struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        free(wanted->of[i].bytes);
    free(wanted->of);
}

static bool flatten(const struct cs_planned_condition *condition, struct wanted *out)
{
    out->count = 0;
    out->of = calloc(condition->operand_count + 1, sizeof(*out->of));
    for (; out->of != NULL && out->count < condition->operand_count; out->count++) {
        out->of[out->count].bytes =
            cs_bytes_flatten(&condition->operands[out->count], CS_KEPT_BYTES, &out->of[out->count].length);
        if (out->of[out->count].bytes == NULL)
            return false;
    }
    return out->of != NULL;
}

static bool meet(struct wanted *wanted, const struct cs_datagram_walk *came)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (wanted->of[i].met || wanted->of[i].length != came->length ||
            memcmp(wanted->of[i].bytes, came->bytes, came->length) != 0)
            continue;
        wanted->of[i].met = true;
        return true;
    }
    return false;
}

static void compare(const struct cs_party *party, struct wanted *wanted, struct cs_evaluation *out)
{
    struct cs_datagram_walk walk = {.bytes = NULL};
    size_t met = 0, came = 0;

    while (cs_datagrams_next(party->channel, &walk)) {
        came++;
        if (!meet(wanted, &walk)) {
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_DATAGRAM_ADDED, "the %zu. one that came, of %zu bytes", came,
                     walk.length);
            return;
        }
        met++;
    }
    cs_holds(out);
    if (met < wanted->count)
        cs_fails(out, party->ended ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_DATAGRAM_LOST, "%zu of %zu came", met,
                 wanted->count);
}

void cs_evaluate_datagrams(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);
    struct wanted wanted;

    if (party == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_DATAGRAM_LOST, "none came");
    else if (flatten(condition, &wanted))
        compare(party, &wanted, out);
    else
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_DATAGRAM_LOST, "no memory");
    if (party != NULL)
        free_wanted(&wanted);
}
