#include "harness/cli/hide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/plan.h"
#include "reports/redact.h"

#define OPERAND_MAX 65536

/* What a case expects, bound twice: with the secret, and with its stand-in. */
struct pair {
    struct cs_case *source;
    struct cs_plan *before;
};

static struct cs_plan *bind(const struct pair *pair, const struct cs_transcript *transcript)
{
    char error[CS_TEMPLATE_ERROR_MAX];

    return pair->source == NULL ? NULL : cs_plan_from_transcript(pair->source, transcript, error);
}

static void open_pair(struct pair *pair, const struct cs_transcript *transcript)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    char *name = NULL;

    *pair = (struct pair){NULL, NULL};
    if (cs_transcript_variable(transcript, "digest-secret") == NULL ||
        strstr(transcript->case_text, "digest-secret") == NULL ||
        asprintf(&name, "%.*s.yaml", (int)strcspn(transcript->case_id, "@"), transcript->case_id) < 0)
        return;
    pair->source = cs_case_parse(transcript->case_text, strlen(transcript->case_text), name, NULL, NULL, &diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(name);
    pair->before = bind(pair, transcript);
}

static void close_pair(struct pair *pair)
{
    cs_plan_free(pair->before);
    cs_case_free(pair->source);
}

static void replace(struct cs_transcript *transcript, const char *old, const char *new, size_t length)
{
    for (size_t i = 0; i < transcript->channel_count; i++) {
        struct cs_stream *stream = &transcript->channels[i].received;
        char *at = stream->kept;

        while (at != NULL &&
               (at = memmem(at, stream->kept_length - (size_t)(at - stream->kept), old, length)) != NULL) {
            memcpy(at, new, length);
            at += length;
        }
    }
}

static void carry_operand(struct cs_transcript *transcript, const struct cs_bytes *old, const struct cs_bytes *new)
{
    size_t old_length = 0;
    size_t new_length = 0;
    char *was = cs_bytes_flatten(old, OPERAND_MAX, &old_length);
    char *is = cs_bytes_flatten(new, OPERAND_MAX, &new_length);

    if (was != NULL && is != NULL && old_length == new_length && old_length > 0 && memcmp(was, is, old_length) != 0)
        replace(transcript, was, is, old_length);
    free(was);
    free(is);
}

static void carry_outcomes(struct cs_transcript *transcript, const struct cs_planned_outcome *old,
                           const struct cs_planned_outcome *new, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < old[i].condition_count; k++)
            for (size_t j = 0; j < old[i].conditions[k].operand_count; j++)
                carry_operand(transcript, &old[i].conditions[k].operands[j], &new[i].conditions[k].operands[j]);
}

static bool hide(struct cs_transcript *transcript)
{
    struct pair pair;
    struct cs_plan *after;
    bool done;

    open_pair(&pair, transcript);
    done = cs_redact_transcript(transcript);
    after = pair.before == NULL || !done ? NULL : bind(&pair, transcript);
    if (after != NULL && after->accept_count == pair.before->accept_count &&
        after->warn_count == pair.before->warn_count) {
        carry_outcomes(transcript, pair.before->accept, after->accept, after->accept_count);
        carry_outcomes(transcript, pair.before->warn, after->warn, after->warn_count);
    }
    cs_plan_free(after);
    close_pair(&pair);
    return done;
}

bool cs_hide_secrets(struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->cases[i].transcript != NULL && !hide(result->cases[i].transcript))
            return false;
    return cs_redact_result(result);
}
