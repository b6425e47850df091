/* `run --has LIST`: what a target that already runs is able to. */
#include <stdio.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/run_values.h"
#include "reports/fact.h"

#define FACTS_MAX 64

/* Whether a proxy may have it without our having started it: the other facts have options of their own. */
static bool is_ability(const struct cs_fact *fact)
{
    return fact->need != NULL && fact->profile != NULL && (fact->type == CS_FACT_FLAG || fact->type == CS_FACT_NUMBER);
}

static const struct cs_fact *find(const char *name)
{
    const char *names[FACTS_MAX + 1] = {NULL};
    char all[512] = "there are";
    size_t count = 0;

    for (size_t i = 0; i < cs_fact_count; i++) {
        size_t used = strlen(all);

        if (!is_ability(&cs_facts[i]))
            continue;
        if (strcmp(cs_facts[i].need, name) == 0)
            return &cs_facts[i];
        names[count < FACTS_MAX ? count++ : count - 1] = cs_facts[i].need;
        snprintf(all + used, sizeof(all) - used, "%s %s%s", count > 1 ? "," : "", cs_facts[i].need,
                 cs_facts[i].type == CS_FACT_NUMBER ? "=N" : "");
    }
    cs_say_unknown("run", "--has knows nothing called", name, names, all);
    return NULL;
}

static bool set(const char *word, size_t length, struct cs_policy *policy)
{
    char name[64];
    char *equals;
    const char *value;
    const struct cs_fact *fact;

    snprintf(name, sizeof(name), "%.*s", (int)length, word);
    equals = strchr(name, '=');
    if (equals != NULL)
        *equals = '\0';
    fact = find(name);
    if (fact == NULL)
        return false;
    value = equals != NULL ? equals + 1 : fact->type == CS_FACT_FLAG ? "true" : NULL;
    if (value != NULL && cs_fact_set(fact, policy, value))
        return true;
    fprintf(stderr, "connectspec run: --has %s%s\n", name,
            fact->type == CS_FACT_FLAG ? " takes no value" : "=N takes a number");
    return false;
}

bool cs_run_set_facts(const char *list, struct cs_policy *policy)
{
    bool more = true;

    while (more) {
        size_t length = strcspn(list, ",");

        if (!set(list, length, policy))
            return false;
        more = list[length] == ',';
        list += length + 1;
    }
    return true;
}

int cs_run_take_has(const char *value, struct cs_run_options *out)
{
    struct cs_policy unused = {.origin_port = 0};

    out->has = value;
    return cs_run_set_facts(value, &unused) ? -1 : CS_EXIT_USAGE;
}
