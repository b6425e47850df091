#include "harness/cli/round_internal.h"

#define SILENT_ENOUGH 1.0 /* deadlines, where it is late */

void cs_round_drive(struct cs_round *round, const struct cs_engine_item *item, bool confirmation, size_t number)
{
    struct cs_engine_item given = *item;

    given.confirmation = confirmation;
    given.number = number;
    round->given += cs_engine_add(round->engine, &given);
}

void cs_round_count(struct cs_round *round, size_t slot)
{
    round->done++;
    if (round->options.on_case != NULL)
        round->options.on_case(round->options.context, &round->result->cases[slot], round->done,
                               round->options.item_count);
}

bool cs_round_is_over(const struct cs_round *round)
{
    double deadline = cs_engine_deadline(round->engine);

    return round->silences.stalled > round->patience ||
           (round->silences.stalled > SILENT_ENOUGH * deadline && cs_round_is_late(round));
}
