#include "reports/result_json.h"

#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/library_memory.h"
#include "reports/published.h"
#include "reports/stream.h"
#include "reports/transcript_json.h"

static bool carries_transcript(const struct cs_case_result *item)
{
    enum cs_verdict_kind kind = item->verdict.kind;

    return item->transcript != NULL &&
           (kind == CS_FAIL || kind == CS_WARN || kind == CS_INCONCLUSIVE || kind == CS_UNSTEADY);
}

static json_t *write_columns(const struct cs_case_result *item)
{
    const struct cs_verdict *verdict = &item->verdict;

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     cs_json_text(item->id), "title", cs_json_text(item->title), "level", cs_json_text(item->level),
                     "requirements", cs_json_list(item->requirements, item->requirement_count), "tags",
                     cs_json_list(item->tags, item->tag_count), "verdict", cs_verdict_name(verdict->kind), "reason",
                     cs_json_text(verdict->reason), "duration_ms", (double)item->duration_us / 1000.0, "expected",
                     cs_json_text(verdict->expected), "observed", cs_json_text(verdict->observed), "finding",
                     cs_json_text(verdict->finding), "reading", cs_json_text(verdict->reading), "danger",
                     cs_json_text(item->danger), "source", cs_json_text(item->source), "statement",
                     cs_json_text(item->statement), "severity", cs_json_text(item->severity), "transcript",
                     carries_transcript(item) ? cs_transcript_to_json(item->transcript, false) : json_null());
}

static json_t *write_note(const struct cs_note *note)
{
    return json_pack("{s:i, s:s, s:I, s:I, s:s}", "channel", note->channel, "direction",
                     note->received ? "received" : "sent", "offset", (json_int_t)note->offset, "length",
                     (json_int_t)note->length, "code", cs_code_name(note->code));
}

/* Notes speak of the transcript's bytes: they stand where it does. */
static bool add_notes(json_t *object, const struct cs_case_result *item)
{
    const struct cs_verdict *verdict = &item->verdict;
    json_t *notes;

    if (!carries_transcript(item) || verdict->note_count == 0)
        return true;
    notes = json_array();
    for (size_t i = 0; i < verdict->note_count; i++) {
        if (json_array_append_new(notes, write_note(&verdict->notes[i])) != 0) {
            json_decref(notes);
            return false;
        }
    }
    return json_object_set_new(object, "notes", notes) == 0;
}

/* What only a run with known failures has. */
static bool add_gate(json_t *object, const struct cs_case_result *item)
{
    if (item->known != NULL && json_object_set_new(object, "known", cs_json_text(item->known)) != 0)
        return false;
    return !item->later || json_object_set_new(object, "later", json_true()) == 0;
}

/* {"pass": 3, "fail": 2} */
static bool add_runs(json_t *object, const struct cs_case_result *item)
{
    json_t *runs = item->verdict.kind == CS_UNSTEADY ? json_object() : NULL;

    for (unsigned i = 0; runs != NULL && i < CS_VERDICT_KINDS; i++)
        if (item->runs[i] > 0 && json_object_set_new(runs, cs_verdict_name((enum cs_verdict_kind)i),
                                                     json_integer((json_int_t)item->runs[i])) != 0) {
            json_decref(runs);
            return false;
        }
    return item->verdict.kind != CS_UNSTEADY || json_object_set_new(object, "runs", runs) == 0;
}

/* What the target chose where a requirement leaves it a choice. */
static bool add_behaviour(json_t *object, const struct cs_verdict *verdict)
{
    return verdict->aspect == NULL || verdict->manner == NULL ||
           json_object_set_new(object, "behaviour",
                               json_pack("{s:o, s:o}", "what", cs_json_text(verdict->aspect), "is",
                                         cs_json_text(verdict->manner))) == 0;
}

static json_t *write_case(const struct cs_case_result *item)
{
    json_t *object = write_columns(item);

    if (object != NULL && add_notes(object, item) && add_gate(object, item) && add_runs(object, item) &&
        add_behaviour(object, &item->verdict))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *write_cases(const struct cs_result *result)
{
    json_t *cases = json_array();

    for (size_t i = 0; i < result->count; i++) {
        if (json_array_append_new(cases, write_case(&result->cases[i])) != 0) {
            json_decref(cases);
            return NULL;
        }
    }
    return cases;
}

static json_t *write_summary(const struct cs_result *result)
{
    struct cs_summary summary = cs_result_summary(result);
    json_t *object = json_object();

    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++) {
        if (i == CS_UNSTEADY && summary.of[i] == 0)
            continue;
        if (json_object_set_new(object, cs_verdict_name((enum cs_verdict_kind)i),
                                json_integer((json_int_t)summary.of[i])) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static json_t *write_result(const struct cs_result *result)
{
    return json_pack("{s:o, s:{s:o, s:o}, s:o, s:o, s:b, s:f, s:o, s:o}", "connectspec", cs_json_text(result->suite),
                     "target", "name", cs_json_text(result->target), "version", cs_json_text(result->version),
                     "command", cs_json_text(result->command), "started", cs_json_text(result->started), "complete",
                     (int)result->complete, "wall_ms", (double)result->wall_us / 1000.0, "cases", write_cases(result),
                     "summary", write_summary(result));
}

/* What only a run that looks at how reliable the target is has. */
static bool add_repeat(json_t *root, const struct cs_result *result)
{
    if (result->repeat > 1 && json_object_set_new(root, "repeat", json_integer((json_int_t)result->repeat)) != 0)
        return false;
    return result->controls.made == 0 || json_object_set_new(root, "controls",
                                                             json_pack("{s:i, s:i}", "made", (int)result->controls.made,
                                                                       "good", (int)result->controls.good)) == 0;
}

/* What only a strict run, one that broke off, and one with known failures has. */
static bool add_run_gate(json_t *root, const struct cs_result *result)
{
    if (result->strict && json_object_set_new(root, "strict", json_true()) != 0)
        return false;
    if (result->incomplete != NULL && json_object_set_new(root, "incomplete", cs_json_text(result->incomplete)) != 0)
        return false;
    return result->gone_count == 0 ||
           json_object_set_new(root, "gone", cs_json_list(result->gone, result->gone_count)) == 0;
}

json_t *cs_result_to_json(const struct cs_result *result, bool published)
{
    unsigned lost = cs_loss_count();
    json_t *root;

    if (published)
        return cs_published_to_json(result);
    cs_library_memory_watch();
    root = write_result(result);
    if (root != NULL && add_run_gate(root, result) && add_repeat(root, result))
        return cs_json_whole(root, lost);
    json_decref(root);
    return NULL;
}

bool cs_result_save(const struct cs_result *result, const char *path, bool published, char error[CS_FILE_ERROR_MAX])
{
    json_t *root = cs_result_to_json(result, published);
    bool written = cs_json_write(root, path, error);

    json_decref(root);
    return written;
}
