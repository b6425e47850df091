/* What breaches of invariants come to: one transcript's, and those of a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/invariant_internal.h"
#include "harness/scenario/invariant.h"
#include "reports/stream.h"

void cs_breach_note(struct cs_breach *out, enum cs_wrong wrong, enum cs_code code, uint64_t offset, const char *what)
{
    if (out->places++ > 0)
        return;
    out->wrong = wrong;
    out->code = code;
    (void)snprintf(out->detail, sizeof(out->detail), "%s%sat byte %llu", what, what[0] == 0 ? "" : ", ",
                   (unsigned long long)offset);
}

/* The most places; of those that have as many the first by name, whichever came first. */
static bool is_worse(const struct cs_breaches *sum, const struct cs_breach *breach, const char *id)
{
    return breach->places > sum->worst.places ||
           (breach->places == sum->worst.places && sum->where != NULL && strcmp(id, sum->where) < 0);
}

bool cs_breaches_add(struct cs_breaches *sum, const struct cs_breach *breach, const struct cs_transcript *transcript)
{
    const char *id = transcript->case_id == NULL ? "" : transcript->case_id;
    char *where;

    if (breach->places == 0)
        return false;
    sum->places += breach->places;
    sum->transcripts++;
    if (!is_worse(sum, breach, id))
        return false;
    where = strdup(id);
    if (where == NULL) {
        cs_loss_note();
        return false;
    }
    free(sum->where);
    sum->where = where;
    sum->worst = *breach;
    return true;
}

static void set(char **text, char *value)
{
    free(*text);
    *text = value;
}

/* "in every answer of the run: no field-folded, fields-once" */
static char *tell_expected(const struct cs_case *invariant)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);

    if (out == NULL)
        return NULL;
    fputs("in every answer of the run: ", out);
    for (size_t i = 0; i < invariant->every_count; i++)
        fprintf(out, "%s%s%s", i == 0 ? "" : ", ", invariant->every_words[i] == CS_INVARIANT_COUNT ? "no " : "",
                invariant->every[i]);
    if (cs_stream_close(out))
        return text;
    free(text);
    return NULL;
}

void cs_breaches_rule(const struct cs_case *invariant, const struct cs_breaches *sum, struct cs_verdict *out)
{
    const struct cs_breach *worst = &sum->worst;
    bool by_parser = worst->code != CS_CODE_NONE;
    char *reason = NULL;

    if (sum->places == 0)
        return;
    out->kind = invariant->level == CS_LEVEL_MUST ? CS_FAIL : invariant->level == CS_LEVEL_MAY ? CS_PASS : CS_WARN;
    if (asprintf(&reason, "%s: %zu time%s in %zu case%s, such as %s, %s",
                 by_parser ? cs_code_sentence(worst->code) : cs_wrong_sentence(worst->wrong), sum->places,
                 sum->places == 1 ? "" : "s", sum->transcripts, sum->transcripts == 1 ? "" : "s", sum->where,
                 worst->detail) < 0)
        reason = NULL;
    set(&out->reason, reason);
    set(&out->expected, tell_expected(invariant));
    set(&out->observed, reason == NULL ? NULL : strdup(reason));
    set(&out->finding, strdup(by_parser ? cs_code_name(worst->code) : cs_wrong_name(worst->wrong)));
}

bool cs_invariant_asks_for(const struct cs_case *invariant, enum cs_invariant word)
{
    for (size_t i = 0; i < invariant->every_count; i++)
        if (invariant->every_words[i] == word)
            return true;
    return false;
}
