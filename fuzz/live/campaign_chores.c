#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"

#define REPEATS        10 /* runs by itself of a steady finding */
#define REPEATS_SILENT 2  /* ... where each takes a deadline */

bool cs_chores_wait(const struct cs_campaign *campaign)
{
    if (campaign->chore.finding != NULL)
        return true;
    for (size_t i = 0; i < campaign->finding_count; i++)
        if (campaign->findings[i]->state == CS_FINDING_NEW)
            return true;
    return false;
}

static void begin(struct cs_campaign *campaign, struct cs_campaign_finding *finding)
{
    bool silent = strcmp(finding->symptom.finding, "no-answer") == 0;

    campaign->chore = (struct cs_chore){.finding = finding, .wanted = silent ? REPEATS_SILENT : REPEATS};
    finding->tries = finding->repeated = 0;
    if (finding->dialogue == NULL)
        campaign->chore.stage = CS_CHORE_REPEAT;
}

static void end(struct cs_campaign *campaign, enum cs_finding_state state)
{
    campaign->chore.finding->state = state;
    cs_campaign_write(campaign, campaign->chore.finding);
    cs_minimiser_free(campaign->chore.minimiser);
    campaign->chore = (struct cs_chore){.finding = NULL};
}

/* The dialogue that is asked for now; NULL: the stage has none left. */
static struct cs_dialogue *wanted(struct cs_campaign *campaign)
{
    struct cs_chore *chore = &campaign->chore;

    if (chore->stage == CS_CHORE_SMALLER)
        return cs_minimiser_next(chore->minimiser);
    return cs_dialogue_copy(chore->finding->dialogue);
}

/* The smaller one is the finding's from now on. */
static void settle_smaller(struct cs_campaign *campaign)
{
    struct cs_chore *chore = &campaign->chore;
    struct cs_dialogue *smaller = cs_dialogue_copy(cs_minimiser_best(chore->minimiser));
    char *text = NULL;

    chore->stage = CS_CHORE_REPEAT;
    if (smaller == NULL)
        return;
    cs_case_free(cs_campaign_case(campaign, smaller, &chore->finding->symptom, &text));
    cs_dialogue_free(chore->finding->dialogue);
    chore->finding->dialogue = smaller;
    if (text == NULL)
        return;
    free(chore->finding->text);
    chore->finding->text = text;
}

static const struct cs_engine_item *item_of_suite(const struct cs_campaign *campaign, const char *name)
{
    for (size_t i = 0; i < campaign->item_count; i++) {
        const struct cs_engine_item *item = &campaign->items[i];
        size_t length = strlen(item->source->id);

        if (strncmp(name, item->source->id, length) != 0)
            continue;
        if ((item->value < 0 && name[length] == '\0') ||
            (item->value >= 0 && name[length] == '@' &&
             strcmp(name + length + 1, item->source->values[item->value].label) == 0))
            return item;
    }
    return NULL;
}

static bool give_suite(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    const struct cs_engine_item *from = item_of_suite(campaign, campaign->chore.finding->suite);
    struct cs_input *input = from == NULL ? NULL : cs_campaign_slot(campaign, item);

    if (input == NULL) {
        end(campaign, CS_FINDING_UNSTEADY);
        return false;
    }
    *input = (struct cs_input){.kind = CS_INPUT_CHORE, .source = from->source, .value = from->value};
    item->source = from->source;
    item->value = from->value;
    item->confirmation = true;
    return true;
}

static bool give_dialogue(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    struct cs_dialogue *dialogue = wanted(campaign);
    struct cs_input *input;

    if (dialogue == NULL && campaign->chore.stage == CS_CHORE_SMALLER) {
        settle_smaller(campaign);
        dialogue = wanted(campaign);
    }
    input = dialogue == NULL ? NULL : cs_campaign_slot(campaign, item);
    if (input == NULL) {
        cs_dialogue_free(dialogue);
        end(campaign, CS_FINDING_UNSTEADY);
        return false;
    }
    *input = (struct cs_input){.kind = CS_INPUT_CHORE, .value = -1, .dialogue = dialogue};
    input->owned = cs_campaign_case(campaign, dialogue, &campaign->chore.finding->symptom, NULL);
    if (input->owned == NULL) {
        cs_input_clear(input);
        if (campaign->chore.stage == CS_CHORE_SMALLER)
            cs_minimiser_tell(campaign->chore.minimiser, false);
        else
            end(campaign, CS_FINDING_UNSTEADY);
        return false;
    }
    input->source = item->source = input->owned;
    item->confirmation = true;
    return true;
}

bool cs_chores_next(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    for (int tries = 0; tries < 1000; tries++) {
        for (size_t i = 0; campaign->chore.finding == NULL && i < campaign->finding_count; i++)
            if (campaign->findings[i]->state == CS_FINDING_NEW)
                begin(campaign, campaign->findings[i]);
        if (campaign->chore.finding == NULL)
            return false;
        if (campaign->chore.finding->dialogue == NULL ? give_suite(campaign, item) : give_dialogue(campaign, item))
            return true;
    }
    return false;
}

/* Whether what came shows the finding. */
static bool shows(const struct cs_campaign *campaign, const struct cs_input *input,
                  const struct cs_transcript *transcript)
{
    const struct cs_symptom *wanted = &campaign->chore.finding->symptom;
    struct cs_symptom symptom;
    struct cs_verdict verdict;
    bool unsure;
    bool wrong = cs_campaign_examine(campaign, input, transcript, &verdict, &symptom, &unsure);
    bool same = wrong && strcmp(symptom.finding, wanted->finding) == 0;

    if (same && wanted->every == NULL)
        same = strcmp(symptom.reading, wanted->reading) == 0 &&
               (input->dialogue == NULL || strcmp(symptom.about, wanted->about) == 0);
    cs_verdict_free(&verdict);
    return same;
}

static void count_run(struct cs_campaign *campaign, bool same, struct cs_transcript **transcript)
{
    struct cs_campaign_finding *finding = campaign->chore.finding;

    finding->tries++;
    finding->repeated += same;
    if (same) {
        cs_transcript_free(finding->transcript);
        finding->transcript = *transcript;
        *transcript = NULL;
    }
    if (!same)
        end(campaign, CS_FINDING_UNSTEADY);
    else if (finding->tries >= campaign->chore.wanted)
        end(campaign, CS_FINDING_STEADY);
}

void cs_chores_take(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript)
{
    struct cs_chore *chore = &campaign->chore;
    bool same = transcript != NULL && shows(campaign, input, transcript);

    if (chore->stage == CS_CHORE_SMALLER) {
        cs_minimiser_tell(chore->minimiser, same);
    } else if (chore->stage == CS_CHORE_AGAIN) {
        chore->minimiser = same ? cs_minimiser_new(chore->finding->dialogue) : NULL;
        chore->stage = CS_CHORE_SMALLER;
        if (chore->minimiser == NULL)
            end(campaign, CS_FINDING_UNSTEADY);
    } else {
        count_run(campaign, same, &transcript);
    }
    cs_transcript_free(transcript);
}
