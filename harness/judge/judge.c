#include "harness/judge/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/compare.h"
#include "harness/judge/evaluate.h"
#include "harness/judge/invariant.h"
#include "harness/judge/lenient.h"
#include "harness/judge/notes.h"
#include "harness/judge/words.h"
#include "harness/scenario/listener_list.h"
#include "harness/transport/conversation.h"
#include "reports/stream.h"

/* The outcomes of a plan held against a transcript. */
struct bench {
    struct cs_facts *facts;
    uint64_t hashed;                /* bytes, while comparing */
    bool accepted;                  /* an accepted outcome holds */
    bool warned;                    /* an outcome that only warns holds */
    bool hopeless;                  /* no accepted and no warned outcome could hold any more */
    struct cs_evaluation deviation; /* what parts the observation from the accepted outcome that is nearest to it */
};

/* Whether an observation may be incomplete, and why. */
enum disturbance {
    UNDISTURBED,
    SILENCE,    /* the deadline passed while a step of the case waited */
    FENCE_LATE, /* ... while a fence waited */
    FENCE_FAILED,
    UNCONNECTED, /* the target did not take a connection */
};

static void weigh_accepted(struct bench *bench, const struct cs_plan *plan)
{
    size_t best_holding = 0;
    size_t best_failing = SIZE_MAX;

    for (size_t i = 0; i < plan->accept_count; i++) {
        struct cs_evaluation one;
        size_t holding;
        size_t failing;

        cs_evaluate_outcome(bench->facts, &plan->accept[i], &one, &holding, &failing);
        bench->accepted = bench->accepted || one.truth == CS_TRUTH_HOLDS;
        bench->hopeless = bench->hopeless && one.truth == CS_TRUTH_BROKEN;
        if (i == 0 || holding > best_holding || (holding == best_holding && failing < best_failing)) {
            best_holding = holding;
            best_failing = failing;
            bench->deviation = one;
        }
    }
}

static void weigh_warned(struct bench *bench, const struct cs_plan *plan)
{
    for (size_t i = 0; i < plan->warn_count; i++) {
        struct cs_evaluation one;
        size_t holding;
        size_t failing;

        cs_evaluate_outcome(bench->facts, &plan->warn[i], &one, &holding, &failing);
        bench->warned = bench->warned || one.truth == CS_TRUTH_HOLDS;
        bench->hopeless = bench->hopeless && one.truth == CS_TRUTH_BROKEN;
    }
}

/* False without memory. */
static bool weigh(struct bench *bench, const struct cs_plan *plan, const struct cs_transcript *transcript)
{
    *bench = (struct bench){.hopeless = true};
    bench->facts = cs_facts_new(plan, transcript, &bench->hashed);
    if (bench->facts == NULL)
        return false;
    weigh_accepted(bench, plan);
    weigh_warned(bench, plan);
    return true;
}

static enum disturbance disturbance_of(const struct cs_facts *facts)
{
    const struct cs_plan *plan = facts->plan;
    uint64_t step;

    if (facts->expired != SIZE_MAX) {
        step = facts->transcript->events[facts->expired].value;
        return step < plan->step_count && plan->steps[step].step->verb != CS_VERB_FENCE ? SILENCE : FENCE_LATE;
    }
    if (facts->unconnected)
        return UNCONNECTED;
    return facts->fence_failed ? FENCE_FAILED : UNDISTURBED;
}

static char *__attribute__((format(printf, 1, 2))) text(const char *format, ...)
{
    char *out = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&out, format, arguments) < 0)
        out = NULL;
    va_end(arguments);
    return out;
}

/* Sets kind and reason, which is taken over. */
static void rule(struct cs_verdict *out, enum cs_verdict_kind kind, char *reason)
{
    free(out->reason);
    out->kind = kind;
    out->reason = reason;
}

static void set_finding(struct cs_verdict *out, const char *finding)
{
    free(out->finding);
    out->finding = strdup(finding);
}

static bool was_told_to_enforce(const struct cs_plan *plan)
{
    const char *enforces = plan->source->enforces;
    const struct cs_policy *policy = plan->policy;

    if (enforces == NULL)
        return false;
    if (strcmp(enforces, "ports") == 0)
        return policy->denies_ports;
    if (strcmp(enforces, "addresses") == 0)
        return policy->denies_addresses;
    if (strcmp(enforces, "names") == 0)
        return policy->denies_names;
    return policy->auth[0] != 0 && strcmp(policy->auth, "none") != 0;
}

/* How much an outcome outside all listed ones weighs. */
static enum cs_verdict_kind weight(const struct cs_plan *plan)
{
    if (plan->source->level == CS_LEVEL_MUST || was_told_to_enforce(plan))
        return CS_FAIL;
    return plan->source->level == CS_LEVEL_MAY ? CS_PASS : CS_WARN;
}

static void pass(const struct cs_plan *plan, struct cs_verdict *out)
{
    const char *hidden = cs_plan_hidden_reason(plan->source, plan->policy);

    set_finding(out, "");
    if (hidden != NULL) {
        rule(out, CS_SKIP, strdup(hidden));
        return;
    }
    rule(out, CS_PASS, plan->source->level == CS_LEVEL_MAY ? text("observed: %s", out->observed) : strdup(""));
}

static bool opened_though_refused(enum cs_wrong wrong)
{
    return wrong == CS_WRONG_DENIED_PORT || wrong == CS_WRONG_TUNNEL_OPENED || wrong == CS_WRONG_CONTACTED ||
           wrong == CS_WRONG_DESTINATION;
}

static void deviate(const struct bench *bench, enum cs_verdict_kind kind, struct cs_verdict *out)
{
    const struct cs_evaluation *found = &bench->deviation;
    bool by_parser = found->code != CS_CODE_NONE;
    const char *sentence = by_parser ? cs_code_sentence(found->code) : cs_wrong_sentence(found->wrong);

    rule(out, kind, text("%s%s%s", sentence, found->detail[0] == 0 ? "" : ": ", found->detail));
    set_finding(out, by_parser ? cs_code_name(found->code) : cs_wrong_name(found->wrong));
    if (opened_though_refused(found->wrong)) {
        free(out->reading);
        out->reading = strdup(cs_lenient_reading(bench->facts));
    }
}

/* The observation is complete, or what is missing would change nothing. */
static void settle(const struct bench *bench, const struct cs_plan *plan, struct cs_verdict *out)
{
    enum cs_verdict_kind kind = bench->warned ? CS_WARN : weight(plan);

    if (bench->accepted || kind == CS_PASS)
        pass(plan, out);
    else
        deviate(bench, kind, out);
}

/* "no more came within 5.0 s of step 2 (client: await answer)". */
static char *tell_silence(const struct cs_facts *facts)
{
    const struct cs_transcript *transcript = facts->transcript;
    const struct cs_event *expired = &transcript->events[facts->expired];
    char *step = cs_words_step(facts->plan, expired->value);
    uint64_t begun = 0;
    char *out;

    for (size_t i = 0; i < facts->expired; i++)
        if (transcript->events[i].kind == CS_EVENT_STEP && transcript->events[i].at_us <= expired->at_us)
            begun = transcript->events[i].at_us;
    out = text("silence for %.1f s while waiting for %s", (double)(expired->at_us - begun) / 1e6,
               step == NULL ? "" : step);
    free(step);
    return out;
}

static void judge_silence(const struct bench *bench, const struct cs_plan *plan, struct cs_verdict *out)
{
    char *silence = tell_silence(bench->facts);
    enum cs_verdict_kind kind = weight(plan);

    if (!plan->source->silence_fails || cs_facts_is_absent(bench->facts)) {
        rule(out, CS_INCONCLUSIVE, silence);
        return;
    }
    if (!bench->facts->transcript->confirmed_alone) {
        rule(out, CS_INCONCLUSIVE, text("%s, not yet confirmed by a run alone", silence == NULL ? "" : silence));
        free(silence);
        return;
    }
    if (kind == CS_PASS) {
        free(silence);
        pass(plan, out);
        return;
    }
    rule(out, bench->warned ? CS_WARN : kind, silence);
    set_finding(out, cs_wrong_name(bench->facts->hung ? CS_WRONG_HUNG : CS_WRONG_NO_ANSWER));
}

/* A client whose time is up, where that is one of the outcomes. */
static bool is_awaited_silence(const struct bench *bench)
{
    return bench->facts->hung && bench->accepted;
}

static void judge_disturbed(const struct bench *bench, enum disturbance disturbance, const struct cs_plan *plan,
                            struct cs_verdict *out)
{
    char *control;

    switch (disturbance) {
    case SILENCE:
        judge_silence(bench, plan, out);
        break;
    case FENCE_LATE:
        rule(out, CS_INCONCLUSIVE, tell_silence(bench->facts));
        break;
    case FENCE_FAILED:
        control = cs_words_control(bench->facts);
        rule(out, CS_INCONCLUSIVE, text("the control CONNECT after it failed: %s", control == NULL ? "" : control));
        free(control);
        break;
    case UNCONNECTED:
        rule(out, CS_INCONCLUSIVE, strdup("the target did not accept a connection"));
        break;
    case UNDISTURBED:
        settle(bench, plan, out);
        break;
    }
}

static void clear(struct cs_verdict *out)
{
    *out = (struct cs_verdict){
        .kind = CS_ERROR,
        .reason = strdup("out of memory"),
        .expected = strdup(""),
        .observed = strdup(""),
        .finding = strdup(""),
        .reading = strdup(""),
    };
}

static void describe(const struct bench *bench, const struct cs_plan *plan, struct cs_verdict *out)
{
    free(out->expected);
    free(out->observed);
    out->expected = cs_words_expected(plan);
    out->observed = cs_words_observed(bench->facts);
    cs_notes_make(bench->facts, out);
}

/* Which of the ways that a requirement leaves to the target it went. */
static void observe(const struct bench *bench, const struct cs_plan *plan, struct cs_verdict *out)
{
    for (size_t i = 0; i < plan->observe_count && out->aspect == NULL; i++) {
        struct cs_evaluation one;
        size_t holding, failing;

        cs_evaluate_outcome(bench->facts, &plan->observe[i], &one, &holding, &failing);
        if (one.truth != CS_TRUTH_HOLDS)
            continue;
        out->aspect = strdup(plan->source->observe.what);
        out->manner = strdup(plan->source->observe.is[i]);
        if (out->aspect == NULL || out->manner == NULL)
            cs_loss_note();
    }
}

static bool has_expired(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_EXPIRED)
            return true;
    return false;
}

/* A case that names invariants is held to them, too. */
static void hold_to_invariants(const struct cs_plan *plan, const struct cs_transcript *transcript,
                               struct cs_verdict *out)
{
    struct cs_breaches sum = {.places = 0};
    struct cs_breach breach;

    if (plan->source->every_count == 0 || out->kind == CS_ERROR)
        return;
    cs_invariant_look(plan->source, transcript, &breach);
    (void)cs_breaches_add(&sum, &breach, transcript);
    cs_breaches_rule(plan->source, &sum, out);
    free(sum.where);
}

static void judge(const struct cs_plan *plan, const struct cs_transcript *transcript, struct cs_verdict *out)
{
    struct bench bench;
    enum disturbance disturbance;

    clear(out);
    if (transcript->trouble != NULL) {
        rule(out, CS_ERROR, strdup(transcript->trouble));
        return;
    }
    if (plan->lacks != NULL) {
        bool late = has_expired(transcript);

        rule(out, late ? CS_INCONCLUSIVE : CS_SKIP, strdup(late ? "no challenge came in time" : plan->lacks));
        return;
    }
    if (!weigh(&bench, plan, transcript)) {
        cs_loss_note();
        return;
    }
    describe(&bench, plan, out);
    disturbance = disturbance_of(bench.facts);
    if (bench.hashed > CS_COMPARE_MAX)
        rule(out, CS_ERROR, strdup("more bytes than can be compared"));
    else if (bench.hopeless || is_awaited_silence(&bench))
        settle(&bench, plan, out);
    else
        judge_disturbed(&bench, disturbance, plan, out);
    if (out->kind != CS_ERROR && out->kind != CS_INCONCLUSIVE)
        observe(&bench, plan, out);
    hold_to_invariants(plan, transcript, out);
    cs_facts_free(bench.facts);
}

/* Whether there was memory for each of its texts. */
static bool is_whole(const struct cs_verdict *verdict)
{
    return verdict->reason != NULL && verdict->expected != NULL && verdict->observed != NULL &&
           verdict->finding != NULL && verdict->reading != NULL &&
           (verdict->aspect == NULL) == (verdict->manner == NULL);
}

bool cs_judge(const struct cs_plan *plan, const struct cs_transcript *transcript, struct cs_verdict *out)
{
    unsigned lost = cs_loss_count();

    judge(plan, transcript, out);
    if (cs_loss_count() == lost && is_whole(out))
        return true;
    cs_verdict_free(out);
    return false;
}

/* Another case's late dial looks just like one of this case. */
static bool may_be_strangers(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_ARRIVES && cs_listener_is_shared(transcript->channels[i].listener))
            return true;
    return false;
}

#define OWN_TIME_US 1000000

/* A client under test ran so long that its own patience may have decided, which others beside it wear out. */
static bool may_be_tired(const struct cs_transcript *transcript)
{
    uint64_t begun = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        if (transcript->events[i].kind == CS_EVENT_STARTED)
            begun = transcript->events[i].at_us;
        if (transcript->events[i].kind == CS_EVENT_EXITED && transcript->events[i].at_us - begun > OWN_TIME_US)
            return true;
    }
    return false;
}

/* That there is no room just now, or no time: where others run beside it, or on a busy machine, that says little. */
static bool tells_to_wait(const struct cs_message *answer)
{
    return answer->status == 504 || answer->status == 408 || answer->status == 429 ||
           (answer->status == 503 && cs_message_has(answer, "retry-after"));
}

static bool was_put_off(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];
        struct cs_conversation heard;

        if (channel->seat == CS_SEAT_ARRIVES || channel->received.kept_length == 0)
            continue;
        cs_conversation_read(channel, true, &heard);
        if (heard.final_count > 0 && tells_to_wait(&heard.first))
            return true;
    }
    return false;
}

bool cs_judge_needs_confirmation(const struct cs_plan *plan, const struct cs_transcript *transcript)
{
    struct bench bench;
    bool strangers = may_be_strangers(transcript) || may_be_tired(transcript);
    bool silent = plan->source->silence_fails && has_expired(transcript);
    bool put_off = was_put_off(transcript);
    bool needed;

    if (transcript->confirmed_alone || transcript->trouble != NULL || plan->lacks != NULL ||
        (!silent && !strangers && !put_off)) /* as a rule: nothing is weighed a second time */
        return false;
    if (!weigh(&bench, plan, transcript))
        return false;
    needed = (strangers || put_off) && !bench.accepted;
    if (silent && disturbance_of(bench.facts) == SILENCE && !bench.hopeless && !is_awaited_silence(&bench))
        needed = true;
    cs_facts_free(bench.facts);
    return needed;
}
