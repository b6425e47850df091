#include "fuzz/live/campaign_internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz/live/seed.h"
#include "fuzz/live/write.h"
#include "harness/scenario/diagnostic.h"

/* A file of the queue or of the user's corpus: a case, or the bytes of a message. */
static void take_seed(void *context, const char *name, const char *text, size_t length)
{
    struct cs_campaign *campaign = context;
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *item = cs_case_parse(text, length, "case.yaml", NULL, NULL, &diagnostics);

    (void)name;
    cs_breed_keep(&campaign->breed, item != NULL ? cs_seed_of_case(item, -1) : cs_seed_of_message(text, length));
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
}

static bool has_name(const struct cs_campaign *campaign, const char *name)
{
    for (size_t i = 0; i < campaign->finding_count; i++)
        if (strcmp(campaign->findings[i]->name, name) == 0)
            return true;
    return false;
}

/* The invariant that it breaks, or NULL. */
static const char *broken_invariant(const struct cs_campaign *campaign, const struct cs_campaign_finding *finding)
{
    const struct cs_case *source = cs_suite_find(campaign->options.suite, finding->symptom.about, NULL);

    return source == NULL || source->every_count == 0 ? NULL : source->id;
}

/* What shows it: a case of the suite's is asked for as such. */
static struct cs_dialogue *dialogue_of(const struct cs_campaign_finding *finding)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_dialogue *dialogue = NULL;
    struct cs_case *item;

    if (strncmp(finding->symptom.key, "case:", 5) == 0)
        return NULL;
    item = cs_case_parse(finding->text, strlen(finding->text), "case.yaml", NULL, NULL, &diagnostics);
    if (item != NULL)
        dialogue = cs_seed_of_case(item, -1);
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
    return dialogue;
}

/* One that was being moved when the campaign was killed is there twice. */
static void take_finding(void *context, struct cs_campaign_finding *finding)
{
    struct cs_campaign *campaign = context;

    if (campaign->finding_count == CS_CAMPAIGN_FINDINGS_MAX || has_name(campaign, finding->name)) {
        cs_campaign_finding_free(finding);
        return;
    }
    finding->symptom.every = broken_invariant(campaign, finding);
    finding->dialogue = dialogue_of(finding);
    campaign->findings[campaign->finding_count++] = finding;
}

/* What a campaign in that folder has come to so far. */
static void resume(struct cs_campaign *campaign)
{
    uint64_t seed = campaign->options.seed;

    if (!cs_store_read_numbers(&campaign->store, &campaign->numbers))
        campaign->numbers.seed = (uint64_t)time(NULL) * UINT64_C(0x9e3779b97f4a7c15) >> 16;
    if (seed != 0)
        campaign->numbers.seed = seed;
    campaign->breed.seed = campaign->numbers.seed;
    (void)cs_store_each(campaign->options.folder, false, take_seed, campaign);
    campaign->store.queued = campaign->breed.count;
    cs_store_findings(&campaign->store, take_finding, campaign);
    if (campaign->options.corpus != NULL)
        (void)cs_store_each(campaign->options.corpus, true, take_seed, campaign);
}

/* Behind the suite's, the inputs with each feature of the grammar; all of them again where they were not all there. */
static void plan_features(struct cs_campaign *campaign)
{
    size_t features = campaign->role->cover_count == NULL ? 0 : campaign->role->cover_count();
    bool had_all = campaign->numbers.next > campaign->item_count + features;

    campaign->breed.first = had_all ? 0 : UINT64_MAX; /* until there is a first one */
}

struct cs_campaign *cs_campaign_new(const struct cs_campaign_options *options, char error[CS_FILE_ERROR_MAX])
{
    struct cs_campaign *campaign = calloc(1, sizeof(*campaign));

    if (campaign == NULL)
        return NULL;
    campaign->options = *options;
    campaign->role = cs_live_role_of(options->policy);
    campaign->breed.role = campaign->role;
    campaign->breed.policy = options->policy;
    if (campaign->role == NULL) {
        (void)snprintf(error, CS_FILE_ERROR_MAX, "%s is a %s: there are no campaigns for it", options->policy->target,
                       options->policy->role);
        cs_campaign_free(campaign);
        return NULL;
    }
    campaign->novelty = cs_novelty_new();
    if (!cs_store_open(&campaign->store, options->folder, options->command, error)) {
        cs_campaign_free(campaign);
        return NULL;
    }
    resume(campaign);
    if (campaign->novelty != NULL && cs_campaign_collect(campaign) && cs_campaign_join_invariants(campaign) &&
        cs_campaign_save(campaign, 0, error)) {
        plan_features(campaign);
        return campaign;
    }
    cs_campaign_free(campaign);
    return NULL;
}

void cs_campaign_free(struct cs_campaign *campaign)
{
    if (campaign == NULL)
        return;
    for (size_t i = 0; i < CS_INPUTS_MAX; i++)
        cs_input_clear(&campaign->inputs[i]);
    for (size_t i = 0; i < campaign->suspects.count; i++)
        cs_input_clear(&campaign->suspects.of[i]);
    cs_breed_clear(&campaign->breed);
    for (size_t i = 0; i < CS_LAG * 8; i++)
        cs_dialogue_free(campaign->done[i].dialogue);
    for (size_t i = 0; i < campaign->finding_count; i++)
        cs_campaign_finding_free(campaign->findings[i]);
    for (size_t i = 0; i < CS_CHORES_MAX; i++)
        cs_minimiser_free(campaign->chores[i].minimiser);
    cs_novelty_free(campaign->novelty);
    free(campaign->invariants.every);
    free(campaign->invariants.every_words);
    free(campaign->items);
    free(campaign->waits);
    free(campaign->passed);
    free(campaign);
}

/* The input that is old enough becomes a parent, where it was new. */
static void ripen(struct cs_campaign *campaign, uint64_t number)
{
    struct cs_done *done = &campaign->done[number % (CS_LAG * 8)];
    char *text = NULL;

    if (done->number != number || done->dialogue == NULL)
        return;
    if (done->fingerprint != 0 && cs_novelty_add(campaign->novelty, done->fingerprint)) {
        if (campaign->breed.count < CS_CORPUS_MAX)
            text = cs_campaign_text(campaign, done->dialogue);
        if (text != NULL && campaign->trouble[0] == '\0')
            (void)cs_store_dialogue(&campaign->store, text, campaign->trouble);
        free(text);
        cs_breed_keep(&campaign->breed, done->dialogue);
    } else {
        cs_dialogue_free(done->dialogue);
    }
    done->dialogue = NULL;
}

static bool next_made(struct cs_campaign *campaign, uint64_t number, struct cs_engine_item *item)
{
    struct cs_input *input = cs_campaign_slot(campaign, item);
    struct cs_dialogue *dialogue;

    if (campaign->breed.first == UINT64_MAX)
        campaign->breed.first = number;
    dialogue = input == NULL ? NULL : cs_breed_make(&campaign->breed, number);
    if (dialogue == NULL)
        return false;
    input->owned = cs_campaign_case(campaign, dialogue, NULL, NULL);
    input->dialogue = dialogue;
    input->kind = CS_INPUT_MADE;
    input->number = number;
    input->value = -1;
    if (input->owned == NULL) {
        cs_input_clear(input);
        return false;
    }
    input->source = item->source = input->owned;
    item->brief = !campaign->role->answers && number % CS_THOROUGH != 0;
    return true;
}

static bool next_suite(struct cs_campaign *campaign, uint64_t number, struct cs_engine_item *item)
{
    const struct cs_engine_item *from = &campaign->items[campaign->next_item];
    struct cs_input *input = cs_campaign_slot(campaign, item);

    if (input == NULL)
        return false;
    campaign->solitary = campaign->next_item++ >= campaign->alone;
    *input = (struct cs_input){
        .kind = CS_INPUT_SUITE, .number = number, .source = from->source, .value = from->value, .place = from->number};
    input->item = (size_t)(from - campaign->items);
    input->dialogue = cs_seed_of_case(from->source, from->value);
    item->source = from->source;
    item->value = from->value;
    return true;
}

static bool next_suspect(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    struct cs_input *input;

    if (campaign->under_way > 0 || (input = cs_campaign_slot(campaign, item)) == NULL)
        return false;
    *input = campaign->suspects.of[--campaign->suspects.count];
    item->source = input->source;
    item->value = input->value;
    item->confirmation = true;
    campaign->suspecting = true;
    return true;
}

/* Whether the next of the suite's, or what comes behind them, has to wait for those in front of it. */
static bool has_to_wait(const struct cs_campaign *campaign)
{
    return campaign->under_way > 0 && campaign->waits[campaign->next_item];
}

/* One of those that their deadline has cut off, |needed|: that others depend on; false: there is none. */
static bool take_again(struct cs_campaign *campaign, bool needed, size_t *item)
{
    for (size_t i = campaign->again_count; i-- > 0;) {
        if (needed && !campaign->again[i].needed)
            continue;
        *item = campaign->again[i].item;
        campaign->again[i] = campaign->again[--campaign->again_count];
        return true;
    }
    return false;
}

/* That one once more: alone where others rest on it. */
static bool next_again(struct cs_campaign *campaign, size_t which, bool alone, struct cs_engine_item *item)
{
    size_t behind = campaign->next_item;
    bool given;

    campaign->next_item = which;
    given = next_suite(campaign, campaign->numbers.next++, item);
    campaign->next_item = behind;
    campaign->solitary = alone;
    if (given)
        campaign->inputs[item->number].again = true;
    return given;
}

static bool next_fresh(struct cs_campaign *campaign, struct cs_engine_item *item)
{
    bool given = false, done = campaign->next_item == campaign->item_count;
    size_t again;

    if ((done || campaign->waits[campaign->next_item]) && take_again(campaign, !done, &again))
        return next_again(campaign, again, !done, item);
    campaign->waits[campaign->next_item] = false;
    for (int tries = 0; tries < 50 && !given; tries++) {
        uint64_t number = campaign->numbers.next++;

        if (number >= CS_LAG)
            ripen(campaign, number - CS_LAG);
        given = !done ? next_suite(campaign, number, item) : next_made(campaign, number, item);
    }
    return given;
}

bool cs_campaign_next(struct cs_campaign *campaign, bool fresh, struct cs_engine_item *item)
{
    bool given = false;

    if (campaign->solitary && campaign->under_way > 0)
        return false;
    campaign->solitary = campaign->died = campaign->patient = false;
    campaign->quiet = cs_chores_want_quiet(campaign, fresh);
    if (campaign->suspects.count > 0)
        given = next_suspect(campaign, item);
    else if (campaign->quiet)
        given = campaign->under_way == 0 && cs_chores_next_repeat(campaign, item);
    else if (cs_chores_next(campaign, item))
        given = true;
    else if (fresh && !has_to_wait(campaign))
        given = next_fresh(campaign, item);
    campaign->under_way += given;
    return given;
}

size_t cs_campaign_under_way(const struct cs_campaign *campaign)
{
    return campaign->under_way;
}

bool cs_campaign_has_chores(const struct cs_campaign *campaign)
{
    return campaign->suspects.count > 0 || cs_chores_wait(campaign);
}

bool cs_campaign_is_patient(const struct cs_campaign *campaign)
{
    return campaign->patient;
}

bool cs_campaign_save(struct cs_campaign *campaign, double seconds, char error[CS_FILE_ERROR_MAX])
{
    struct cs_campaign_numbers numbers;

    campaign->numbers.seconds += seconds;
    (void)clock_gettime(CLOCK_MONOTONIC, &campaign->saved);
    numbers = cs_campaign_numbers(campaign);
    if (campaign->trouble[0] == '\0')
        return cs_store_numbers(&campaign->store, &numbers, error);
    (void)snprintf(error, CS_FILE_ERROR_MAX, "%s", campaign->trouble);
    return false;
}

struct cs_campaign_numbers cs_campaign_numbers(const struct cs_campaign *campaign)
{
    struct cs_campaign_numbers numbers = campaign->numbers;

    numbers.queued = campaign->store.queued;
    numbers.fingerprints = cs_novelty_count(campaign->novelty);
    numbers.findings = numbers.unsteady = 0;
    for (size_t i = 0; i < campaign->finding_count; i++) {
        const struct cs_campaign_finding *finding = campaign->findings[i];
        bool unsteady = finding->state == CS_FINDING_UNSTEADY;

        numbers.findings += !unsteady && !finding->hidden;
        numbers.unsteady += unsteady && !finding->hidden;
    }
    return numbers;
}

size_t cs_campaign_finding_count(const struct cs_campaign *campaign)
{
    return campaign->finding_count;
}

const struct cs_campaign_finding *cs_campaign_finding_at(const struct cs_campaign *campaign, size_t index)
{
    return campaign->findings[index];
}
