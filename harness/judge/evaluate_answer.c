/* Conditions on what a client was answered. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/judge/evaluate.h"
#include "reference/challenge.h"

static const struct cs_party *subject(const struct cs_facts *facts, const struct cs_planned_condition *condition)
{
    return cs_facts_party(facts, condition->condition->subject);
}

/* No more can come on this connection. */
static bool over(const struct cs_party *client)
{
    return client != NULL && client->ended;
}

void cs_no_response(const struct cs_party *client, struct cs_evaluation *out)
{
    enum cs_wrong wrong = over(client) ? CS_WRONG_UNANSWERED : CS_WRONG_NO_ANSWER;

    if (client != NULL && client->heard.state == CS_EXCHANGE_GARBAGE)
        wrong = CS_WRONG_NOT_HTTP;
    cs_fails(out, over(client) ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, wrong, "%s", "");
}

static bool answered(const struct cs_party *client)
{
    return client != NULL && client->heard.final_count > 0;
}

static bool wants_2xx(const struct cs_planned_condition *condition)
{
    for (uint16_t status = 200; status < 300; status++)
        if (cs_status_matches(condition, status))
            return true;
    return false;
}

void cs_evaluate_status(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    uint16_t status = client == NULL ? 0 : cs_party_status(client);

    if (!answered(client) && !(over(client) && cs_status_matches(condition, 0)))
        cs_no_response(client, out);
    else if (cs_status_matches(condition, status))
        cs_holds(out);
    else if (status / 100 == 2 && !wants_2xx(condition))
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_TUNNEL_OPENED, "status %u", status);
    else
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_STATUS, "%u", status);
}

void cs_evaluate_status_at_fence(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                                 struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    uint16_t status = client == NULL ? 0 : cs_party_status_at_fence(facts, client);

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

void cs_evaluate_answers(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    uint64_t wanted = wanted_count(condition);
    size_t count = client == NULL ? 0 : client->heard.final_count;
    bool complete = over(client) || (client != NULL && client->heard.state == CS_EXCHANGE_TUNNEL);

    cs_holds(out);
    if (count > wanted)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_EXTRA_ANSWER, "%zu instead of %" PRIu64, count, wanted);
    else if (count < wanted)
        cs_fails(out, complete ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_MISSING_ANSWER, "%zu instead of %" PRIu64,
                 count, wanted);
}

void cs_evaluate_interim(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    uint64_t wanted = wanted_count(condition);
    size_t count = client == NULL ? 0 : client->heard.interim_count;
    bool complete = over(client) || answered(client);

    cs_holds(out);
    if (count != wanted)
        cs_fails(out, count > wanted || complete ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_INTERIM,
                 "%zu instead of %" PRIu64, count, wanted);
}

void cs_evaluate_version(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    char wanted[16];
    char seen[16];

    if (!answered(client)) {
        cs_no_response(client, out);
        return;
    }
    snprintf(seen, sizeof(seen), "%u.%u", client->heard.first.version_major, client->heard.first.version_minor);
    cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_VERSION, "HTTP/%s", seen);
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, wanted, sizeof(wanted));
        if (strcmp(wanted, seen) == 0)
            cs_holds(out);
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

void cs_evaluate_challenge(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    const struct cs_message *final;
    struct cs_field field;
    size_t position = 0;

    if (!answered(client)) {
        cs_no_response(client, out);
        return;
    }
    final = &client->heard.first;
    cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_CHALLENGE, "%s", "");
    while (cs_message_field(final, &position, &field))
        if (cs_field_is(final->text, &field, "proxy-authenticate") &&
            value_challenges(condition, final->text + field.value.start, field.value.length))
            cs_holds(out);
}

/* One of the words that `body` knows. */
static void evaluate_content(const struct cs_party *client, const char *word, struct cs_evaluation *out)
{
    const struct cs_conversation *heard = &client->heard;
    bool complete = heard->state == CS_EXCHANGE_ANSWERED || heard->state == CS_EXCHANGE_TUNNEL;
    enum cs_truth missing = over(client) || heard->state == CS_EXCHANGE_GARBAGE ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN;

    cs_holds(out);
    if (strcmp(word, "none") == 0) {
        if (heard->body.read + heard->surplus > 0)
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BODY_PRESENT, "%" PRIu64 " bytes",
                     heard->body.read + heard->surplus);
    } else if (strcmp(word, "surplus") == 0) {
        if (heard->surplus == 0)
            cs_fails(out, missing, CS_WRONG_NO_SURPLUS, "%s", "");
    } else if (strcmp(word, "present") == 0) {
        if (heard->body.read == 0)
            cs_fails(out, complete ? CS_TRUTH_BROKEN : missing, CS_WRONG_BODY_EMPTY, "%s", "");
    } else if (strcmp(word, "empty") == 0 && heard->body.read > 0) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BODY_PRESENT, "%" PRIu64 " bytes", heard->body.read);
    } else if (heard->surplus > 0) {
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_BODY_SURPLUS, "%" PRIu64 " bytes", heard->surplus);
    } else if (!complete) {
        cs_fails(out, missing, CS_WRONG_BODY_INCOMPLETE, "%" PRIu64 " bytes of content came", heard->body.read);
    }
}

void cs_evaluate_body(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                      struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    char word[16];

    if (!answered(client)) {
        cs_no_response(client, out);
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
static bool announces_close(const struct cs_message *final)
{
    bool keep_alive = false;
    struct cs_field field;
    size_t position = 0;

    while (cs_message_field(final, &position, &field))
        if (cs_field_is(final->text, &field, "connection") || cs_field_is(final->text, &field, "proxy-connection"))
            keep_alive = keep_alive || cs_list_has(final->text, field.value, "keep-alive");
    return final->connection_close || (final->version_major * 10 + final->version_minor < 11 && !keep_alive);
}

void cs_evaluate_closing(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct cs_evaluation *out)
{
    const struct cs_party *client = subject(facts, condition);
    char word[16];
    bool announced;

    if (!answered(client)) {
        cs_no_response(client, out);
        return;
    }
    announced = announces_close(&client->heard.first);
    cs_fails(out, CS_TRUTH_BROKEN, announced ? CS_WRONG_CLOSING_SAID : CS_WRONG_CLOSING, "%s", "");
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, word, sizeof(word));
        if (strcmp(word, announced ? "announced" : "silent") == 0)
            cs_holds(out);
    }
}
