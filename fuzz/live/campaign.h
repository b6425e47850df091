/* A live campaign, without its sockets: which case to drive next, and what to make of its transcript.
 *
 * Inputs are numbered, and input N is the same for the same seed as long as the same inputs in front of it were worth
 * keeping.  The suite's own cases come first.  What goes wrong is asked for again, alone; made
 * smaller; and asked for ten times more, before it is a steady finding. */
#ifndef CONNECTSPEC_LIVE_CAMPAIGN_H
#define CONNECTSPEC_LIVE_CAMPAIGN_H

#include "fuzz/live/store.h"
#include "harness/engine/engine.h"
#include "reference/must_use.h"

#define CS_CAMPAIGN_FINDINGS_MAX 400

struct cs_campaign; /* opaque */

struct cs_campaign_options {
    const struct cs_policy *policy;       /* borrowed */
    const struct cs_suite *suite;         /* the suite's own: seeds and invariants; borrowed */
    const struct cs_catalogue *catalogue; /* borrowed */
    const char *corpus;                   /* a folder of more seeds, or NULL */
    const char *folder;                   /* where the campaign is kept, made or gone on with */
    const char *command;                  /* what names the target in commands that repeat findings */
    uint64_t seed;                        /* 0: that of the folder, else a random one */
    bool redact;                          /* transcripts on disk have a stand-in for the password */
    bool made_only;                       /* none of the suite's cases, neither as inputs nor as seeds */
};

/* NULL with |error|. */
CS_MUST_USE struct cs_campaign *cs_campaign_new(const struct cs_campaign_options *options,
                                                char error[CS_FILE_ERROR_MAX]);
void cs_campaign_free(struct cs_campaign *campaign);

/* The next case; false while there is none before another one was taken.  item->number belongs to the campaign;
 * item->confirmation: it wants to be alone.  |fresh|: new inputs too, not only what findings still need. */
bool cs_campaign_next(struct cs_campaign *campaign, bool fresh, struct cs_engine_item *item);

/* What came of it; the transcript is taken over, and NULL where the case was not driven. */
void cs_campaign_take(struct cs_campaign *campaign, const struct cs_engine_item *item,
                      struct cs_transcript *transcript);

/* The target died, |how|: what was under way becomes suspect, and is asked for again, alone.  Call it before the
 * transcripts of those come in.  When it dies again while one was alone, that is a finding. */
void cs_campaign_target_died(struct cs_campaign *campaign, const char *how);

/* How many cases are under way, and whether findings still need some. */
size_t cs_campaign_under_way(const struct cs_campaign *campaign);
bool cs_campaign_has_chores(const struct cs_campaign *campaign);

/* Whether the case that was given last is about silence: it wants the deadline that a run has. */
bool cs_campaign_is_patient(const struct cs_campaign *campaign);

/* Adds to the time that the campaign has taken, and writes campaign.json.  False with |error| also when something
 * before could not be written. */
CS_MUST_USE bool cs_campaign_save(struct cs_campaign *campaign, double seconds, char error[CS_FILE_ERROR_MAX]);

/* What it has come to by now; its findings, |index| below their count: the campaign's, until the next call that changes
 * it. */
struct cs_campaign_numbers cs_campaign_numbers(const struct cs_campaign *campaign);
size_t cs_campaign_finding_count(const struct cs_campaign *campaign);
const struct cs_campaign_finding *cs_campaign_finding_at(const struct cs_campaign *campaign, size_t index);

#endif
