#include "harness/judge/exposure.h"

#include <string.h>

#include "reference/testing.h"

static void test_dates(void)
{
    static const struct {
        const char *text;
        unsigned year; /* 0: no IMF-fixdate */
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 1994}, {"Thu, 29 Feb 2024 23:59:60 GMT", 2024},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 0},   {"Sun Nov  6 08:49:37 1994", 0},
        {"Sun, 6 Nov 1994 08:49:37 GMT", 0},     {"Sun, 06 Nov 1994 08:49:37 +0000", 0},
        {"Sun, 06 Nov 1994 08:49:37 UTC", 0},    {"Sun, 06  Nov 1994 8:49:37 GMT", 0},
        {"sun, 06 Nov 1994 08:49:37 GMT", 0},    {"Wed, 29 Feb 2023 08:49:37 GMT", 0},
        {"Wed, 00 Feb 2023 08:49:37 GMT", 0},    {"Wed, 01 Foo 2023 08:49:37 GMT", 0},
        {"Wed, 01 Feb 2023 24:00:00 GMT", 0},    {"", 0},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 1970}, {"Sat, 01 Jan 2000 00:00:00 GMT", 2000},
        {"Tue, 29 Feb 2000 00:00:00 GMT", 2000}, {"Wed, 01 Mar 2000 00:00:00 GMT", 2000},
        {"Mon, 01 Jan 1900 00:00:00 GMT", 1900}, {"Thu, 01 Mar 1900 00:00:00 GMT", 1900},
        {"Sat, 26 Jul 1997 05:00:00 GMT", 1997}, {"Mon, 26 Jul 1997 05:00:00 GMT", 0}, /* a page of PHP's has it */
        {"Mon, 06 Nov 1994 08:49:37 GMT", 0},    {"Foo, 06 Nov 1994 08:49:37 GMT", 0},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        unsigned year = 0;
        bool good = cs_exposure_date(rows[i].text, strlen(rows[i].text), &year);

        CU_ASSERT_EQUAL(good, rows[i].year != 0);
        CU_ASSERT(!good || year == rows[i].year);
    }
}

static void test_inside(void)
{
    static const struct {
        const char *text, *asked;
        size_t at;
    } rows[] = {
        {"Via: 10.1.2.3\r\n", "", 5},
        {"at 192.168.0.1:80", "", 3},
        {"at 192.168.0.1:80", "CONNECT 192.168.0.1:80", CS_EXPOSURE_NONE},
        {"172.31.0.1", "", 0},
        {"172.32.0.1", "", CS_EXPOSURE_NONE},
        {"169.254.169.254", "", 0},
        {"127.77.1.2 8.8.8.8", "", CS_EXPOSURE_NONE},
        {"Server: x/10.1.2.3", "", CS_EXPOSURE_NONE}, /* a version */
        {"10.1.2.3.4", "", CS_EXPOSURE_NONE},
        {"10.1.2", "", CS_EXPOSURE_NONE},
        {"10.1.2.", "", CS_EXPOSURE_NONE},
        {"10.1.2.300", "", CS_EXPOSURE_NONE},
        {"<b>/usr/lib/x.c:4</b>", "", 3},
        {"/etc/", "", CS_EXPOSURE_NONE},
        {"open /etc/passwd", "GET /etc/passwd", CS_EXPOSURE_NONE},
        {"http://a/usr/lib/x", "", CS_EXPOSURE_NONE},
        {"<a href=\"/errors/a\">", "", CS_EXPOSURE_NONE},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        CU_ASSERT_EQUAL(cs_exposure_inside(rows[i].text, strlen(rows[i].text), rows[i].asked, strlen(rows[i].asked)),
                        rows[i].at);
}

static void test_echo(void)
{
    static const struct {
        const char *head, *asked;
        size_t at;
    } rows[] = {
        {"X: ab<script>c", "CONNECT ab<script>c:1", 2},
        {"X: ab&lt;script>c:1", "CONNECT ab<script>c:1", 12},
        {"X: ab&lt;script&gt;c", "CONNECT ab<script>c:1", CS_EXPOSURE_NONE},
        {"X: a\\b", "a\\b", CS_EXPOSURE_NONE}, /* too short to be sure */
        {"X: abc\\b", "\r\nabc\\b\r\n", 3},
        {"X: plain.example", "CONNECT plain.example:1", CS_EXPOSURE_NONE},
        {"", "CONNECT ab<script>c:1", CS_EXPOSURE_NONE},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        CU_ASSERT_EQUAL(cs_exposure_echo(rows[i].head, strlen(rows[i].head), rows[i].asked, strlen(rows[i].asked)),
                        rows[i].at);
}

static void test_proxy_fields(void)
{
    static const struct {
        const char *text;
        size_t at;
    } rows[] = {
        {"proxy-AUTHORIZATION: Basic x", 0},
        {"a\nProxy-Connection: close", 2},
        {"a Proxy-Connection: close", CS_EXPOSURE_NONE},
        {"Proxy-Connection", CS_EXPOSURE_NONE},
        {"", CS_EXPOSURE_NONE},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++)
        CU_ASSERT_EQUAL(cs_exposure_proxy_field(rows[i].text, strlen(rows[i].text)), rows[i].at);
}

/* User-Agent. */
static void test_products(void)
{
    static const char *const good[] = {"a", "curl/7.88.1", "Debian APT-HTTP/1.3 (2.6.2)", "a/1 (b (c; d) \\) e) f/2"};
    static const char *const bad[] = {"", "(a)", "a/", "a/1/2", "a (b", "a/1(b)", "<a>", "a (b\\"};

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CU_ASSERT_TRUE(cs_exposure_products(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT_FALSE(cs_exposure_products(bad[i], strlen(bad[i])));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"products", test_products},         {"dates", test_dates}, {"inside", test_inside}, {"echo", test_echo},
        {"proxy fields", test_proxy_fields},
    };

    return cs_run_tests("exposure", tests, CS_COUNT(tests));
}
