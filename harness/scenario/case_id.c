/* Ids of cases, which are their paths. */
#include <string.h>

#include "harness/scenario/case_schema.h"

bool cs_case_is_id(const char *id)
{
    char before = '/';

    for (const char *at = id; *at != '\0'; before = *at++) {
        bool word = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');

        if (!word && (before == '/' || before == '-' || (*at != '/' && *at != '-')))
            return false;
    }
    return before != '/' && before != '-' && strlen(id) <= 200;
}

bool cs_case_path_ends_with(const char *path, const char *id)
{
    size_t id_length = strlen(id);
    size_t length = strlen(path);
    const char *start = NULL;

    if (length < id_length + strlen(".yaml") || strcmp(path + length - strlen(".yaml"), ".yaml") != 0)
        return false;
    start = path + length - strlen(".yaml") - id_length;
    return memcmp(start, id, id_length) == 0 && (start == path || start[-1] == '/');
}
