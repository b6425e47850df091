/* What every unit test program shares: CUnit's set-up and a main that fails when nothing ran. */
#ifndef CONNECTREF_TESTING_H
#define CONNECTREF_TESTING_H

#include <CUnit/Basic.h>
#include <stddef.h>

struct cs_unit_test {
    const char *name;
    void (*run)(void);
};

/* Runs |count| tests as one suite and prints CUnit's summary.  Returns the exit status: 0 when at least one test ran
 * and every assertion held, else 1.  Use it as `return cs_run_tests("authority", tests, CS_COUNT(tests));`. */
static inline int cs_run_tests(const char *suite_name, const struct cs_unit_test *tests, size_t count)
{
    CU_pSuite suite;
    unsigned failures = 1;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    suite = CU_add_suite(suite_name, NULL, NULL);
    for (size_t i = 0; suite != NULL && i < count; i++)
        CU_add_test(suite, tests[i].name, tests[i].run);
    CU_basic_set_mode(CU_BRM_NORMAL);
    if (CU_basic_run_tests() == CUE_SUCCESS && CU_get_number_of_tests_run() == count && count > 0)
        failures = CU_get_number_of_failures() + CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    return failures == 0 ? 0 : 1;
}

#define CS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
