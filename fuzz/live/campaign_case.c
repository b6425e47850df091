#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"
#include "fuzz/live/write.h"
#include "harness/scenario/diagnostic.h"

void cs_input_clear(struct cs_input *input)
{
    cs_case_free(input->owned);
    cs_dialogue_free(input->dialogue);
    *input = (struct cs_input){.kind = CS_INPUT_FREE};
}

struct cs_input *cs_campaign_slot(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    for (size_t i = 0; i < CS_INPUTS_MAX; i++) {
        if (campaign->inputs[i].kind != CS_INPUT_FREE)
            continue;
        *item = (struct cs_engine_item){.number = i, .value = -1};
        return &campaign->inputs[i];
    }
    return NULL;
}

static const struct cs_case *invariant_of(const struct cs_campaign *campaign, const char *id)
{
    return id == NULL || id[0] == '\0' ? NULL : cs_suite_find(campaign->options.suite, id, NULL);
}

char *cs_campaign_text(const struct cs_campaign *campaign, const struct cs_dialogue *dialogue)
{
    struct cs_case_words words = {.id = "case", .catalogue = campaign->options.catalogue};

    return cs_dialogue_write(dialogue, campaign->options.policy, &words);
}

struct cs_case *cs_campaign_case(const struct cs_campaign *campaign, const struct cs_dialogue *dialogue,
                                 const struct cs_symptom *symptom, char **text)
{
    const struct cs_case *invariant = invariant_of(campaign, symptom == NULL ? NULL : symptom->every);
    struct cs_case_words words = {.id = "case", .catalogue = campaign->options.catalogue};
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *item = NULL;
    char *written;

    if (invariant != NULL) {
        words.every = (const char *const *)invariant->every;
        words.every_count = invariant->every_count;
        words.requirement = invariant->requirement_ids[0];
    }
    written = cs_dialogue_write(dialogue, campaign->options.policy, &words);
    if (written != NULL)
        item = cs_case_parse(written, strlen(written), "case.yaml", NULL, campaign->options.catalogue, &diagnostics);
    cs_diagnostics_free(&diagnostics);
    if (text != NULL)
        *text = written;
    else
        free(written);
    return item;
}
