#include "harness/embedded/proxy/nonces.h"

#include <string.h>

#include "reference/testing.h"

static void test_made_here(void)
{
    struct cs_nonces *nonces = cs_nonces_new();
    struct cs_nonces *others = cs_nonces_new();
    char first[CS_NONCE_MAX], second[CS_NONCE_MAX];

    CU_ASSERT_FATAL(nonces != NULL && others != NULL);
    cs_nonces_make(nonces, first);
    cs_nonces_make(nonces, second);
    cs_nonces_make(others, second);
    CU_ASSERT_STRING_NOT_EQUAL(first, second);
    CU_ASSERT_PTR_NOT_NULL(cs_nonces_find(nonces, first, strlen(first)));
    CU_ASSERT_PTR_NULL(cs_nonces_find(others, first, strlen(first)));
    CU_ASSERT_PTR_NULL(cs_nonces_find(nonces, first, strlen(first) - 1));
    CU_ASSERT_PTR_NULL(cs_nonces_find(nonces, "", 0));
    first[40] = first[40] == '0' ? '1' : '0';
    CU_ASSERT_PTR_NULL(cs_nonces_find(nonces, first, strlen(first)));
    cs_nonces_free(nonces);
    cs_nonces_free(others);
}

static void test_forgotten(void)
{
    struct cs_nonces *nonces = cs_nonces_new();
    char first[CS_NONCE_MAX], last[CS_NONCE_MAX];
    struct cs_nonce *found;

    CU_ASSERT_PTR_NOT_NULL_FATAL(nonces);
    cs_nonces_make(nonces, first);
    for (size_t i = 1; i < CS_NONCES_KEPT; i++)
        cs_nonces_make(nonces, last);
    found = cs_nonces_find(nonces, first, strlen(first));
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL(found->count, 0);
    cs_nonces_make(nonces, last);
    CU_ASSERT_PTR_NULL(cs_nonces_find(nonces, first, strlen(first)));
    CU_ASSERT_PTR_NOT_NULL(cs_nonces_find(nonces, last, strlen(last)));
    cs_nonces_free(nonces);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"made here", test_made_here},
        {"forgotten", test_forgotten},
    };

    return cs_run_tests("nonces", tests, CS_COUNT(tests));
}
