/* Conditions on the request that arrived at an origin which plays a parent proxy. */
#include <string.h>
#include <strings.h>

#include "harness/judge/evaluate.h"
#include "reference/request.h"

struct forwarded {
    const char *data;
    struct cs_request request;
};

/* The request that the subject received; false with |*out| when none came whole. */
static bool read_request(const struct cs_facts *facts, const struct cs_planned_condition *condition,
                         struct forwarded *forwarded, struct cs_evaluation *out)
{
    const struct cs_channel *channel = cs_facts_origin(facts, condition->condition->subject);
    const struct cs_stream *received = channel == NULL ? NULL : &channel->received;

    cs_request_init(&forwarded->request, NULL);
    cs_holds(out);
    if (channel == NULL)
        cs_fails(out, CS_TRUTH_OPEN, CS_WRONG_NOT_REACHED, "%s", "");
    else if (received->kept_length == 0 ||
             cs_request_parse(&forwarded->request, received->kept, received->kept_length) == CS_NEED_MORE)
        cs_fails(out, received->end == CS_END_OPEN ? CS_TRUTH_OPEN : CS_TRUTH_BROKEN, CS_WRONG_NO_REQUEST, "%s", "");
    else
        forwarded->data = received->kept;
    return out->truth == CS_TRUTH_HOLDS;
}

static bool has_field(const struct forwarded *forwarded, const char *name)
{
    size_t length = forwarded->request.head_length;
    const char *line_end = memchr(forwarded->data, '\n', length);
    size_t position = line_end == NULL ? length : (size_t)(line_end - forwarded->data) + 1;
    struct cs_field field;

    while (cs_field_next(forwarded->data, length, &position, &field, NULL))
        if (field.name.length == strlen(name) &&
            strncasecmp(forwarded->data + field.name.start, name, field.name.length) == 0)
            return true;
    return false;
}

void cs_evaluate_request_fields(struct cs_facts *facts, const struct cs_planned_condition *condition,
                                struct cs_evaluation *out)
{
    bool wanted = condition->condition->kind->id == CS_COND_ORIGIN_HAS_FIELD;
    struct forwarded forwarded;
    char name[64];

    if (!read_request(facts, condition, &forwarded, out))
        return;
    for (size_t i = 0; i < condition->operand_count; i++) {
        cs_operand_text(condition, i, name, sizeof(name));
        if (has_field(&forwarded, name) != wanted)
            cs_fails(out, CS_TRUTH_BROKEN, wanted ? CS_WRONG_REQUEST_LACKS : CS_WRONG_REQUEST_HAS, "%s", name);
    }
}

void cs_evaluate_request_findings(struct cs_facts *facts, const struct cs_planned_condition *condition,
                                  struct cs_evaluation *out)
{
    struct forwarded forwarded;
    char name[64];

    if (!read_request(facts, condition, &forwarded, out))
        return;
    for (size_t i = 0; i < condition->operand_count && out->truth == CS_TRUTH_HOLDS; i++) {
        const struct cs_findings *findings = &forwarded.request.findings;

        cs_operand_text(condition, i, name, sizeof(name));
        for (size_t k = 0; k < findings->count && out->truth == CS_TRUTH_HOLDS; k++) {
            if (!cs_finding_named(facts, name, findings->items[k].code))
                continue;
            cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_NOTHING, "at byte %zu of the request", findings->items[k].offset);
            out->code = findings->items[k].code;
        }
    }
}

void cs_evaluate_request_target(struct cs_facts *facts, const struct cs_planned_condition *condition,
                                struct cs_evaluation *out)
{
    struct forwarded forwarded;
    struct cs_span target;
    char wanted[300];

    if (!read_request(facts, condition, &forwarded, out))
        return;
    target = forwarded.request.target;
    cs_operand_text(condition, 0, wanted, sizeof(wanted));
    if (target.length != strlen(wanted) || strncasecmp(forwarded.data + target.start, wanted, target.length) != 0)
        cs_fails(out, CS_TRUTH_BROKEN, CS_WRONG_REQUEST_TARGET, "%s", "");
}
