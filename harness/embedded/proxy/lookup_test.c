#include "harness/embedded/proxy/lookup.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"

static void on_done(void *context, const struct sockaddr_storage *addresses, size_t count, bool timed_out)
{
    (void)addresses;
    (void)count;
    (void)timed_out;
    ++*(unsigned *)context;
}

static bool is_asked_for(const char *host, size_t length)
{
    struct cs_destination destination = {.length = length, .port = 1};
    unsigned calls = 0;
    uv_loop_t loop;
    bool asked;

    memcpy(destination.host, host, length);
    uv_loop_init(&loop);
    asked = cs_lookup_start(&loop, &destination, on_done, &calls);
    uv_run(&loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(calls, asked ? 1 : 0);
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
    return asked;
}

/* What the C library would take for an address, and what is no host name at all. */
static void test_not_asked(void)
{
    static const char *const hosts[] = {
        "",          ".",       "127.1",  "127.0.0.1", "0x7f000001", "2130706433", "0177.0.0.1",     "127.0.0.1.",
        "1.2.3.0x4", "fe80::1", "::1%lo", "a b",       "a/b",        "a%2eb",      "\xef\xbc\xa1.b", "a.b@c",
        "a.-b",      "x.1",     "a.b.9.", "a\nb",      "*.a",
    };

    for (size_t i = 0; i < CS_COUNT(hosts); i++)
        CU_ASSERT_FALSE(is_asked_for(hosts[i], strlen(hosts[i])));
    CU_ASSERT_FALSE(is_asked_for("localhost\0x", 11));
}

/* The one name that is never asked of a network (RFC 6761 section 6.3). */
static void test_asked(void)
{
    CU_ASSERT_TRUE(is_asked_for("localhost", 9));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"not asked", test_not_asked},
        {"asked", test_asked},
    };

    return cs_run_tests("lookup", tests, CS_COUNT(tests));
}
