#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"

static bool suits(const struct cs_case *source)
{
    if (source->last || cs_case_is_slow(source) || source->every_count > 0 || strncmp(source->id, "probe/", 6) == 0)
        return false;
    for (size_t i = 0; i < source->step_count; i++)
        if (source->steps[i].verb == CS_VERB_CROWD || source->steps[i].verb == CS_VERB_MEASURE)
            return false;
    return true;
}

/* It listens where others may be led, too: nothing else may be under way. */
static bool shares(const struct cs_case *source)
{
    for (size_t i = 0; i < source->listen_count; i++)
        if (strcmp(source->listen[i], "localhost") == 0 || strcmp(source->listen[i], "ipv6") == 0)
            return true;
    return false;
}

/* Those that share an address come first, those that disturb others last. */
enum pass { SHARING, BESIDE, ALONE };

static enum pass pass_of(const struct cs_case *source)
{
    return source->alone ? ALONE : shares(source) ? SHARING : BESIDE;
}

/* How many cases have to pass in front of it; a chain of them has no ring. */
static unsigned depth_of(const struct cs_suite *suite, const struct cs_case *source)
{
    unsigned depth = 0;
    int value;

    while (source != NULL && source->depends_on != NULL) {
        source = cs_suite_find(suite, source->depends_on, &value);
        depth++;
    }
    return depth;
}

static void add(struct cs_campaign *campaign, const struct cs_case *source, size_t place)
{
    int values = (int)source->value_count;

    for (int value = values == 0 ? -1 : 0; value < values; value++)
        campaign->items[campaign->item_count++] =
            (struct cs_engine_item){.source = source, .value = value, .number = place};
}

/* Those of one pass with so many in front of them.  False: none is that deep. */
static bool add_items(struct cs_campaign *campaign, enum pass pass, unsigned depth)
{
    const struct cs_suite *suite = campaign->options.suite;
    bool deeper = false;

    campaign->waits[campaign->item_count] = true;
    for (size_t i = 0; i < suite->count; i++) {
        const struct cs_case *source = suite->cases[i];
        unsigned own = depth_of(suite, source);

        deeper = deeper || own >= depth;
        if (own == depth && pass_of(source) == pass && suits(source) &&
            cs_plan_skip_reason(source, campaign->options.policy) == NULL)
            add(campaign, source, i);
    }
    return deeper;
}

bool cs_campaign_collect(struct cs_campaign *campaign)
{
    const struct cs_suite *suite = campaign->options.suite;
    size_t total = 1;

    for (size_t i = 0; i < suite->count; i++)
        total += suite->cases[i]->value_count + 1;
    campaign->items = calloc(total, sizeof(*campaign->items));
    campaign->waits = calloc(total + 1, sizeof(*campaign->waits));
    campaign->passed = calloc(suite->count + 1, sizeof(*campaign->passed));
    if (campaign->items == NULL || campaign->waits == NULL || campaign->passed == NULL)
        return false;
    for (enum pass pass = SHARING; pass <= ALONE && !campaign->options.made_only; pass++) {
        campaign->alone = campaign->item_count;
        for (unsigned depth = 0; add_items(campaign, pass, depth); depth++)
            ;
    }
    for (size_t i = campaign->alone; i < campaign->item_count; i++)
        campaign->waits[i] = true;
    return true;
}
