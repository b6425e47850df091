#include "harness/cli/round_internal.h"
#include "harness/cli/round_result.h"
#include "harness/cli/round_systemic.h"

#define CONFIRMATIONS 3 /* where time is short */
#define REPETITIONS   3

static bool is_told(const struct cs_round *round, size_t slot)
{
    return round->repetitions >= REPETITIONS && cs_systemic_finder(round->result, round->options.items, slot) != NULL;
}

/* A silence is no rule when others were answered meanwhile, and may be a busy machine's.  Several such cases are no burden
 * to each other, and each by itself would cost a deadline.  Clients share nothing that could fall silent. */
static bool may_be_together(const struct cs_round *round, size_t slot)
{
    const struct cs_transcript *transcript = round->result->cases[slot].transcript;
    const struct cs_case *source = round->options.items[slot].source;
    char name[48];

    return !source->alone && transcript != NULL && cs_silence_kind_of(source, transcript, name) &&
           (round->programs || !cs_silences_prevail(&round->silences, name));
}

/* Who was answered is asked once more for another reason than silence, and takes no time, unless a program has to be
 * started for it. */
static bool is_quick(const struct cs_round *round, size_t slot)
{
    const struct cs_transcript *transcript = round->result->cases[slot].transcript;
    char name[48];

    return !round->programs && cs_round_is_unsure(&round->result->cases[slot]) && transcript != NULL &&
           !cs_silence_kind_of(round->options.items[slot].source, transcript, name);
}

static bool belongs(const struct cs_round *round, size_t slot)
{
    if (!cs_systemic_waits(round->result, round->options.items, slot) || is_told(round, slot))
        return false;
    if (round->phase == CS_ROUND_CONFIRM_QUICK)
        return is_quick(round, slot);
    if (round->phase == CS_ROUND_CONFIRM_FEW)
        return may_be_together(round, slot);
    return true;
}

/* Where time is short only what waits for it is asked, and few of these. */
static bool is_worth_its_time(const struct cs_round *round, size_t slot, bool first)
{
    if (!cs_round_is_late(round) || round->phase == CS_ROUND_CONFIRM_QUICK)
        return true;
    return cs_round_is_unsure(&round->result->cases[slot]) && (first || round->given < CONFIRMATIONS);
}

/* Those that would find a silence come first: once it is found, nobody else who met it needs to be asked.  Of these, and
 * of the others, one of each kind first. */
static unsigned rank_of(const struct cs_round *round, size_t slot)
{
    unsigned kind = cs_round_is_unsure(&round->result->cases[slot]) ? 0 : 2;

    return kind + (cs_systemic_is_first(round->result, round->options.items, slot) ? 0 : 1);
}

void cs_confirm_drive(struct cs_round *round)
{
    if (round->phase == CS_ROUND_CONFIRM_FEW && round->pace.one_at_a_time)
        return;
    for (unsigned rank = 0; rank < 4; rank++)
        for (size_t slot = 0; slot < round->result->count; slot++)
            if (belongs(round, slot) && !cs_round_is_over(round) && rank_of(round, slot) == rank &&
                is_worth_its_time(round, slot, rank % 2 == 0))
                cs_round_drive(round, &round->options.items[slot], true, slot);
}

/* One that was silent again: so would be those that are still to run and waited for the same. */
struct repetition {
    const struct cs_round *round;
    size_t slot;
};

static bool is_repetition(void *context, const struct cs_engine_item *item)
{
    const struct repetition *silent = context;

    return cs_systemic_is_same(silent->round->result, silent->round->options.items, silent->slot, item->number);
}

/* A silence that has come again settles others like it: at once where the target is silent more often than not, else when
 * it has done so a few times.  Single ones may be the machine's. */
static bool is_settled(struct cs_round *round, const struct cs_case *source, const struct cs_transcript *transcript)
{
    char name[48];

    return cs_silence_kind_of(source, transcript, name) &&
           (cs_silences_prevail(&round->silences, name) || ++round->repetitions >= REPETITIONS);
}

/* Those that were asked once more for the sake of a verdict alone. */
static bool leave_doubtful(void *context, const struct cs_engine_item *item)
{
    const struct cs_round *round = context;

    return !cs_round_is_unsure(&round->result->cases[item->number]);
}

void cs_confirm_note(struct cs_round *round, const struct cs_engine_item *item, const struct cs_transcript *transcript)
{
    if (is_settled(round, item->source, transcript) && round->phase == CS_ROUND_CONFIRM)
        cs_engine_withdraw(round->engine, is_repetition, &(struct repetition){round, item->number});
    if (cs_round_is_late(round))
        cs_engine_withdraw(round->engine, leave_doubtful, round);
}
