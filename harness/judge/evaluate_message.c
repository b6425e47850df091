/* Conditions on a message: the final response that a client got, or the request that arrived here. */
#include <string.h>
#include <strings.h>

#include "harness/judge/evaluate.h"

const struct cs_message *cs_evaluated_message(const struct cs_facts *facts,
                                              const struct cs_planned_condition *condition, struct cs_evaluation *out)
{
    const struct cs_party *party = cs_facts_party(facts, condition->condition->subject);

    cs_holds(out);
    if (party != NULL && party->heard.first.answer != CS_NEED_MORE && party->heard.final_count > 0)
        return &party->heard.first;
    if (condition->condition->kind->subject == CS_SUBJECT_CLIENT)
        cs_no_response(party, out);
    else if (party == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "%s", "");
    else
        cs_fails(out, party->ended ? CS_TRUTH_BROKEN : CS_TRUTH_OPEN, CS_WRONG_NO_REQUEST, "%s", "");
    return NULL;
}

/* As above, where nothing is asked for: a connection that was closed without a response has no field, and no fault. */
static const struct cs_message *message_if_any(const struct cs_facts *facts,
                                               const struct cs_planned_condition *condition, struct cs_evaluation *out)
{
    const struct cs_message *found = cs_evaluated_message(facts, condition, out);

    if (found == NULL && out->wrong == CS_WRONG_UNANSWERED)
        cs_holds(out);
    return found;
}

/* The last of the operands whose field is there, or is not there, although the condition says otherwise. */
static void check_fields(const struct cs_message *message, const struct cs_planned_condition *condition, bool wanted,
                         enum cs_wrong wrong, struct cs_evaluation *out)
{
    char name[64];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, name, sizeof(name));
        if (cs_message_has(message, name) != wanted)
            cs_fails(out, CS_TRUTH_BROKEN, wrong, "%s", name);
    }
}

void cs_evaluate_has_field(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                           struct cs_evaluation *out)
{
    const struct cs_message *found = cs_evaluated_message(facts, condition, out);

    if (found != NULL)
        check_fields(found, condition, true,
                     found->kind == CS_MESSAGE_REQUEST ? CS_WRONG_REQUEST_LACKS : CS_WRONG_FIELD_MISSING, out);
}

void cs_evaluate_lacks_field(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                             struct cs_evaluation *out)
{
    const struct cs_message *found = message_if_any(facts, condition, out);

    if (found != NULL)
        check_fields(found, condition, false,
                     found->kind == CS_MESSAGE_REQUEST ? CS_WRONG_REQUEST_HAS : CS_WRONG_FIELD_PRESENT, out);
}

bool cs_finding_named(const struct cs_facts *facts, const char *name, enum cs_code code)
{
    bool must_only = facts->plan->source->level == CS_LEVEL_MUST;

    if (strcmp(name, "any") == 0)
        return !must_only || cs_code_level(code) == CS_MUST;
    return strcmp(name, cs_code_name(code)) == 0;
}

void cs_evaluate_lacks_finding(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                               struct cs_evaluation *out)
{
    const struct cs_message *found = message_if_any(facts, condition, out);
    size_t count = found == NULL ? 0 : found->findings.count;
    char name[64];

    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, name, sizeof(name));
        for (size_t k = 0; k < count; k++) {
            const struct cs_finding *finding = &found->findings.items[k];

            if (!cs_finding_named(facts, name, finding->code))
                continue;
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_NOTHING, "at byte %zu of the %s", finding->offset,
                     found->kind == CS_MESSAGE_REQUEST ? "request" : "response");
            out->code = finding->code;
            return;
        }
    }
}

void cs_evaluate_target(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_message *found = cs_evaluated_message(facts, condition, out);
    struct cs_span target;
    char wanted[1200]; /* as long as the longest host that is asked for, and more */

    if (found == NULL)
        return;
    target = cs_message_target(found).text;
    cs_operand_text(condition, 0, wanted, sizeof(wanted));
    if (target.length != strlen(wanted) || strncasecmp(found->text + target.start, wanted, target.length) != 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_REQUEST_TARGET, "%s", "");
}

void cs_evaluate_method(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                        struct cs_evaluation *out)
{
    const struct cs_message *found = cs_evaluated_message(facts, condition, out);
    char wanted[32];

    for (size_t i = 0; found != NULL && i < condition->operand_count; i++) {
        cs_operand_text(condition, i, wanted, sizeof(wanted));
        if (found->method.text.length == strlen(wanted) &&
            memcmp(found->text + found->method.text.start, wanted, strlen(wanted)) == 0)
            return;
    }
    if (found != NULL)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_METHOD, "%s", "");
}
