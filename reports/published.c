/* published.h, the writing half. */
#include "reports/published.h"
#include "reports/library_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/canonical.h"
#include "reports/escape.h"
#include "reports/mistake.h"
#include "reports/stream.h"

static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* How often an invariant was broken in a run hangs on what was asked again: "X: 5 times in 3 cases, such as" is "X: such
 * as". */
static void drop_counts(char *reason)
{
    char *rest = strstr(reason, ", such as ");
    char *colon = rest == NULL ? NULL : memrchr(reason, ':', (size_t)(rest - reason));
    int end = 0;

    if (colon != NULL)
        (void)sscanf(colon, ": %*u time%*[s ]in %*u case%*[s,]%n", &end);
    if (end > 0 && colon + end == rest + 1)
        memmove(colon + 2, rest + 2, strlen(rest + 2) + 1);
}

/* |text| with the names that are the same in every run. */
static json_t *name_text(const struct cs_canonical *names, const char *text)
{
    char *copy = strdup(text == NULL ? "" : text);
    json_t *value = NULL;

    if (copy == NULL)
        return NULL;
    cs_canonical_apply(names, copy, strlen(copy));
    value = cs_json_text(copy);
    free(copy);
    return value;
}

/* The same of what a verdict says. */
static json_t *name_told(const struct cs_canonical *names, const char *text)
{
    char *copy = strdup(text == NULL ? "" : text);
    json_t *value = NULL;

    if (copy != NULL) {
        drop_counts(copy);
        value = name_text(names, copy);
    }
    free(copy);
    return value;
}

static json_t *name_bytes(const struct cs_canonical *names, const struct cs_stream *stream)
{
    size_t length = stream->kept_length < CS_PUBLISHED_BYTES ? stream->kept_length : CS_PUBLISHED_BYTES;
    char *copy = calloc(stream->kept_length + 1, 1);
    json_t *value = NULL;

    if (copy == NULL)
        return NULL;
    if (stream->kept_length > 0)
        memcpy(copy, stream->kept, stream->kept_length);
    cs_canonical_apply(names, copy, stream->kept_length);
    value = cs_json_bytes(copy, length);
    free(copy);
    return value;
}

/* What the judge noted on one direction of a channel. */
static json_t *write_notes(const struct cs_verdict *verdict, int channel, bool received)
{
    json_t *notes = json_array();

    for (size_t i = 0; i < verdict->note_count; i++) {
        const struct cs_note *note = &verdict->notes[i];

        if (note->channel != channel || note->received != received || note->offset >= CS_PUBLISHED_BYTES)
            continue;
        if (json_array_append_new(notes, json_pack("[I, I, s]", (json_int_t)note->offset, (json_int_t)note->length,
                                                   cs_code_name(note->code))) != 0) {
            json_decref(notes);
            return NULL;
        }
    }
    return notes;
}

/* |notes| is taken over. */
static bool set_stream(json_t *object, const char *key, const struct cs_stream *stream,
                       const struct cs_canonical *names, json_t *notes)
{
    json_t *entry = json_object();
    bool done = (stream->total == 0 || (set(entry, "bytes", name_bytes(names, stream)) &&
                                        set(entry, "total", json_integer((json_int_t)stream->total)))) &&
                (stream->end == CS_END_OPEN || set(entry, "end", json_string(cs_end_name(stream->end)))) &&
                (json_array_size(notes) == 0 || json_object_set(entry, "notes", notes) == 0) &&
                (json_object_size(entry) == 0 || json_object_set(object, key, entry) == 0);

    json_decref(notes);
    json_decref(entry);
    return done;
}

static json_t *write_channel(const struct cs_case_result *item, const struct cs_channel *channel,
                             const struct cs_canonical *names)
{
    int index = (int)(channel - item->transcript->channels);
    json_t *object =
        json_pack("{s:s, s:o}", "seat", cs_seat_name(channel->seat), "actor", cs_json_text(channel->actor));

    if (object != NULL && (channel->listener[0] == '\0' || set(object, "listener", cs_json_text(channel->listener))) &&
        (channel->error == 0 || set(object, "error", json_integer(channel->error))) &&
        set_stream(object, "sent", &channel->sent, names, write_notes(&item->verdict, index, false)) &&
        set_stream(object, "received", &channel->received, names, write_notes(&item->verdict, index, true)))
        return object;
    json_decref(object);
    return NULL;
}

static int by_actor(const void *left, const void *right)
{
    const struct cs_channel *a = *(const struct cs_channel *const *)left;
    const struct cs_channel *b = *(const struct cs_channel *const *)right;
    int difference = (int)a->seat - (int)b->seat;

    return difference != 0 ? difference : strcmp(a->actor, b->actor);
}

/* The connections of the case, in an order that is the same every time; our own controls are left out. */
static json_t *write_channels(const struct cs_case_result *item, const struct cs_canonical *names)
{
    const struct cs_transcript *transcript = item->transcript;
    const struct cs_channel *channels[CS_CHANNELS_MAX];
    json_t *list = json_array();
    size_t count = 0;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat != CS_SEAT_CONTROL)
            channels[count++] = &transcript->channels[i];
    qsort(channels, count, sizeof(channels[0]), by_actor);
    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(list, write_channel(item, channels[i], names)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *write_evidence(const struct cs_case_result *item, const struct cs_canonical *names)
{
    const struct cs_variable *host = cs_transcript_variable(item->transcript, "host");
    const struct cs_variable *port = cs_transcript_variable(item->transcript, "port");
    char origin[96] = "";

    if (host != NULL && port != NULL)
        (void)snprintf(origin, sizeof(origin), "%s %s", host->value, port->value);
    return json_pack("{s:o, s:o}", "origin", name_text(names, origin), "channels", write_channels(item, names));
}

static json_t *list_ids(const struct cs_case_result *const *cases, size_t count)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(ids, cs_json_text(cases[i]->id)) != 0) {
            json_decref(ids);
            return NULL;
        }
    return ids;
}

static bool add_rest(json_t *object, const struct cs_case_result *item, const struct cs_canonical *names)
{
    return (item->known == NULL || set(object, "known", cs_json_text(item->known))) &&
           (item->transcript == NULL || set(object, "evidence", write_evidence(item, names)));
}

static json_t *write_mistake(const struct cs_mistake *mistake)
{
    const struct cs_case_result *item = mistake->cases[0];
    struct cs_canonical names = {.count = 0};
    json_t *object;

    if (item->transcript != NULL)
        cs_canonical_init(&names, item->transcript);
    object = json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "cases",
                       list_ids(mistake->cases, mistake->count), "verdict", cs_verdict_name(item->verdict.kind),
                       "title", cs_json_text(item->title), "level", cs_json_text(item->level), "requirements",
                       cs_json_list(item->requirements, item->requirement_count), "tags",
                       cs_json_list(item->tags, item->tag_count), "severity", cs_json_text(item->severity), "danger",
                       cs_json_text(item->danger), "source", cs_json_text(item->source), "statement",
                       cs_json_text(item->statement), "reason", name_told(&names, item->verdict.reason), "expected",
                       name_text(&names, item->verdict.expected), "observed", name_told(&names, item->verdict.observed),
                       "finding", cs_json_text(item->verdict.finding), "reading", cs_json_text(item->verdict.reading));
    if (object != NULL && add_rest(object, item, &names))
        return object;
    json_decref(object);
    return NULL;
}

static bool add_mistakes(json_t *list, const struct cs_result *result, enum cs_verdict_kind kind)
{
    struct cs_mistakes found = cs_mistakes_find(result, kind);
    bool done = true;

    for (size_t i = 0; done && i < found.count; i++)
        done = json_array_append_new(list, write_mistake(&found.items[i])) == 0;
    cs_mistakes_free(&found);
    return done;
}

static bool add_deviations(json_t *root, const struct cs_result *result)
{
    static const enum cs_verdict_kind kinds[] = {CS_FAIL, CS_UNSTEADY, CS_WARN, CS_INCONCLUSIVE, CS_ERROR};
    json_t *list = json_array();
    bool done = list != NULL;

    for (size_t i = 0; done && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        done = add_mistakes(list, result, kinds[i]);
    done = done && json_object_set(root, "deviations", list) == 0;
    json_decref(list);
    return done;
}

static bool add_passes(json_t *root, const struct cs_result *result)
{
    json_t *list = json_array();
    bool done = set(root, "pass", list);

    for (size_t i = 0; done && i < result->count; i++)
        if (result->cases[i].verdict.kind == CS_PASS)
            done = json_array_append_new(list, cs_json_text(result->cases[i].id)) == 0;
    return done;
}

static bool add_skip(json_t *reasons, const struct cs_case_result *item)
{
    char *reason = cs_clean(item->verdict.reason);
    json_t *list = reason == NULL ? NULL : json_object_get(reasons, reason);
    bool done = reason != NULL && (list != NULL || set(reasons, reason, list = json_array())) &&
                json_array_append_new(list, cs_json_text(item->id)) == 0;

    free(reason);
    return done;
}

/* The skipped cases, by their reasons. */
static bool add_skips(json_t *root, const struct cs_result *result)
{
    json_t *reasons = json_object();
    bool done = set(root, "skip", reasons);

    for (size_t i = 0; done && i < result->count; i++)
        if (result->cases[i].verdict.kind == CS_SKIP)
            done = add_skip(reasons, &result->cases[i]);
    return done;
}

/* What the target chose, by case: {"ID": [what, how]}. */
static bool add_behaviour(json_t *root, const struct cs_result *result)
{
    json_t *map = json_object();
    bool done = map != NULL;

    for (size_t i = 0; done && i < result->count; i++) {
        const struct cs_verdict *verdict = &result->cases[i].verdict;

        if (verdict->aspect != NULL && verdict->manner != NULL)
            done = set(map, result->cases[i].id,
                       json_pack("[o, o]", cs_json_text(verdict->aspect), cs_json_text(verdict->manner)));
    }
    done = done && (json_object_size(map) == 0 || json_object_set(root, "behaviour", map) == 0);
    json_decref(map);
    return done;
}

static json_t *write_summary(const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    json_t *object = json_object();

    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++)
        if ((i != CS_UNSTEADY || summary.of[i] > 0) &&
            !set(object, cs_verdict_name((enum cs_verdict_kind)i), json_integer((json_int_t)summary.of[i]))) {
            json_decref(object);
            return NULL;
        }
    return object;
}

/* A published command starts the target; where one that ran already was named, its port is another one next time. */
static const char *command_of(const struct cs_result *result)
{
    return strstr(result->command, "--proxy ") != NULL ? "" : result->command;
}

json_t *cs_published_to_json(const struct cs_result *result)
{
    unsigned lost = cs_loss_count();
    json_t *root;

    cs_library_memory_watch();
    root = json_pack("{s:o, s:s, s:{s:o, s:o}, s:o, s:b, s:o}", "connectspec", cs_json_text(result->suite), "form",
                     "published", "target", "name", cs_json_target(result->target, true), "version",
                     cs_json_text(result->version), "command", cs_json_text(command_of(result)), "complete",
                     (int)result->complete, "summary", write_summary(result));
    if (root != NULL && (!result->strict || set(root, "strict", json_true())) && add_deviations(root, result) &&
        add_passes(root, result) && add_skips(root, result) && add_behaviour(root, result) &&
        (result->gone_count == 0 || set(root, "gone", cs_json_list(result->gone, result->gone_count))))
        return cs_json_whole(root, lost);
    json_decref(root);
    return NULL;
}
