/* result_json.h, the reading half. */
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/library_memory.h"
#include "reports/published.h"
#include "reports/result_json.h"
#include "reports/stream.h"
#include "reports/transcript_json.h"
#include "reports/version.h"

#define CS_NOTES_READ_MAX 4096

static bool refuse(char error[CS_FILE_ERROR_MAX], const char *where, const char *what)
{
    char *clean = cs_clean(what);

    snprintf(error, CS_FILE_ERROR_MAX, "%s%s%s", where, where[0] == 0 ? "" : ": ",
             clean == NULL ? "out of memory" : clean);
    free(clean);
    return false;
}

/* Puts the place before what a function further in has said. */
static bool pass_on(char error[CS_FILE_ERROR_MAX], const char *where)
{
    char what[CS_FILE_ERROR_MAX];

    memcpy(what, error, sizeof(what));
    what[sizeof(what) - 1 - strlen(where) - 2] = 0;
    return refuse(error, where, what);
}

static bool read_time(double milliseconds, uint64_t *out)
{
    if (!(milliseconds >= 0 && milliseconds < 1e12))
        return false;
    *out = (uint64_t)(milliseconds * 1000.0 + 0.5);
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

struct texts {
    const char *verdict;
    json_t *requirements;
    json_t *tags;
    json_t *transcript;
    json_t *notes, *runs; /* NULL: none */
    double duration_ms;
};

/* Copies all strings of a case; |texts| gets what needs a closer look. */
static bool read_texts(json_t *root, struct cs_case_result *item, struct texts *texts, const char *where,
                       char error[CS_FILE_ERROR_MAX])
{
    const char *id, *title, *level, *reason, *expected, *observed, *finding, *reading, *danger, *source, *statement;
    const char *severity;
    const char *known = NULL, *aspect = NULL, *manner = NULL;
    struct cs_verdict *verdict = &item->verdict;
    json_error_t wrong;
    int later = 0;

    if (json_unpack_ex(root, &wrong, JSON_STRICT,
                       "{s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:F, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s?s, "
                       "s?b, s?o, s?o, s?{s:s, s:s}}",
                       "id", &id, "title", &title, "level", &level, "requirements", &texts->requirements, "tags",
                       &texts->tags, "verdict", &texts->verdict, "reason", &reason, "duration_ms", &texts->duration_ms,
                       "expected", &expected, "observed", &observed, "finding", &finding, "reading", &reading, "danger",
                       &danger, "source", &source, "statement", &statement, "severity", &severity, "transcript",
                       &texts->transcript, "known", &known, "later", &later, "notes", &texts->notes, "runs",
                       &texts->runs, "behaviour", "what", &aspect, "is", &manner) != 0)
        return refuse(error, where, wrong.text);
    item->later = later != 0;
    return (cs_json_get_text(id, &item->id) && cs_json_get_text(title, &item->title) &&
            cs_json_get_text(level, &item->level) && cs_json_get_text(reason, &verdict->reason) &&
            cs_json_get_text(expected, &verdict->expected) && cs_json_get_text(observed, &verdict->observed) &&
            cs_json_get_text(finding, &verdict->finding) && cs_json_get_text(reading, &verdict->reading) &&
            cs_json_get_text(danger, &item->danger) && cs_json_get_text(source, &item->source) &&
            cs_json_get_text(statement, &item->statement) && cs_json_get_text(severity, &item->severity) &&
            (known == NULL || cs_json_get_text(known, &item->known)) &&
            (aspect == NULL ||
             (cs_json_get_text(aspect, &verdict->aspect) && cs_json_get_text(manner, &verdict->manner)))) ||
           refuse(error, where, "out of memory");
}

static bool read_note(json_t *root, struct cs_note *note)
{
    json_int_t channel, offset, length;
    const char *direction, *code;

    if (json_unpack_ex(root, NULL, JSON_STRICT, "{s:I, s:s, s:I, s:I, s:s}", "channel", &channel, "direction",
                       &direction, "offset", &offset, "length", &length, "code", &code) != 0 ||
        channel < 0 || channel >= CS_CHANNELS_MAX || offset < 0 || length < 0)
        return false;
    *note = (struct cs_note){.channel = (int)channel,
                             .received = strcmp(direction, "received") == 0,
                             .offset = (uint64_t)offset,
                             .length = (uint64_t)length,
                             .code = cs_code_by_name(code)};
    return note->received || strcmp(direction, "sent") == 0;
}

/* A code of a later version is passed over, like what is missing in an older one. */
static bool read_notes(json_t *list, struct cs_verdict *verdict, const char *where, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > CS_NOTES_READ_MAX)
        return refuse(error, where, "notes: not a list, or too long a one");
    verdict->notes = calloc(count + 1, sizeof(*verdict->notes));
    if (verdict->notes == NULL)
        return refuse(error, where, "out of memory");
    for (size_t i = 0; i < count; i++) {
        struct cs_note *note = &verdict->notes[verdict->note_count];

        if (!read_note(json_array_get(list, i), note))
            return refuse(error, where, "notes: one that cannot be read");
        verdict->note_count += note->code != CS_CODE_NONE;
    }
    return true;
}

/* {"pass": 3, "fail": 2} */
static bool read_runs(json_t *object, struct cs_case_result *item)
{
    const char *name;
    json_t *number;

    if (!json_is_object(object))
        return false;
    json_object_foreach(object, name, number)
    {
        enum cs_verdict_kind kind;
        json_int_t count = json_integer_value(number);

        if (!cs_verdict_by_name(name, &kind) || count < 1 || count > CS_REPEAT_MAX)
            return false;
        item->runs[kind] = (unsigned)count;
    }
    return true;
}

static bool read_case(json_t *root, struct cs_case_result *item, size_t index, char error[CS_FILE_ERROR_MAX])
{
    struct texts texts = {.notes = NULL};
    char where[64];

    snprintf(where, sizeof(where), "cases[%zu]", index);
    if (!read_texts(root, item, &texts, where, error))
        return false;
    if (!known_level(item->level))
        return refuse(error, where, "level: unknown");
    if (cs_severity_rank(item->severity) < 0)
        return refuse(error, where, "severity: unknown");
    if (!cs_verdict_by_name(texts.verdict, &item->verdict.kind))
        return refuse(error, where, "verdict: unknown");
    if (!read_time(texts.duration_ms, &item->duration_us))
        return refuse(error, where, "duration_ms: out of range");
    if (!json_is_array(texts.requirements) || !json_is_array(texts.tags))
        return refuse(error, where, "requirements or tags: not a list");
    if (!cs_json_get_list(texts.requirements, &item->requirements, &item->requirement_count, error) ||
        !cs_json_get_list(texts.tags, &item->tags, &item->tag_count, error))
        return pass_on(error, where);
    if (texts.notes != NULL && !read_notes(texts.notes, &item->verdict, where, error))
        return false;
    if (texts.runs != NULL && !read_runs(texts.runs, item))
        return refuse(error, where, "runs: not how many runs ended how");
    if (json_is_null(texts.transcript))
        return true;
    item->transcript = cs_transcript_from_json(texts.transcript, error);
    return item->transcript != NULL || pass_on(error, where);
}

static bool read_cases(json_t *list, struct cs_result *result, char error[CS_FILE_ERROR_MAX])
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > CS_RESULT_CASES_MAX)
        return refuse(error, "cases", "not a list, or too long a one");
    result->cases = calloc(count + 1, sizeof(*result->cases));
    if (result->cases == NULL)
        return refuse(error, "cases", "out of memory");
    for (size_t i = 0; i < count; i++) {
        result->count = i + 1; /* first, so that what was read of a bad one is freed */
        if (!read_case(json_array_get(list, i), &result->cases[i], i, error))
            return false;
    }
    return true;
}

static bool read_result(json_t *root, struct cs_result *result, char error[CS_FILE_ERROR_MAX])
{
    const char *suite, *name, *version, *command, *started;
    const char *incomplete = NULL;
    json_t *cases, *summary;
    json_t *gone = NULL;
    json_error_t wrong;
    double wall_ms;
    int complete;
    int strict = 0;
    json_int_t repeat = 0, made = 0, good = 0;

    if (json_unpack_ex(root, &wrong, JSON_STRICT,
                       "{s:s, s:{s:s, s:s}, s:s, s:s, s:b, s:F, s:o, s:o, s?o, s?b, s?I, s?{s:I, s:I}, s?s}",
                       "connectspec", &suite, "target", "name", &name, "version", &version, "command", &command,
                       "started", &started, "complete", &complete, "wall_ms", &wall_ms, "cases", &cases, "summary",
                       &summary, "gone", &gone, "strict", &strict, "repeat", &repeat, "controls", "made", &made, "good",
                       &good, "incomplete", &incomplete) != 0)
        return refuse(error, "", wrong.text);
    if (!cs_json_get_text(suite, &result->suite) || !cs_json_get_text(name, &result->target) ||
        !cs_json_get_text(version, &result->version) || !cs_json_get_text(command, &result->command) ||
        !cs_json_get_text(started, &result->started) ||
        (incomplete != NULL && !cs_json_get_text(incomplete, &result->incomplete)))
        return refuse(error, "", "out of memory");
    if (!read_time(wall_ms, &result->wall_us))
        return refuse(error, "wall_ms", "out of range");
    result->complete = complete != 0;
    result->strict = strict != 0;
    if (repeat < 0 || repeat > CS_REPEAT_MAX || good < 0 || good > made || made > CS_REPEAT_MAX)
        return refuse(error, "", "repeat or controls: out of range");
    result->repeat = (unsigned)repeat;
    result->controls = (struct cs_controls){.made = (unsigned)made, .good = (unsigned)good};
    if (!json_is_object(summary))
        return refuse(error, "summary", "not an object");
    if (gone != NULL && !json_is_array(gone))
        return refuse(error, "gone", "not a list");
    if (gone != NULL && !cs_json_get_list(gone, &result->gone, &result->gone_count, error))
        return pass_on(error, "gone");
    return read_cases(cases, result, error);
}

/* A document that cannot be read may be no result at all, or one of a later version. */
static void explain_refusal(json_t *root, char error[CS_FILE_ERROR_MAX])
{
    const char *suite = json_string_value(json_object_get(root, "connectspec"));
    char where[64];

    if (suite == NULL) {
        refuse(error, "", "this is no result of connectspec run --json");
    } else if (cs_version_valid(suite) && cs_version_compare(suite, CONNECTSPEC_VERSION) > 0) {
        snprintf(where, sizeof(where), "connectspec %s wrote this, and " CONNECTSPEC_VERSION " cannot read it", suite);
        pass_on(error, where);
    }
}

struct cs_result *cs_result_from_json(json_t *root, char error[CS_FILE_ERROR_MAX])
{
    unsigned lost = cs_loss_count();
    struct cs_result *result;

    if (cs_published_is(root))
        return cs_published_from_json(root, error);
    cs_library_memory_watch();
    result = cs_result_new();
    if (result != NULL && read_result(root, result, error))
        return result;
    if (result == NULL)
        refuse(error, "", "out of memory");
    else if (!cs_json_lost(lost, error))
        explain_refusal(root, error);
    cs_result_free(result);
    return NULL;
}

struct cs_result *cs_result_load(const char *path, char error[CS_FILE_ERROR_MAX])
{
    json_t *root = cs_json_read(path, error);
    struct cs_result *result = root == NULL ? NULL : cs_result_from_json(root, error);

    json_decref(root);
    return result;
}
