/* What every unit test program shares: CUnit's set-up and a main that fails when nothing ran. */
#ifndef CONNECTREF_TESTING_H
#define CONNECTREF_TESTING_H

#include <CUnit/Basic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct cs_unit_test {
    const char *name;
    void (*run)(void);
};

/* How many tests could not run on this machine. */
static inline unsigned *cs_tests_skipped(void)
{
    static unsigned count;

    return &count;
}

/* Says why the test that calls it cannot run here (a static text); then it returns. */
static inline void cs_skip(const char *reason)
{
    ++*cs_tests_skipped();
    printf("skipped: %s\n", reason);
}

/* Runs |count| tests as one suite and prints CUnit's summary.  Returns the exit status: 1 when an assertion failed or
 * nothing ran, 77 when a test could not run here (cs_skip), else 0.  Use it as
 * `return cs_run_tests("authority", tests, CS_COUNT(tests));`. */
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
    if (failures != 0)
        return 1;
    return *cs_tests_skipped() > 0 ? 77 : 0;
}

/* How many bytes the pages take that hold |length| bytes. */
static inline size_t cs_supervised_size(size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (length + page - 1) / page * page;
}

/* A copy of |length| bytes behind which a page begins that may not be touched: a parser that reads on dies.  Give it
 * back with cs_supervised_free. */
static inline char *cs_supervised_copy(const void *data, size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = cs_supervised_size(length);
    char *pages = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (pages == MAP_FAILED || mprotect(pages + size, page, PROT_NONE) != 0)
        CU_FAIL_FATAL("no memory for a guarded copy");
    if (length > 0)
        memcpy(pages + size - length, data, length);
    return pages + size - length;
}

static inline void cs_supervised_free(char *copy, size_t length)
{
    size_t size = cs_supervised_size(length);

    munmap(copy + length - size, size + (size_t)sysconf(_SC_PAGESIZE));
}

#define CS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
