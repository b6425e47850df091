/* A finding of a campaign: what it is about, how it came, and what became of it. */
#ifndef CONNECTSPEC_LIVE_FINDING_H
#define CONNECTSPEC_LIVE_FINDING_H

#include "fuzz/live/dialogue.h"
#include "harness/scenario/case.h"
#include "reports/transcript.h"
#include "reports/verdict.h"

enum cs_finding_state {
    CS_FINDING_NEW,
    CS_FINDING_STEADY,   /* came again each time */
    CS_FINDING_UNSTEADY, /* did not */
    CS_FINDING_STATES
};

/* What was wrong with one input.  Two findings with the same key are one. */
struct cs_symptom {
    char key[256];
    bool must; /* it breaks a MUST; else advice */
    char finding[64];
    char reading[32];
    char about[96];    /* what was sent, in a word: cs_sight_name */
    const char *every; /* id of the invariant that does not hold, or NULL; borrowed from the suite */
    char reason[320];  /* a sentence */
};

struct cs_campaign_finding {
    struct cs_symptom symptom;
    enum cs_finding_state state;
    char name[96];                /* of its folder */
    struct cs_dialogue *dialogue; /* owned; NULL for a case of the suite's, ... */
    char suite[160];              /* ... which is this one; else "" or the case of the suite's with the same finding */
    char *text;                   /* the case; owned */
    struct cs_transcript *transcript; /* owned */
    uint64_t input;
    double seconds;
    size_t seen;       /* inputs that showed it */
    unsigned tries;    /* runs by itself */
    unsigned repeated; /* ... that showed it again */
    bool merged;       /* it turned out to be another one: only its place is left */
    bool hidden;       /* silence that has not come again yet: nothing is said or written */
};

/* Whether they are the same mistake: what a strict reader says is the same, and so is what went wrong.  A tunnel, a
 * contact and another destination are the same where nobody was to be reached.  The reading counts only where both have
 * one. */
bool cs_symptom_is_same(const struct cs_symptom *left, const struct cs_symptom *right);

/* The symptom of a case of the suite's, or of a dialogue, that was judged: false when nothing is wrong. */
bool cs_symptom_of_verdict(const struct cs_verdict *verdict, const char *about, struct cs_symptom *out);

/* Letters, digits and one - for whatever stands between them; |size| bytes of room. */
void cs_finding_slug(const char *text, char *out, size_t size);

/* A name for a folder: letters, digits and - of the symptom, unlike those of the |count| others. */
void cs_finding_name(const struct cs_campaign_finding *const *others, size_t count,
                     struct cs_campaign_finding *finding);

void cs_campaign_finding_free(struct cs_campaign_finding *finding);

#endif
