/* Every requirement of a proxy over HTTP/1.1 has a case, or a reason in cases/not-showable.yaml, and not both. */
#include <stdio.h>
#include <string.h>

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
        bool concerned = strcmp(item->role, "proxy") == 0 && cs_word_index(item->area, areas) >= 0;

        if (!concerned && !reasoned)
            continue;
        if (!concerned)
            printf("\n%s: a reason, but it is none of a proxy over HTTP/1.1\n", item->id);
        else if (has_case(item) == reasoned)
            printf("\n%s: %s\n", item->id,
                   reasoned ? "a case, and a reason why there is none" : "neither case nor reason");
        CU_ASSERT(concerned && has_case(item) != reasoned);
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
