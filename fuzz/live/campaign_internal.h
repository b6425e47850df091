/* What the files of a campaign share.  campaign.c hands out inputs, campaign_take.c takes what came of them; below them
 * campaign_chores.c asks for findings again, campaign_found.c remembers them, campaign_examine.c says what is wrong,
 * campaign_case.c makes cases, and campaign_items.c says which of the suite's are driven. */
#ifndef CONNECTSPEC_LIVE_CAMPAIGN_INTERNAL_H
#define CONNECTSPEC_LIVE_CAMPAIGN_INTERNAL_H

#include <time.h>

#include "fuzz/live/breed.h"
#include "fuzz/live/campaign.h"
#include "fuzz/live/minimise.h"
#include "fuzz/live/novelty.h"
#include "reference/must_use.h"

#define CS_INPUTS_MAX 1100 /* under way at once: more than an engine takes */
#define CS_LAG        256  /* inputs after which one may be a parent: by then it is done, whatever the order */
#define CS_THOROUGH   8    /* one made input of so many waits for what the target does behind its answers */
#define CS_AGAIN_MAX  256  /* cases of the suite that are asked for again */
#define CS_CHORES_MAX 16   /* findings that are worked on at a time */

enum cs_input_kind {
    CS_INPUT_FREE,  /* the slot is */
    CS_INPUT_MADE,  /* a dialogue */
    CS_INPUT_SUITE, /* a case of the suite's */
    CS_INPUT_CHORE, /* a finding once more */
};

/* What is done for one finding: it is asked for again, made smaller beside other inputs, and then repeated while
 * nothing else is under way. */
enum cs_chore_stage { CS_CHORE_AGAIN, CS_CHORE_SMALLER, CS_CHORE_REPEAT };

struct cs_chore {
    struct cs_campaign_finding *finding; /* NULL: the place is free */
    enum cs_chore_stage stage;
    struct cs_minimiser *minimiser;
    bool busy;         /* a case of it is under way */
    unsigned wanted;   /* repeats */
    unsigned silences; /* candidates that met silence */
    unsigned cut_off;  /* other runs that their deadline cut off */
    uint64_t ready;    /* inputs when it began to wait for its repeats */
};

struct cs_input {
    enum cs_input_kind kind;
    uint64_t number;
    struct cs_case *owned; /* of a dialogue */
    const struct cs_case *source;
    int value;
    struct cs_chore *chore;       /* CHORE: whose */
    size_t place;                 /* SUITE: of the case in its suite */
    size_t item;                  /* ... of it among the campaign's items */
    bool again;                   /* ... its deadline had passed before */
    struct cs_dialogue *dialogue; /* owned; NULL where the case has none */
};

/* A made input that is done, until it may be a parent. */
struct cs_done {
    uint64_t number;
    uint64_t fingerprint; /* 0: not worth keeping, whatever it is */
    struct cs_dialogue *dialogue;
};

struct cs_suspects {
    size_t count;
    struct cs_input of[64];
    char how[256];
};

/* A case of the suite's that was cut off by its deadline, as on a busy machine. */
struct cs_again {
    size_t item;
    bool needed; /* others depend on it */
};

struct cs_campaign {
    struct cs_campaign_options options;
    const struct cs_live_role *role; /* of the target */
    struct cs_store store;
    struct cs_campaign_numbers numbers;
    struct timespec saved; /* when the time in |numbers| was right */
    struct cs_novelty *novelty;
    struct cs_breed breed;
    struct cs_done done[CS_LAG * 8];
    size_t under_way;
    struct cs_input inputs[CS_INPUTS_MAX];
    struct cs_case invariants; /* all that hold for the target in one: where it holds, each does */
    size_t item_count;         /* the suite's cases that a campaign takes, in order */
    struct cs_engine_item *items;
    size_t next_item;
    bool *waits; /* by item, and of what comes behind them: until nothing is under way */
    size_t again_count;
    struct cs_again again[CS_AGAIN_MAX];
    size_t alone;  /* those from here on come last, one by one: they may disturb others */
    bool solitary; /* the one under way is of these */
    bool *passed;  /* by case of the suite */
    size_t finding_count;
    struct cs_campaign_finding *findings[CS_CAMPAIGN_FINDINGS_MAX];
    struct cs_chore chores[CS_CHORES_MAX];
    bool quiet;   /* no new inputs: findings are being repeated alone */
    bool patient; /* the case that was given last wants a long deadline */
    struct cs_suspects suspects;
    bool died;                       /* the target has, and was not started again */
    bool suspecting;                 /* the one under way is a suspect, alone */
    char trouble[CS_FILE_ERROR_MAX]; /* the first file that could not be written */
};

/* The case of a dialogue under |id|; NULL without memory or where it is none.  |*text| is the caller's, and may be
 * NULL. */
CS_MUST_USE struct cs_case *cs_campaign_case(const struct cs_campaign *campaign, const struct cs_dialogue *dialogue,
                                             const struct cs_symptom *symptom, char **text);

/* Its text alone; the caller's, NULL without memory. */
CS_MUST_USE char *cs_campaign_text(const struct cs_campaign *campaign, const struct cs_dialogue *dialogue);

/* A free slot with the campaign's number in |item|. */
struct cs_input *cs_campaign_slot(struct cs_campaign *campaign, struct cs_engine_item *item);
void cs_input_clear(struct cs_input *input);

/* What an input is about, for people: cs_sight_name. */
void cs_campaign_about(const struct cs_campaign *campaign, const struct cs_input *input, char out[96]);

/* Whether the deadline passed in it. */
bool cs_campaign_has_expired(const struct cs_transcript *transcript);

/* Makes |campaign->items|, in the order in which they are driven; false without memory. */
CS_MUST_USE bool cs_campaign_collect(struct cs_campaign *campaign);

/* Makes |campaign->invariants|; false without memory. */
CS_MUST_USE bool cs_campaign_join_invariants(struct cs_campaign *campaign);

/* What is wrong in a transcript; false: nothing.  |unsure|: it met silence that has to be confirmed. */
CS_MUST_USE bool cs_campaign_examine(const struct cs_campaign *campaign, const struct cs_input *input,
                                     const struct cs_transcript *transcript, struct cs_verdict *verdict,
                                     struct cs_symptom *symptom, bool *unsure);

/* Writes a finding, and remembers where that fails. */
void cs_campaign_write(struct cs_campaign *campaign, const struct cs_campaign_finding *finding);

/* The finding with that symptom, other than |except|; NULL: there is none. */
struct cs_campaign_finding *cs_campaign_find(const struct cs_campaign *campaign, const struct cs_symptom *symptom,
                                             const struct cs_campaign_finding *except);

/* |finding| is the same as |into| after all. */
void cs_campaign_merge(struct cs_campaign *campaign, struct cs_campaign_finding *finding,
                       struct cs_campaign_finding *into);

/* The finding of an input that showed |symptom|; the transcript is taken over. */
void cs_campaign_found(struct cs_campaign *campaign, struct cs_input *input, const struct cs_symptom *symptom,
                       struct cs_transcript *transcript);

/* The next case for a finding, beside others; false: none is wanted now.  cs_chores_next_repeat: one that has to be
 * alone, which is asked for while nothing is under way and cs_chores_want_quiet says so. */
bool cs_chores_next(struct cs_campaign *campaign, struct cs_engine_item *item);
bool cs_chores_next_repeat(struct cs_campaign *campaign, struct cs_engine_item *item);
bool cs_chores_want_quiet(struct cs_campaign *campaign, bool fresh);
void cs_chores_take(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript);

/* Whether some finding is not settled yet. */
bool cs_chores_wait(const struct cs_campaign *campaign);

#endif
