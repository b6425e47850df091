/* Conditions on what a client was answered. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/judge/evaluate.h"
#include "reference/challenge.h"
#include "reference/fields.h"

static const struct cs_client *subject(const struct cs_facts *facts, const struct cs_planned_condition *condition)
{
    return cs_facts_client(facts, condition->condition->subject);
}

/* No more can come on this connection. */
static bool over(const struct cs_client *client)
{
    return client != NULL && client->ended;
}

/* The condition asks something of a final response, and there is none. */
static void no_response(const struct cs_client *client, struct cs_evaluation *out)
{
    enum cs_wrong wrong = over(client) ? CS_WRONG_UNANSWERED : CS_WRONG_NO_ANSWER;

    if (client != NULL && client->exchange.state == CS_EXCHANGE_GARBAGE)
        wrong = CS_WRONG_NOT_HTTP;
    cs_fails(out, over(client) ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, wrong, "%s", "");
}

static bool answered(const struct cs_client *client)
{
    return client != NULL && client->exchange.final_count > 0;
}

/* The head of the final response and its length. */
static const char *head(const struct cs_client *client, size_t *length)
{
    *length = client->exchange.final.head_length;
    return client->channel->received.kept + client->exchange.final_start;
}

static bool wants_2xx(const struct cs_planned_condition *condition)
{
    for (uint16_t status = 200; status < 300; status++)
        if (cs_status_matches(condition, status))
            return true;
    return false;
}

void cs_evaluate_status(struct cs_facts *facts, const struct cs_planned_condition *condition, struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    uint16_t status = client == NULL ? 0 : cs_client_status(client);

    if (!answered(client) && !(over(client) && cs_status_matches(condition, 0)))
        no_response(client, out);
    else if (cs_status_matches(condition, status))
        cs_holds(out);
    else if (status / 100 == 2 && !wants_2xx(condition))
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED, "status %u", status);
    else
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_STATUS, "%u", status);
}

void cs_evaluate_status_at_fence(struct cs_facts *facts, const struct cs_planned_condition *condition,
                                 struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    uint16_t status = client == NULL ? 0 : cs_client_status_at_fence(facts, client);

    if (facts->fence == SIZE_MAX)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_ANSWER_LATE, "the fence was not passed");
    else if (cs_status_matches(condition, status))
        cs_holds(out);
    else if (status == 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_ANSWER_LATE, "%s", "");
    else
        cs_fails(out, CS_TRUTH_BROKEN, cs_status_matches(condition, 0) ? CS_WRONG_ANSWER_EARLY : CS_WRONG_STATUS, "%u",
                 status);
}

static uint64_t wanted_count(const struct cs_planned_condition *condition)
{
    char text[24];

    cs_operand_text(condition, 0, text, sizeof(text));
    return strtoull(text, NULL, 10);
}

void cs_evaluate_answers(struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    uint64_t wanted = wanted_count(condition);
    size_t count = client == NULL ? 0 : client->exchange.final_count;
    bool complete = over(client) || (client != NULL && client->exchange.state == CS_EXCHANGE_TUNNEL);

    cs_holds(out);
    if (count > wanted)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_EXTRA_ANSWER, "%zu instead of %" PRIu64, count, wanted);
    else if (count < wanted)
        cs_fails(out, complete ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_MISSING_ANSWER, "%zu instead of %" PRIu64,
                 count, wanted);
}

void cs_evaluate_interim(struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    uint64_t wanted = wanted_count(condition);
    size_t count = client == NULL ? 0 : client->exchange.interim_count;
    bool complete = over(client) || answered(client);

    cs_holds(out);
    if (count != wanted)
        cs_fails(out, count > wanted || complete ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_INTERIM,
                 "%zu instead of %" PRIu64, count, wanted);
}

void cs_evaluate_version(struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    char wanted[16];
    char seen[16];

    if (!answered(client)) {
        no_response(client, out);
        return;
    }
    snprintf(seen, sizeof(seen), "%u.%u", client->exchange.final.version_major, client->exchange.final.version_minor);
    cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_VERSION, "HTTP/%s", seen);
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, wanted, sizeof(wanted));
        if (strcmp(wanted, seen) == 0)
            cs_holds(out);
    }
}

/* Steps through the field lines of the final response; |*position| starts at 0. */
static bool next_field(const struct cs_client *client, size_t *position, struct cs_field *field)
{
    size_t length;
    const char *data = head(client, &length);
    const char *line_end;

    if (*position == 0) {
        line_end = memchr(data, '\n', length);
        *position = line_end == NULL ? length : (size_t)(line_end - data) + 1;
    }
    return cs_field_next(data, length, position, field, NULL);
}

static bool has_field(const struct cs_client *client, const char *name)
{
    struct cs_field field;
    size_t position = 0;
    size_t length;
    const char *data = head(client, &length);

    while (next_field(client, &position, &field))
        if (field.name.length == strlen(name) && strncasecmp(data + field.name.start, name, strlen(name)) == 0)
            return true;
    return false;
}

void cs_evaluate_has_field(struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    char name[64];

    if (!answered(client)) {
        no_response(client, out);
        return;
    }
    cs_holds(out);
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, name, sizeof(name));
        if (!has_field(client, name))
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_FIELD_MISSING, "%s", name);
    }
}

/* A connection that was closed without a response has no field, and a fault in none. */
static bool nothing_to_lack(const struct cs_client *client, struct cs_evaluation *out)
{
    if (answered(client))
        return false;
    no_response(client, out);
    if (out->wrong == CS_WRONG_UNANSWERED)
        cs_holds(out);
    return true;
}

void cs_evaluate_lacks_field(struct cs_facts *facts, const struct cs_planned_condition *condition,
                             struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    char name[64];

    if (nothing_to_lack(client, out))
        return;
    cs_holds(out);
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, name, sizeof(name));
        if (has_field(client, name))
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_FIELD_PRESENT, "%s", name);
    }
}

bool cs_finding_named(const struct cs_facts *facts, const char *name, enum cs_code code)
{
    bool must_only = facts->plan->source->level == CS_LEVEL_MUST;

    if (strcmp(name, "any") == 0)
        return !must_only || cs_code_level(code) == CS_MUST;
    return strcmp(name, cs_code_name(code)) == 0;
}

void cs_evaluate_lacks_finding(struct cs_facts *facts, const struct cs_planned_condition *condition,
                               struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    const struct cs_findings *findings;
    char name[64];

    if (nothing_to_lack(client, out))
        return;
    findings = &client->exchange.final.findings;
    cs_holds(out);
    for (size_t i = 0; i < condition->operand_count && out->truth == CS_TRUTH_HOLDS; i++) {
        cs_operand_text(condition, i, name, sizeof(name));
        for (size_t j = 0; j < findings->count && out->truth == CS_TRUTH_HOLDS; j++) {
            if (!cs_finding_named(facts, name, findings->items[j].code))
                continue;
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_NOTHING, "at byte %zu of the response", findings->items[j].offset);
            out->code = findings->items[j].code;
        }
    }
}

static bool scheme_wanted(const struct cs_planned_condition *condition, const char *name, size_t length)
{
    char wanted[32];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, wanted, sizeof(wanted));
        if (strcmp(wanted, "any") == 0 || (strlen(wanted) == length && strncasecmp(wanted, name, length) == 0))
            return true;
    }
    return false;
}

/* Whether one Proxy-Authenticate value has a well-formed challenge of a wanted scheme. */
static bool value_challenges(const struct cs_planned_condition *condition, const char *value, size_t length)
{
    struct cs_challenge challenge;
    size_t position = 0;

    for (;;) {
        struct cs_findings findings = {0};

        if (!cs_challenge_next(value, length, 0, &position, &challenge, &findings))
            return false;
        if (!findings.invalid &&
            scheme_wanted(condition, value + challenge.scheme_name.start, challenge.scheme_name.length))
            return true;
    }
}

void cs_evaluate_challenge(struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    struct cs_field field;
    size_t position = 0;
    size_t length;
    const char *data;

    if (!answered(client)) {
        no_response(client, out);
        return;
    }
    data = head(client, &length);
    cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_CHALLENGE, "%s", "");
    while (next_field(client, &position, &field))
        if (cs_field_is(data, &field, "proxy-authenticate") &&
            value_challenges(condition, data + field.value.start, field.value.length))
            cs_holds(out);
}

/* One of the words that `body` knows. */
static void evaluate_content(const struct cs_client *client, const char *word, struct cs_evaluation *out)
{
    const struct cs_exchange *exchange = &client->exchange;
    bool complete = exchange->state == CS_EXCHANGE_ANSWERED || exchange->state == CS_EXCHANGE_TUNNEL;
    enum cs_truth missing = over(client) || exchange->state == CS_EXCHANGE_GARBAGE ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN;

    cs_holds(out);
    if (strcmp(word, "surplus") == 0) {
        if (exchange->surplus == 0)
            cs_fails(out, missing, CS_WRONG_NO_SURPLUS, "%s", "");
    } else if (strcmp(word, "present") == 0) {
        if (exchange->body.read == 0)
            cs_fails(out, complete ? CS_TRUTH_BROKEN : missing, CS_WRONG_BODY_EMPTY, "%s", "");
    } else if (strcmp(word, "empty") == 0 && exchange->body.read > 0) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BODY_PRESENT, "%" PRIu64 " bytes", exchange->body.read);
    } else if (exchange->surplus > 0) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BODY_SURPLUS, "%" PRIu64 " bytes", exchange->surplus);
    } else if (!complete) {
        cs_fails(out, missing, CS_WRONG_BODY_INCOMPLETE, "%" PRIu64 " bytes of content came", exchange->body.read);
    }
}

void cs_evaluate_body(struct cs_facts *facts, const struct cs_planned_condition *condition, struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    char word[16];

    if (!answered(client)) {
        no_response(client, out);
        return;
    }
    for (size_t i = 0; i < condition->operand_count; i++) {
        struct cs_evaluation one;

        cs_operand_text(condition, i, word, sizeof(word));
        evaluate_content(client, word, &one);
        if (i == 0 || one.truth < out->truth)
            *out = one;
    }
}

/* Whether the response says that the connection closes: RFC 9112 section 9.3. */
static bool announces_close(const struct cs_client *client)
{
    const struct cs_response *final = &client->exchange.final;
    bool keep_alive = false;
    struct cs_field field;
    size_t position = 0;
    size_t length;
    const char *data = head(client, &length);

    while (next_field(client, &position, &field))
        if (cs_field_is(data, &field, "connection") || cs_field_is(data, &field, "proxy-connection"))
            keep_alive = keep_alive || cs_list_has(data, field.value, "keep-alive");
    return final->connection_close || (final->version_major * 10 + final->version_minor < 11 && !keep_alive);
}

void cs_evaluate_closing(struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_client *client = subject(facts, condition);
    char word[16];
    bool announced;

    if (!answered(client)) {
        no_response(client, out);
        return;
    }
    announced = announces_close(client);
    cs_fails(out, CS_TRUTH_BROKEN, announced ? CS_WRONG_CLOSING_SAID : CS_WRONG_CLOSING, "%s", "");
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, word, sizeof(word));
        if (strcmp(word, announced ? "announced" : "silent") == 0)
            cs_holds(out);
    }
}
