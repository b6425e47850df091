#include <stdlib.h>

#include "harness/scenario/case_schema.h"

static void free_templates(struct cs_template **items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cs_template_free(items[i]);
    free(items);
}

static void free_value(struct cs_value *value)
{
    free(value->label);
    cs_words_free(value->names);
    free_templates(value->bindings, value->binding_count);
    cs_words_free(value->catches);
}

static void free_outcomes(struct cs_outcome *outcomes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < outcomes[i].condition_count; j++)
            free_templates(outcomes[i].conditions[j].operands, outcomes[i].conditions[j].operand_count);
        free(outcomes[i].conditions);
    }
    free(outcomes);
}

void cs_case_free(struct cs_case *item)
{
    if (item == NULL)
        return;
    free(item->id);
    free(item->path);
    free(item->text);
    free(item->title);
    free(item->danger);
    free(item->visible_ports);
    free(item->requirements);
    cs_words_free(item->requirement_ids);
    cs_words_free(item->tags);
    cs_words_free(item->needs);
    cs_words_free(item->aliases);
    cs_words_free(item->bugs);
    free(item->since);
    free(item->depends_on);
    free(item->enforces);
    cs_words_free(item->catches);
    cs_words_free(item->every);
    free(item->every_words);
    cs_words_free(item->listen);
    for (size_t i = 0; i < item->value_count; i++)
        free_value(&item->values[i]);
    free(item->values);
    for (size_t i = 0; i < item->step_count; i++) {
        free_templates(item->steps[i].segments, item->steps[i].segment_count);
        cs_head_free(item->steps[i].head);
    }
    free(item->steps);
    free_outcomes(item->accept, item->accept_count);
    free_outcomes(item->warn, item->warn_count);
    for (size_t i = 0; i < item->observe.count; i++)
        free(item->observe.is[i]);
    free(item->observe.is);
    free(item->observe.what);
    free_outcomes(item->observe.outcomes, item->observe.count);
    free(item);
}
