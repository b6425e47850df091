#include "harness/cli/judge_invariants.h"

#include <stdlib.h>

#include "harness/cli/home.h"
#include "harness/cli/items.h"
#include "harness/cli/library.h"
#include "harness/cli/round_invariant.h"
#include "harness/cli/round_result.h"

struct cs_judge_invariants {
    struct cs_library library;
    struct cs_engine_item *items; /* those that name invariants */
    size_t count;
    struct cs_invariants *invariants;
    struct cs_result *result;
};

void cs_judge_invariants_close(struct cs_judge_invariants *all)
{
    if (all == NULL)
        return;
    cs_invariants_free(all->invariants);
    cs_result_free(all->result);
    free(all->items);
    cs_library_free(&all->library);
    free(all);
}

static void keep_invariants(struct cs_judge_invariants *all)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].source->every_count > 0)
            all->items[kept++] = all->items[i];
    all->count = kept;
}

/* A result with a pass for each. */
static bool make_result(struct cs_judge_invariants *all)
{
    all->result = cs_result_new();
    if (all->result == NULL)
        return false;
    all->result->cases = calloc(all->count + 1, sizeof(*all->result->cases));
    if (all->result->cases == NULL)
        return false;
    all->result->count = all->count;
    for (size_t i = 0; i < all->count; i++) {
        cs_round_describe(&all->items[i], &all->result->cases[i]);
        all->result->cases[i].verdict.kind = CS_PASS;
    }
    return true;
}

struct cs_judge_invariants *cs_judge_invariants_open(void)
{
    static const struct cs_wanted no_more = {.all = false};
    char *cases = cs_home_cases();
    struct cs_judge_invariants *all = cases == NULL ? NULL : calloc(1, sizeof(*all));

    free(cases);
    if (all == NULL)
        return NULL;
    if (cs_library_load_wanted(NULL, &no_more, &all->library)) {
        all->items = cs_items_all(all->library.suite, &all->count);
        keep_invariants(all);
        all->invariants = cs_invariants_new(all->items, all->count);
        if (all->invariants != NULL && make_result(all))
            return all;
    }
    cs_judge_invariants_close(all);
    return NULL;
}

void cs_judge_invariants_look(struct cs_judge_invariants *all, const struct cs_transcript *transcript)
{
    if (all != NULL)
        cs_invariants_look(all->invariants, transcript);
}

const struct cs_result *cs_judge_invariants_rule(struct cs_judge_invariants *all)
{
    if (all == NULL)
        return NULL;
    cs_invariants_rule(all->invariants, all->result);
    return all->result;
}
