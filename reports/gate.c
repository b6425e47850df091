#include "reports/gate.h"

#include <stdlib.h>
#include <string.h>

#include "reports/version.h"

/* An earlier name of a family's value ends as its name of today does. */
static bool names_alias(const char *pattern, const struct cs_gate_case *item)
{
    for (size_t i = 0; i < item->alias_count; i++) {
        char *id = NULL;
        bool named;

        if (asprintf(&id, "%s%s", item->aliases[i], item->id + strlen(item->base)) < 0)
            return false;
        named = cs_expect_names(pattern, id);
        free(id);
        if (named)
            return true;
    }
    return false;
}

static bool names(const struct cs_expectation *line, const struct cs_gate_case *item)
{
    return cs_expect_names(line->pattern, item->id) || names_alias(line->pattern, item);
}

/* Whether it is for runs over several transports, of whose cases this run may have none. */
static bool is_joined(const struct cs_gate *gate, const struct cs_expectation *line)
{
    struct cs_expectation bare = *line;
    bool named = false;

    bare.pattern = strndup(line->pattern, strcspn(line->pattern, "+"));
    for (size_t i = 0; bare.pattern != NULL && strchr(line->pattern, '+') != NULL && !named && i < gate->count; i++)
        named = names(&bare, &gate->cases[i]);
    free(bare.pattern);
    return named;
}

bool cs_gate_check(const struct cs_gate *gate, char error[CS_EXPECT_ERROR_MAX])
{
    for (size_t i = 0; i < gate->expectations->count; i++) {
        const struct cs_expectation *line = &gate->expectations->items[i];
        bool used = false;

        for (size_t k = 0; !used && k < gate->count; k++)
            used = names(line, &gate->cases[k]);
        if (used || is_joined(gate, line))
            continue;
        (void)snprintf(error, CS_EXPECT_ERROR_MAX,
                       "%u:1: no case of the suite is called '%s'; connectspec list names them", line->line,
                       line->pattern);
        return false;
    }
    return true;
}

static const struct cs_gate_case *find(const struct cs_gate *gate, const char *id)
{
    for (size_t i = 0; i < gate->count; i++)
        if (strcmp(gate->cases[i].id, id) == 0)
            return &gate->cases[i];
    return NULL;
}

static bool has_expired(const struct cs_gate *gate, const struct cs_expectation *line)
{
    return line->until[0] != '\0' && strcmp(line->until, gate->today) < 0;
}

/* A case that is known to come out now so, now so: it may fail in any way, and a pass proves nothing. */
static bool is_unsteady(const struct cs_expectation *line)
{
    return strcmp(line->code, CS_CODE_UNSTEADY) == 0;
}

static bool explains(const struct cs_expectation *line, const struct cs_verdict *verdict)
{
    return line->code[0] == '\0' || is_unsteady(line) || strcmp(line->code, verdict->finding) == 0;
}

static const struct cs_expectation *find_line(const struct cs_gate *gate, const struct cs_gate_case *source,
                                              const struct cs_verdict *verdict)
{
    for (size_t i = 0; i < gate->expectations->count; i++) {
        const struct cs_expectation *line = &gate->expectations->items[i];

        if (!has_expired(gate, line) && explains(line, verdict) && names(line, source))
            return line;
    }
    return NULL;
}

/* A case that the file of known failures cannot know. */
static bool is_later(const struct cs_gate *gate, const struct cs_gate_case *source)
{
    return source->since[0] != '\0' && cs_version_compare(source->since, gate->expectations->suite) > 0;
}

bool cs_gate_is_unexpected(const struct cs_gate *gate, const struct cs_case_result *item)
{
    const struct cs_gate_case *source = gate->expectations == NULL ? NULL : find(gate, item->id);

    if (!cs_case_fails_when(item, gate->strict))
        return false;
    return source == NULL || (find_line(gate, source, &item->verdict) == NULL && !is_later(gate, source));
}

static bool mark(const struct cs_gate *gate, struct cs_case_result *item)
{
    const struct cs_gate_case *source = find(gate, item->id);
    const struct cs_expectation *line;

    if (source == NULL || !cs_case_fails_when(item, gate->strict))
        return true;
    item->later = is_later(gate, source);
    line = find_line(gate, source, &item->verdict);
    if (line == NULL)
        return true;
    item->known = strdup(line->reason[0] != '\0' ? line->reason : "known failure");
    return item->known != NULL;
}

static bool was_judged(enum cs_verdict_kind kind)
{
    return kind == CS_PASS || kind == CS_FAIL || kind == CS_WARN || kind == CS_UNSTEADY;
}

static const struct cs_case_result *result_of(const struct cs_result *result, const char *id)
{
    for (size_t i = 0; i < result->count; i++)
        if (strcmp(result->cases[i].id, id) == 0)
            return &result->cases[i];
    return NULL;
}

bool cs_gate_is_gone(const struct cs_gate *gate, const struct cs_expectation *line, const struct cs_result *result)
{
    bool named = false;

    for (size_t i = 0; i < gate->count; i++) {
        const struct cs_case_result *item;

        if (is_unsteady(line))
            return false;
        if (!names(line, &gate->cases[i]))
            continue;
        named = true;
        item = result_of(result, gate->cases[i].id);
        if (item == NULL || !was_judged(item->verdict.kind))
            return false;
        if (cs_case_fails_when(item, gate->strict) && explains(line, &item->verdict))
            return false;
    }
    return named;
}

static bool add_gone(struct cs_result *result, const struct cs_expectation *line, const char *why)
{
    char **grown = realloc(result->gone, (result->gone_count + 1) * sizeof(*grown));
    char *text = NULL;

    if (grown == NULL)
        return false;
    result->gone = grown;
    if (asprintf(&text, "line %u: %s%s%s %s", line->line, line->pattern, line->code[0] != '\0' ? " code=" : "",
                 line->code, why) < 0)
        return false;
    grown[result->gone_count++] = text;
    return true;
}

/* The first failure of a case that |line| names, which is another one than it expects; NULL when there is none. */
static const struct cs_case_result *other_failure(const struct cs_gate *gate, const struct cs_expectation *line,
                                                  const struct cs_result *result)
{
    for (size_t i = 0; i < gate->count; i++) {
        const struct cs_case_result *item = names(line, &gate->cases[i]) ? result_of(result, gate->cases[i].id) : NULL;

        if (item != NULL && cs_case_fails_when(item, gate->strict))
            return item;
    }
    return NULL;
}

/* "fails no longer", or how it fails now. */
static bool add_mended(const struct cs_gate *gate, struct cs_result *result, const struct cs_expectation *line)
{
    const struct cs_case_result *item = other_failure(gate, line, result);
    char *why = NULL;
    bool added;

    if (item == NULL)
        return add_gone(result, line, "fails no longer");
    if (asprintf(&why, "fails in another way: %s", item->verdict.finding) < 0)
        return false;
    added = add_gone(result, line, why);
    free(why);
    return added;
}

static bool look_for_gone(const struct cs_gate *gate, struct cs_result *result)
{
    for (size_t i = 0; i < gate->expectations->count; i++) {
        const struct cs_expectation *line = &gate->expectations->items[i];
        bool told = has_expired(gate, line)               ? add_gone(result, line, "has passed its date")
                    : cs_gate_is_gone(gate, line, result) ? add_mended(gate, result, line)
                                                          : true;

        if (!told)
            return false;
    }
    return true;
}

bool cs_gate_apply(const struct cs_gate *gate, struct cs_result *result)
{
    result->strict = gate->strict;
    if (gate->expectations == NULL)
        return true;
    for (size_t i = 0; i < result->count; i++)
        if (!mark(gate, &result->cases[i]))
            return false;
    return look_for_gone(gate, result);
}

bool cs_gate_red(const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *item = &result->cases[i];

        if (cs_case_fails(result, item) && cs_case_excuse(item) == NULL)
            return true;
    }
    return result->gone_count > 0;
}
