/* Who killed it.  When a target dies, or serves nobody any more, the cases that were under way are suspects.  A target
 * that we have launched is started again, and they run one by one: the one after which it is gone has done it.  Then
 * the round goes on.  Of a target that is not ours the suspects are named. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/items.h"
#include "harness/cli/round_internal.h"
#include "harness/cli/round_result.h"

#define NAMED_MAX 8 /* suspects, in a message */

static const char died[] = "target-died";
static const char deaf[] = "target-deaf";

void cs_suspects_hear(struct cs_round *round, const char *how)
{
    round->died = true;
    (void)snprintf(round->death, sizeof(round->death), "%s", how);
}

/* It was not the case that ended, but the target. */
static bool ended_by_death(const struct cs_case_result *result)
{
    return result->verdict.kind == CS_ERROR || result->verdict.kind == CS_INCONCLUSIVE;
}

static void suspect(struct cs_round *round, size_t slot)
{
    cs_round_forget(&round->result->cases[slot]);
    cs_deaf_suspect(round, slot);
    round->suspects[slot] = true;
}

static bool may_start_again(const struct cs_round *round)
{
    return round->target != NULL && round->lives + 1 < CS_ROUND_LIVES && !round->stopped;
}

static bool is_of_family(const char *one, const char *other)
{
    size_t length = strcspn(one, "@");

    return length == strcspn(other, "@") && strncmp(one, other, length) == 0;
}

/* This one has done it.  Others of its family may do so, too: they wait until all else is judged.  Those that are still
 * suspected run with the rest: one by one, each silence of an innocent would cost as much as a death. */
static void condemn(struct cs_round *round, size_t slot, const char *finding)
{
    const struct cs_case_result *cases = round->result->cases;

    cs_round_condemn(&round->result->cases[slot], finding, round->death);
    round->condemned = true;
    round->explained = true;
    round->unsolved = false;
    for (size_t other = 0; other < round->result->count; other++) {
        round->last[other] = round->last[other] || is_of_family(cases[other].id, cases[slot].id);
        round->suspects[other] = false;
    }
}

bool cs_suspects_take(struct cs_round *round, size_t slot)
{
    struct cs_case_result *result = &round->result->cases[slot];
    bool was_begun = result->transcript != NULL && result->transcript->channel_count > 0;

    if (!ended_by_death(result))
        return false;
    if (round->phase == CS_ROUND_SUSPECTS && was_begun) {
        round->suspects[slot] = false;
        condemn(round, slot, died);
        return false;
    }
    if (!may_start_again(round) && round->target != NULL)
        return false;
    if (was_begun)
        suspect(round, slot);
    else
        cs_round_forget(result);
    return true;
}

static bool has_event(const struct cs_transcript *transcript, enum cs_event_kind kind)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == kind)
            return true;
    return false;
}

void cs_suspects_judge(struct cs_round *round, size_t slot, const struct cs_transcript *transcript)
{
    struct cs_case_result *result = &round->result->cases[slot];
    bool alive = has_event(transcript, CS_EVENT_FENCE_PASSED);

    round->suspects[slot] = false;
    if (alive || result->verdict.kind != CS_INCONCLUSIVE)
        return;
    round->accused = slot;
    cs_round_withdraw_all(round); /* each gets a target that lives */
}

bool cs_suspects_go_on(struct cs_round *round, enum cs_round_phase *next)
{
    size_t accused = round->accused;

    if (accused == SIZE_MAX)
        return false;
    if (round->phase == CS_ROUND_SUSPECTS && !round->died) {
        round->doubts = 1;
        *next = CS_ROUND_ALIVE;
        return true;
    }
    round->accused = SIZE_MAX;
    if (round->died) {
        condemn(round, accused, deaf);
        return false;
    }
    *next = CS_ROUND_SUSPECTS;
    return true;
}

/* Those whose verdict is in doubt; they have been counted. */
static void gather(struct cs_round *round)
{
    for (size_t slot = 0; slot < round->result->count && may_start_again(round); slot++) {
        if (round->result->cases[slot].verdict.kind != CS_INCONCLUSIVE)
            continue;
        if (cs_deaf_is_innocent(round, slot))
            cs_round_forget(&round->result->cases[slot]);
        else
            suspect(round, slot);
        round->done--;
    }
}

/* "the target died: ...; under way were a, b, c and 4 more". */
static void name_suspects(struct cs_round *round)
{
    char text[2048];
    size_t used = (size_t)snprintf(text, sizeof(text), "the target died: %s", round->death);
    size_t named = 0;

    for (size_t slot = 0; slot < round->result->count; slot++) {
        const struct cs_case_result *result = &round->result->cases[slot];

        if (!round->suspects[slot] && !ended_by_death(result))
            continue;
        if (named++ < NAMED_MAX && used < sizeof(text))
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", named == 1 ? "; suspects: " : ", ",
                                     result->id);
    }
    if (named > NAMED_MAX && used < sizeof(text))
        (void)snprintf(text + used, sizeof(text) - used, " and %zu more", named - NAMED_MAX);
    cs_round_say(round, CS_EXIT_TARGET, text);
}

bool cs_suspects_settle(struct cs_round *round)
{
    char text[700];

    if (!may_start_again(round)) {
        name_suspects(round);
        return false;
    }
    gather(round);
    if (!round->condemned && round->explained) {
        cs_round_say(round, CS_EXIT_OK, "the target died more than once: see the cases that did it alone");
    } else if (!round->condemned) {
        round->unsolved = true;
        (void)snprintf(text, sizeof(text), "the target died: %s; started again, and no case did it alone",
                       round->death);
        cs_round_say(round, CS_EXIT_TARGET, text);
    } else {
        cs_round_say(round, CS_EXIT_OK, "the target died and was started again: see the case that did it");
    }
    round->condemned = false;
    round->doubts = 0;
    return cs_round_restart(round);
}
