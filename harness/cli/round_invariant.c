#include "harness/cli/round_invariant.h"

#include <stdlib.h>

#include "harness/judge/invariant.h"
#include "harness/plan/plan.h"
#include "reports/transcript_json.h"

struct one {
    const struct cs_case *source;
    size_t slot;
    struct cs_breaches sum;
    struct cs_transcript *worst; /* owned */
};

struct cs_invariants {
    size_t count;
    struct one items[];
};

struct cs_invariants *cs_invariants_new(const struct cs_engine_item *items, size_t count)
{
    struct cs_invariants *invariants;
    size_t named = 0;

    for (size_t i = 0; i < count; i++)
        named += items[i].source->every_count > 0;
    invariants = named == 0 ? NULL : calloc(1, sizeof(*invariants) + named * sizeof(invariants->items[0]));
    for (size_t i = 0; invariants != NULL && i < count; i++)
        if (items[i].source->every_count > 0)
            invariants->items[invariants->count++] = (struct one){.source = items[i].source, .slot = i};
    return invariants;
}

void cs_invariants_free(struct cs_invariants *invariants)
{
    for (size_t i = 0; invariants != NULL && i < invariants->count; i++) {
        free(invariants->items[i].sum.where);
        cs_transcript_free(invariants->items[i].worst);
    }
    free(invariants);
}

/* Its documents are complete: what was written can be read again. */
static struct cs_transcript *copy_of(const struct cs_transcript *transcript)
{
    json_t *root = cs_transcript_to_json(transcript, false);
    char error[CS_FILE_ERROR_MAX];
    struct cs_transcript *copy = root == NULL ? NULL : cs_transcript_from_json(root, error);

    json_decref(root);
    return copy;
}

void cs_invariants_look(struct cs_invariants *invariants, const struct cs_transcript *transcript)
{
    for (size_t i = 0; invariants != NULL && i < invariants->count; i++) {
        struct one *one = &invariants->items[i];
        struct cs_breach breach;

        if (cs_plan_skip_reason(one->source, &transcript->policy) != NULL)
            continue;
        cs_invariant_look(one->source, transcript, &breach);
        if (!cs_breaches_add(&one->sum, &breach, transcript))
            continue;
        cs_transcript_free(one->worst);
        one->worst = copy_of(transcript);
    }
}

void cs_invariants_rule(struct cs_invariants *invariants, struct cs_result *result)
{
    for (size_t i = 0; invariants != NULL && i < invariants->count; i++) {
        struct one *one = &invariants->items[i];
        struct cs_case_result *item = &result->cases[one->slot];

        if (one->sum.places == 0 || item->verdict.kind == CS_VERDICT_KINDS || item->verdict.kind == CS_ERROR)
            continue;
        cs_breaches_rule(one->source, &one->sum, &item->verdict);
        if (one->worst == NULL)
            continue;
        cs_transcript_free(item->transcript);
        item->transcript = one->worst;
        one->worst = NULL;
        item->verdict.note_count = 0; /* they spoke of the transcript before */
    }
}
