#include "harness/launch/capture.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"

static void finds_the_word(void)
{
    static const struct {
        const char *output, *after, *want;
    } rows[] = {
        {"Squid Cache: Version 5.7\nService", "Version", "5.7"},
        {"tinyproxy 1.11.1\n", "tinyproxy", "1.11.1"},
        {"Apache/2.4.66 (Debian)", "Apache/", "2.4.66"},
        {"v20.20.2\n", "", "v20.20.2"},
        {"9.2.9, build 3", "", "9.2.9"},
        {"nothing here", "Version", ""},
        {"Version", "Version", ""},
        {"Version 1\x1b[31m", "Version", "1"},
        {"Version 12345678901234567890", "Version", "123456789012345"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char version[16];

        cs_version_word(rows[i].output, rows[i].after, version, sizeof(version));
        CU_ASSERT_STRING_EQUAL(version, rows[i].want);
    }
}

static size_t capture_script(const char *text, char *output, size_t capacity)
{
    char shell[] = "/bin/sh", option[] = "-c", script[64];
    char *const arguments[] = {shell, option, script, NULL};

    snprintf(script, sizeof(script), "%s", text);
    return cs_capture(NULL, NULL, arguments, output, capacity);
}

static void gathers_both_streams(void)
{
    char output[32];

    CU_ASSERT_EQUAL(capture_script("echo out; echo err >&2; cat", output, sizeof(output)), 8);
    CU_ASSERT_STRING_EQUAL(output, "out\nerr\n");
}

/* Endless output is cut off; a program that is not there gives nothing. */
static void is_bounded(void)
{
    char nowhere[] = "/nonexistent/program";
    char *const lost[] = {nowhere, NULL};
    char output[16];

    CU_ASSERT_EQUAL(capture_script("while :; do echo y; done", output, sizeof(output)), 15);
    CU_ASSERT_EQUAL(strlen(output), 15);
    CU_ASSERT_EQUAL(cs_capture(NULL, NULL, lost, output, sizeof(output)), 0);
    CU_ASSERT_STRING_EQUAL(output, "");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"finds the word", finds_the_word},
        {"gathers both streams", gathers_both_streams},
        {"is bounded", is_bounded},
    };

    return cs_run_tests("capture", tests, CS_COUNT(tests));
}
