/* What the files of a round share.  round.c starts it and its target, round_phase.c hands the engine its cases and
 * takes their transcripts, round_fit.c leaves out those that it can't run,
 * round_confirm.c chooses what is asked once more, round_trial.c asks the probe several times, round_suspects.c finds out who killed a target,
 * round_end.c ends it all. */
#ifndef CONNECTSPEC_ROUND_INTERNAL_H
#define CONNECTSPEC_ROUND_INTERNAL_H

#include "harness/cli/round.h"
#include "harness/cli/round_invariant.h"
#include "harness/cli/round_probe.h"
#include "harness/cli/round_silence.h"
#include "reference/must_use.h"

/* What the engine is at: the probe; the same several times, where there is reason to doubt that it always comes out so;
 * as many probes as there will be cases at once, to see how slow the target then is; the suspects of a death; the cases
 * side by side, then those that may disturb others one by one, of these at last the ones that may leave the target
 * stuck; a probe again, when something makes us doubt that the target is still there; once more those that were
 * answered, but perhaps by another case's doing, and those whose verdict rests on silence, a few at once where it is no
 * rule, the others one by one; and again the probe several times, where cases stayed inconclusive. */
enum cs_round_phase {
    CS_ROUND_PROBE,
    CS_ROUND_TRIAL,
    CS_ROUND_BURST,
    CS_ROUND_SUSPECTS,
    CS_ROUND_TOGETHER,
    CS_ROUND_ALONE,
    CS_ROUND_LAST,
    CS_ROUND_ALIVE,
    CS_ROUND_CONFIRM_QUICK,
    CS_ROUND_CONFIRM_FEW,
    CS_ROUND_CONFIRM,
    CS_ROUND_TRIAL_LATE,
    CS_ROUND_PHASES
};

#define CS_ROUND_JOBS  64 /* how many cases are under way at once, where nobody asks for another number */
#define CS_ROUND_FEW   16 /* how many silent cases are asked once more at once */
#define CS_ROUND_LIVES 20 /* how often a target is started */

/* When a case was under way, in microseconds of uv_hrtime. */
struct cs_watch {
    uint64_t began;
    uint64_t spoke;    /* the last time that we did something to the target */
    uint64_t distance; /* from there to the last sign of life of a target that is gone */
};

struct cs_round {
    struct cs_round_options options;
    struct cs_policy policy;
    struct cs_target *target; /* NULL: we have not started it */
    struct cs_engine *engine;
    struct cs_tls_context *tls; /* to a target of ours that speaks TLS, or NULL */
    struct cs_target *old_targets[CS_ROUND_LIVES];
    struct cs_engine *old_engines[CS_ROUND_LIVES];
    unsigned lives; /* how many were started before */
    struct cs_result *result;
    bool *suspects;                   /* by slot: was under way when the target died */
    struct cs_watch *watch;           /* by slot */
    bool *last;                       /* by slot: a case of its family has ended a life of the target */
    struct cs_invariants *invariants; /* NULL: none were chosen */
    struct cs_case_result probe;
    enum cs_probe_answer answer; /* what |probe| says */
    bool may_pass;               /* ... and it may come out otherwise another time */
    struct cs_pace pace;
    struct cs_silences silences;
    double forbearance; /* how many times as much as of others: clients hang by themselves, and beside each other */
    double patience;    /* of the silences: how much may come together before no more cases are begun */
    double endured;     /* ... and how much there was when this life of the target began */
    size_t given;       /* how many cases the engine has of this phase */
    bool lives_on;      /* the probe that asks whether the target is still there went through */
    size_t doubts;      /* how many of them ended as one does when the target is no more */
    size_t full;        /* probes of the burst that were turned away with 503 or 429 */
    size_t repetitions; /* silences that came again and are no rule */
    size_t confirmed;   /* silences that stood when they were asked for alone */
    unsigned jobs;
    bool programs; /* the target is a client */
    bool fitted;   /* cases that this target cannot run are skipped */
    size_t done;
    enum cs_round_phase phase;
    bool stopped;
    bool died;       /* the target of this life is no more */
    uint64_t heard;  /* the target's last sign of life, as in struct cs_watch */
    bool asks;       /* it has been silent for so long that it is asked whether it is still there */
    size_t accused;  /* slot of a suspect after which a probe has to show whether the target lives; SIZE_MAX: none */
    bool condemned;  /* it was found who ended this life */
    bool explained;  /* ... or an earlier one */
    bool unsolved;   /* ... and nobody was found who did it */
    bool restarting; /* the old one is being stopped */
    char death[512]; /* how it died */
    bool winding_up;
    int status;
    char *message;
    uint64_t began;
    double waited; /* seconds that this process had waited for a processor by then */
};

/* round_end.c: what the user is told at the end. */
void cs_round_say(struct cs_round *round, int status, const char *message);
/* Starts the target again; false where that is not possible.  What follows begins with the suspects. */
CS_MUST_USE bool cs_round_restart(struct cs_round *round);
/* The engine is out of work: the target goes next, then the end. */
void cs_round_wind_up(struct cs_round *round);
/* Target and engine are gone: completes the result and hands it over. */
void cs_round_end(struct cs_round *round);

/* round_time.c.  cs_round_start_clock: the round begins now.  cs_round_is_late: it has taken so long, as far as that is not
 * the machine's fault, that there is no time for second thoughts.  cs_round_is_too_late: nor for what a target that was
 * started again would still be asked. */
void cs_round_start_clock(struct cs_round *round);
/* How many times as long as usual silences may take, because the user has asked for few cases at once: 1 or more. */
CS_MUST_USE double cs_round_breadth(const struct cs_round *round);
bool cs_round_is_late(const struct cs_round *round);
bool cs_round_is_too_late(const struct cs_round *round);

/* round_drive.c.  cs_round_drive: gives the engine one more case; |number| is its place in the result.  cs_round_count: one
 * more case has its first verdict.  cs_round_is_over: there was so much silence that no more cases are begun. */
void cs_round_drive(struct cs_round *round, const struct cs_engine_item *item, bool confirmation, size_t number);
void cs_round_count(struct cs_round *round, size_t slot);
CS_MUST_USE bool cs_round_is_over(const struct cs_round *round);

/* round_phase.c: begins with |phase|, or the first one behind it that has something to do. */
void cs_round_begin(struct cs_round *round, enum cs_round_phase phase);
/* The engine's callbacks. */
void cs_round_on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript);
void cs_round_on_finished(void *context);

/* round_fit.c: what is not asked.  cs_round_leave: skips the case in |slot| with that reason.  cs_round_reason_to_leave:
 * why a case that has not begun is not worth a deadline, in |text| or static; NULL: it is.  cs_round_leave_unfit: skips
 * all that this target cannot run. */
void cs_round_leave(struct cs_round *round, size_t slot, const char *reason);
CS_MUST_USE const char *cs_round_reason_to_leave(struct cs_round *round, const struct cs_case *source, char text[256]);
void cs_round_leave_unfit(struct cs_round *round);

/* round_confirm.c: what is asked once more.  cs_confirm_drive: hands the engine the cases of this phase, which is
 * one of CS_ROUND_CONFIRM_QUICK to CS_ROUND_CONFIRM.  cs_confirm_note: one of them has been judged; takes back those that it
 * settles. */
void cs_confirm_drive(struct cs_round *round);
void cs_confirm_note(struct cs_round *round, const struct cs_engine_item *item, const struct cs_transcript *transcript);

/* round_trial.c.  cs_round_withdraw_all: what the engine has not begun yet is not asked.  cs_trials_note: a control
 * CONNECT ended; the first one that goes through becomes the probe.  cs_trials_conclude: tells how many went through,
 * where not all did. */
void cs_round_withdraw_all(struct cs_round *round);
void cs_trials_note(struct cs_round *round, const struct cs_engine_item *item, struct cs_case_result *result);
void cs_trials_conclude(struct cs_round *round);
/* After a burst of probes: fewer cases at once, where it showed that it takes no more (which is its right), or that it is a
 * client that takes its time. */
void cs_round_lower_jobs(struct cs_round *round);

/* round_deaf.c.  cs_deaf_note: the case in |slot| ended; where all have met nothing but silence, the rest of the phase is
 * taken back and the target is asked whether it is there.  cs_deaf_go_on: the engine is out of work; true when |*next| is
 * the next step because of that.  cs_deaf_is_innocent: the case began when the target was silent already.
 * cs_deaf_suspect: one that may have done it.  cs_deaf_drive: hands the engine the suspects, the likeliest first. */
void cs_deaf_note(struct cs_round *round, size_t slot, const struct cs_transcript *transcript);
CS_MUST_USE bool cs_deaf_go_on(struct cs_round *round, enum cs_round_phase *next);
CS_MUST_USE bool cs_deaf_is_innocent(const struct cs_round *round, size_t slot);
void cs_deaf_suspect(struct cs_round *round, size_t slot);
void cs_deaf_drive(struct cs_round *round);

/* round_suspects.c.  cs_suspects_hear: the target died, |how|.  cs_suspects_take: a case ended with the target's death;
 * true: its verdict has to wait.  cs_suspects_judge: a suspect that ran alone has been judged.  cs_suspects_go_on: the
 * engine is out of work; true when |*next| is the next step for suspects.  cs_suspects_settle: what is left when a
 * phase is over with the target gone; true: it goes on. */
void cs_suspects_hear(struct cs_round *round, const char *how);
bool cs_suspects_take(struct cs_round *round, size_t slot);
void cs_suspects_judge(struct cs_round *round, size_t slot, const struct cs_transcript *transcript);
bool cs_suspects_go_on(struct cs_round *round, enum cs_round_phase *next);
bool cs_suspects_settle(struct cs_round *round);

/* round_tls.c: what a target that we start over TLS shows, and how we speak to it: whoever it is is not asked. */
CS_MUST_USE bool cs_round_certify(void *round, char **certificates, char **key);
CS_MUST_USE struct cs_tls_context *cs_round_tls(const struct cs_policy *policy);

#endif
