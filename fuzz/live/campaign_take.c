#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"

/* It waits until it is old enough to be a parent. */
static void remember(struct cs_campaign *campaign, struct cs_input *input, const struct cs_transcript *transcript,
                     const struct cs_verdict *verdict)
{
    struct cs_done *done = &campaign->done[input->number % (CS_LAG * 8)];
    struct cs_sight sight;

    if (input->dialogue == NULL || campaign->numbers.next > input->number + CS_LAG)
        return;
    sight = cs_sight_of(input->dialogue, campaign->options.policy);
    cs_dialogue_free(done->dialogue);
    *done = (struct cs_done){.number = input->number, .dialogue = input->dialogue};
    input->dialogue = NULL;
    if (verdict->kind != CS_ERROR && verdict->kind != CS_SKIP && !cs_campaign_has_expired(transcript))
        done->fingerprint = cs_fingerprint(transcript, verdict, &sight);
}

static bool is_needed(const struct cs_suite *suite, const struct cs_case *source)
{
    for (size_t i = 0; i < suite->count; i++)
        if (suite->cases[i]->depends_on != NULL && cs_suite_find(suite, suite->cases[i]->depends_on, NULL) == source)
            return true;
    return false;
}

/* What a busy machine has cut off says nothing, least of all of those that rest on it. */
static void note_passed(struct cs_campaign *campaign, const struct cs_input *input,
                        const struct cs_transcript *transcript, const struct cs_verdict *verdict)
{
    bool passed = verdict->kind == CS_PASS || verdict->kind == CS_WARN;

    campaign->passed[input->place] = passed;
    if (!passed && cs_campaign_has_expired(transcript) && !input->again && campaign->again_count < CS_AGAIN_MAX)
        campaign->again[campaign->again_count++] =
            (struct cs_again){input->item, is_needed(campaign->options.suite, input->source)};
}

static void take_input(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript)
{
    struct cs_symptom symptom;
    struct cs_verdict verdict;
    bool unsure;
    bool wrong = cs_campaign_examine(campaign, input, transcript, &verdict, &symptom, &unsure);

    campaign->numbers.inputs++;
    campaign->numbers.silent += cs_campaign_has_expired(transcript);
    campaign->numbers.undecided += verdict.kind == CS_INCONCLUSIVE && !cs_campaign_has_expired(transcript);
    if (input->kind == CS_INPUT_SUITE)
        note_passed(campaign, input, transcript, &verdict);
    if (wrong) {
        struct cs_dialogue *copy = input->dialogue == NULL ? NULL : cs_dialogue_copy(input->dialogue);

        remember(campaign, input, transcript, &verdict); /* before the transcript goes */
        if (input->dialogue == NULL)
            input->dialogue = copy;
        else
            cs_dialogue_free(copy);
        cs_campaign_found(campaign, input, &symptom, transcript);
    } else {
        remember(campaign, input, transcript, &verdict);
        cs_transcript_free(transcript);
    }
    cs_verdict_free(&verdict);
}

static void suspect(struct cs_campaign *campaign, struct cs_input *input)
{
    struct cs_suspects *suspects = &campaign->suspects;

    if (suspects->count == sizeof(suspects->of) / sizeof(suspects->of[0]))
        return;
    suspects->of[suspects->count++] = *input;
    *input = (struct cs_input){.kind = CS_INPUT_FREE};
}

/* A finding that was asked for again when the target died: the same dialogue as an input of its own. */
static void suspect_chore(struct cs_campaign *campaign, const struct cs_input *input)
{
    struct cs_input copy = {.kind = CS_INPUT_MADE, .value = -1};

    if (input->owned == NULL || input->dialogue == NULL)
        return;
    copy.dialogue = cs_dialogue_copy(input->dialogue);
    copy.owned = copy.dialogue == NULL ? NULL : cs_campaign_case(campaign, copy.dialogue, NULL, NULL);
    copy.source = copy.owned;
    if (copy.owned != NULL)
        suspect(campaign, &copy);
    cs_input_clear(&copy);
}

/* It was alone, and the target is dead. */
static void accuse(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript)
{
    struct cs_symptom symptom = {.must = true};
    char what[96];

    cs_campaign_about(campaign, input, what);
    (void)snprintf(symptom.finding, sizeof(symptom.finding), "target-died");
    (void)snprintf(symptom.about, sizeof(symptom.about), "%s", what);
    (void)snprintf(symptom.reason, sizeof(symptom.reason), "the target died: %.250s", campaign->suspects.how);
    (void)snprintf(symptom.key, sizeof(symptom.key), "%s%s", input->kind == CS_INPUT_SUITE ? "case:" : "died|",
                   input->kind == CS_INPUT_SUITE ? input->source->id : what);
    cs_campaign_found(campaign, input, &symptom, transcript);
    for (size_t i = 0; i < campaign->finding_count; i++) {
        struct cs_campaign_finding *finding = campaign->findings[i];

        if (strcmp(finding->symptom.key, symptom.key) != 0 || finding->state != CS_FINDING_NEW)
            continue;
        finding->state = CS_FINDING_STEADY; /* it has died twice of it */
        finding->tries = finding->repeated = 1;
        cs_campaign_write(campaign, finding);
    }
}

void cs_campaign_target_died(struct cs_campaign *campaign, const char *how)
{
    campaign->died = true;
    campaign->numbers.deaths++;
    (void)snprintf(campaign->suspects.how, sizeof(campaign->suspects.how), "%s", how);
}

void cs_campaign_take(struct cs_campaign *campaign, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_input *input = &campaign->inputs[item->number];
    bool alone = campaign->suspecting;

    campaign->under_way--;
    campaign->suspecting = false;
    if (campaign->died && input->kind != CS_INPUT_CHORE && !alone) {
        suspect(campaign, input);
        cs_transcript_free(transcript);
    } else if (campaign->died && alone && transcript != NULL) {
        accuse(campaign, input, transcript);
    } else if (input->kind == CS_INPUT_CHORE) {
        if (campaign->died)
            suspect_chore(campaign, input);
        cs_chores_take(campaign, input, transcript);
    } else if (transcript != NULL) {
        take_input(campaign, input, transcript);
    }
    cs_input_clear(input);
}
