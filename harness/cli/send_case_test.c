#include "harness/cli/send_case.h"

#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case.h"
#include "reference/testing.h"

static struct cs_case *load(const char *message, size_t length, bool exact)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    char *text = cs_send_case(message, length, exact, "proxy");
    struct cs_case *item = cs_case_parse(text, strlen(text), "message.yaml", NULL, NULL, &diagnostics);

    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(text);
    return item;
}

static void each_byte_is_a_case(void)
{
    char message[256];
    struct cs_case *item;

    for (int i = 0; i < 256; i++)
        message[i] = (char)i;
    item = load(message, sizeof(message), false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_EQUAL(item->step_count, 2);
    cs_case_free(item);
}

static void variables_bring_their_needs(void)
{
    static const char message[] = "CONNECT ${denied-name}:${denied-port} ${other} ${unknown} ${host";
    struct cs_case *item = load(message, strlen(message), false);

    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_EQUAL(item->need_count, 2); /* room, denied-port */
    CU_ASSERT_EQUAL(item->listen_count, 2);
    cs_case_free(item);
    item = load(message, strlen(message), true);
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_EQUAL(item->need_count, 0);
    cs_case_free(item);
}

/* For an origin the same bytes make a case of that role. */
static void each_role_has_its_case(void)
{
    static const char message[] = "CONNECT ${proxy} HTTP/1.1\r\n\r\n";
    struct cs_diagnostics diagnostics = {.count = 0};
    char *text = cs_send_case(message, strlen(message), false, "origin");
    struct cs_case *item = cs_case_parse(text, strlen(text), "message.yaml", NULL, NULL, &diagnostics);

    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_STRING_EQUAL(item->role->name, "origin");
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
    free(text);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"each byte is a case", each_byte_is_a_case},
        {"variables bring their needs", variables_bring_their_needs},
        {"each role has its case", each_role_has_its_case},
    };

    return cs_run_tests("send_case", tests, CS_COUNT(tests));
}
