#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"

#define REPEATS        10  /* runs by itself of a steady finding */
#define REPEATS_SUITE  3   /* ... that a case of the suite's has shown */
#define REPEATS_SILENT 2   /* ... where each takes a deadline */
#define SILENCES_MAX   6   /* candidates that were met with silence: then it is small enough */
#define CUT_OFF_MAX    5   /* runs of a finding that its deadline may cut off */
#define READY_MAX      6   /* findings that wait for their repeats, ... */
#define WAIT_MAX       300 /* ... or inputs that the first of them waits for, until all else pauses */

static bool is_silent(const struct cs_campaign_finding *finding)
{
    return strcmp(finding->symptom.finding, "no-answer") == 0;
}

static struct cs_chore *chore_of(struct cs_campaign *campaign, const struct cs_campaign_finding *finding)
{
    for (size_t i = 0; i < CS_CHORES_MAX; i++)
        if (campaign->chores[i].finding == finding)
            return &campaign->chores[i];
    return NULL;
}

static bool is_waiting(const struct cs_campaign *campaign, const struct cs_campaign_finding *finding)
{
    return finding->state == CS_FINDING_NEW && chore_of((struct cs_campaign *)campaign, finding) == NULL;
}

bool cs_chores_wait(const struct cs_campaign *campaign)
{
    for (size_t i = 0; i < CS_CHORES_MAX; i++)
        if (campaign->chores[i].finding != NULL)
            return true;
    for (size_t i = 0; i < campaign->finding_count; i++)
        if (is_waiting(campaign, campaign->findings[i]))
            return true;
    return false;
}

static void become_ready(struct cs_campaign *campaign, struct cs_chore *chore)
{
    chore->stage = CS_CHORE_REPEAT;
    chore->ready = campaign->numbers.inputs;
}

static void begin(struct cs_campaign *campaign, struct cs_chore *chore, struct cs_campaign_finding *finding)
{
    bool silent = is_silent(finding);

    *chore = (struct cs_chore){.finding = finding, .wanted = REPEATS};
    if (silent)
        chore->wanted = REPEATS_SILENT;
    else if (finding->dialogue == NULL)
        chore->wanted = REPEATS_SUITE;
    finding->tries = finding->repeated = 0;
    if (finding->dialogue == NULL || silent) /* smaller ones would each take a deadline */
        become_ready(campaign, chore);
}

static void end(struct cs_campaign *campaign, struct cs_chore *chore, enum cs_finding_state state)
{
    chore->finding->state = state;
    chore->finding->hidden = chore->finding->hidden && state != CS_FINDING_STEADY;
    cs_campaign_write(campaign, chore->finding);
    cs_minimiser_free(chore->minimiser);
    *chore = (struct cs_chore){.finding = NULL};
}

/* A smaller one that means something else to a strict reader is not the finding; one that may be met with silence costs
 * too much time. */
static bool is_worth_asking(const struct cs_campaign *campaign, const struct cs_chore *chore,
                            const struct cs_dialogue *dialogue)
{
    const struct cs_symptom *symptom = &chore->finding->symptom;
    struct cs_sight sight = cs_sight_of(dialogue, campaign->options.policy);
    char name[96];

    if (chore->stage != CS_CHORE_SMALLER)
        return true;
    cs_sight_name(&sight, name);
    return symptom->every != NULL ? sight.meanings[1].kind != CS_MEANS_NOTHING && !sight.murky
                                  : strcmp(name, symptom->about) == 0;
}

/* The smallest one is the finding's from now on. */
static void settle_smaller(struct cs_campaign *campaign, struct cs_chore *chore)
{
    struct cs_dialogue *smaller = cs_dialogue_copy(cs_minimiser_best(chore->minimiser));
    char *text = NULL;

    become_ready(campaign, chore);
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

/* The dialogue that is asked for now; NULL: there is none, and the stage is another one. */
static struct cs_dialogue *wanted(struct cs_campaign *campaign, struct cs_chore *chore)
{
    struct cs_dialogue *candidate;

    if (chore->stage != CS_CHORE_SMALLER)
        return cs_dialogue_copy(chore->finding->dialogue);
    while ((candidate = cs_minimiser_next(chore->minimiser)) != NULL) {
        if (is_worth_asking(campaign, chore, candidate))
            return candidate;
        cs_dialogue_free(candidate);
        cs_minimiser_tell(chore->minimiser, false);
    }
    settle_smaller(campaign, chore);
    return NULL;
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

/* Fills the slot with what the chore asks for; false: there is nothing to be driven. */
static bool fill(struct cs_campaign *campaign, struct cs_chore *chore, struct cs_input *input)
{
    const struct cs_engine_item *from;

    *input = (struct cs_input){.kind = CS_INPUT_CHORE, .value = -1, .chore = chore};
    if (chore->finding->dialogue == NULL) {
        from = item_of_suite(campaign, chore->finding->suite);
        input->source = from == NULL ? NULL : from->source;
        input->value = from == NULL ? -1 : from->value;
        return input->source != NULL;
    }
    input->dialogue = wanted(campaign, chore);
    if (input->dialogue != NULL)
        input->owned = cs_campaign_case(campaign, input->dialogue, &chore->finding->symptom, NULL);
    input->source = input->owned;
    return input->source != NULL;
}

static bool give(struct cs_campaign *campaign, struct cs_chore *chore, struct cs_engine_item *item)
{
    enum cs_chore_stage stage = chore->stage;
    struct cs_input *input = cs_campaign_slot(campaign, item);

    if (input == NULL)
        return false;
    if (!fill(campaign, chore, input)) {
        cs_input_clear(input);
        if (chore->stage == stage && stage == CS_CHORE_SMALLER)
            cs_minimiser_tell(chore->minimiser, false);
        else if (chore->stage == stage)
            end(campaign, chore, CS_FINDING_UNSTEADY);
        return false;
    }
    chore->busy = true;
    item->source = input->source;
    item->value = input->value;
    item->confirmation = stage == CS_CHORE_REPEAT;
    campaign->patient = item->confirmation && (is_silent(chore->finding) || chore->cut_off > 0);
    return true;
}

static void begin_waiting(struct cs_campaign *campaign)
{
    for (size_t i = 0; i < campaign->finding_count; i++) {
        struct cs_chore *free_one = chore_of(campaign, NULL);

        if (free_one == NULL)
            return;
        if (is_waiting(campaign, campaign->findings[i]))
            begin(campaign, free_one, campaign->findings[i]);
    }
}

bool cs_chores_next(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    begin_waiting(campaign);
    for (size_t i = 0; i < CS_CHORES_MAX; i++) {
        struct cs_chore *chore = &campaign->chores[i];

        for (int tries = 0; tries < 50 && chore->finding != NULL && !chore->busy && chore->stage != CS_CHORE_REPEAT;
             tries++)
            if (give(campaign, chore, item))
                return true;
    }
    return false;
}

bool cs_chores_want_quiet(struct cs_campaign *campaign, bool fresh)
{
    size_t ready = 0;
    bool old = false;

    begin_waiting(campaign);
    for (size_t i = 0; i < CS_CHORES_MAX; i++) {
        const struct cs_chore *chore = &campaign->chores[i];

        if (chore->finding == NULL || chore->stage != CS_CHORE_REPEAT)
            continue;
        ready++;
        old = old || campaign->numbers.inputs > chore->ready + WAIT_MAX;
    }
    return ready >= READY_MAX || (ready > 0 && (old || !fresh || campaign->quiet));
}

bool cs_chores_next_repeat(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    for (size_t i = 0; i < CS_CHORES_MAX; i++) {
        struct cs_chore *chore = &campaign->chores[i];

        if (chore->finding != NULL && chore->stage == CS_CHORE_REPEAT && give(campaign, chore, item))
            return true;
    }
    return false;
}

/* Whether what came shows the finding; |symptom| says how. */
static bool shows(const struct cs_campaign *campaign, const struct cs_chore *chore, const struct cs_input *input,
                  const struct cs_transcript *transcript, struct cs_symptom *symptom)
{
    const struct cs_symptom *wanted = &chore->finding->symptom;
    struct cs_symptom bare = *wanted;
    struct cs_verdict verdict;
    bool unsure;
    bool wrong = cs_campaign_examine(campaign, input, transcript, &verdict, symptom, &unsure);

    cs_verdict_free(&verdict);
    bare.reading[0] = '\0'; /* a smaller one may show the mistake without what stood beside it */
    if (wanted->every != NULL || input->dialogue == NULL)
        return wrong && strcmp(symptom->finding, wanted->finding) == 0;
    return wrong && cs_symptom_is_same(&bare, symptom);
}

/* What the smallest one shows is the finding from now on; false: that is another one's, which it is merged into. */
static bool settle_symptom(struct cs_campaign *campaign, struct cs_chore *chore, const struct cs_symptom *symptom)
{
    struct cs_campaign_finding *finding = chore->finding, *other;

    if (finding->dialogue == NULL || finding->symptom.every != NULL || finding->tries > 0)
        return true;
    finding->symptom = *symptom;
    other = cs_campaign_find(campaign, symptom, finding);
    if (other == NULL)
        return true;
    cs_campaign_merge(campaign, finding, other);
    cs_minimiser_free(chore->minimiser);
    *chore = (struct cs_chore){.finding = NULL};
    return false;
}

static void count_run(struct cs_campaign *campaign, struct cs_chore *chore, bool same,
                      struct cs_transcript **transcript)
{
    struct cs_campaign_finding *finding = chore->finding;

    finding->tries++;
    finding->repeated += same;
    if (same) {
        cs_transcript_free(finding->transcript);
        finding->transcript = *transcript;
        *transcript = NULL;
    }
    if (!same)
        end(campaign, chore, CS_FINDING_UNSTEADY);
    else if (finding->tries >= chore->wanted)
        end(campaign, chore, CS_FINDING_STEADY);
}

/* Its deadline passed, as on a busy machine: that says nothing of what is not silence, and it is asked for again. */
static bool is_cut_off(struct cs_chore *chore, const struct cs_transcript *transcript)
{
    return transcript != NULL && chore->stage != CS_CHORE_SMALLER && !is_silent(chore->finding) &&
           cs_campaign_has_expired(transcript) && chore->cut_off++ < CUT_OFF_MAX;
}

void cs_chores_take(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript)
{
    struct cs_chore *chore = input->chore;
    struct cs_symptom symptom;
    bool same = transcript != NULL && shows(campaign, chore, input, transcript, &symptom);

    chore->busy = false;
    if (!same && is_cut_off(chore, transcript)) {
        cs_transcript_free(transcript);
        return;
    }
    if (chore->stage == CS_CHORE_SMALLER) {
        cs_minimiser_tell(chore->minimiser, same);
        chore->silences += transcript != NULL && cs_campaign_has_expired(transcript);
        if (chore->silences > SILENCES_MAX)
            settle_smaller(campaign, chore);
    } else if (chore->stage == CS_CHORE_AGAIN) {
        chore->minimiser = same ? cs_minimiser_new(chore->finding->dialogue) : NULL;
        chore->stage = CS_CHORE_SMALLER;
        if (chore->minimiser == NULL)
            end(campaign, chore, CS_FINDING_UNSTEADY);
    } else if (!same || settle_symptom(campaign, chore, &symptom)) {
        count_run(campaign, chore, same, &transcript);
    }
    cs_transcript_free(transcript);
}
