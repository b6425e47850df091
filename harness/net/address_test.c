#include "harness/net/address.h"

#include <errno.h>
#include <string.h>

#include "reference/testing.h"

static void test_round_trip(void)
{
    static const struct {
        const char *host;
        uint16_t port;
        const char *text; /* NULL: no address */
    } rows[] = {
        {"127.77.3.1", 18443, "127.77.3.1:18443"},
        {"::1", 80, "[::1]:80"},
        {"fd77::9", 65535, "[fd77::9]:65535"},
        {"localhost", 80, NULL},
        {"127.1", 80, NULL},
        {"[::1]", 80, NULL},
        {"", 80, NULL},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct sockaddr_storage address;
        char text[CS_ADDRESS_TEXT_MAX];
        bool parsed = cs_address_parse(rows[i].host, rows[i].port, &address);

        CU_ASSERT_EQUAL(parsed, rows[i].text != NULL);
        if (!parsed)
            continue;
        cs_address_format(&address, text);
        CU_ASSERT_STRING_EQUAL(text, rows[i].text);
    }
}

static void test_unknown_family(void)
{
    struct sockaddr_storage address;
    char text[CS_ADDRESS_TEXT_MAX];

    memset(&address, 0, sizeof(address));
    cs_address_format(&address, text);
    CU_ASSERT_STRING_EQUAL(text, "?");
}

/* What succeeds changes the machine: only isolated runs do that. */
static void test_assign(void)
{
    CU_ASSERT_EQUAL(cs_address_assign("127.0.0.1"), EINVAL);
    CU_ASSERT_EQUAL(cs_address_assign("fd77::g"), EINVAL);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"text to address and back", test_round_trip},
        {"another family", test_unknown_family},
        {"assign", test_assign},
    };

    return cs_run_tests("address", tests, CS_COUNT(tests));
}
