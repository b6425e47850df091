#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/round_internal.h"
#include "harness/cli/round_result.h"

/* Deadlines that silence may take: of all cases in one life of the target, of those that are asked once more, and of the
 * whole round.  Of a round in which a target was silent for some of them round_time.c tells when it is late: the cases
 * that are under way then take three at most, so that ten are never passed. */
#define STALLS_MAX        3.0
#define CONFIRMATIONS_MAX 3.0
#define WHOLE_MAX         6.0

/* How often a target is asked whether it is still there; it may be one that does not answer each CONNECT. */
#define LIFE_PROBES 5

/* Clients are started a few at once, to see how long they take; many would show how long they take beside many. */
#define BURST_OF_PROGRAMS 4

static bool is_probing(enum cs_round_phase phase)
{
    return phase <= CS_ROUND_BURST || phase == CS_ROUND_ALIVE || phase == CS_ROUND_TRIAL_LATE;
}

static bool is_confirming(enum cs_round_phase phase)
{
    return phase >= CS_ROUND_CONFIRM_QUICK && phase <= CS_ROUND_CONFIRM;
}

/* A probe that is one of many tells only how fast the target is, and whether it takes so many at once. */
static void note_burst(struct cs_round *round, const struct cs_case_result *result)
{
    round->full += cs_probe_is_full(result);
    if (result->transcript != NULL && result->transcript->trouble == NULL)
        cs_pace_learn(&round->pace, result->transcript);
}

/* One that goes through is enough; so is one that the target is silent to. */
static void note_life(struct cs_round *round, const struct cs_case *source, const struct cs_case_result *result)
{
    char unused[48];

    round->lives_on =
        round->lives_on || result->verdict.kind == CS_PASS || result->verdict.kind == round->probe.verdict.kind;
    round->doubts = round->lives_on ? 0 : 1;
    if (round->lives_on || (result->transcript != NULL && cs_silence_kind_of(source, result->transcript, unused)))
        cs_round_withdraw_all(round);
}

static void on_probe_done(struct cs_round *round, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_case_result again = {0};
    bool first = round->phase == CS_ROUND_PROBE;
    struct cs_case_result *result = first ? &round->probe : &again;
    char message[CS_PROBE_TEXT_MAX] = "";

    cs_round_describe(item, result);
    (void)cs_round_judge(item->source, transcript, result);
    if (first) {
        cs_silences_note(&round->silences, item->source, transcript, true, uv_hrtime() / 1000);
        round->answer = cs_probe_read(result, &round->pace, message);
        round->may_pass = round->answer == CS_PROBE_NO_TARGET && cs_probe_may_pass(result);
        round->result->controls.made += round->may_pass;
        if (round->died)
            round->answer = CS_PROBE_NO_TARGET;
        if (message[0] != '\0')
            cs_round_say(round,
                         round->answer == CS_PROBE_GO_ON       ? CS_EXIT_OK
                         : round->answer == CS_PROBE_NO_ORIGIN ? CS_EXIT_USAGE
                                                               : CS_EXIT_TARGET,
                         message);
    } else if (round->phase == CS_ROUND_TRIAL || round->phase == CS_ROUND_TRIAL_LATE) {
        cs_trials_note(round, item, result);
    } else if (round->phase == CS_ROUND_ALIVE) {
        note_life(round, item->source, result);
    } else {
        note_burst(round, result);
    }
    cs_case_result_clear(&again);
}

static bool leave_silent(void *context, const struct cs_engine_item *item)
{
    struct cs_round *round = context;
    char text[256];
    const char *reason = cs_round_reason_to_leave(round, item->source, text);

    if (reason != NULL)
        cs_round_leave(round, item->number, reason);
    return reason != NULL;
}

/* Silence costs time: cases that would add to it are taken back, and all of them when there was too much of it. */
static void bound_silence(struct cs_round *round, const struct cs_engine_item *item,
                          const struct cs_transcript *transcript)
{
    size_t kinds = round->silences.count;
    double before = round->silences.stalled;

    cs_silences_note(&round->silences, item->source, transcript, false, uv_hrtime() / 1000);
    if (cs_round_is_over(round))
        cs_round_withdraw_all(round);
    else if (!is_confirming(round->phase) && (round->silences.stalled > before || round->silences.count != kinds))
        cs_engine_withdraw(round->engine, leave_silent, round);
}

/* The verdict of one case; true when it stays as it is. */
static bool take_verdict(struct cs_round *round, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_case_result *result = &round->result->cases[item->number];
    bool confirming = is_confirming(round->phase);
    bool unsure = cs_round_judge(item->source, transcript, result);

    if (round->died && cs_suspects_take(round, item->number))
        return false;
    if (unsure && !confirming) {
        result->verdict.kind = CS_INCONCLUSIVE; /* until the confirmation run has judged it again */
        cs_round_mark_unsure(result);
    }
    if (confirming)
        cs_confirm_note(round, item, transcript);
    round->doubts += result->verdict.kind == CS_INCONCLUSIVE;
    round->confirmed += confirming && (result->verdict.kind == CS_FAIL || result->verdict.kind == CS_WARN);
    if (round->phase == CS_ROUND_SUSPECTS)
        cs_suspects_judge(round, item->number, transcript);
    return result->verdict.kind != CS_VERDICT_KINDS;
}

void cs_round_on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct cs_round *round = context;
    struct cs_case_result *result = &round->result->cases[item->number];

    if (!round->died) /* what a death cuts off says nothing about answers */
        cs_invariants_look(round->invariants, transcript);
    if (is_probing(round->phase)) {
        on_probe_done(round, item, transcript);
        return;
    }
    if (!round->died) {
        cs_deaf_note(round, item->number, transcript);
        bound_silence(round, item, transcript);
    }
    if (!take_verdict(round, item, transcript))
        return;
    if (!is_confirming(round->phase))
        cs_round_count(round, item->number);
    if (!round->options.keep_transcripts && !cs_round_worth_keeping(result->verdict.kind)) {
        cs_transcript_free(result->transcript);
        result->transcript = NULL;
    }
}

static enum cs_round_phase phase_of(const struct cs_round *round, size_t slot)
{
    const struct cs_case *source = round->options.items[slot].source;

    if (source->last || round->last[slot])
        return CS_ROUND_LAST;
    return source->alone ? CS_ROUND_ALONE : CS_ROUND_TOGETHER;
}

static bool belongs(const struct cs_round *round, size_t slot)
{
    const struct cs_case_result *result = &round->result->cases[slot];

    return result->verdict.kind == CS_VERDICT_KINDS && !round->suspects[slot] && phase_of(round, slot) == round->phase;
}

static void drive_probes(struct cs_round *round)
{
    struct cs_engine_item probe = {.source = cs_probe_find(round->options.probes, &round->policy), .value = -1};
    bool burst = round->phase == CS_ROUND_BURST;
    bool trial = round->phase == CS_ROUND_TRIAL || round->phase == CS_ROUND_TRIAL_LATE;
    unsigned count = burst                            ? cs_engine_jobs(round->engine)
                     : trial                          ? CS_ROUND_TRIALS
                     : round->phase == CS_ROUND_ALIVE ? LIFE_PROBES
                                                      : 1;

    if (burst && round->programs && count > BURST_OF_PROGRAMS)
        count = BURST_OF_PROGRAMS;
    if (burst && count > round->options.item_count)
        count = (unsigned)round->options.item_count; /* there will never be more at once */
    for (unsigned i = 0; probe.source != NULL && i < count; i++)
        cs_round_drive(round, &probe, !burst, 0);
}

/* Whether a probe of this kind has a purpose. */
static bool wants_probes(const struct cs_round *round, enum cs_round_phase phase)
{
    if (phase == CS_ROUND_TRIAL)
        return round->options.trials || round->may_pass;
    if (phase == CS_ROUND_TRIAL_LATE)
        return round->result->controls.made == 0 && cs_round_is_unjudged(round->result);
    if (phase == CS_ROUND_BURST)
        return !round->pace.no_tunnel && !round->pace.one_at_a_time;
    return phase == CS_ROUND_PROBE || round->doubts > 0 || round->asks;
}

/* Seconds that one case may be silent. */
static double longest_silence(const struct cs_round *round)
{
    double longest = cs_engine_deadline(round->engine) * round->forbearance;

    for (size_t i = 0; i < round->options.item_count; i++)
        if (round->options.items[i].source->patience > longest)
            longest = round->options.items[i].source->patience;
    return longest;
}

/* Seconds of silence after which no more cases are begun. */
static double patience_of(const struct cs_round *round, enum cs_round_phase phase)
{
    double deadline = longest_silence(round) * cs_round_breadth(round);
    double patience = round->endured + STALLS_MAX * deadline;

    if (phase == CS_ROUND_CONFIRM_QUICK) /* whatever the others have taken */
        return round->silences.stalled + longest_silence(round);
    if (is_confirming(phase))
        patience = round->silences.stalled + CONFIRMATIONS_MAX * deadline;
    return patience < WHOLE_MAX * deadline ? patience : WHOLE_MAX * deadline;
}

static unsigned jobs_of(const struct cs_round *round)
{
    if ((round->phase == CS_ROUND_BURST || round->phase == CS_ROUND_TOGETHER) && !round->pace.one_at_a_time)
        return round->jobs;
    if (round->phase != CS_ROUND_CONFIRM_FEW)
        return 1;
    return round->jobs < CS_ROUND_FEW ? round->jobs : CS_ROUND_FEW;
}

/* Hands the engine what belongs to this phase; false when nothing does. */
static bool run_phase(struct cs_round *round, enum cs_round_phase phase)
{
    round->phase = phase;
    round->given = 0;
    round->lives_on = false;
    if (!is_probing(phase))
        round->heard = uv_hrtime() / 1000; /* it has answered so far */
    round->patience = patience_of(round, phase);
    cs_engine_set_jobs(round->engine, jobs_of(round));
    if (is_probing(phase) && wants_probes(round, phase))
        drive_probes(round);
    if (is_confirming(phase))
        cs_confirm_drive(round);
    if (phase == CS_ROUND_SUSPECTS)
        cs_deaf_drive(round);
    for (size_t slot = 0; !is_probing(phase) && !is_confirming(phase) && slot < round->result->count; slot++)
        if (belongs(round, slot) && !cs_round_is_over(round))
            cs_round_drive(round, &round->options.items[slot], false, slot);
    return round->given > 0;
}

/* What was learnt by the phase that is over. */
static void conclude_phase(struct cs_round *round)
{
    if (round->phase <= CS_ROUND_BURST)
        cs_engine_set_pace(round->engine, &round->pace);
    if (round->phase == CS_ROUND_BURST)
        cs_round_lower_jobs(round);
    if (round->phase > CS_ROUND_BURST && round->target != NULL && round->doubts > 0)
        cs_target_check(round->target);
}

void cs_round_begin(struct cs_round *round, enum cs_round_phase phase)
{
    for (int next = (int)phase; next < CS_ROUND_PHASES; next++) {
        if (next == CS_ROUND_SUSPECTS && !round->fitted)
            cs_round_leave_unfit(round);
        if (run_phase(round, (enum cs_round_phase)next))
            return;
    }
    cs_round_wind_up(round);
}

void cs_round_on_finished(void *context)
{
    struct cs_round *round = context;
    enum cs_round_phase next;

    if (!round->stopped && (round->phase == CS_ROUND_TRIAL || round->phase == CS_ROUND_TRIAL_LATE))
        cs_trials_conclude(round);
    if (!round->stopped && !round->died && round->phase == CS_ROUND_PROBE && round->may_pass) {
        cs_round_begin(round, CS_ROUND_TRIAL);
        return;
    }
    if (!round->stopped && !round->died && round->answer == CS_PROBE_GO_ON)
        conclude_phase(round);
    if (!round->stopped && !round->died && round->phase == CS_ROUND_ALIVE && round->doubts > 0)
        cs_suspects_hear(round, "the target serves nobody any more");
    if (!round->stopped && (cs_suspects_go_on(round, &next) || cs_deaf_go_on(round, &next))) {
        cs_round_begin(round, next);
        return;
    }
    if (round->stopped || round->answer != CS_PROBE_GO_ON || (round->died && !cs_suspects_settle(round)))
        cs_round_wind_up(round);
    else if (!round->restarting)
        cs_round_begin(round, (enum cs_round_phase)((int)round->phase + 1));
}
