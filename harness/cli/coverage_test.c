/* Every requirement of a proxy over HTTP/1.1 has a case, or a reason in cases/not-showable.yaml, or stands in
 * cases/without-case.yaml until it gets one, and only one of these. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault.h"
#include "harness/scenario/case.h"
#include "harness/scenario/yaml.h"
#include "reference/testing.h"

static const char *const areas[] = {"target",
                                    "request-line",
                                    "host",
                                    "framing",
                                    "response",
                                    "tunnel",
                                    "auth-basic",
                                    "auth-digest",
                                    "auth-other",
                                    "ports-policy",
                                    "errors-gateway",
                                    "connection",
                                    "limits-robustness",
                                    "security",
                                    NULL};

static struct cs_catalogue *catalogue;
static struct cs_suite *suite;
static struct cs_yaml_node *waiting;   /* cases/without-case.yaml */
static struct cs_yaml_node *open_list; /* cases/faults-without-case.yaml */

static bool has_case(const struct cs_requirement *requirement)
{
    for (size_t i = 0; i < suite->count; i++)
        if (cs_case_cites(suite->cases[i], requirement))
            return true;
    return false;
}

static bool is_waiting(const struct cs_requirement *requirement)
{
    for (size_t i = 0; i < waiting->count; i++)
        if (strcmp(waiting->members[i]->text, requirement->id) == 0)
            return true;
    return false;
}

static void test_coverage(void)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct cs_requirement *item = &catalogue->items[i];
        bool reasoned = item->not_showable[0] != '\0';
        bool later = is_waiting(item);
        bool concerned = strcmp(item->role, "proxy") == 0 && cs_word_index(item->area, areas) >= 0;

        if (!concerned && !reasoned && !later)
            continue;
        if (!concerned)
            printf("\n%s: listed, but it is none of a proxy over HTTP/1.1\n", item->id);
        else if (has_case(item) + reasoned + later != 1)
            printf("\n%s: %s a case, %s not showable, %s without a case\n", item->id, has_case(item) ? "has" : "lacks",
                   reasoned ? "listed as" : "not listed as", later ? "listed as" : "not listed as");
        CU_ASSERT(concerned && has_case(item) + reasoned + later == 1);
    }
}

static void test_waiting(void)
{
    CU_ASSERT_EQUAL_FATAL(waiting->kind, CS_YAML_SEQUENCE);
    for (size_t i = 0; i < waiting->count; i++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(waiting->members[i]->text);
        CU_ASSERT_PTR_NOT_NULL(cs_catalogue_find(catalogue, waiting->members[i]->text));
    }
}

static bool catches_something(const struct cs_case *item)
{
    bool all_values = item->value_count > 0;

    for (size_t i = 0; i < item->value_count; i++)
        all_values = all_values && item->values[i].catches != NULL && item->values[i].catches[0] != NULL;
    return item->catch_count > 0 || all_values;
}

/* Each case above `may` names a fault that it must catch. */
static void test_catches(void)
{
    for (size_t i = 0; i < suite->count; i++) {
        bool fine = suite->cases[i]->level == CS_LEVEL_MAY || catches_something(suite->cases[i]);

        if (!fine)
            printf("\n%s: names no fault (catches)\n", suite->cases[i]->id);
        CU_ASSERT_TRUE(fine);
    }
}

static bool names(char *const *catches, size_t count, const char *fault)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(catches[i], fault) == 0)
            return true;
    return false;
}

static bool is_claimed_by(const struct cs_case *item, const char *fault)
{
    for (size_t i = 0; i < item->value_count; i++) {
        char *const *catches = item->values[i].catches;
        size_t count = 0;

        while (catches != NULL && catches[count] != NULL)
            count++;
        if (names(catches, count, fault))
            return true;
    }
    return names(item->catches, item->catch_count, fault);
}

/* Each fault of the proxy is claimed by a case, or stands in cases/faults-without-case.yaml until one is; not both. */
static void test_open_faults(void)
{
    size_t found = 0;

    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        const char *name = cs_fault_name((enum cs_fault)fault);
        enum cs_fault_place place = cs_fault_place((enum cs_fault)fault);
        bool claimed = false;
        bool listed = false;

        for (size_t i = 0; !claimed && i < suite->count; i++)
            claimed = is_claimed_by(suite->cases[i], name);
        for (size_t i = 0; !listed && i < open_list->count; i++)
            listed = strcmp(open_list->members[i]->text, name) == 0;
        found += listed;
        if (place == CS_PLACE_ORIGIN || place == CS_PLACE_CLIENT)
            continue;
        if (claimed == listed)
            printf("\n%s: %s by a case, and %s in faults-without-case.yaml\n", name,
                   claimed ? "claimed" : "not claimed", listed ? "stands" : "does not stand");
        CU_ASSERT(claimed != listed);
    }
    CU_ASSERT_EQUAL(found, open_list->count);
}

/* A test that looks at nothing finds nothing. */
static void test_areas(void)
{
    for (size_t k = 0; areas[k] != NULL; k++) {
        size_t count = 0;

        for (size_t i = 0; i < catalogue->count; i++)
            count += strcmp(catalogue->items[i].area, areas[k]) == 0;
        CU_ASSERT(count > 0);
    }
}

static struct cs_yaml_node *load_list(const char *name, char **text, struct cs_diagnostics *diagnostics)
{
    char path[512];
    size_t length = 0;

    (void)snprintf(path, sizeof(path), "%s/cases/%s", CS_SOURCE_DIR, name);
    *text = cs_file_read(path, 1 << 20, &length, diagnostics);
    return *text == NULL ? NULL : cs_yaml_load(*text, length, 1 << 20, name, diagnostics);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"coverage", test_coverage}, {"areas", test_areas},      {"faults", test_catches},
        {"waiting", test_waiting},   {"open", test_open_faults},
    };
    struct cs_diagnostics diagnostics = {.count = 0};
    char *texts[2];
    int status = 1;

    catalogue = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    waiting = load_list("without-case.yaml", &texts[0], &diagnostics);
    open_list = load_list("faults-without-case.yaml", &texts[1], &diagnostics);
    if (catalogue != NULL && waiting != NULL && open_list != NULL)
        suite = cs_suite_load(CS_SOURCE_DIR "/cases", catalogue, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    if (suite != NULL)
        status = cs_run_tests("coverage", tests, CS_COUNT(tests));
    cs_suite_free(suite);
    cs_yaml_free(waiting);
    cs_yaml_free(open_list);
    free(texts[0]);
    free(texts[1]);
    cs_catalogue_free(catalogue);
    cs_diagnostics_free(&diagnostics);
    return status;
}
