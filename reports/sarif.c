#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/json.h"
#include "reports/link.h"
#include "reports/text.h"

#define SARIF_SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* The rules of one run: what is tested, each requirement once. */
struct rules {
    json_t *list;
    json_t *places; /* from the id to the index in |list| */
};

/* A message from text that is clean: brackets would make links, braces placeholders. */
static json_t *clean_message(const char *clean)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    json_t *object = NULL;

    if (out == NULL)
        return NULL;
    for (const char *at = clean; *at != '\0'; at++) {
        if (*at == '[' || *at == ']')
            fputc('\\', out);
        if (*at == '{' || *at == '}')
            fputc(*at, out);
        fputc(*at, out);
        if (at[0] == ']' && at[1] == '(')
            fputc(' ', out); /* no link, whatever backslashes the target has put before its brackets */
    }
    if (fclose(out) == 0)
        object = json_pack("{s:s}", "text", text);
    free(text);
    return object;
}

static json_t *message(const char *text)
{
    char *clean = cs_clean(text);
    json_t *object = clean == NULL ? NULL : clean_message(clean);

    free(clean);
    return object;
}

/* "cases/target/port-empty.yaml" of "target/port-empty@x", as a URI. */
static json_t *case_uri(const char *id)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~";
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    json_t *uri = NULL;

    if (out == NULL)
        return NULL;
    fputs("cases/", out);
    for (const char *at = id; *at != '\0' && *at != '@'; at++)
        fprintf(out, strchr(plain, *at) != NULL ? "%c" : "%%%02X", (unsigned char)*at);
    fputs(".yaml", out);
    if (fclose(out) == 0)
        uri = json_string(text);
    free(text);
    return uri;
}

/* The case's requirement; the case itself where it has none. */
static const char *rule_of(const struct cs_case_result *item)
{
    return item->requirement_count > 0 ? item->requirements[0] : item->id;
}

static const char *level_of(const struct cs_case_result *item)
{
    bool keyword = strcmp(item->level, "must") == 0 || strcmp(item->level, "should") == 0;

    if (item->verdict.kind == CS_FAIL)
        return "error";
    return keyword ? "warning" : "note";
}

/* What GitHub sorts security alerts by: a score from 0 to 10. */
static const char *score(const char *severity)
{
    static const char *const scores[] = {"2.0", "5.0", "8.0", "9.5"};
    int rank = cs_severity_rank(severity);

    return scores[rank < 0 ? 0 : rank];
}

/* What GitHub shows of a rule beside its first line. */
static json_t *help(const struct cs_case_result *item, const char *link)
{
    char *text = NULL;
    json_t *object;

    if (asprintf(&text, "%s (%s) %s", item->statement, item->source, link) < 0)
        return NULL;
    object = message(text);
    free(text);
    return object;
}

static json_t *make_rule(const struct cs_case_result *item)
{
    const char *sentence = item->statement[0] != '\0' ? item->statement : item->title;
    char link[CS_LINK_MAX];
    bool linked = cs_link(item->source, link);
    json_t *rule =
        json_pack("{s:o, s:o, s:o, s:o, s:{s:s}, s:{s:[s, s], s:s, s:s, s:o}}", "id", cs_json_text(rule_of(item)),
                  "shortDescription", message(sentence), "fullDescription", message(sentence), "help", help(item, link),
                  "defaultConfiguration", "level", strcmp(item->level, "must") == 0 ? "error" : "warning", "properties",
                  "tags", "security", "http-connect", "precision", "very-high", "security-severity",
                  score(item->severity), "source", cs_json_text(item->source));

    if (rule != NULL && linked && json_object_set_new(rule, "helpUri", json_string(link)) != 0) {
        json_decref(rule);
        return NULL;
    }
    return rule;
}

static bool add_rule(struct rules *rules, const struct cs_case_result *item)
{
    size_t index = json_array_size(rules->list);
    char *id = cs_clean(rule_of(item));
    bool added = id != NULL;

    if (added && json_object_get(rules->places, id) == NULL)
        added = json_object_set_new(rules->places, id, json_integer((json_int_t)index)) == 0 &&
                json_array_append_new(rules->list, make_rule(item)) == 0;
    free(id);
    return added;
}

static json_t *place_of(const struct rules *rules, const struct cs_case_result *item)
{
    char *id = cs_clean(rule_of(item));
    json_t *place = id == NULL ? NULL : json_incref(json_object_get(rules->places, id));

    free(id);
    return place;
}

static json_t *locations(const struct cs_case_result *item)
{
    return json_pack("[{s:{s:{s:o}, s:{s:i}}, s:[{s:o, s:s}]}]", "physicalLocation", "artifactLocation", "uri",
                     case_uri(item->id), "region", "startLine", 1, "logicalLocations", "fullyQualifiedName",
                     cs_json_text(item->id), "kind", "member");
}

/* What went wrong in one sentence, then what the terminal prints. */
static json_t *explain(const struct cs_result *result, const struct cs_case_result *item)
{
    char *details = cs_text_case_copy(result, item);
    char *id = cs_clean(item->id);
    char *reason = cs_clean(item->verdict.reason);
    char *text = NULL;
    json_t *object = NULL;

    if (details != NULL && id != NULL && reason != NULL && asprintf(&text, "%s: %s.\n%s", id, reason, details) >= 0)
        object = clean_message(text);
    free(text);
    free(reason);
    free(id);
    free(details);
    return object;
}

/* The same deviation of the same case in two runs has the same fingerprint; a case that breaks in a new way has not.
 * GitHub knows the first name, other readers take any. */
static json_t *fingerprints(const struct cs_case_result *item)
{
    char *text = NULL;
    json_t *object = NULL;

    if (asprintf(&text, "%s:%s", item->id, item->verdict.finding) < 0)
        return NULL;
    object = json_pack("{s:o, s:o}", "primaryLocationLineHash", cs_json_text(text), "connectspecCaseFinding/v1",
                       cs_json_text(text));
    free(text);
    return object;
}

static bool suppress(json_t *object, const char *excuse)
{
    json_t *list = json_pack("[{s:s, s:o}]", "kind", "external", "justification", cs_json_text(excuse));

    return json_object_set_new(object, "suppressions", list) == 0;
}

static json_t *make_result(const struct rules *rules, const struct cs_result *result, const struct cs_case_result *item)
{
    json_t *object = json_pack(
        "{s:o, s:o, s:s, s:o, s:o, s:o, s:{s:s, s:o, s:o}}", "ruleId", cs_json_text(rule_of(item)), "ruleIndex",
        place_of(rules, item), "level", level_of(item), "message", explain(result, item), "locations", locations(item),
        "partialFingerprints", fingerprints(item), "properties", "verdict", cs_verdict_name(item->verdict.kind),
        "finding", cs_json_text(item->verdict.finding), "severity", cs_json_text(item->severity));

    if (object == NULL || cs_case_excuse(item) == NULL || suppress(object, cs_case_excuse(item)))
        return object;
    json_decref(object);
    return NULL;
}

/* What is no finding about the target, but must not go unsaid: |text| behind |about|. */
static bool notify(json_t *list, const char *level, const char *about, const char *text)
{
    char *whole = NULL;
    bool added;

    if (asprintf(&whole, "%s: %s", about, text) < 0)
        return false;
    added = json_array_append_new(list, json_pack("{s:s, s:o}", "level", level, "message", message(whole))) == 0;
    free(whole);
    return added;
}

static bool add_case(struct rules *rules, json_t *found, json_t *notes, const struct cs_result *result,
                     const struct cs_case_result *item)
{
    switch (item->verdict.kind) {
    case CS_FAIL:
    case CS_WARN:
        return add_rule(rules, item) && json_array_append_new(found, make_result(rules, result, item)) == 0;
    case CS_INCONCLUSIVE:
        return add_rule(rules, item) && notify(notes, "note", item->id, item->verdict.reason);
    case CS_ERROR:
        return add_rule(rules, item) && notify(notes, "error", item->id, item->verdict.reason);
    case CS_PASS:
        return add_rule(rules, item);
    case CS_SKIP:
    case CS_VERDICT_KINDS:
        break;
    }
    return true;
}

static bool add_cases(struct rules *rules, json_t *found, json_t *notes, const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (!add_case(rules, found, notes, result, &result->cases[i]))
            return false;
    for (size_t i = 0; i < result->gone_count; i++)
        if (!notify(notes, "error", "known failures", result->gone[i]))
            return false;
    return true;
}

static json_t *invocation(const struct cs_result *result, json_t *notes)
{
    bool successful = result->complete && cs_result_summary(result).of[CS_ERROR] == 0;

    return json_pack("{s:b, s:O}", "executionSuccessful", (int)successful, "toolExecutionNotifications", notes);
}

/* Keeps the results for several targets apart where they are uploaded together. */
static json_t *run_id(const struct cs_result *result)
{
    char *text = NULL;
    json_t *id;

    if (asprintf(&text, "connectspec/%s/", result->target) < 0)
        return NULL;
    id = cs_json_text(text);
    free(text);
    return id;
}

static json_t *make_run(const struct cs_result *result)
{
    struct rules rules = {json_array(), json_object()};
    json_t *found = json_array();
    json_t *notes = json_array();
    json_t *run = NULL;

    if (add_cases(&rules, found, notes, result))
        run = json_pack("{s:{s:{s:s, s:o, s:O}}, s:{s:o}, s:[o], s:O, s:{s:o, s:o}}", "tool", "driver", "name",
                        "connectspec", "version", cs_json_text(result->suite), "rules", rules.list, "automationDetails",
                        "id", run_id(result), "invocations", invocation(result, notes), "results", found, "properties",
                        "target", cs_json_text(result->target), "targetVersion", cs_json_text(result->version));
    json_decref(rules.list);
    json_decref(rules.places);
    json_decref(found);
    json_decref(notes);
    return run;
}

static json_t *make_log(const struct cs_result *const *results, size_t count)
{
    json_t *runs = json_array();

    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(runs, make_run(results[i])) != 0) {
            json_decref(runs);
            return NULL;
        }
    }
    return json_pack("{s:s, s:s, s:o}", "$schema", SARIF_SCHEMA, "version", "2.1.0", "runs", runs);
}

char *cs_sarif_document(const struct cs_result *const *results, size_t count, size_t *length)
{
    json_t *log = make_log(results, count);
    char *text = cs_json_document(log, length);

    json_decref(log);
    return text;
}
