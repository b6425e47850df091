#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"
#include "fuzz/live/seed.h"
#include "harness/judge/finding.h"
#include "harness/judge/invariant.h"
#include "harness/judge/judge.h"
#include "reports/redact.h"

void cs_campaign_write(struct cs_campaign *campaign, const struct cs_campaign_finding *finding)
{
    if (campaign->options.redact && finding->transcript != NULL)
        (void)cs_redact_transcript(finding->transcript);
    if (campaign->trouble[0] == '\0')
        (void)cs_store_finding(&campaign->store, finding, campaign->trouble);
}

/* Judges by the case; false where there is nothing to judge. */
static bool judge(const struct cs_input *input, const struct cs_transcript *transcript, struct cs_verdict *verdict,
                  bool *unsure)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_from_transcript(input->source, transcript, error);

    *verdict = (struct cs_verdict){.kind = CS_ERROR};
    *unsure = false;
    if (plan == NULL)
        return false;
    cs_judge(plan, transcript, verdict);
    *unsure = cs_judge_needs_confirmation(plan, transcript);
    cs_plan_free(plan);
    return true;
}

static void about(const struct cs_campaign *campaign, const struct cs_input *input, char out[96])
{
    struct cs_sight sight;

    out[0] = '\0';
    if (input->dialogue == NULL)
        return;
    sight = cs_sight_of(input->dialogue, campaign->options.policy);
    cs_sight_name(&sight, out);
}

/* The first invariant of the suite's that does not hold here. */
static bool breaks_invariant(const struct cs_campaign *campaign, const struct cs_transcript *transcript,
                             struct cs_symptom *out)
{
    const struct cs_suite *suite = campaign->options.suite;

    for (size_t i = 0; i < suite->count; i++) {
        const struct cs_case *invariant = suite->cases[i];
        struct cs_breach breach;
        bool by_parser;

        if (invariant->every_count == 0)
            continue;
        cs_invariant_look(invariant, transcript, &breach);
        if (breach.places == 0)
            continue;
        by_parser = breach.code != CS_CODE_NONE;
        *out = (struct cs_symptom){.must = invariant->level == CS_LEVEL_MUST, .every = invariant->id};
        (void)snprintf(out->finding, sizeof(out->finding), "%s",
                       by_parser ? cs_code_name(breach.code) : cs_wrong_name(breach.wrong));
        (void)snprintf(out->about, sizeof(out->about), "%s", invariant->id);
        (void)snprintf(out->reason, sizeof(out->reason), "%s%s%s",
                       by_parser ? cs_code_sentence(breach.code) : cs_wrong_sentence(breach.wrong),
                       breach.detail[0] == '\0' ? "" : ": ", breach.detail);
        (void)snprintf(out->key, sizeof(out->key), "%s|%s", out->finding, out->about);
        return true;
    }
    return false;
}

/* What it rests on has to have passed. */
static bool is_grounded(const struct cs_campaign *campaign, const struct cs_case *source)
{
    const struct cs_suite *suite = campaign->options.suite;
    const struct cs_case *needed;
    int value;

    if (source->depends_on == NULL)
        return true;
    needed = cs_suite_find(suite, source->depends_on, &value);
    for (size_t i = 0; i < suite->count; i++)
        if (suite->cases[i] == needed)
            return campaign->passed[i];
    return false;
}

bool cs_campaign_examine(const struct cs_campaign *campaign, const struct cs_input *input,
                         const struct cs_transcript *transcript, struct cs_verdict *verdict, struct cs_symptom *symptom,
                         bool *unsure)
{
    char what[96];

    if (!judge(input, transcript, verdict, unsure) || transcript->trouble != NULL)
        return false;
    about(campaign, input, what);
    if (!*unsure && cs_symptom_of_verdict(verdict, what, symptom)) {
        if (input->kind != CS_INPUT_SUITE)
            return true;
        if (!is_grounded(campaign, input->source))
            return false;
        (void)snprintf(symptom->key, sizeof(symptom->key), "case:%s", input->source->id);
        return true;
    }
    return input->kind == CS_INPUT_MADE && breaks_invariant(campaign, transcript, symptom);
}

static struct cs_campaign_finding *find(const struct cs_campaign *campaign, const struct cs_symptom *symptom)
{
    for (size_t i = 0; i < campaign->finding_count; i++) {
        struct cs_campaign_finding *finding = campaign->findings[i];
        bool same = strcmp(finding->symptom.finding, symptom->finding) == 0 &&
                    strcmp(finding->symptom.reading, symptom->reading) == 0 &&
                    strcmp(finding->symptom.about, symptom->about) == 0;

        /* What a case of the suite's has shown is the same when a dialogue shows it. */
        if (strcmp(finding->symptom.key, symptom->key) == 0 ||
            (same && finding->dialogue == NULL && strncmp(symptom->key, "case:", 5) != 0))
            return finding;
    }
    return NULL;
}

/* The case's text, which may stand alone under another id. */
static char *text_of_suite(const struct cs_case *source)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    for (const char *line = source->text; out != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        size_t length = end == NULL ? strlen(line) : (size_t)(end - line) + 1;

        if (strncmp(line, "id:", 3) == 0)
            fputs("id: case\n", out);
        else if (strncmp(line, "depends_on:", 11) != 0 && strncmp(line, "aliases:", 8) != 0)
            fwrite(line, 1, length, out);
        line += length;
    }
    return out != NULL && fclose(out) == 0 ? text : NULL;
}

static bool fill(struct cs_campaign *campaign, struct cs_campaign_finding *finding, const struct cs_input *input)
{
    finding->input = input->number;
    if (strncmp(finding->symptom.key, "case:", 5) == 0) {
        (void)snprintf(finding->suite, sizeof(finding->suite), "%s%s%s", input->source->id, input->value < 0 ? "" : "@",
                       input->value < 0 ? "" : input->source->values[input->value].label);
        finding->text = text_of_suite(input->source);
        return finding->text != NULL;
    }
    finding->dialogue = input->dialogue == NULL ? NULL : cs_dialogue_copy(input->dialogue);
    if (finding->dialogue == NULL)
        return false;
    free(finding->text);
    finding->text = NULL;
    cs_case_free(cs_campaign_case(campaign, finding->dialogue, &finding->symptom, &finding->text));
    return finding->text != NULL;
}

/* An unsteady finding that shows again gets another chance, with what showed it now. */
static void see_again(struct cs_campaign *campaign, struct cs_campaign_finding *finding, struct cs_input *input)
{
    finding->seen++;
    if (finding->state != CS_FINDING_UNSTEADY || finding->tries > 60 || finding->dialogue == NULL ||
        campaign->chore.finding == finding)
        return;
    cs_dialogue_free(finding->dialogue);
    finding->dialogue = NULL;
    if (fill(campaign, finding, input))
        finding->state = CS_FINDING_NEW;
}

void cs_campaign_found(struct cs_campaign *campaign, struct cs_input *input, const struct cs_symptom *symptom,
                       struct cs_transcript *transcript)
{
    struct cs_campaign_finding *finding = find(campaign, symptom);

    if (finding != NULL) {
        see_again(campaign, finding, input);
        cs_transcript_free(transcript);
        return;
    }
    finding = campaign->finding_count == CS_CAMPAIGN_FINDINGS_MAX ? NULL : calloc(1, sizeof(*finding));
    if (finding == NULL) {
        cs_transcript_free(transcript);
        return;
    }
    *finding = (struct cs_campaign_finding){.symptom = *symptom, .transcript = transcript, .seen = 1};
    finding->seconds = campaign->numbers.seconds;
    cs_finding_name((const struct cs_campaign_finding *const *)campaign->findings, campaign->finding_count, finding);
    if (!fill(campaign, finding, input)) {
        cs_campaign_finding_free(finding);
        return;
    }
    campaign->findings[campaign->finding_count++] = finding;
    cs_campaign_write(campaign, finding);
}

static bool has_expired(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_EXPIRED)
            return true;
    return false;
}

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
    if (verdict->kind != CS_ERROR && verdict->kind != CS_SKIP && !has_expired(transcript))
        done->fingerprint = cs_fingerprint(transcript, verdict, &sight);
}

static void take_input(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript)
{
    struct cs_symptom symptom;
    struct cs_verdict verdict;
    bool unsure;
    bool wrong = cs_campaign_examine(campaign, input, transcript, &verdict, &symptom, &unsure);

    campaign->numbers.inputs++;
    campaign->numbers.silent += has_expired(transcript);
    campaign->numbers.undecided += verdict.kind == CS_INCONCLUSIVE && !has_expired(transcript);
    if (input->kind == CS_INPUT_SUITE)
        campaign->passed[input->place] = verdict.kind == CS_PASS || verdict.kind == CS_WARN;
    if (wrong) {
        remember(campaign, input, transcript, &verdict); /* before the transcript goes */
        if (input->dialogue == NULL && input->kind == CS_INPUT_MADE)
            input->dialogue = cs_seed_of_case(input->source, -1);
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

    about(campaign, input, what);
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
