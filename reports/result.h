/* The result of one run: what `run --json` writes and `report` reads (see the contract in reports/README.md). */
#ifndef CONNECTSPEC_RESULT_H
#define CONNECTSPEC_RESULT_H

#include "reference/must_use.h"
#include "reports/transcript.h"
#include "reports/verdict.h"

struct cs_case_result {
    char *id;
    char *title;
    char *level; /* "must", "should", "may", "advice", "interop" */
    size_t requirement_count;
    char **requirements;
    size_t tag_count;
    char **tags;
    char *danger;    /* what it lets an attacker do; "" when the case does not say */
    char *source;    /* "RFC 9110 §9.3.6", of the first requirement */
    char *statement; /* the first requirement in words */
    char *severity;  /* "low", "medium", "high", "critical": the highest of its requirements */
    struct cs_verdict verdict;
    unsigned runs[CS_VERDICT_KINDS]; /* unsteady: how many of the runs ended how; else 0 */
    char *known; /* why this failure was expected (reports/gate.h); NULL: it was not, or it is none */
    bool later;  /* a failure that does not count: the case is younger than the file of known failures */
    uint64_t duration_us;
    struct cs_transcript *transcript; /* owned; NULL when nothing was driven */
};

/* The same control CONNECT several times: how reliable the target is. */
#define CS_REPEAT_MAX 1000 /* runs, or control CONNECTs */
struct cs_controls {
    unsigned made; /* 0: nobody asked */
    unsigned good; /* went through */
};

struct cs_result {
    char *suite;   /* version of connectspec */
    char *started; /* ISO 8601, UTC */
    char *target;  /* profile name or HOST:PORT */
    char *version; /* of the target; "" unknown */
    char *command; /* arguments that repeat this run, without case names: "--target squid" */
    bool complete;
    char *incomplete; /* why it is not; NULL: it is, or nothing is known */
    bool strict;      /* warnings turn the run red, too */
    uint64_t wall_us;
    unsigned repeat; /* how many runs there were (reports/repeat.h); 0 and 1: one */
    struct cs_controls controls;
    size_t count;
    struct cs_case_result *cases; /* in order of id */
    size_t gone_count;
    char *password; /* of the account that was used, never written (reports/redact.h); NULL: none is known */
    char **gone;    /* lines of the file of known failures that hold no longer, in words */
};

struct cs_summary {
    size_t of[CS_VERDICT_KINDS];
};

/* An empty result, or NULL without memory. */
CS_MUST_USE struct cs_result *cs_result_new(void);
void cs_result_free(struct cs_result *result);
/* Frees what one case's result owns and clears it. */
void cs_case_result_clear(struct cs_case_result *item);

/* How many cases have each verdict; one without a verdict (CS_VERDICT_KINDS) is not counted. */
struct cs_summary cs_result_summary(const struct cs_result *result);

/* Whether |item| is a failure, or a warning of a strict run, in one of several runs at least. */
bool cs_case_fails_when(const struct cs_case_result *item, bool strict);
bool cs_case_fails(const struct cs_result *result, const struct cs_case_result *item);

/* Why the failure |item| does not count for the gate, in words; NULL when it does, or is none. */
const char *cs_case_excuse(const struct cs_case_result *item);

/* The cases with one verdict: those that count for the gate first, then the most dangerous, then by id.  |*count| of
 * them, in an array that the caller frees; NULL and 0 without memory. */
const struct cs_case_result **cs_result_select(const struct cs_result *result, enum cs_verdict_kind kind,
                                               size_t *count);

/* 0 "low" to 3 "critical"; -1 for another word. */
int cs_severity_rank(const char *severity);

#endif
