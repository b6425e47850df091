/* What a campaign shows while it runs: a line on a terminal, the files of AFL++'s tools, a page. */
#ifndef CONNECTSPEC_FUZZ_WATCH_H
#define CONNECTSPEC_FUZZ_WATCH_H

#include "fuzz/live/campaign.h"

struct cs_fuzz_watch {
    const char *folder;
    const char *target; /* for people */
    bool quiet;
    bool terminal;
    bool line;                           /* a status line stands on it */
    bool told[CS_CAMPAIGN_FINDINGS_MAX]; /* by finding: it was told */
    bool told_unwritten;                 /* a file could not be written, and that was told */
    double began;                        /* seconds of the campaign before this run */
    double last_find;                    /* ... when something new came last, and a finding, of this run */
    double last_finding;
    uint64_t last_fingerprints;
    double plotted; /* when plot_data had its last line */
};

/* |folder| and |target| are borrowed; what |campaign| has found before is not told again. */
void cs_fuzz_watch_begin(struct cs_fuzz_watch *watch, const char *folder, const char *target, bool quiet,
                         const struct cs_campaign *campaign);

/* Tells of new findings and renews the line, and every few seconds the files; |seconds| of this run. */
void cs_fuzz_watch_look(struct cs_fuzz_watch *watch, const struct cs_campaign *campaign, double seconds);

/* The last line, and all files. */
void cs_fuzz_watch_end(struct cs_fuzz_watch *watch, const struct cs_campaign *campaign, double seconds);

#endif
