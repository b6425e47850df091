/* published.h, the reading half. */
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/library_memory.h"
#include "reports/published.h"
#include "reports/result_json.h"
#include "reports/stream.h"

static bool refuse(char error[CS_FILE_ERROR_MAX], const char *where, const char *what)
{
    char *clean = cs_clean(what);

    (void)snprintf(error, CS_FILE_ERROR_MAX, "%s%s%s", where, where[0] == '\0' ? "" : ": ",
                   clean == NULL ? "out of memory" : clean);
    free(clean);
    return false;
}

bool cs_published_is(const json_t *root)
{
    const char *form = json_string_value(json_object_get(root, "form"));

    return form != NULL && strcmp(form, "published") == 0;
}

static bool copy_name(char *to, size_t capacity, const char *from)
{
    return (size_t)snprintf(to, capacity, "%s", from) < capacity;
}

/* Adds one of the notes that stand beside a stream; a code of another version is left out. */
static bool read_note(json_t *item, struct cs_verdict *verdict, struct cs_note note)
{
    struct cs_note *larger = realloc(verdict->notes, (verdict->note_count + 1) * sizeof(*larger));
    json_int_t offset, length;
    const char *code;

    if (larger == NULL) {
        cs_loss_note();
        return false;
    }
    verdict->notes = larger;
    if (json_unpack(item, "[I, I, s]", &offset, &length, &code) != 0 || offset < 0 || length < 0)
        return false;
    note.offset = (uint64_t)offset;
    note.length = (uint64_t)length;
    note.code = cs_code_by_name(code);
    if (note.code != CS_CODE_NONE)
        larger[verdict->note_count++] = note;
    return true;
}

/* |where|: channel and direction. */
static bool read_stream(json_t *item, struct cs_stream *stream, struct cs_verdict *verdict, struct cs_note where,
                        char error[CS_FILE_ERROR_MAX])
{
    const char *bytes = "", *end = "open";
    json_t *notes = NULL;
    json_int_t total = 0;
    json_error_t wrong;
    int ending;

    if (item == NULL)
        return true;
    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s?s, s?I, s?s, s?o}", "bytes", &bytes, "total", &total, "end", &end,
                       "notes", &notes) != 0)
        return refuse(error, "a stream", wrong.text);
    ending = cs_end_by_name(end);
    if (ending < 0 || total < 0 || !cs_unescape(bytes, &stream->kept, &stream->kept_length) ||
        stream->kept_length > CS_KEPT_BYTES || stream->kept_length > (size_t)total || json_array_size(notes) > 1024)
        return refuse(error, "a stream", "its bytes, total, end or notes are wrong");
    stream->total = (uint64_t)total;
    stream->end = (enum cs_end)ending;
    for (size_t i = 0; i < json_array_size(notes); i++)
        if (!read_note(json_array_get(notes, i), verdict, where))
            return refuse(error, "a stream", "a note that cannot be read");
    return true;
}

static bool read_channel(json_t *item, struct cs_case_result *out, size_t index, char error[CS_FILE_ERROR_MAX])
{
    struct cs_channel *channel = &out->transcript->channels[index];
    struct cs_note where = {.channel = (int)index};
    const char *seat, *actor, *listener = "";
    json_t *sent = NULL, *received = NULL;
    json_error_t wrong;
    int number = 0, kind;

    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:s, s:s, s?s, s?i, s?o, s?o}", "seat", &seat, "actor", &actor,
                       "listener", &listener, "error", &number, "sent", &sent, "received", &received) != 0)
        return refuse(error, "a channel", wrong.text);
    kind = cs_seat_by_name(seat);
    if (kind < 0 || number < 0 || number > INT16_MAX || !copy_name(channel->actor, sizeof(channel->actor), actor) ||
        !copy_name(channel->listener, sizeof(channel->listener), listener))
        return refuse(error, "a channel", "its seat, error or names are wrong");
    channel->seat = (enum cs_seat)kind;
    channel->error = number;
    if (!read_stream(sent, &channel->sent, &out->verdict, where, error))
        return false;
    where.received = true;
    return read_stream(received, &channel->received, &out->verdict, where, error);
}

static bool tell(struct cs_transcript *transcript, enum cs_event_kind kind, size_t channel, uint64_t value)
{
    return cs_transcript_add(transcript, (struct cs_event){0, kind, (int)channel, value}, false);
}

static bool tell_bytes(struct cs_transcript *transcript, enum cs_event_kind kind, size_t channel, uint64_t total)
{
    return total == 0 || tell(transcript, kind, channel, total);
}

static bool tell_ends(struct cs_transcript *transcript, size_t index)
{
    const struct cs_channel *channel = &transcript->channels[index];
    enum cs_end sent = channel->sent.end, received = channel->received.end;

    return (sent == CS_END_OPEN ||
            tell(transcript, sent == CS_END_FIN ? CS_EVENT_FIN_SENT : CS_EVENT_RESET_SENT, index, 0)) &&
           (received == CS_END_OPEN ||
            tell(transcript, received == CS_END_FIN ? CS_EVENT_FIN_RECEIVED : CS_EVENT_RESET_RECEIVED, index, 0));
}

/* What we know to have happened: our clients send, the target connects onwards, the answer comes back. */
static bool tell_all(struct cs_transcript *transcript)
{
    bool done = true;

    for (size_t i = 0; done && i < transcript->channel_count; i++) {
        const struct cs_channel *channel = &transcript->channels[i];

        if (channel->seat == CS_SEAT_ARRIVES)
            continue;
        done = tell(transcript, CS_EVENT_CONNECT, i, 0) &&
               (channel->error == 0 ? tell(transcript, CS_EVENT_CONNECTED, i, 0)
                                    : tell(transcript, CS_EVENT_CONNECT_FAILED, i, (uint64_t)channel->error)) &&
               tell_bytes(transcript, CS_EVENT_SENT, i, channel->sent.total);
    }
    for (size_t i = 0; done && i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == CS_SEAT_ARRIVES)
            done = tell(transcript, CS_EVENT_ACCEPTED, i, 0) &&
                   tell_bytes(transcript, CS_EVENT_RECEIVED, i, transcript->channels[i].received.total) &&
                   tell_bytes(transcript, CS_EVENT_SENT, i, transcript->channels[i].sent.total) &&
                   tell_ends(transcript, i);
    for (size_t i = 0; done && i < transcript->channel_count; i++)
        if (transcript->channels[i].seat != CS_SEAT_ARRIVES)
            done = tell_bytes(transcript, CS_EVENT_RECEIVED, i, transcript->channels[i].received.total) &&
                   tell_ends(transcript, i);
    return done;
}

static bool set_origin(struct cs_transcript *transcript, const char *origin)
{
    const char *blank = strchr(origin, ' ');

    return blank == NULL || (cs_transcript_set(transcript, "host", origin, (size_t)(blank - origin)) &&
                             cs_transcript_set(transcript, "port", blank + 1, strlen(blank + 1)));
}

static bool fill_transcript(struct cs_case_result *out, const char *origin, json_t *channels,
                            char error[CS_FILE_ERROR_MAX])
{
    struct cs_transcript *transcript = out->transcript;

    if (json_array_size(channels) > CS_CHANNELS_MAX)
        return refuse(error, "evidence", "too many channels");
    for (size_t i = 0; i < json_array_size(channels); i++) {
        transcript->channel_count = i + 1;
        if (!read_channel(json_array_get(channels, i), out, i, error))
            return false;
    }
    transcript->suite = strdup("");
    transcript->case_id = strdup(out->id);
    transcript->case_text = strdup("");
    return (transcript->suite != NULL && transcript->case_id != NULL && transcript->case_text != NULL &&
            set_origin(transcript, origin) && tell_all(transcript)) ||
           refuse(error, "", "out of memory");
}

static bool read_evidence(json_t *item, struct cs_case_result *out, char error[CS_FILE_ERROR_MAX])
{
    const char *origin;
    json_t *channels;
    json_error_t wrong;

    if (item == NULL)
        return true;
    if (json_unpack_ex(item, &wrong, JSON_STRICT, "{s:s, s:o}", "origin", &origin, "channels", &channels) != 0)
        return refuse(error, "evidence", wrong.text);
    out->transcript = cs_transcript_new();
    return out->transcript != NULL ? fill_transcript(out, origin, channels, error) : refuse(error, "", "out of memory");
}

/* Room for one more; NULL without memory or where there are too many. */
static struct cs_case_result *add_case(struct cs_result *result, const char *id, char error[CS_FILE_ERROR_MAX])
{
    struct cs_case_result *item = &result->cases[result->count];

    if (result->count == CS_RESULT_CASES_MAX || id == NULL) {
        refuse(error, "", id == NULL ? "an id is no string" : "too many cases");
        return NULL;
    }
    result->count++;
    item->id = strdup(id);
    if (item->id == NULL)
        refuse(error, "", "out of memory");
    return item->id == NULL ? NULL : item;
}

/* Fills what the document does not say. */
static bool fill_gaps(struct cs_case_result *item)
{
    struct cs_verdict *verdict = &item->verdict;
    char **const texts[] = {&item->title,       &item->danger,     &item->source,
                            &item->statement,   &verdict->reason,  &verdict->expected,
                            &verdict->observed, &verdict->finding, &verdict->reading};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (*texts[i] == NULL && (*texts[i] = strdup("")) == NULL)
            return false;
    if (item->level == NULL)
        item->level = strdup("must");
    if (item->severity == NULL)
        item->severity = strdup("low");
    return item->level != NULL && item->severity != NULL;
}

static bool read_plain(struct cs_result *result, json_t *ids, enum cs_verdict_kind kind, const char *reason,
                       char error[CS_FILE_ERROR_MAX])
{
    for (size_t i = 0; i < json_array_size(ids); i++) {
        struct cs_case_result *item = add_case(result, json_string_value(json_array_get(ids, i)), error);

        if (item == NULL)
            return false;
        item->verdict.kind = kind;
        item->verdict.reason = strdup(reason);
        if (!fill_gaps(item))
            return refuse(error, "", "out of memory");
    }
    return true;
}

static bool known_level(const char *level)
{
    static const char *const levels[] = {"must", "should", "may", "advice", "interop"};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        if (strcmp(level, levels[i]) == 0)
            return true;
    return false;
}

/* What all cases of one deviation share. */
struct shared {
    const char *verdict, *title, *level, *severity, *danger, *source, *statement;
    const char *reason, *expected, *observed, *finding, *reading, *known;
    json_t *ids, *requirements, *tags, *evidence;
};

static bool unpack(json_t *root, struct shared *shared, char error[CS_FILE_ERROR_MAX])
{
    json_error_t wrong;
    enum cs_verdict_kind kind;

    *shared = (struct shared){0};
    if (json_unpack_ex(root, &wrong, JSON_STRICT,
                       "{s:o, s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s?s, s?o}", "cases",
                       &shared->ids, "verdict", &shared->verdict, "title", &shared->title, "level", &shared->level,
                       "requirements", &shared->requirements, "tags", &shared->tags, "severity", &shared->severity,
                       "danger", &shared->danger, "source", &shared->source, "statement", &shared->statement, "reason",
                       &shared->reason, "expected", &shared->expected, "observed", &shared->observed, "finding",
                       &shared->finding, "reading", &shared->reading, "known", &shared->known, "evidence",
                       &shared->evidence) != 0)
        return refuse(error, "a deviation", wrong.text);
    if (!known_level(shared->level) || cs_severity_rank(shared->severity) < 0 ||
        !cs_verdict_by_name(shared->verdict, &kind) || !json_is_array(shared->requirements) ||
        !json_is_array(shared->tags) || !json_is_array(shared->ids))
        return refuse(error, "a deviation", "level, severity, verdict, or a list that is none");
    return true;
}

static bool copy_shared(const struct shared *shared, struct cs_case_result *item, char error[CS_FILE_ERROR_MAX])
{
    struct cs_verdict *verdict = &item->verdict;

    (void)cs_verdict_by_name(shared->verdict, &verdict->kind);
    return cs_json_get_list(shared->requirements, &item->requirements, &item->requirement_count, error) &&
           cs_json_get_list(shared->tags, &item->tags, &item->tag_count, error) &&
           ((cs_json_get_text(shared->title, &item->title) && cs_json_get_text(shared->level, &item->level) &&
             cs_json_get_text(shared->severity, &item->severity) && cs_json_get_text(shared->danger, &item->danger) &&
             cs_json_get_text(shared->source, &item->source) && cs_json_get_text(shared->statement, &item->statement) &&
             cs_json_get_text(shared->reason, &verdict->reason) &&
             cs_json_get_text(shared->expected, &verdict->expected) &&
             cs_json_get_text(shared->observed, &verdict->observed) &&
             cs_json_get_text(shared->finding, &verdict->finding) &&
             cs_json_get_text(shared->reading, &verdict->reading) &&
             (shared->known == NULL || cs_json_get_text(shared->known, &item->known))) ||
            refuse(error, "", "out of memory"));
}

static bool read_deviation(struct cs_result *result, json_t *root, char error[CS_FILE_ERROR_MAX])
{
    struct shared shared;

    if (!unpack(root, &shared, error))
        return false;
    for (size_t i = 0; i < json_array_size(shared.ids); i++) {
        struct cs_case_result *item = add_case(result, json_string_value(json_array_get(shared.ids, i)), error);

        if (item == NULL || !copy_shared(&shared, item, error) ||
            (i == 0 && !read_evidence(shared.evidence, item, error)))
            return false;
    }
    return true;
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct cs_case_result *)left)->id, ((const struct cs_case_result *)right)->id);
}

/* {"ID": [what, how]}; the cases are in order. */
static bool read_behaviour(struct cs_result *result, json_t *map, char error[CS_FILE_ERROR_MAX])
{
    const char *id;
    json_t *pair;

    if (map != NULL && !json_is_object(map))
        return refuse(error, "behaviour", "not an object");
    json_object_foreach(map, id, pair)
    {
        struct cs_case_result key = {.id = (char *)id};
        struct cs_case_result *item = bsearch(&key, result->cases, result->count, sizeof(key), by_id);
        const char *what, *is;

        if (item == NULL || item->verdict.aspect != NULL || json_unpack(pair, "[s, s!]", &what, &is) != 0)
            return refuse(error, "behaviour", "of no case that is there, or no pair");
        if (!cs_json_get_text(what, &item->verdict.aspect) || !cs_json_get_text(is, &item->verdict.manner))
            return refuse(error, "behaviour", "out of memory");
    }
    return true;
}

static bool read_cases(struct cs_result *result, json_t *deviations, json_t *passed, json_t *skipped,
                       char error[CS_FILE_ERROR_MAX])
{
    const char *reason;
    json_t *ids;

    if (!json_is_array(deviations) || !json_is_array(passed) || !json_is_object(skipped))
        return refuse(error, "", "deviations, pass or skip is of the wrong kind");
    for (size_t i = 0; i < json_array_size(deviations); i++)
        if (!read_deviation(result, json_array_get(deviations, i), error))
            return false;
    if (!read_plain(result, passed, CS_PASS, "", error))
        return false;
    json_object_foreach(skipped, reason, ids)
    {
        if (!read_plain(result, ids, CS_SKIP, reason, error))
            return false;
    }
    qsort(result->cases, result->count, sizeof(*result->cases), by_id);
    return true;
}

static bool read_root(json_t *root, struct cs_result *result, char error[CS_FILE_ERROR_MAX])
{
    const char *suite, *form, *name, *version, *command;
    json_t *deviations, *passed, *skipped, *summary, *gone = NULL, *behaviour = NULL;
    int complete, strict = 0;
    json_error_t wrong;

    if (json_unpack_ex(root, &wrong, JSON_STRICT,
                       "{s:s, s:s, s:{s:s, s:s}, s:s, s:b, s:o, s?b, s:o, s:o, s:o, s?o, s?o}", "connectspec", &suite,
                       "form", &form, "target", "name", &name, "version", &version, "command", &command, "complete",
                       &complete, "summary", &summary, "strict", &strict, "deviations", &deviations, "pass", &passed,
                       "skip", &skipped, "gone", &gone, "behaviour", &behaviour) != 0)
        return refuse(error, "", wrong.text);
    result->complete = complete != 0;
    result->strict = strict != 0;
    result->cases = calloc(CS_RESULT_CASES_MAX, sizeof(*result->cases));
    if (result->cases == NULL || !cs_json_get_text(suite, &result->suite) || !cs_json_get_text(name, &result->target) ||
        !cs_json_get_text(version, &result->version) || !cs_json_get_text(command, &result->command) ||
        !cs_json_get_text("", &result->started))
        return refuse(error, "", "out of memory");
    if (gone != NULL && !cs_json_get_list(gone, &result->gone, &result->gone_count, error))
        return false;
    return read_cases(result, deviations, passed, skipped, error) && read_behaviour(result, behaviour, error);
}

struct cs_result *cs_published_from_json(json_t *root, char error[CS_FILE_ERROR_MAX])
{
    unsigned lost = cs_loss_count();
    struct cs_result *result;
    struct cs_case_result *fitting;

    cs_library_memory_watch();
    result = cs_result_new();
    if (result == NULL || !read_root(root, result, error)) {
        if (result == NULL)
            refuse(error, "", "out of memory");
        (void)cs_json_lost(lost, error);
        cs_result_free(result);
        return NULL;
    }
    fitting = realloc(result->cases, (result->count + 1) * sizeof(*fitting));
    if (fitting != NULL)
        result->cases = fitting;
    return result;
}
