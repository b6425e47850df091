/* What the files of a comparing campaign share: differ.c hands out inputs and takes what came of them, differ_groups.c
 * keeps the groups and what they still need, differ_store.c what a folder has of them. */
#ifndef CONNECTSPEC_LIVE_DIFFER_INTERNAL_H
#define CONNECTSPEC_LIVE_DIFFER_INTERNAL_H

#include "fuzz/live/breed.h"
#include "fuzz/live/differ.h"
#include "fuzz/live/minimise.h"
#include "fuzz/live/novelty.h"
#include "fuzz/live/reaction.h"

#define CS_DIFFER_INPUTS_MAX 1100

struct cs_differ_input {
    bool used;
    uint64_t number;
    struct cs_dialogue *dialogue; /* owned */
    struct cs_case *source;       /* owned */
    size_t group;                 /* SIZE_MAX: a new input */
    size_t taken;                 /* targets whose transcript is in */
    bool voided;                  /* one of them could not be asked */
    struct cs_reaction reactions[CS_DIFFER_TARGETS_MAX];
    struct cs_transcript *transcripts[CS_DIFFER_TARGETS_MAX]; /* of a repeat; owned */
};

/* What a group needs beside what it tells. */
struct cs_differ_chore {
    struct cs_dialogue *dialogue; /* the smallest so far; owned */
    struct cs_minimiser *minimiser;
    unsigned candidates; /* smaller dialogues so far */
    unsigned tries;      /* runs alone */
    bool busy;
    bool again; /* it has shown once more */
};

struct cs_differ {
    struct cs_differ_options options;
    struct cs_breed breed;
    struct cs_novelty *novelty;
    uint64_t next;
    struct cs_differ_numbers numbers;
    size_t under_way;
    bool quiet; /* groups are being driven alone */
    struct cs_differ_input inputs[CS_DIFFER_INPUTS_MAX];
    size_t group_count;
    struct cs_differ_group groups[CS_DIFFER_GROUPS_MAX];
    struct cs_differ_chore chores[CS_DIFFER_GROUPS_MAX];
    char trouble[CS_FILE_ERROR_MAX];
};

/* The case of a dialogue; NULL without memory or where it is none.  |*text| is the caller's, and may be NULL. */
CS_MUST_USE struct cs_case *cs_differ_case(const struct cs_differ *differ, const struct cs_dialogue *dialogue,
                                           char **text);

/* Takes up what the folder has, which is made; false with |error|, and where that compares other targets. */
CS_MUST_USE bool cs_differ_resume(struct cs_differ *differ, char error[CS_FILE_ERROR_MAX]);

/* Gives |input| the next dialogue that a group needs: |alone|, a repeat; else a smaller one.  False: none is wanted. */
bool cs_differ_fill(struct cs_differ *differ, struct cs_differ_input *input, bool alone);

/* Whether groups have waited long enough to be driven alone; |fresh|: new inputs may go on instead. */
bool cs_differ_wants_quiet(const struct cs_differ *differ, bool fresh);

/* A new input that all targets have seen. */
void cs_differ_look(struct cs_differ *differ, const struct cs_differ_input *input);

/* What came of a dialogue that a group asked for. */
void cs_differ_tell(struct cs_differ *differ, struct cs_differ_input *input);

#endif
