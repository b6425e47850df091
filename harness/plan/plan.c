#include "harness/plan/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/plan_variables.h"

static void fail(char error[CS_TEMPLATE_ERROR_MAX], const char *text)
{
    snprintf(error, CS_TEMPLATE_ERROR_MAX, "%s", text);
}

static char *full_id(const struct cs_case *source, int value)
{
    char *id = NULL;

    if (value < 0)
        return strdup(source->id);
    return asprintf(&id, "%s@%s", source->id, source->values[value].label) < 0 ? NULL : id;
}

static bool expand_all(const struct cs_environment *environment, struct cs_template *const *templates, size_t count,
                       struct cs_bytes **out, size_t *filled, char error[CS_TEMPLATE_ERROR_MAX])
{
    *out = calloc(count + 1, sizeof(**out));
    if (*out == NULL) {
        fail(error, "no memory");
        return false;
    }
    for (*filled = 0; *filled < count; ++*filled)
        if (!cs_template_expand(templates[*filled], environment, &(*out)[*filled], error))
            return false;
    return true;
}

static bool bind_steps(struct cs_plan *plan, char error[CS_TEMPLATE_ERROR_MAX])
{
    const struct cs_case *source = plan->source;
    struct cs_author author = {.plan = plan};
    struct cs_environment environment = {.lookup = cs_author_lookup, .context = &author};

    plan->steps = calloc(source->step_count + 1, sizeof(*plan->steps));
    if (plan->steps == NULL) {
        fail(error, "no memory");
        return false;
    }
    for (size_t i = 0; i < source->step_count; i++) {
        struct cs_planned_step *step = &plan->steps[plan->step_count++];

        step->step = &source->steps[i];
        cs_author_read(&author, step->step);
        if (!expand_all(&environment, step->step->segments, step->step->segment_count, &step->segments,
                        &step->segment_count, error) ||
            !cs_plan_bind_head(step, &environment, error))
            return false;
    }
    return true;
}

static bool bind_outcome(struct cs_plan *plan, const struct cs_outcome *source, struct cs_planned_outcome *outcome,
                         char error[CS_TEMPLATE_ERROR_MAX])
{
    struct cs_environment environment = {.lookup = cs_plan_lookup, .context = plan};

    outcome->conditions = calloc(source->condition_count + 1, sizeof(*outcome->conditions));
    if (outcome->conditions == NULL) {
        fail(error, "no memory");
        return false;
    }
    for (size_t i = 0; i < source->condition_count; i++) {
        const struct cs_condition *condition = &source->conditions[i];
        struct cs_planned_condition *planned = &outcome->conditions[outcome->condition_count++];

        planned->condition = condition;
        if (!expand_all(&environment, condition->operands, condition->operand_count, &planned->operands,
                        &planned->operand_count, error))
            return false;
    }
    return true;
}

static bool bind_outcomes(struct cs_plan *plan, const struct cs_outcome *source, size_t count,
                          struct cs_planned_outcome **out, size_t *filled, char error[CS_TEMPLATE_ERROR_MAX])
{
    *out = calloc(count + 1, sizeof(**out));
    if (*out == NULL) {
        fail(error, "no memory");
        return false;
    }
    for (size_t i = 0; i < count; i++)
        if (!bind_outcome(plan, &source[i], &(*out)[(*filled)++], error))
            return false;
    return true;
}

/* Fills in everything that has placeholders, with the variables that the plan has by now. */
static bool bind_plan(struct cs_plan *plan, char error[CS_TEMPLATE_ERROR_MAX])
{
    const struct cs_case *source = plan->source;

    if (plan->lacks != NULL)
        return true;
    return bind_steps(plan, error) &&
           bind_outcomes(plan, source->accept, source->accept_count, &plan->accept, &plan->accept_count, error) &&
           bind_outcomes(plan, source->warn, source->warn_count, &plan->warn, &plan->warn_count, error) &&
           bind_outcomes(plan, source->observe.outcomes, source->observe.count, &plan->observe, &plan->observe_count,
                         error);
}

static struct cs_plan *new_plan(const struct cs_case *source, int value, const struct cs_policy *policy,
                                char error[CS_TEMPLATE_ERROR_MAX])
{
    struct cs_plan *plan = calloc(1, sizeof(*plan));

    fail(error, "no memory");
    if (plan == NULL)
        return NULL;
    plan->source = source;
    plan->value = value;
    plan->policy = policy;
    plan->id = full_id(source, value);
    if (plan->id != NULL)
        return plan;
    cs_plan_free(plan);
    return NULL;
}

/* Every variable of the plan; those of the value only where the target can run the case at all. */
static bool set_variables(struct cs_plan *plan, char error[CS_TEMPLATE_ERROR_MAX])
{
    const char *host = plan->addresses.host;
    char authority[sizeof(plan->addresses.host) + 16];

    snprintf(authority, sizeof(authority), strchr(host, ':') != NULL ? "[%s]:%u" : "%s:%u", host,
             (unsigned)plan->policy->origin_port);
    if (!cs_plan_set_variables(plan, authority, error) || !cs_plan_set_digest(plan, authority))
        return false;
    plan->lacks = cs_plan_lacking(plan);
    return plan->lacks != NULL || cs_plan_set_value(plan, error);
}

struct cs_plan *cs_plan_new(const struct cs_case *source, int value, const struct cs_policy *policy,
                            const struct cs_addresses *addresses, struct cs_purse *purse,
                            char error[CS_TEMPLATE_ERROR_MAX])
{
    struct cs_plan *plan = new_plan(source, value, policy, error);

    if (plan == NULL)
        return NULL;
    plan->addresses = *addresses;
    plan->purse = purse;
    if (set_variables(plan, error) && bind_plan(plan, error))
        return plan;
    cs_plan_free(plan);
    return NULL;
}

/* The parameter value that "path@label" names: its index, -1 for a case without values, -2 when there is none. */
static int find_value(const struct cs_case *source, const char *id)
{
    const char *at = id == NULL ? NULL : strchr(id, '@');

    if (source->value_count == 0)
        return at == NULL ? -1 : -2;
    for (size_t i = 0; at != NULL && i < source->value_count; i++)
        if (strcmp(source->values[i].label, at + 1) == 0)
            return (int)i;
    return -2;
}

static void copy_address(const struct cs_transcript *transcript, const char *name, char *out, size_t size)
{
    const struct cs_variable *variable = cs_transcript_variable(transcript, name);

    snprintf(out, size, "%s", variable == NULL ? "" : variable->value);
}

static bool copy_variables(struct cs_plan *plan, const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->variable_count; i++) {
        const struct cs_variable *variable = &transcript->variables[i];

        if (!cs_plan_add_variable(plan, variable->name, variable->value, variable->length))
            return false;
    }
    return true;
}

struct cs_plan *cs_plan_from_transcript(const struct cs_case *source, const struct cs_transcript *transcript,
                                        char error[CS_TEMPLATE_ERROR_MAX])
{
    int value = find_value(source, transcript->case_id);
    struct cs_plan *plan;

    if (value == -2) {
        fail(error, "the transcript's id names no value of this case");
        return NULL;
    }
    plan = new_plan(source, value, &transcript->policy, error);
    if (plan == NULL)
        return NULL;
    copy_address(transcript, "host", plan->addresses.host, sizeof(plan->addresses.host));
    copy_address(transcript, "other", plan->addresses.other, sizeof(plan->addresses.other));
    copy_address(transcript, "closed", plan->addresses.closed, sizeof(plan->addresses.closed));
    copy_address(transcript, "denied-host", plan->addresses.denied, sizeof(plan->addresses.denied));
    copy_address(transcript, "host6", plan->addresses.host6, sizeof(plan->addresses.host6));
    copy_address(transcript, "deaf", plan->addresses.deaf, sizeof(plan->addresses.deaf));
    if (copy_variables(plan, transcript)) {
        plan->lacks = cs_plan_lacking(plan);
        if (bind_plan(plan, error))
            return plan;
    }
    cs_plan_free(plan);
    return NULL;
}

static void free_bytes(struct cs_bytes *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cs_bytes_free(&bytes[i]);
    free(bytes);
}

static void free_outcomes(struct cs_planned_outcome *outcomes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < outcomes[i].condition_count; k++)
            free_bytes(outcomes[i].conditions[k].operands, outcomes[i].conditions[k].operand_count);
        free(outcomes[i].conditions);
    }
    free(outcomes);
}

void cs_plan_free(struct cs_plan *plan)
{
    if (plan == NULL)
        return;
    for (size_t i = 0; i < plan->step_count; i++) {
        free_bytes(plan->steps[i].segments, plan->steps[i].segment_count);
        cs_planned_head_free(plan->steps[i].head);
    }
    cs_variables_free(plan->variables, plan->variable_count);
    for (size_t i = 0; i < plan->line_count; i++)
        free(plan->lines[i]);
    free(plan->lines);
    free_outcomes(plan->accept, plan->accept_count);
    free_outcomes(plan->warn, plan->warn_count);
    free_outcomes(plan->observe, plan->observe_count);
    free(plan->steps);
    free(plan->id);
    free(plan);
}
