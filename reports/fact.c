/* What is known of a target: what the rows of fact_list.h mean. */
#include "reports/fact.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/fact_list.h"
#include "reports/json.h"

const char *const cs_role_names[] = {"proxy", "client", "origin", NULL};
const char *const cs_transport_names[] = {"h1", "h2", "h3", NULL};
const char *const cs_inner_names[] = {"tls", "http", "ssh", "bytes", NULL};
const char *const cs_auth_names[] = {"none", "basic", "digest", NULL};

#define WHEN_SET false
#define ALWAYS   true

const struct cs_fact cs_facts[] = {
#define FACT_ROW(type, member, bound, words, json, always, profile, need, reason, meaning)                             \
    {CS_FACT_##type, offsetof(struct cs_policy, member), bound, words, json, always, profile, need, reason, meaning},
    CS_FACT_LIST(FACT_ROW)
#undef FACT_ROW
};
const size_t cs_fact_count = sizeof(cs_facts) / sizeof(cs_facts[0]);

static const void *place_of(const struct cs_fact *fact, const struct cs_policy *policy)
{
    return (const char *)policy + fact->offset;
}

static void *room_of(const struct cs_fact *fact, struct cs_policy *policy)
{
    return (char *)policy + fact->offset;
}

bool cs_fact_is_set(const struct cs_fact *fact, const struct cs_policy *policy)
{
    const void *place = place_of(fact, policy);

    switch (fact->type) {
    case CS_FACT_FLAG:
        return *(const bool *)place;
    case CS_FACT_NUMBER:
        return *(const unsigned *)place != 0;
    case CS_FACT_PORT:
    case CS_FACT_PORTS:
        return *(const uint16_t *)place != 0;
    case CS_FACT_TEXT:
    case CS_FACT_BYTES:
    case CS_FACT_TARGET:
    case CS_FACT_PLACE:
        break;
    }
    return *(const char *)place != '\0';
}

static bool is_allowed(const struct cs_fact *fact, const char *text)
{
    size_t i = 0;

    if (fact->words == NULL)
        return true;
    while (fact->words[i] != NULL && strcmp(fact->words[i], text) != 0)
        i++;
    return fact->words[i] != NULL;
}

static bool set_text(const struct cs_fact *fact, struct cs_policy *policy, const char *text)
{
    if (strlen(text) >= fact->bound)
        return false;
    memcpy(room_of(fact, policy), text, strlen(text) + 1);
    return true;
}

static bool set_number(const struct cs_fact *fact, struct cs_policy *policy, json_int_t number)
{
    uint16_t *ports = room_of(fact, policy);
    size_t count = 0;

    if (number < 0 || number > (fact->type == CS_FACT_NUMBER ? (json_int_t)fact->bound : 65535))
        return false;
    if (fact->type == CS_FACT_NUMBER) {
        *(unsigned *)room_of(fact, policy) = (unsigned)number;
        return true;
    }
    while (fact->type == CS_FACT_PORTS && ports[count] != 0)
        count++;
    if (fact->type == CS_FACT_PORTS && (count + 1 >= fact->bound || number == 0))
        return false;
    ports[count] = (uint16_t)number;
    return true;
}

bool cs_fact_set(const struct cs_fact *fact, struct cs_policy *policy, const char *text)
{
    char *end = NULL;
    long number = 0;

    switch (fact->type) {
    case CS_FACT_FLAG:
        if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
            return false;
        *(bool *)room_of(fact, policy) = text[0] == 't';
        return true;
    case CS_FACT_NUMBER:
    case CS_FACT_PORT:
    case CS_FACT_PORTS:
        number = strtol(text, &end, 10);
        return text[0] >= '0' && text[0] <= '9' && *end == '\0' && set_number(fact, policy, number);
    case CS_FACT_TEXT:
    case CS_FACT_BYTES:
    case CS_FACT_TARGET:
    case CS_FACT_PLACE:
        break;
    }
    return is_allowed(fact, text) && set_text(fact, policy, text);
}

/* ---- JSON ---- */

static json_t *write_ports(const uint16_t *ports)
{
    json_t *list = json_array();

    for (; list != NULL && *ports != 0; ports++)
        if (json_array_append_new(list, json_integer(*ports)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *write_fact(const struct cs_fact *fact, const struct cs_policy *policy, bool published)
{
    const void *place = place_of(fact, policy);

    switch (fact->type) {
    case CS_FACT_FLAG:
        return json_boolean(*(const bool *)place);
    case CS_FACT_NUMBER:
        return json_integer(*(const unsigned *)place);
    case CS_FACT_PORT:
        return json_integer(*(const uint16_t *)place);
    case CS_FACT_PORTS:
        return write_ports(place);
    case CS_FACT_BYTES:
        return cs_json_bytes(place, strlen(place));
    case CS_FACT_TARGET:
        return cs_json_target(place, published);
    case CS_FACT_TEXT:
    case CS_FACT_PLACE:
        break;
    }
    return cs_json_text(place);
}

json_t *cs_policy_to_json(const struct cs_policy *policy, bool published)
{
    json_t *object = json_object();

    for (size_t i = 0; object != NULL && i < cs_fact_count; i++) {
        const struct cs_fact *fact = &cs_facts[i];
        bool hidden = published && fact->type == CS_FACT_PLACE;

        if (!fact->always && (hidden || !cs_fact_is_set(fact, policy)))
            continue;
        if (json_object_set_new(object, fact->json, write_fact(fact, policy, published)) != 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

__attribute__((format(printf, 2, 3))) static bool refuse(char *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(error, CS_FILE_ERROR_MAX, format, arguments);
    va_end(arguments);
    return false;
}

static bool read_ports(const struct cs_fact *fact, struct cs_policy *policy, const json_t *value)
{
    bool good = json_is_array(value);

    for (size_t i = 0; good && i < json_array_size(value); i++)
        good = json_is_integer(json_array_get(value, i)) &&
               set_number(fact, policy, json_integer_value(json_array_get(value, i)));
    return good;
}

/* Account names may be any bytes but NUL. */
static bool read_bytes(const struct cs_fact *fact, struct cs_policy *policy, const char *escaped)
{
    char *bytes;
    size_t length;
    bool good;

    if (!cs_unescape(escaped, &bytes, &length))
        return false;
    good = strlen(bytes) == length && set_text(fact, policy, bytes);
    free(bytes);
    return good;
}

static bool read_fact(const struct cs_fact *fact, struct cs_policy *policy, const json_t *value, char *error)
{
    switch (fact->type) {
    case CS_FACT_FLAG:
        if (!json_is_boolean(value))
            return refuse(error, "policy: %s: Expected true or false", fact->json);
        *(bool *)room_of(fact, policy) = json_is_true(value);
        return true;
    case CS_FACT_NUMBER:
        return (json_is_integer(value) && set_number(fact, policy, json_integer_value(value))) ||
               refuse(error, "policy: %s: no number up to %zu", fact->json, fact->bound);
    case CS_FACT_PORT:
        return (json_is_integer(value) && set_number(fact, policy, json_integer_value(value))) ||
               refuse(error, "policy: %s: a port out of range", fact->json);
    case CS_FACT_PORTS:
        return read_ports(fact, policy, value) || refuse(error, "policy: %s: no list of ports", fact->json);
    case CS_FACT_BYTES:
        return (json_is_string(value) && read_bytes(fact, policy, json_string_value(value))) ||
               refuse(error, "policy: %s: a text is too long or badly escaped", fact->json);
    case CS_FACT_TEXT:
    case CS_FACT_TARGET:
    case CS_FACT_PLACE:
        break;
    }
    return (json_is_string(value) && set_text(fact, policy, json_string_value(value))) ||
           refuse(error, "policy: %s: a text is too long", fact->json);
}

static bool refuse_key(char *error, const char *key)
{
    char *clean = cs_clean(key);

    (void)refuse(error, "policy: unknown fact: %.40s", clean == NULL ? "" : clean);
    free(clean);
    return false;
}

static const struct cs_fact *find_fact(const char *key)
{
    for (size_t i = 0; i < cs_fact_count; i++)
        if (strcmp(cs_facts[i].json, key) == 0)
            return &cs_facts[i];
    return NULL;
}

bool cs_policy_from_json(json_t *item, struct cs_policy *policy, char *error)
{
    const char *key;
    json_t *value;

    if (!json_is_object(item))
        return refuse(error, "policy: Expected object");
    for (size_t i = 0; i < cs_fact_count; i++)
        if (cs_facts[i].always && json_object_get(item, cs_facts[i].json) == NULL)
            return refuse(error, "policy: Object item not found: %s", cs_facts[i].json);
    json_object_foreach(item, key, value)
    {
        const struct cs_fact *fact = find_fact(key);

        if (fact == NULL)
            return refuse_key(error, key);
        if (!read_fact(fact, policy, value, error))
            return false;
    }
    return true;
}
