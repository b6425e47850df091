#include "reports/html_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/json.h"
#include "reports/product.h"
#include "reports/stream.h"
#include "reports/text.h"

/* A document in the making. */
struct page {
    json_t *texts;  /* sentence -> index */
    json_t *places; /* case id -> index in |cases| */
    json_t *cases;
};

/* The sentences in the order of their indexes: jansson keeps the order in which keys were added. */
static json_t *list_texts(json_t *texts)
{
    json_t *list = json_array();
    const char *text;
    json_t *index;

    json_object_foreach(texts, text, index)
    {
        if (json_array_append_new(list, json_string(text)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* Sets |key| to |value|, a new reference; false without memory. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static bool set_filled(json_t *object, const char *key, const char *text)
{
    return text == NULL || text[0] == 0 || set(object, key, cs_json_text(text));
}

static bool set_shared(json_t *object, const char *key, const char *text, json_t *texts)
{
    return text == NULL || text[0] == 0 || set(object, key, cs_html_text(text, texts));
}

static bool set_repeat(json_t *object, const struct cs_result *result, const struct cs_case_result *item)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);
    bool done = false;

    if (out != NULL) {
        cs_text_repeat(out, result, item);
        done = cs_stream_close(out) && set(object, "repeat", cs_json_text(text));
    }
    free(text);
    return done;
}

static json_t *describe(const struct cs_case_result *item)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", cs_json_text(item->id), "title",
                     cs_json_text(item->title), "level", cs_json_text(item->level), "severity",
                     cs_json_text(item->severity), "requirements",
                     cs_json_list(item->requirements, item->requirement_count), "source", cs_json_text(item->source),
                     "statement", cs_json_text(item->statement), "danger", cs_json_text(item->danger));
}

/* The case's place among all cases, where it is described now; -1 without memory. */
static json_int_t place(struct page *page, const struct cs_case_result *item)
{
    char *id = cs_clean(item->id);
    json_t *known = id == NULL ? NULL : json_object_get(page->places, id);
    json_int_t index = known == NULL ? (json_int_t)json_array_size(page->cases) : json_integer_value(known);
    bool done;

    if (known != NULL)
        done = json_array_set_new(page->cases, (size_t)index, describe(item)) == 0;
    else
        done = id != NULL && json_array_append_new(page->cases, describe(item)) == 0 &&
               set(page->places, id, json_integer(index));
    free(id);
    return done ? index : -1;
}

/* What is of interest only where something is to be explained. */
static bool explain(json_t *object, const struct cs_result *result, const struct cs_case_result *item, json_t *texts)
{
    enum cs_verdict_kind kind = item->verdict.kind;

    if (kind == CS_PASS || kind == CS_SKIP)
        return true;
    return set_repeat(object, result, item) &&
           (item->transcript == NULL || kind == CS_ERROR || set(object, "wire", cs_html_wire(item, texts)));
}

static bool set_behaviour(json_t *object, const struct cs_verdict *verdict)
{
    return verdict->aspect == NULL || verdict->manner == NULL ||
           set(object, "behaviour", json_pack("[o, o]", cs_json_text(verdict->aspect), cs_json_text(verdict->manner)));
}

static json_t *judge(struct page *page, const struct cs_result *result, const struct cs_case_result *item)
{
    const struct cs_verdict *verdict = &item->verdict;
    json_int_t index = place(page, item);
    json_t *object = json_pack("{s:I, s:s}", "case", index, "verdict", cs_verdict_name(verdict->kind));

    if (object != NULL && index >= 0 && set_shared(object, "reason", verdict->reason, page->texts) &&
        set_shared(object, "expected", verdict->expected, page->texts) &&
        set_shared(object, "observed", verdict->observed, page->texts) &&
        set_filled(object, "finding", verdict->finding) &&
        set_shared(object, "reading", cs_text_reading(verdict->reading), page->texts) &&
        set_filled(object, "excuse", cs_case_excuse(item)) && set_behaviour(object, verdict) &&
        explain(object, result, item, page->texts))
        return object;
    json_decref(object);
    return NULL;
}

/* Most verdicts say nothing more: a pass is the number of its case then, a skip that number and its reason's.  Takes
 * |object|, which may be NULL. */
static json_t *shorten(json_t *object)
{
    const char *kind = json_string_value(json_object_get(object, "verdict"));
    json_t *number = json_object_get(object, "case");
    json_t *reason = json_object_get(object, "reason");
    json_t *brief = NULL;

    if (kind != NULL && strcmp(kind, "pass") == 0 && json_object_size(object) == 2)
        brief = json_incref(number);
    else if (kind != NULL && strcmp(kind, "skip") == 0 && reason != NULL && json_object_size(object) == 3)
        brief = json_pack("[O, O]", number, reason);
    if (brief == NULL)
        return object;
    json_decref(object);
    return brief;
}

/* "squid" of "squid+basic". */
static json_t *product(const char *target)
{
    char *name = strndup(target, cs_product_length(target));
    json_t *text = name == NULL ? NULL : cs_json_text(name);

    free(name);
    return text;
}

static json_t *target(struct page *page, const struct cs_result *result)
{
    json_t *verdicts = json_array();

    for (size_t i = 0; i < result->count; i++) {
        if (result->cases[i].verdict.kind < CS_VERDICT_KINDS &&
            json_array_append_new(verdicts, shorten(judge(page, result, &result->cases[i]))) != 0) {
            json_decref(verdicts);
            return NULL;
        }
    }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:I, s:o, s:o, s:o}", "name", cs_json_text(result->target),
                     "product", product(result->target), "version", cs_json_text(result->version), "suite",
                     cs_json_text(result->suite), "started", cs_json_text(result->started), "complete",
                     (int)result->complete, "wall_ms", (json_int_t)(result->wall_us / 1000), "command",
                     cs_json_text(result->command), "gone", cs_json_list(result->gone, result->gone_count), "verdicts",
                     verdicts);
}

json_t *cs_html_data(const struct cs_result *const *results, size_t count)
{
    struct page page = {json_object(), json_object(), json_array()};
    json_t *targets = json_array();
    json_t *data = NULL;
    size_t done = 0;

    while (done < count && json_array_append_new(targets, target(&page, results[done])) == 0)
        done++;
    if (done == count)
        data = json_pack("{s:o, s:O, s:O}", "texts", list_texts(page.texts), "cases", page.cases, "targets", targets);
    json_decref(targets);
    json_decref(page.texts);
    json_decref(page.places);
    json_decref(page.cases);
    return data;
}
