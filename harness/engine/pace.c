#include <string.h>

#include "harness/engine/engine.h"

/* Nobody else knows a probe's address: whatever arrives there before its barrier belongs to its one CONNECT. */
static unsigned count_arrivals(const struct cs_transcript *transcript)
{
    unsigned count = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];

        if (event->kind == CS_EVENT_FENCE_BEGUN)
            break;
        if (event->kind == CS_EVENT_ACCEPTED && event->channel >= 0 &&
            strcmp(transcript->channels[event->channel].listener, "origin") == 0)
            count++;
    }
    return count;
}

static double seconds_of_barrier(const struct cs_transcript *transcript)
{
    uint64_t begun = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        if (transcript->events[i].kind == CS_EVENT_FENCE_BEGUN)
            begun = transcript->events[i].at_us;
        if (transcript->events[i].kind == CS_EVENT_FENCE_PASSED)
            return (double)(transcript->events[i].at_us - begun) / 1e6;
    }
    return 0;
}

#define RUN_PARTS 5 /* a client that runs has time for this part of what others have */

/* How long a client ran; 0: there was none. */
static double seconds_of_program(const struct cs_transcript *transcript)
{
    uint64_t begun = 0;

    for (size_t i = 0; i < transcript->event_count; i++) {
        if (transcript->events[i].kind == CS_EVENT_STARTED)
            begun = transcript->events[i].at_us;
        if (transcript->events[i].kind == CS_EVENT_EXITED)
            return (double)(transcript->events[i].at_us - begun) / 1e6;
    }
    return 0;
}

#define RUNS_OF_DEADLINE 4
#define RUNS_A_PROCESSOR 4 /* at least: not all of them burn it all the time */
#define PROGRAMS_MAX     1024

unsigned cs_pace_programs(const struct cs_pace *pace, double deadline, unsigned processors)
{
    unsigned least = RUNS_A_PROCESSOR * processors;
    double most =
        pace->quickest_program <= 0 ? PROGRAMS_MAX : processors * deadline / RUNS_OF_DEADLINE / pace->quickest_program;

    if (most > PROGRAMS_MAX)
        return PROGRAMS_MAX;
    return most < least ? least : (unsigned)most;
}

void cs_pace_learn(struct cs_pace *pace, const struct cs_transcript *transcript)
{
    const struct cs_channel *client = cs_transcript_channel(transcript, "client");
    const struct cs_channel *origin = cs_transcript_channel(transcript, "origin");
    double run = seconds_of_program(transcript);
    double seconds = seconds_of_barrier(transcript) + run / RUN_PARTS; /* in terms of a control CONNECT */
    unsigned arrivals = count_arrivals(transcript);

    if (seconds > pace->slowest)
        pace->slowest = seconds;
    if (run > 0 && (pace->quickest_program <= 0 || run < pace->quickest_program))
        pace->quickest_program = run;
    if (arrivals > pace->extra_connections + 1)
        pace->extra_connections = arrivals - 1;
    if (client != NULL && client->received.mark > 0 && origin != NULL && origin->received.total == 0)
        pace->no_nonce = true;
}
