#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "reference/address.h"
#include "reference/testing.h"

static void ipv4(void)
{
    static const char *const good[] = {"0.0.0.0", "127.0.0.1", "255.255.255.255", "10.20.30.40"};
    static const char *const bad[] = {"",         "1",         "127.1",      "1.2.3",     "1.2.3.",    "1.2.3.4.",
                                      "1.2.3.4a", "01.2.3.4",  "1.2.3.04",   "256.1.1.1", "1.2.3.999", "1..2.3",
                                      ".1.2.3",   "1.2.3.4.5", "0x7f.0.0.1", "1.2.3.0004"};
    uint8_t address[4], expected[4];

    for (size_t i = 0; i < CS_COUNT(good); i++) {
        CU_ASSERT_TRUE(cs_ipv4_parse(good[i], strlen(good[i]), address));
        CU_ASSERT_EQUAL(inet_pton(AF_INET, good[i], expected), 1);
        CU_ASSERT_EQUAL(memcmp(address, expected, 4), 0);
    }
    for (size_t i = 0; i < CS_COUNT(bad); i++)
        CU_ASSERT_FALSE(cs_ipv4_parse(bad[i], strlen(bad[i]), address));
}

/* Every IPv6 text that can be made of a few pieces, compared with the C library's reading of it. */
static void ipv6_like_the_c_library(void)
{
    static const char *const pieces[] = {":", "::", "1", "ab", "ffff", "0:", "1:", "12345", "1.2.3.4", "2:3:4:"};
    unsigned good_count = 0;

    for (unsigned long n = 0; n < 1000000; n += 7) { /* six pieces, one a decimal digit of n */
        char text[64] = "";
        uint8_t address[16], expected[16];
        size_t bad;
        bool good;
        for (unsigned long rest = n, i = 0; i < 6; i++, rest /= 10)
            strcat(text, pieces[rest % 10]);
        good = inet_pton(AF_INET6, text, expected) == 1;
        if (cs_ipv6_parse(text, strlen(text), address, &bad) != good) {
            printf("\n%s", text);
            CU_FAIL("another answer than inet_pton");
        } else if (good && memcmp(address, expected, 16) != 0) {
            printf("\n%s", text);
            CU_FAIL("another address than inet_pton");
        }
        good_count += good;
    }
    CU_ASSERT(good_count > 100);
}

static void ipv6_places(void)
{
    static const struct {
        const char *text;
        size_t bad;
    } rows[] = {{"", 0},          {":", 0},         {"::g", 2},     {"1:2:3:4:5:6:7:x", 14},
                {"1:2", 3},       {"12345::", 0},   {"1::2::3", 4}, {"1:2:3:4:5:6:7:8:9", 16},
                {"fe80::1%1", 7}, {"127.0.0.1", 9}, {"::1.2.3", 2}, {"1::2:", 5},
                {":1::", 0}};
    uint8_t address[16];

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        size_t bad;
        CU_ASSERT_FALSE(cs_ipv6_parse(rows[i].text, strlen(rows[i].text), address, &bad));
        if (bad != rows[i].bad)
            printf("\n%s: %zu", rows[i].text, bad);
        CU_ASSERT_EQUAL(bad, rows[i].bad);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"IPv4 addresses are four decimal octets", ipv4},
        {"IPv6 addresses are those that inet_pton knows", ipv6_like_the_c_library},
        {"where an IPv6 address goes wrong", ipv6_places},
    };

    return cs_run_tests("address", tests, CS_COUNT(tests));
}
