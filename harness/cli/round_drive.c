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
    double enough = SILENT_ENOUGH * cs_engine_deadline(round->engine);
    double stalled = round->silences.stalled;

    if ((round->phase == CS_ROUND_SUSPECTS && !round->explained) || /* who did it is worth the time, one more is not */
        round->phase == CS_ROUND_CONFIRM_QUICK)
        return stalled > round->patience;
    return stalled > round->patience || (stalled - round->endured > enough && cs_round_is_late(round)) ||
           (stalled > enough && cs_round_is_too_late(round));
}
