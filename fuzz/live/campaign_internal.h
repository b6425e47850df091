/* What the files of a campaign share: campaign.c hands out inputs, campaign_take.c makes something of what came,
 * campaign_chores.c asks for findings again. */
#ifndef CONNECTSPEC_LIVE_CAMPAIGN_INTERNAL_H
#define CONNECTSPEC_LIVE_CAMPAIGN_INTERNAL_H

#include "fuzz/live/campaign.h"
#include "fuzz/live/minimise.h"
#include "fuzz/live/novelty.h"

#define CS_INPUTS_MAX            1100 /* under way at once: more than an engine takes */
#define CS_LAG                   256 /* inputs after which one may be a parent: by then it is done, whatever the order */
#define CS_CAMPAIGN_FINDINGS_MAX 400
#define CS_CORPUS_MAX            4096

enum cs_input_kind {
    CS_INPUT_FREE,  /* the slot is */
    CS_INPUT_MADE,  /* a dialogue */
    CS_INPUT_SUITE, /* a case of the suite's */
    CS_INPUT_CHORE, /* a finding once more */
};

struct cs_input {
    enum cs_input_kind kind;
    uint64_t number;
    struct cs_case *owned; /* of a dialogue */
    const struct cs_case *source;
    int value;
    size_t place;                 /* SUITE: of the case in its suite */
    struct cs_dialogue *dialogue; /* owned; NULL where the case has none */
};

/* A made input that is done, until it may be a parent. */
struct cs_done {
    uint64_t number;
    uint64_t fingerprint; /* 0: not worth keeping, whatever it is */
    struct cs_dialogue *dialogue;
};

enum cs_chore_stage { CS_CHORE_AGAIN, CS_CHORE_SMALLER, CS_CHORE_REPEAT };

/* What is done for one finding. */
struct cs_chore {
    struct cs_campaign_finding *finding; /* NULL: nothing is being done */
    enum cs_chore_stage stage;
    struct cs_minimiser *minimiser;
    struct cs_dialogue *candidate; /* what is under way, owned by its input */
    unsigned wanted;               /* runs by itself */
};

struct cs_suspects {
    size_t count;
    struct cs_input of[64];
    char how[256];
};

struct cs_campaign {
    struct cs_campaign_options options;
    struct cs_store store;
    struct cs_campaign_numbers numbers;
    struct cs_novelty *novelty;
    size_t corpus_count;
    struct cs_dialogue *corpus[CS_CORPUS_MAX];
    struct cs_done done[CS_LAG * 8];
    size_t under_way;
    struct cs_input inputs[CS_INPUTS_MAX];
    size_t item_count; /* the suite's cases that a campaign takes, in order */
    struct cs_engine_item *items;
    size_t next_item;
    size_t sharing; /* so many of them come first, and nothing beside them */
    bool *passed;   /* by case of the suite */
    size_t finding_count;
    struct cs_campaign_finding *findings[CS_CAMPAIGN_FINDINGS_MAX];
    struct cs_chore chore;
    struct cs_suspects suspects;
    bool died;                       /* the target has, and was not started again */
    bool suspecting;                 /* the one under way is a suspect, alone */
    char trouble[CS_FILE_ERROR_MAX]; /* the first file that could not be written */
};

/* The case of a dialogue under |id|; NULL without memory or where it is none.  |*text| is the caller's, and may be NULL. */
struct cs_case *cs_campaign_case(const struct cs_campaign *campaign, const struct cs_dialogue *dialogue,
                                 const struct cs_symptom *symptom, char **text);

/* A free slot with the campaign's number in |item|. */
struct cs_input *cs_campaign_slot(struct cs_campaign *campaign, struct cs_engine_item *item);
void cs_input_clear(struct cs_input *input);

/* campaign_take.c: what is wrong in a transcript; false: nothing.  |unsure|: it met silence that has to be confirmed. */
bool cs_campaign_examine(const struct cs_campaign *campaign, const struct cs_input *input,
                         const struct cs_transcript *transcript, struct cs_verdict *verdict, struct cs_symptom *symptom,
                         bool *unsure);

/* Writes a finding, and remembers where that fails. */
void cs_campaign_write(struct cs_campaign *campaign, const struct cs_campaign_finding *finding);

/* The finding of an input that showed |symptom|; the transcript is taken over. */
void cs_campaign_found(struct cs_campaign *campaign, struct cs_input *input, const struct cs_symptom *symptom,
                       struct cs_transcript *transcript);

/* campaign_chores.c: the next case for a finding; false: none is to be done, or one is under way. */
bool cs_chores_next(struct cs_campaign *campaign, struct cs_engine_item *item);
void cs_chores_take(struct cs_campaign *campaign, struct cs_input *input, struct cs_transcript *transcript);
bool cs_chores_wait(const struct cs_campaign *campaign);

#endif
