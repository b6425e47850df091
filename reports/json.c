#include "reports/json.h"

#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/library_memory.h"
#include "reports/stream.h"

static json_t *take_string(char *text)
{
    json_t *string = text == NULL ? NULL : json_string(text);

    free(text);
    return string;
}

json_t *cs_json_whole(json_t *root, unsigned lost)
{
    if (cs_loss_count() == lost)
        return root;
    json_decref(root);
    return NULL;
}

bool cs_json_lost(unsigned lost, char error[CS_FILE_ERROR_MAX])
{
    if (cs_loss_count() == lost)
        return false;
    (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    return true;
}

json_t *cs_json_text(const char *text)
{
    return take_string(cs_clean(text));
}

json_t *cs_json_target(const char *target, bool published)
{
    const char *colon = target == NULL ? NULL : strrchr(target, ':');
    char *host;
    json_t *name;

    if (!published || colon == NULL)
        return cs_json_text(target);
    host = strndup(target, (size_t)(colon - target));
    name = host == NULL ? NULL : cs_json_text(host);
    free(host);
    return name;
}

json_t *cs_json_bytes(const char *bytes, size_t length)
{
    return take_string(cs_escape(bytes, length));
}

void cs_json_append(json_t **list, json_t *item)
{
    if (json_array_append_new(*list, item) == 0)
        return;
    json_decref(*list);
    *list = NULL;
}

json_t *cs_json_list(char *const *items, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        cs_json_append(&list, cs_json_text(items[i]));
    return list;
}

/* An upper bound of the values in a document, without parsing it: each needs an opening bracket or a comma. */
static size_t count_values(const char *data, size_t length)
{
    size_t count = 1;
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        if (quoted && data[i] == '\\')
            i++;
        else if (data[i] == '"')
            quoted = !quoted;
        else if (!quoted)
            count += data[i] == '[' || data[i] == '{' || data[i] == ',';
    }
    return count;
}

json_t *cs_json_read(const char *path, char error[CS_FILE_ERROR_MAX])
{
    json_error_t place;
    unsigned lost = cs_loss_count();
    json_t *root = NULL;
    char *data;
    char *why;
    size_t length;

    if (!cs_file_load(path, CS_JSON_BYTES_MAX, &data, &length, error))
        return NULL;
    if (count_values(data, length) > CS_JSON_VALUES_MAX) {
        snprintf(error, CS_FILE_ERROR_MAX, "more than %d values", CS_JSON_VALUES_MAX);
    } else {
        cs_library_memory_watch();
        root = json_loadb(data, length, JSON_REJECT_DUPLICATES, &place);
        if (root == NULL) {
            why = cs_clean(place.text);
            snprintf(error, CS_FILE_ERROR_MAX, "line %d, column %d: %s", place.line, place.column,
                     why == NULL ? "" : why);
            free(why);
            (void)cs_json_lost(lost, error);
        }
    }
    free(data);
    return root;
}

char *cs_json_document(const json_t *root, size_t *length)
{
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    char *larger = text == NULL ? NULL : realloc(text, strlen(text) + 2);

    *length = 0;
    if (larger == NULL) {
        free(text);
        return NULL;
    }
    *length = strlen(larger) + 1;
    memcpy(larger + *length - 1, "\n", 2);
    return larger;
}

bool cs_json_write(const json_t *root, const char *path, char error[CS_FILE_ERROR_MAX])
{
    size_t length;
    char *text = cs_json_document(root, &length);
    bool written;

    if (text == NULL) {
        snprintf(error, CS_FILE_ERROR_MAX, "cannot write %s: out of memory", path);
        return false;
    }
    written = cs_file_write(path, text, length, error);
    free(text);
    return written;
}

bool cs_json_get_text(const char *value, char **out)
{
    free(*out);
    *out = strdup(value);
    return *out != NULL;
}

bool cs_json_get_list(const json_t *list, char ***items, size_t *count, char error[CS_FILE_ERROR_MAX])
{
    size_t size = json_array_size(list);

    *count = 0;
    *items = calloc(size + 1, sizeof(**items));
    for (size_t i = 0; *items != NULL && i < size; i++) {
        const char *value = json_string_value(json_array_get(list, i));

        if (value == NULL) {
            snprintf(error, CS_FILE_ERROR_MAX, "member %zu is no string", i);
            return false;
        }
        if (!cs_json_get_text(value, &(*items)[i]))
            break;
        *count = i + 1;
    }
    if (*count == size && *items != NULL)
        return true;
    snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    return false;
}
