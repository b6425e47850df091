#include "reports/variable.h"

#include <stdlib.h>
#include <string.h>

/* Name and value in one piece of memory: a case has many of them, and several copies of each. */
static bool make(struct cs_variable *variable, const char *name, const char *value, size_t length)
{
    size_t name_size = strlen(name) + 1;

    variable->name = malloc(name_size + length + 1);
    if (variable->name == NULL)
        return false;
    variable->value = variable->name + name_size;
    variable->length = length;
    memcpy(variable->name, name, name_size);
    memcpy(variable->value, value, length);
    variable->value[length] = 0;
    return true;
}

/* Makes room for one more: for 16 at first, then for twice as many. */
static bool grow(struct cs_variable **variables, size_t count)
{
    struct cs_variable *larger;

    if (count != 0 && (count < 16 || (count & (count - 1)) != 0))
        return true;
    larger = realloc(*variables, (count == 0 ? 16 : count * 2) * sizeof(*larger));
    if (larger != NULL)
        *variables = larger;
    return larger != NULL;
}

bool cs_variables_add(struct cs_variable **variables, size_t *count, const char *name, const char *value, size_t length)
{
    if (!grow(variables, *count) || !make(&(*variables)[*count], name, value, length))
        return false;
    ++*count;
    return true;
}

bool cs_variable_replace(struct cs_variable *variable, const char *value, size_t length)
{
    struct cs_variable other;

    if (!make(&other, variable->name, value, length))
        return false;
    free(variable->name);
    *variable = other;
    return true;
}

struct cs_variable *cs_variables_find(struct cs_variable *variables, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(variables[i].name, name) == 0)
            return &variables[i];
    return NULL;
}

void cs_variables_free(struct cs_variable *variables, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(variables[i].name);
    free(variables);
}
