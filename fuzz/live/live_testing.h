/* Tests of dialogues and campaigns: they need the catalogue of the suite. */
#ifndef CONNECTSPEC_LIVE_TESTING_H
#define CONNECTSPEC_LIVE_TESTING_H

#include "harness/scenario/case.h"
#include "reference/testing.h"

static struct cs_catalogue *catalogue;

/* The status of a test program of |count| tests: 1 without a catalogue. */
static inline int cs_run_live_tests(const char *name, const struct cs_unit_test *tests, size_t count)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    int status = 1;

    catalogue = cs_catalogue_load(CS_SOURCE_DIR "/cases/requirements.yaml", &diagnostics);
    cs_diagnostics_print(&diagnostics);
    if (catalogue != NULL)
        status = cs_run_tests(name, tests, count);
    cs_catalogue_free(catalogue);
    cs_diagnostics_free(&diagnostics);
    return status;
}

#endif
