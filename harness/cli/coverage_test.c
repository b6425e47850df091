/* Every requirement of a proxy over HTTP/1.1, of a client and of an origin has a case, or a reason in
 * cases/not-showable.yaml, and not both; every fault is claimed by a case. */
#include <stdio.h>
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
                                    "client",
                                    "origin",
                                    "tls",
                                    "h2",
                                    "ext-connect",
                                    "h3",
                                    NULL};

static struct cs_catalogue *catalogue;
static struct cs_suite *suite;

static bool has_case(const struct cs_requirement *requirement)
{
    for (size_t i = 0; i < suite->count; i++)
        if (cs_case_cites(suite->cases[i], requirement))
            return true;
    return false;
}

static void test_coverage(void)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct cs_requirement *item = &catalogue->items[i];
        bool reasoned = item->not_showable[0] != '\0';
        bool concerned = cs_word_index(item->area, areas) >= 0;

        if (!concerned && !reasoned)
            continue;
        if (!concerned)
            printf("\n%s: listed, but its area is none of these\n", item->id);
        else if (has_case(item) == reasoned)
            printf("\n%s: %s a case, %s not showable\n", item->id, reasoned ? "has" : "lacks",
                   reasoned ? "listed as" : "not listed as");
        CU_ASSERT(concerned && has_case(item) != reasoned);
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

/* Each fault is claimed by a case. */
static void test_faults(void)
{
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        const char *name = cs_fault_name((enum cs_fault)fault);
        bool claimed = false;

        for (size_t i = 0; !claimed && i < suite->count; i++)
            claimed = is_claimed_by(suite->cases[i], name);
        if (!claimed)
            printf("\n%s: claimed by no case\n", name);
        CU_ASSERT_TRUE(claimed);
    }
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

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"coverage", test_coverage},
        {"areas", test_areas},
        {"catches", test_catches},
        {"faults", test_faults},
    };
    struct cs_diagnostics diagnostics = {.count = 0};
    int status = 1;

    catalogue = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    if (catalogue != NULL)
        suite = cs_suite_load(CS_SOURCE_DIR "/cases", catalogue, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    if (suite != NULL)
        status = cs_run_tests("coverage", tests, CS_COUNT(tests));
    cs_suite_free(suite);
    cs_catalogue_free(catalogue);
    cs_diagnostics_free(&diagnostics);
    return status;
}
