#include "harness/cli/round_result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/cli/command.h"
#include "harness/cli/describe.h"
#include "harness/cli/items.h"
#include "harness/judge/judge.h"
#include "reports/gate.h"

#define OPEN_PERCENT_MAX 2 /* of the cases that ran: beyond it a run says nothing */

static const char unsure_finding[] = "unconfirmed";

static char *timestamp(void)
{
    char text[32];
    time_t now = time(NULL);
    struct tm utc;

    if (gmtime_r(&now, &utc) == NULL || strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        return strdup("");
    return strdup(text);
}

void cs_round_describe(const struct cs_engine_item *item, struct cs_case_result *result)
{
    result->id = cs_item_id(item);
    cs_describe(item->source, result);
    result->verdict.kind = CS_VERDICT_KINDS; /* none yet */
}

struct cs_result *cs_round_result(const struct cs_round_options *options)
{
    struct cs_result *result = cs_result_new();

    if (result == NULL)
        return NULL;
    result->suite = strdup(options->suite);
    result->started = timestamp();
    result->command = strdup(options->command == NULL ? "" : options->command);
    result->target = strdup(options->request.name == NULL ? "" : options->request.name);
    result->version = strdup("");
    result->cases = calloc(options->item_count + 1, sizeof(*result->cases));
    if (result->cases == NULL) {
        cs_result_free(result);
        return NULL;
    }
    result->count = options->item_count;
    for (size_t i = 0; i < options->item_count; i++)
        cs_round_describe(&options->items[i], &result->cases[i]);
    return result;
}

void cs_round_name_target(struct cs_result *result, const struct cs_policy *policy)
{
    free(result->target);
    free(result->version);
    result->target = strdup(policy->target);
    result->version = strdup(policy->version);
    free(result->password);
    result->password = policy->password[0] == '\0' ? NULL : strdup(policy->password);
}

static void set_verdict(struct cs_case_result *result, enum cs_verdict_kind kind, const char *reason)
{
    cs_verdict_free(&result->verdict);
    result->verdict = (struct cs_verdict){
        .kind = kind,
        .reason = strdup(reason),
        .expected = strdup(""),
        .observed = strdup(""),
        .finding = strdup(""),
        .reading = strdup(""),
    };
}

bool cs_round_judge(const struct cs_case *source, struct cs_transcript *transcript, struct cs_case_result *result)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_from_transcript(source, transcript, error);
    bool unsure = false;

    cs_transcript_free(result->transcript);
    result->transcript = transcript;
    result->duration_us = transcript->duration_us;
    if (plan == NULL) {
        set_verdict(result, CS_ERROR, transcript->trouble != NULL ? transcript->trouble : error);
        return false;
    }
    cs_verdict_free(&result->verdict);
    if (cs_judge(plan, transcript, &result->verdict))
        unsure = cs_judge_needs_confirmation(plan, transcript);
    else
        set_verdict(result, CS_ERROR, "out of memory");
    cs_plan_free(plan);
    return unsure;
}

void cs_round_skip(struct cs_case_result *result, const char *reason)
{
    set_verdict(result, CS_SKIP, reason);
}

void cs_round_mark_unsure(struct cs_case_result *result)
{
    set_verdict(result, CS_INCONCLUSIVE,
                "silence, or a connection that another case may have made; the confirmation run was not made");
    free(result->verdict.finding);
    result->verdict.finding = strdup(unsure_finding);
}

bool cs_round_is_unsure(const struct cs_case_result *result)
{
    return result->verdict.kind == CS_INCONCLUSIVE && strcmp(result->verdict.finding, unsure_finding) == 0;
}

static bool found_silence(const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if ((result->cases[i].verdict.kind == CS_FAIL || result->cases[i].verdict.kind == CS_WARN) &&
            (strcmp(result->cases[i].verdict.finding, "no-answer") == 0 ||
             strcmp(result->cases[i].verdict.finding, "target-deaf") == 0))
            return true;
    return false;
}

void cs_round_close(struct cs_result *result, double seconds, bool found)
{
    enum cs_verdict_kind kind = found || found_silence(result) ? CS_SKIP : CS_INCONCLUSIVE;
    char reason[128];

    (void)snprintf(reason, sizeof(reason), "not run: the target had been silent for %.0f s by then", seconds);
    for (size_t i = 0; i < result->count && seconds > 0; i++)
        if (result->cases[i].verdict.kind == CS_VERDICT_KINDS)
            set_verdict(&result->cases[i], kind, reason);
}

void cs_round_skip_same(struct cs_result *result, const struct cs_case_result *probe)
{
    char reason[160];

    (void)snprintf(reason, sizeof(reason), "as %s, which did not pass", probe->id);
    for (size_t i = 0; i < result->count; i++) {
        const struct cs_verdict *verdict = &result->cases[i].verdict;
        bool red = verdict->kind == CS_FAIL || verdict->kind == CS_WARN || verdict->kind == CS_INCONCLUSIVE;

        if (red && (strcmp(verdict->finding, probe->verdict.finding) == 0 || verdict->kind == CS_INCONCLUSIVE))
            set_verdict(&result->cases[i], CS_SKIP, reason);
    }
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct cs_case_result *)left)->id, ((const struct cs_case_result *)right)->id);
}

void cs_round_forget(struct cs_case_result *result)
{
    cs_verdict_free(&result->verdict);
    result->verdict = (struct cs_verdict){.kind = CS_VERDICT_KINDS};
    cs_transcript_free(result->transcript);
    result->transcript = NULL;
}

void cs_round_condemn(struct cs_case_result *result, const char *finding, const char *reason)
{
    set_verdict(result, CS_FAIL, reason);
    free(result->verdict.finding);
    result->verdict.finding = strdup(finding);
}

void cs_round_add(struct cs_result *result, struct cs_case_result *extra)
{
    struct cs_case_result *larger = realloc(result->cases, (result->count + 2) * sizeof(*larger));

    if (larger == NULL)
        return;
    result->cases = larger;
    result->cases[result->count++] = *extra;
    *extra = (struct cs_case_result){.id = NULL};
    qsort(result->cases, result->count, sizeof(*result->cases), by_id);
}

bool cs_round_worth_keeping(enum cs_verdict_kind kind)
{
    return kind != CS_PASS && kind != CS_SKIP;
}

static const struct cs_case_result *result_of(const struct cs_result *result, const char *id)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->cases[i].id, id) == 0)
            return &result->cases[i];
    return NULL;
}

bool cs_round_has_basis(const struct cs_result *result, const struct cs_engine_item *items, size_t index)
{
    const char *needed = items[index].source->depends_on;
    const struct cs_case_result *basis = needed == NULL ? NULL : result_of(result, needed);

    return basis == NULL || basis->verdict.kind == CS_PASS || basis->verdict.kind == CS_WARN;
}

static bool is_judged(const struct cs_case_result *result)
{
    return result->verdict.kind != CS_SKIP && result->verdict.kind != CS_VERDICT_KINDS;
}

/* That stands, whatever else is known of the target. */
static bool has_ended_it(const struct cs_case_result *result)
{
    return result->verdict.kind == CS_FAIL &&
           (strcmp(result->verdict.finding, "target-died") == 0 || strcmp(result->verdict.finding, "target-deaf") == 0);
}

void cs_round_skip_dependents(struct cs_result *result, const struct cs_engine_item *items)
{
    bool changed;

    do {
        changed = false;
        for (size_t i = 0; i < result->count; i++) {
            char reason[256];

            if (!is_judged(&result->cases[i]) || has_ended_it(&result->cases[i]) ||
                cs_round_has_basis(result, items, i))
                continue;
            (void)snprintf(reason, sizeof(reason), "depends on %s, which did not pass", items[i].source->depends_on);
            cs_round_skip(&result->cases[i], reason);
            changed = true;
        }
    } while (changed);
}

void cs_round_settle(struct cs_result *result, const struct cs_engine_item *items, size_t count)
{
    size_t kept = 0;

    if (result->count == count)
        cs_round_skip_dependents(result, items);
    for (size_t i = 0; i < result->count; i++) {
        if (result->cases[i].verdict.kind == CS_VERDICT_KINDS)
            cs_case_result_clear(&result->cases[i]);
        else
            result->cases[kept++] = result->cases[i];
    }
    result->count = kept;
    qsort(result->cases, kept, sizeof(*result->cases), by_id);
}

bool cs_round_is_unjudged(const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    size_t open = summary.of[CS_INCONCLUSIVE];
    size_t ran = summary.of[CS_PASS] + summary.of[CS_FAIL] + summary.of[CS_WARN] + summary.of[CS_UNSTEADY] + open;

    return open * 100 > ran * OPEN_PERCENT_MAX && open > 1;
}

/* How many inconclusive cases give this reason. */
static size_t count_reason(const struct cs_result *result, const char *reason)
{
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++)
        count +=
            result->cases[i].verdict.kind == CS_INCONCLUSIVE && strcmp(result->cases[i].verdict.reason, reason) == 0;
    return count;
}

const char *cs_round_open_reason(const struct cs_result *result)
{
    const char *most = "";
    size_t count = 0;

    for (size_t i = 0; i < result->count; i++) {
        const struct cs_verdict *verdict = &result->cases[i].verdict;
        size_t same = verdict->kind == CS_INCONCLUSIVE ? count_reason(result, verdict->reason) : 0;

        if (same > count) {
            count = same;
            most = verdict->reason;
        }
    }
    return most;
}

int cs_round_exit_status(const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    size_t judged = summary.of[CS_PASS] + summary.of[CS_FAIL] + summary.of[CS_WARN] + summary.of[CS_UNSTEADY];
    size_t unknown = summary.of[CS_INCONCLUSIVE] + summary.of[CS_ERROR];

    if (summary.of[CS_ERROR] > 0 || (judged == 0 && unknown > 0) || cs_round_is_unjudged(result))
        return CS_EXIT_TARGET;
    if (cs_gate_red(result))
        return CS_EXIT_NONCONFORMANT;
    return judged == 0 ? CS_EXIT_NOTHING_RUN : CS_EXIT_OK;
}
