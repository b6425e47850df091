/* A target that has fallen silent to everybody.  The case that did it is among those that spoke to it shortly before;
 * who began later met a deaf target and has shown nothing. */
#include <stdlib.h>

#include "harness/cli/round_internal.h"

#define QUIET_ENOUGH 0.9 /* deadlines: a case that has waited for one began a little before the last sign of life */
#define LATE         0.5 /* deadlines behind the last sign of life: whoever began then is innocent */

static bool is_by_target(enum cs_event_kind kind)
{
    static const enum cs_event_kind kinds[] = {
        CS_EVENT_ACCEPTED,       CS_EVENT_RECEIVED,       CS_EVENT_FIN_RECEIVED,
        CS_EVENT_RESET_RECEIVED, CS_EVENT_CONNECT_FAILED, CS_EVENT_DATAGRAM_RECEIVED,
        CS_EVENT_HEAD_RECEIVED,  CS_EVENT_STREAM_RESET,   CS_EVENT_GOAWAY,
    };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

static bool is_by_us(enum cs_event_kind kind)
{
    return kind == CS_EVENT_CONNECT || kind == CS_EVENT_SENT || kind == CS_EVENT_FIN_SENT ||
           kind == CS_EVENT_RESET_SENT || kind == CS_EVENT_DATAGRAM_SENT;
}

static double deadlines(const struct cs_round *round, uint64_t us)
{
    return (double)us / 1e6 / cs_engine_deadline(round->engine);
}

/* A client is started for each case: one that hangs says nothing of the others. */
void cs_deaf_note(struct cs_round *round, size_t slot, const struct cs_transcript *transcript)
{
    uint64_t now = uv_hrtime() / 1000;
    uint64_t began = now - transcript->duration_us;
    bool expired = false;

    round->watch[slot] = (struct cs_watch){.began = began, .spoke = began};
    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (is_by_target(event->kind) && began + event->at_us > round->heard)
            round->heard = began + event->at_us;
        if (is_by_us(event->kind))
            round->watch[slot].spoke = began + event->at_us;
        expired = expired || event->kind == CS_EVENT_EXPIRED;
    }
    if (!expired || round->programs || round->phase != CS_ROUND_TOGETHER || round->heard > now ||
        deadlines(round, now - round->heard) < QUIET_ENOUGH)
        return;
    round->asks = true;
    cs_round_withdraw_all(round);
}

bool cs_deaf_is_innocent(const struct cs_round *round, size_t slot)
{
    const struct cs_watch *watch = &round->watch[slot];

    return watch->began > round->heard && deadlines(round, watch->began - round->heard) > LATE;
}

bool cs_deaf_go_on(struct cs_round *round, enum cs_round_phase *next)
{
    if (!round->asks)
        return false;
    if (round->phase == CS_ROUND_TOGETHER) {
        *next = CS_ROUND_ALIVE;
        return true;
    }
    round->asks = false;
    *next = CS_ROUND_TOGETHER;
    return round->phase == CS_ROUND_ALIVE && round->doubts == 0;
}

void cs_deaf_suspect(struct cs_round *round, size_t slot)
{
    struct cs_watch *watch = &round->watch[slot];

    watch->distance = watch->spoke > round->heard ? watch->spoke - round->heard : round->heard - watch->spoke;
}

/* The suspect that has not been |given| and spoke nearest to the last sign of life; SIZE_MAX: none is left. */
static size_t nearest(const struct cs_round *round, const bool *given)
{
    size_t found = SIZE_MAX;

    for (size_t slot = 0; slot < round->result->count; slot++)
        if (round->suspects[slot] && !given[slot] &&
            (found == SIZE_MAX || round->watch[slot].distance < round->watch[found].distance))
            found = slot;
    return found;
}

void cs_deaf_drive(struct cs_round *round)
{
    bool *given = calloc(round->result->count + 1, sizeof(*given));

    while (given != NULL && !cs_round_is_over(round)) {
        size_t slot = nearest(round, given);

        if (slot == SIZE_MAX)
            break;
        given[slot] = true;
        cs_round_drive(round, &round->options.items[slot], false, slot);
    }
    free(given);
}
