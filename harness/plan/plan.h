/* Planning: a case bound to one target and one set of addresses.  A plan is all that the engine drives and the judge
 * compares with; the same variables give the same plan, so a saved transcript can be judged again. */
#ifndef CONNECTSPEC_PLAN_H
#define CONNECTSPEC_PLAN_H

#include "harness/base/source.h"
#include "harness/plan/credentials.h"
#include "harness/scenario/case.h"
#include "harness/scenario/template.h"
#include "reference/message.h"
#include "reference/must_use.h"
#include "reports/transcript.h"

/* The addresses of one case.  Strings in text form, "" when the case does not use it. */
struct cs_addresses {
    char host[48];   /* the case's origin: listens on origin-port and on denied-port */
    char other[48];  /* a second address, listens on origin-port */
    char closed[48]; /* a third address where nobody listens */
    char denied[48]; /* one of CS_DENIED_ADDRESSES, listens on origin-port */
    char host6[48];  /* an IPv6 address of the case's own, listens on origin-port */
    char proxy[64];  /* authority of the target itself */
    char deaf[48];   /* one that never answers a SYN on origin-port */
};

struct cs_planned_frame {
    struct cs_planned_frame *next;
    struct cs_source_span span; /* of |bytes| */
    char bytes[];
};

/* A head that a case writes with `request` or `respond`: the text over HTTP/1.1, and behind that what the case says of
 * the first line, however strange. */
struct cs_planned_head {
    struct cs_planned_frame *frames; /* the engine's own: each that it has made, on whatever stream; owned */
    char *text;                      /* owned */
    size_t length;
    struct cs_source_span span;           /* the engine's own: |text| as it is sent */
    struct cs_head_part target, protocol; /* offsets in |text|, behind |length| */
    struct cs_message message;            /* the engine's own, once it is sent; of a section: |text| is its encoding */
};

struct cs_planned_step {
    const struct cs_step *step; /* borrowed from the case */
    size_t segment_count;
    struct cs_bytes *segments;
    struct cs_planned_head *head; /* NULL: it has none */
};

struct cs_planned_condition {
    const struct cs_condition *condition; /* borrowed from the case */
    size_t operand_count;
    struct cs_bytes *operands;
};

struct cs_planned_outcome {
    size_t condition_count;
    struct cs_planned_condition *conditions;
};

struct cs_plan {
    const struct cs_case *source; /* borrowed, outlives the plan */
    int value;                    /* index of the parameter value, -1 without */
    char *id;                     /* "path" or "path@label" */
    struct cs_addresses addresses;
    const struct cs_policy *policy; /* borrowed */
    struct cs_purse *purse;         /* borrowed; NULL when what was sent has been sent */
    const char *lacks;              /* why this target cannot run this case (static), NULL when it can: then there are
                                       variables alone, no steps and no outcomes */
    size_t line_count;
    char **lines; /* of credentials, one for each place in a step */
    size_t variable_count;
    struct cs_variable *variables;
    size_t step_count;
    struct cs_planned_step *steps;
    size_t accept_count;
    struct cs_planned_outcome *accept;
    size_t warn_count;
    struct cs_planned_outcome *warn;
    size_t observe_count;
    struct cs_planned_outcome *observe; /* as many as the case's |observe| has */
};

/* Binds |value| of |source| (-1 without parameters).  Variables (cases/README.md lists them): host, port, other,
 * closed, deaf, name and its like, denied-port, authority, credentials, user, password, basic, id and the value's own.
 * NULL with |error| when a template cannot be filled in or there is no memory.  |purse|: challenges of a target that
 * asks for Digest, spent here and by the case's controls; may be NULL elsewhere.  With Digest, ${credentials} in a step
 * are made for the request that they stand in.  Free with cs_plan_free. */
CS_MUST_USE struct cs_plan *cs_plan_new(const struct cs_case *source, int value, const struct cs_policy *policy,
                                        const struct cs_addresses *addresses, struct cs_purse *purse,
                                        char error[CS_TEMPLATE_ERROR_MAX]);

/* The plan that a saved transcript was driven by: its case text has been parsed into |source|. */
CS_MUST_USE struct cs_plan *cs_plan_from_transcript(const struct cs_case *source,
                                                    const struct cs_transcript *transcript,
                                                    char error[CS_TEMPLATE_ERROR_MAX]);
void cs_plan_free(struct cs_plan *plan);

/* Whom else the case is for, where it is for targets of another role or another version of HTTP ("is for clients
 * (...)"), static storage; NULL when it is for this one. */
const char *cs_plan_foreign_reason(const struct cs_case *source, const struct cs_policy *policy);

/* Why this target cannot run this case ("needs authentication", ...), static storage; NULL when it can. */
const char *cs_plan_skip_reason(const struct cs_case *source, const struct cs_policy *policy);

/* Why a target that passes this case has shown nothing (`visible-if`: its policy would have refused anyway), static
 * storage; NULL when a pass is one.  A deviation is one in any case. */
const char *cs_plan_hidden_reason(const struct cs_case *source, const struct cs_policy *policy);

#endif
