#include <stdlib.h>
#include <string.h>

#include "reports/documents.h"
#include "reports/escape.h"
#include "reports/json.h"
#include "reports/link.h"
#include "reports/mistake.h"
#include "reports/stream.h"
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
    FILE *out = cs_stream_open(&text, &length);
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
    if (cs_stream_close(out))
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

/* What an address may hold as it is. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~";

/* "cases/target/port-empty.yaml" of "target/port-empty@x", as a URI. */
static json_t *case_uri(const char *id)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = cs_stream_open(&text, &length);
    json_t *uri = NULL;

    if (out == NULL)
        return NULL;
    fputs("cases/", out);
    for (const char *at = id; *at != '\0' && *at != '@'; at++)
        fprintf(out, strchr(plain, *at) != NULL ? "%c" : "%%%02X", (unsigned char)*at);
    fputs(".yaml", out);
    if (cs_stream_close(out))
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
    if (item->verdict.kind == CS_UNSTEADY)
        return "warning";
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

/* The file of the user's own that named the target: a profile.  NULL without one. */
static json_t *profile_uri(const struct cs_result *result)
{
    static const char key[] = "--target ";
    const char *named = strstr(result->command, key);
    size_t length = named == NULL ? 0 : strcspn(named + strlen(key), " ");

    if (length == 0 || strspn(named + strlen(key), plain) < length || named[strlen(key)] == '/' ||
        memchr(named + strlen(key), '/', length) == NULL)
        return NULL;
    named += strlen(key);
    if (strncmp(named, "./", 2) == 0)
        return json_stringn(named + 2, length - 2);
    return json_stringn(named, length);
}

/* A place in what is tested: the profile that describes it; else the case, which is a file of connectspec's and not of
 * the repository at hand, as its base says. */
static json_t *locations(const struct cs_result *result, const struct cs_case_result *item)
{
    json_t *profile = profile_uri(result);
    json_t *place = profile != NULL ? json_pack("{s:o}", "uri", profile)
                                    : json_pack("{s:o, s:s}", "uri", case_uri(item->id), "uriBaseId", "CONNECTSPEC");

    return json_pack("[{s:{s:o, s:{s:i}}, s:[{s:o, s:s}]}]", "physicalLocation", "artifactLocation", place, "region",
                     "startLine", 1, "logicalLocations", "fullyQualifiedName", cs_json_text(item->id), "kind",
                     "member");
}

/* What went wrong in one sentence, for which values, then what the terminal prints. */
static json_t *explain(const struct cs_result *result, const struct cs_mistake *mistake)
{
    const struct cs_case_result *item = mistake->cases[0];
    char *details = cs_text_case_copy(result, item);
    char *name = cs_mistake_name_copy(mistake);
    char *values = cs_mistake_values_copy(mistake);
    char *reason = cs_clean(item->verdict.reason);
    char *text = NULL;
    json_t *object = NULL;

    if (details != NULL && name != NULL && values != NULL && reason != NULL &&
        asprintf(&text, "%s: %s.\n%s%s%s", name, reason, values, values[0] == '\0' ? "" : "\n", details) >= 0)
        object = clean_message(text);
    free(text);
    free(reason);
    free(values);
    free(name);
    free(details);
    return object;
}

/* The same mistake in two runs has the same fingerprint, for however many values; one that shows in a new way has not.
 * GitHub knows the first name, other readers take any. */
static json_t *fingerprints(const struct cs_case_result *item)
{
    char *text = NULL;
    json_t *object = NULL;

    if (asprintf(&text, "%.*s:%s%s%s", (int)cs_family_length(item->id), item->id, item->verdict.finding,
                 item->verdict.reading[0] == '\0' ? "" : ":", item->verdict.reading) < 0)
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

static json_t *list_ids(const struct cs_mistake *mistake)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < mistake->count; i++)
        if (json_array_append_new(ids, cs_json_text(mistake->cases[i]->id)) != 0) {
            json_decref(ids);
            return NULL;
        }
    return ids;
}

static json_t *make_result(const struct rules *rules, const struct cs_result *result, const struct cs_mistake *mistake)
{
    const struct cs_case_result *item = mistake->cases[0];
    json_t *object =
        json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:{s:s, s:o, s:o, s:o}}", "ruleId", cs_json_text(rule_of(item)),
                  "ruleIndex", place_of(rules, item), "level", level_of(item), "message", explain(result, mistake),
                  "locations", locations(result, item), "partialFingerprints", fingerprints(item), "properties",
                  "verdict", cs_verdict_name(item->verdict.kind), "finding", cs_json_text(item->verdict.finding),
                  "severity", cs_json_text(item->severity), "cases", list_ids(mistake));

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

static bool add_note(json_t *notes, const struct cs_case_result *item)
{
    if (item->verdict.kind == CS_INCONCLUSIVE)
        return notify(notes, "note", item->id, item->verdict.reason);
    return item->verdict.kind != CS_ERROR || notify(notes, "error", item->id, item->verdict.reason);
}

/* The rules are what was tested, whatever came of it. */
static bool add_rules(struct rules *rules, json_t *notes, const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->cases[i].verdict.kind != CS_SKIP &&
            (!add_rule(rules, &result->cases[i]) || !add_note(notes, &result->cases[i])))
            return false;
    for (size_t i = 0; i < result->gone_count; i++)
        if (!notify(notes, "error", "known failures", result->gone[i]))
            return false;
    return true;
}

static bool add_mistakes(const struct rules *rules, json_t *found, const struct cs_result *result,
                         enum cs_verdict_kind kind)
{
    struct cs_mistakes mistakes = cs_mistakes_find(result, kind);
    bool done = true;

    for (size_t i = 0; done && i < mistakes.count; i++)
        done = json_array_append_new(found, make_result(rules, result, &mistakes.items[i])) == 0;
    cs_mistakes_free(&mistakes);
    return done;
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

    if (add_rules(&rules, notes, result) && add_mistakes(&rules, found, result, CS_FAIL) &&
        add_mistakes(&rules, found, result, CS_UNSTEADY) && add_mistakes(&rules, found, result, CS_WARN))
        run = json_pack("{s:{s:{s:s, s:o, s:O}}, s:{s:{s:{s:s}}}, s:{s:o}, s:[o], s:O, s:{s:o, s:o}}", "tool", "driver",
                        "name", "connectspec", "version", cs_json_text(result->suite), "rules", rules.list,
                        "originalUriBaseIds", "CONNECTSPEC", "description", "text",
                        "the folder of connectspec, which holds the cases", "automationDetails", "id", run_id(result),
                        "invocations", invocation(result, notes), "results", found, "properties", "target",
                        cs_json_text(result->target), "targetVersion", cs_json_text(result->version));
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
