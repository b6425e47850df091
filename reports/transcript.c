#include "reports/transcript.h"

#include <stdlib.h>
#include <string.h>

struct cs_transcript *cs_transcript_new(void)
{
    return calloc(1, sizeof(struct cs_transcript));
}

void cs_transcript_free(struct cs_transcript *transcript)
{
    if (transcript == NULL)
        return;
    free(transcript->suite);
    free(transcript->case_id);
    free(transcript->case_text);
    free(transcript->trouble);
    for (size_t i = 0; i < transcript->variable_count; i++) {
        free(transcript->variables[i].name);
        free(transcript->variables[i].value);
    }
    free(transcript->variables);
    for (size_t i = 0; i < transcript->channel_count; i++) {
        free(transcript->channels[i].sent.kept);
        free(transcript->channels[i].received.kept);
    }
    free(transcript->events);
    free(transcript);
}

/* The last event when |event| may be merged into it, or NULL. */
static struct cs_event *mergeable(struct cs_transcript *transcript, const struct cs_event *event)
{
    struct cs_event *last;

    if (transcript->event_count == 0 || transcript->events_dropped > 0)
        return NULL;
    last = &transcript->events[transcript->event_count - 1];
    return last->kind == event->kind && last->channel == event->channel ? last : NULL;
}

static bool grow_events(struct cs_transcript *transcript)
{
    size_t count = transcript->event_count;
    struct cs_event *larger;

    if (count != 0 && (count < 16 || (count & (count - 1)) != 0))
        return true;
    larger = realloc(transcript->events, (count == 0 ? 16 : count * 2) * sizeof(*larger));
    if (larger == NULL)
        return false;
    transcript->events = larger;
    return true;
}

bool cs_transcript_add(struct cs_transcript *transcript, struct cs_event event, bool merge)
{
    bool bulk = event.kind == CS_EVENT_SENT || event.kind == CS_EVENT_RECEIVED;
    struct cs_event *last = bulk && merge ? mergeable(transcript, &event) : NULL;

    if (last != NULL) {
        last->value += event.value;
        return true;
    }
    if (bulk && transcript->event_count >= CS_EVENTS_MAX) {
        transcript->events_dropped++;
        return true;
    }
    if (!grow_events(transcript))
        return false;
    transcript->events[transcript->event_count++] = event;
    return true;
}

static struct cs_variable *find_variable(const struct cs_transcript *transcript, const char *name)
{
    for (size_t i = 0; i < transcript->variable_count; i++)
        if (strcmp(transcript->variables[i].name, name) == 0)
            return &transcript->variables[i];
    return NULL;
}

static struct cs_variable *append_variable(struct cs_transcript *transcript, const char *name)
{
    size_t count = transcript->variable_count;
    struct cs_variable *larger = realloc(transcript->variables, (count + 1) * sizeof(*larger));

    if (larger == NULL)
        return NULL;
    transcript->variables = larger;
    larger[count] = (struct cs_variable){.name = strdup(name)};
    if (larger[count].name == NULL)
        return NULL;
    transcript->variable_count++;
    return &larger[count];
}

bool cs_transcript_set(struct cs_transcript *transcript, const char *name, const char *value, size_t length)
{
    struct cs_variable *variable = find_variable(transcript, name);
    char *copy = malloc(length + 1);

    if (copy != NULL && variable == NULL)
        variable = append_variable(transcript, name);
    if (copy == NULL || variable == NULL) {
        free(copy);
        return false;
    }
    memcpy(copy, value, length);
    copy[length] = 0;
    free(variable->value);
    variable->value = copy;
    variable->length = length;
    return true;
}

const struct cs_variable *cs_transcript_variable(const struct cs_transcript *transcript, const char *name)
{
    return find_variable(transcript, name);
}

const struct cs_channel *cs_transcript_channel(const struct cs_transcript *transcript, const char *actor)
{
    for (size_t i = 0; i < transcript->channel_count; i++)
        if (strcmp(transcript->channels[i].actor, actor) == 0)
            return &transcript->channels[i];
    return NULL;
}
