/* A campaign on disk.  Every file is written beside its place and renamed, so that a kill at any moment leaves none half
 * written:
 *
 *   campaign.json     seed, numbers, seconds so far
 *   queue/id:000000   the dialogues that were kept, each a case
 *   findings/NAME/    case.yaml, finding.json, transcript.json, packets.pcapng, repeat (a command), message (for ncat)
 *   unsteady/NAME/    the same, of those that did not come again each time
 */
#ifndef CONNECTSPEC_LIVE_STORE_H
#define CONNECTSPEC_LIVE_STORE_H

#include "fuzz/live/finding.h"
#include "reference/must_use.h"
#include "reports/file.h"

struct cs_store {
    const char *folder;
    const char *command; /* what names the target: "--target squid" */
    size_t queued;
};

struct cs_campaign_numbers {
    uint64_t seed;
    uint64_t next;      /* the number of the next input */
    uint64_t inputs;    /* that were judged, of all runs of this campaign */
    uint64_t silent;    /* ... that met silence */
    uint64_t undecided; /* ... or another disturbance */
    uint64_t deaths;    /* of the target */
    uint64_t queued;
    uint64_t fingerprints;
    uint64_t findings; /* steady ones and new ones */
    uint64_t unsteady;
    double seconds;
};

/* Makes the folders.  False with |error|. */
CS_MUST_USE bool cs_store_open(struct cs_store *store, const char *folder, const char *command,
                               char error[CS_FILE_ERROR_MAX]);

/* Writes what a campaign has come to.  False with |error|. */
CS_MUST_USE bool cs_store_numbers(const struct cs_store *store, const struct cs_campaign_numbers *numbers,
                                  char error[CS_FILE_ERROR_MAX]);

/* False where there are none yet, or they are not readable. */
CS_MUST_USE bool cs_store_read_numbers(const struct cs_store *store, struct cs_campaign_numbers *out);

/* Keeps a case, |text|, in the queue, under the next number.  False with |error|. */
bool cs_store_dialogue(struct cs_store *store, const char *text, char error[CS_FILE_ERROR_MAX]);

/* Calls |take| with each case in |folder|/queue, or with each file of |folder| where |plain|; in order of name. */
bool cs_store_each(const char *folder, bool plain,
                   void (*take)(void *context, const char *name, const char *text, size_t length), void *context);

/* Writes a finding, or writes it again; one that has become unsteady moves. */
bool cs_store_finding(const struct cs_store *store, const struct cs_campaign_finding *finding,
                      char error[CS_FILE_ERROR_MAX]);

/* Takes it away again. */
void cs_store_remove(const struct cs_store *store, const struct cs_campaign_finding *finding);

/* Reads the findings that are there, of both kinds; their dialogues and transcripts stay on disk.  |take| gets one that
 * it owns. */
void cs_store_findings(const struct cs_store *store, void (*take)(void *context, struct cs_campaign_finding *finding),
                       void *context);

#endif
