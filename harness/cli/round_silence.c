#include "harness/cli/round_silence.h"

#include <stdio.h>
#include <string.h>

#define MISSED_ENOUGH 6 /* of a kind that never came: then it will not */

/* What a step waits for; false when it waits for nobody but us. */
static bool name_step(const struct cs_step *step, char name[48])
{
    static const char *const awaits[] = {[CS_AWAIT_ANSWER] = "answer",  [CS_AWAIT_CONNECTION] = "connection",
                                         [CS_AWAIT_END] = "end",        [CS_AWAIT_REQUEST] = "request",
                                         [CS_AWAIT_SECONDS] = NULL,     [CS_AWAIT_BYTES] = "bytes",
                                         [CS_AWAIT_HEAD] = "answer",    [CS_AWAIT_DATAGRAMS] = "datagrams",
                                         [CS_AWAIT_ANSWERS] = "answers"};

    if (step->verb == CS_VERB_FENCE)
        (void)snprintf(name, 48, "fence");
    else if (step->verb == CS_VERB_AWAIT && (size_t)step->await < sizeof(awaits) / sizeof(awaits[0]) &&
             awaits[step->await] != NULL)
        (void)snprintf(name, 48, "%s: %s", step->actor, awaits[step->await]);
    else
        return false;
    return true;
}

static bool name_at(const struct cs_case *source, uint64_t step, char name[48])
{
    if (step < source->step_count)
        return name_step(&source->steps[step], name);
    (void)snprintf(name, 48, "fence");
    return true;
}

static const struct cs_event *expiry(const struct cs_transcript *transcript)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_EXPIRED)
            return &transcript->events[i];
    return NULL;
}

bool cs_silence_kind_of(const struct cs_case *source, const struct cs_transcript *transcript, char name[48])
{
    const struct cs_event *expired = expiry(transcript);

    return expired != NULL && name_at(source, expired->value, name);
}

/* The kind of that name, a new one where there is place; else NULL. */
static struct cs_silence_kind *find(struct cs_silences *silences, const char *name)
{
    struct cs_silence_kind *kind;

    for (size_t i = 0; i < silences->count; i++)
        if (strcmp(silences->kinds[i].name, name) == 0)
            return &silences->kinds[i];
    if (silences->count == CS_SILENCE_KINDS_MAX)
        return NULL;
    kind = &silences->kinds[silences->count++];
    *kind = (struct cs_silence_kind){.met = 0};
    (void)snprintf(kind->name, sizeof(kind->name), "%s", name);
    return kind;
}

/* It was given up because it could no longer happen. */
static bool was_unreachable(const struct cs_transcript *transcript, uint64_t step)
{
    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == CS_EVENT_MOOT && transcript->events[i].value == step)
            return true;
    return false;
}

/* The kind that an event tells of; false: none. */
static bool name_event(const struct cs_case *source, const struct cs_transcript *transcript,
                       const struct cs_event *event, char name[48])
{
    if (event->kind == CS_EVENT_FENCE_PASSED)
        return name_at(source, source->step_count, name);
    if (event->kind == CS_EVENT_STEP && was_unreachable(transcript, event->value))
        return false;
    return (event->kind == CS_EVENT_STEP || event->kind == CS_EVENT_EXPIRED) && name_at(source, event->value, name);
}

static void note_steps(struct cs_silences *silences, const struct cs_case *source,
                       const struct cs_transcript *transcript, bool probe)
{
    const struct cs_event *expired = expiry(transcript);
    char name[48];

    for (size_t i = 0; i < transcript->event_count; i++) {
        const struct cs_event *event = &transcript->events[i];
        bool missed = event == expired;
        struct cs_silence_kind *kind;

        if (!name_event(source, transcript, event, name))
            continue;
        kind = find(silences, name);
        if (kind == NULL || (event->kind == CS_EVENT_STEP && expired != NULL && event->value == expired->value))
            continue;
        kind->met += !missed;
        kind->missed += missed;
        kind->by_probe = kind->by_probe || (missed && probe);
        if (missed)
            (void)snprintf(kind->example, sizeof(kind->example), "%s", transcript->case_id);
    }
}

void cs_silences_note(struct cs_silences *silences, const struct cs_case *source,
                      const struct cs_transcript *transcript, bool probe, uint64_t now)
{
    double since_last = (double)(now - silences->last_end) / 1e6;
    double whole = (double)transcript->duration_us / 1e6;

    note_steps(silences, source, transcript, probe);
    if (expiry(transcript) != NULL)
        silences->stalled += silences->last_end == 0 || whole < since_last ? whole : since_last;
    silences->last_end = now;
}

bool cs_silences_prevail(const struct cs_silences *silences, const char *name)
{
    for (size_t i = 0; i < silences->count; i++)
        if (strcmp(silences->kinds[i].name, name) == 0)
            return silences->kinds[i].missed >= silences->kinds[i].met;
    return true;
}

/* How often it has to be missed: the probe was alone.  But it asked for a tunnel; a refusal may still be answered. */
static size_t enough(const struct cs_silence_kind *kind)
{
    return kind->by_probe && strcmp(kind->name, "client: answer") != 0 ? 1 : MISSED_ENOUGH;
}

const struct cs_silence_kind *cs_silences_bar(const struct cs_silences *silences, const struct cs_case *source)
{
    for (size_t i = 0; i < silences->count; i++) {
        const struct cs_silence_kind *kind = &silences->kinds[i];
        char name[48];

        if (kind->met > 0 || kind->missed < enough(kind))
            continue;
        for (size_t k = 0; k < source->step_count; k++)
            if (name_at(source, k, name) && strcmp(name, kind->name) == 0)
                return kind;
    }
    return NULL;
}
