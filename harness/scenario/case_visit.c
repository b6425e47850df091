/* What a case uses: requirements and variables. */
#include <string.h>

#include "harness/scenario/case.h"
#include "harness/scenario/listener_list.h"
#include "harness/scenario/template.h"

bool cs_case_cites(const struct cs_case *item, const struct cs_requirement *requirement)
{
    for (size_t i = 0; i < item->requirement_count; i++)
        if (item->requirements[i] == requirement)
            return true;
    return false;
}

bool cs_case_listens(const struct cs_case *item, const char *name)
{
    for (size_t i = 0; i < item->listen_count; i++)
        if (strcmp(item->listen[i], name) == 0)
            return true;
    return false;
}

bool cs_case_shares_address(const struct cs_case *item)
{
    for (size_t i = 0; i < item->listen_count; i++)
        if (cs_listener_is_shared(item->listen[i]))
            return true;
    return false;
}

static void visit_all(struct cs_template *const *templates, size_t count,
                      void (*visit)(const char *name, void *context), void *context)
{
    for (size_t i = 0; i < count; i++)
        cs_template_each_variable(templates[i], visit, context);
}

static void visit_outcomes(const struct cs_outcome *outcomes, size_t count,
                           void (*visit)(const char *name, void *context), void *context)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < outcomes[i].condition_count; j++)
            visit_all(outcomes[i].conditions[j].operands, outcomes[i].conditions[j].operand_count, visit, context);
}

void cs_case_each_variable(const struct cs_case *item, int value, void (*visit)(const char *name, void *context),
                           void *context)
{
    for (size_t i = 0; i < item->step_count; i++)
        visit_all(item->steps[i].segments, item->steps[i].segment_count, visit, context);
    if (value >= 0)
        visit_all(item->values[value].bindings, item->values[value].binding_count, visit, context);
    visit_outcomes(item->accept, item->accept_count, visit, context);
    visit_outcomes(item->warn, item->warn_count, visit, context);
    visit_outcomes(item->observe.outcomes, item->observe.count, visit, context);
}
