#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"
#include "harness/judge/finding.h"
#include "harness/judge/invariant.h"
#include "harness/judge/judge.h"

bool cs_campaign_has_expired(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_EXPIRED)
            return true;
    return false;
}

/* Judges by the case; false where there is nothing to judge. */
static bool judge(const struct cs_input *input, const struct cs_transcript *transcript, struct cs_verdict *verdict,
                  bool *unsure)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_from_transcript(input->source, transcript, error);
    bool judged;

    *verdict = (struct cs_verdict){.kind = CS_ERROR};
    *unsure = false;
    if (plan == NULL)
        return false;
    judged = cs_judge(plan, transcript, verdict);
    /* What else has to come again alone does: a finding is steady only then. */
    *unsure = judged && cs_campaign_has_expired(transcript) && cs_judge_needs_confirmation(plan, transcript);
    cs_plan_free(plan);
    return judged;
}

void cs_campaign_about(const struct cs_campaign *campaign, const struct cs_input *input, char out[96])
{
    struct cs_sight sight;

    out[0] = '\0';
    if (input->dialogue == NULL)
        return;
    sight = cs_sight_of(input->dialogue, campaign->options.policy);
    cs_sight_name(&sight, out);
}

static bool holds(const struct cs_campaign *campaign, const struct cs_case *invariant)
{
    return invariant->every_count > 0 && cs_live_role_holds(campaign->role, invariant->id);
}

bool cs_campaign_join_invariants(struct cs_campaign *campaign)
{
    const struct cs_suite *suite = campaign->options.suite;
    struct cs_case *all = &campaign->invariants;
    size_t count = 0;

    for (size_t i = 0; i < suite->count; i++)
        if (holds(campaign, suite->cases[i]))
            count += suite->cases[i]->every_count;
    *all = (struct cs_case){.level = CS_LEVEL_SHOULD,
                            .every = calloc(count + 1, sizeof(*all->every)),
                            .every_words = calloc(count + 1, sizeof(*all->every_words))};
    if (all->every == NULL || all->every_words == NULL)
        return false;
    for (size_t i = 0; i < suite->count; i++)
        for (size_t k = 0; holds(campaign, suite->cases[i]) && k < suite->cases[i]->every_count; k++) {
            all->every_words[all->every_count] = suite->cases[i]->every_words[k];
            all->every[all->every_count++] = suite->cases[i]->every[k];
        }
    return true;
}

/* The first invariant of the suite's that does not hold here. */
static bool breaks_invariant(const struct cs_campaign *campaign, const struct cs_transcript *transcript,
                             struct cs_symptom *out)
{
    const struct cs_suite *suite = campaign->options.suite;
    struct cs_breach any;

    cs_invariant_look(&campaign->invariants, transcript, &any);
    for (size_t i = 0; any.places > 0 && i < suite->count; i++) {
        const struct cs_case *invariant = suite->cases[i];
        struct cs_breach breach;
        bool by_parser;

        if (!holds(campaign, invariant))
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

/* The deadline, a short one, passed: a control that comes late looks like a connection too many, and an answer that is
 * slow like one that is cut.  Only silence itself can be told then. */
static bool is_cut_off(const struct cs_transcript *transcript, const struct cs_symptom *symptom)
{
    return cs_campaign_has_expired(transcript) && strcmp(symptom->finding, cs_wrong_name(CS_WRONG_NO_ANSWER)) != 0;
}

/* Silence where an answer is due; it counts when it comes again alone, and for longer. */
static void tell_silence(const struct cs_input *input, const char *what, struct cs_symptom *out)
{
    *out = (struct cs_symptom){.must = input->source->level == CS_LEVEL_MUST};
    (void)snprintf(out->finding, sizeof(out->finding), "%s", cs_wrong_name(CS_WRONG_NO_ANSWER));
    (void)snprintf(out->about, sizeof(out->about), "%s", what);
    (void)snprintf(out->reason, sizeof(out->reason), "%s", cs_wrong_sentence(CS_WRONG_NO_ANSWER));
    (void)snprintf(out->key, sizeof(out->key), "%s%s", input->kind == CS_INPUT_SUITE ? "case:" : "no-answer|",
                   input->kind == CS_INPUT_SUITE ? input->source->id : what);
}

static bool is_murky(const struct cs_campaign *campaign, const struct cs_input *input)
{
    return input->dialogue != NULL && cs_sight_of(input->dialogue, campaign->options.policy).murky;
}

bool cs_campaign_examine(const struct cs_campaign *campaign, const struct cs_input *input,
                         const struct cs_transcript *transcript, struct cs_verdict *verdict, struct cs_symptom *symptom,
                         bool *unsure)
{
    char what[96];

    if (!judge(input, transcript, verdict, unsure) || transcript->trouble != NULL)
        return false;
    cs_campaign_about(campaign, input, what);
    if (!*unsure && cs_symptom_of_verdict(verdict, what, symptom) && !is_cut_off(transcript, symptom)) {
        if (input->kind != CS_INPUT_SUITE)
            return true;
        if (!is_grounded(campaign, input->source))
            return false;
        (void)snprintf(symptom->key, sizeof(symptom->key), "case:%s", input->source->id);
        return true;
    }
    if (*unsure && input->kind != CS_INPUT_CHORE && is_grounded(campaign, input->source)) {
        tell_silence(input, what, symptom);
        return true;
    }
    return input->kind == CS_INPUT_MADE && !cs_campaign_has_expired(transcript) && !is_murky(campaign, input) &&
           breaks_invariant(campaign, transcript, symptom);
}
