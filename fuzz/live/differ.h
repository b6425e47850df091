/* A campaign that compares targets, without its sockets: every input goes to each of them, and where they part company
 * that is a disagreement.  Whose fault it is, if anybody's, is not said.  Disagreements are grouped by what a strict
 * reader sees in the input and by what came of it at each target; each group's dialogue is made smaller and driven
 * again. */
#ifndef CONNECTSPEC_LIVE_DIFFER_H
#define CONNECTSPEC_LIVE_DIFFER_H

#include "harness/engine/engine.h"
#include "harness/scenario/requirement.h"
#include "reference/must_use.h"
#include "reports/file.h"

#define CS_DIFFER_TARGETS_MAX 8
#define CS_DIFFER_GROUPS_MAX  400

struct cs_differ; /* opaque */

struct cs_differ_options {
    size_t count; /* of the targets, two at least */
    const char *names[CS_DIFFER_TARGETS_MAX];
    const struct cs_policy *policies[CS_DIFFER_TARGETS_MAX]; /* inputs are made for the first; borrowed, all of them */
    const struct cs_catalogue *catalogue;                    /* borrowed */
    const char *folder;                                      /* where disagreements are written; borrowed */
    uint64_t seed;                                           /* 0: a random one */
    bool redact;                                             /* transcripts have a stand-in for the password */
};

enum cs_group_state {
    CS_GROUP_SMALLER, /* its dialogue is being made smaller */
    CS_GROUP_REPEAT,  /* ... is driven again, alone */
    CS_GROUP_STEADY,  /* it came again each time */
    CS_GROUP_UNSTEADY,
    CS_GROUP_STATES
};

/* Inputs on which the targets disagree in the same way. */
struct cs_differ_group {
    enum cs_group_state state;
    char name[96];  /* of its folder */
    char about[96]; /* what the client that they treat differently sent, in a word: cs_meaning_describe */
    char reactions[CS_DIFFER_TARGETS_MAX][64]; /* cs_reaction_describe */
    char *text;                                /* the case; owned */
    uint64_t input;                            /* the first */
    size_t seen;                               /* inputs that showed it */
    bool merged;                               /* it turned out to be another one */
};

struct cs_differ_numbers {
    uint64_t seed;
    uint64_t inputs;        /* that all targets have seen */
    uint64_t kinds;         /* combinations of input and reactions */
    uint64_t disagreements; /* groups that came again each time */
    uint64_t unsteady;      /* ... that did not */
    uint64_t open;          /* ... that were not driven again yet */
};

/* Goes on with what options->folder has of the same targets: their disagreements, the count of inputs, and the seed where
 * options->seed is 0.  NULL with |error|. */
CS_MUST_USE struct cs_differ *cs_differ_new(const struct cs_differ_options *options, char error[CS_FILE_ERROR_MAX]);
void cs_differ_free(struct cs_differ *differ);

/* The next case, for each of the targets; false while there is none before others were taken.  item->number belongs to
 * the campaign; item->confirmation: it wants to be alone.  |fresh|: new inputs too. */
bool cs_differ_next(struct cs_differ *differ, bool fresh, struct cs_engine_item *item);

/* What came of it at one target; the transcript is taken over, and NULL where the case was not driven. */
void cs_differ_take(struct cs_differ *differ, const struct cs_engine_item *item, size_t target,
                    struct cs_transcript *transcript);

/* The budget is spent: groups are made no smaller any more. */
void cs_differ_hurry(struct cs_differ *differ);

/* Writes how far it has come to |folder|/differential.json; disagreements are written as they are found.  False with
 * |error|. */
CS_MUST_USE bool cs_differ_save(const struct cs_differ *differ, char error[CS_FILE_ERROR_MAX]);

/* How many cases are under way, and whether groups still need some. */
size_t cs_differ_under_way(const struct cs_differ *differ);
bool cs_differ_has_chores(const struct cs_differ *differ);

/* "" or what could not be written first. */
const char *cs_differ_trouble(const struct cs_differ *differ);

struct cs_differ_numbers cs_differ_numbers(const struct cs_differ *differ);
size_t cs_differ_group_count(const struct cs_differ *differ);
const struct cs_differ_group *cs_differ_group_at(const struct cs_differ *differ, size_t index);

#endif
