#include "reference/authority.h"

#include <stdio.h>
#include <string.h>

#include "reference/findings_testing.h"

#define TEXT(string) string, sizeof(string) - 1

struct row {
    const char *text;
    size_t length;
    const char *findings;
};

static const struct row targets[] = {
    {TEXT(""), "authority-empty@0"},
    {TEXT("example.com"), "port-missing@11"},
    {TEXT("[::1]"), "port-missing@5"},
    {TEXT("example.com:"), "port-empty@12"},
    {TEXT("[::1]:"), "port-empty@6"},
    {TEXT("example.com:https"), "port-not-digits@12"},
    {TEXT("example.com:443x"), "port-not-digits@15"},
    {TEXT("example.com:+443"), "port-not-digits@12"},
    {TEXT("example.com:0x1bb"), "port-not-digits@13"},
    {TEXT("example.com:65536"), "port-out-of-range@12"},
    {TEXT("example.com:0"), "port-out-of-range@12"},
    {TEXT("example.com:0000"), "port-out-of-range@12"},
    {TEXT("example.com:18446744073709551617"), "port-out-of-range@12"},
    {TEXT("example.com:0443"), "port-leading-zero@12"},
    {TEXT(":443"), "host-empty@0"},
    {TEXT(":"), "host-empty@0 port-empty@1"},
    {TEXT("a\\b:1"), "host-bad-character@1"},
    {TEXT("a\0b:1"), "host-bad-character@1"},
    {TEXT("\xc3\xa4.example:1"), "host-bad-character@0"},
    {TEXT("a%4:1"), "host-bad-percent@1"},
    {TEXT("a%:1"), "host-bad-percent@1"},
    {TEXT("a%4g:1"), "host-bad-percent@1"},
    {TEXT("[1:2]:1"), "ipv6-invalid@4"},
    {TEXT("[127.0.0.1]:1"), "ipv6-invalid@10"},
    {TEXT("[name]:1"), "ipv6-invalid@1"},
    {TEXT("[[::1]]:1"), "ipv6-invalid@1 bracket-junk@6"},
    {TEXT("::1:443"), "ipv6-not-bracketed@0"},
    {TEXT("2001:db8:0:0:0:0:0:1:443"), "ipv6-not-bracketed@0"},
    {TEXT("[::1:443"), "bracket-unclosed@0"},
    {TEXT("::1]:443"), "bracket-unopened@3"},
    {TEXT("[]:443"), "bracket-empty@1"},
    {TEXT("[::1]x:443"), "bracket-junk@5"},
    {TEXT("[::1]443"), "bracket-junk@5 port-missing@8"},
    {TEXT("x[::1]:443"), "bracket-junk@0"},
    {TEXT("[v1.fe80::a+en1]:443"), "ipvfuture@1"},
    {TEXT("[v.x]:443"), "ipvfuture-invalid@2"},
    {TEXT("[v1]:443"), "ipvfuture-invalid@3"},
    {TEXT("[v1.]:443"), "ipvfuture-invalid@4"},
    {TEXT("[V1.a@]:443"), "userinfo@5 bracket-unopened@6"},
    {TEXT("[v1.a%41]:443"), "ipvfuture-invalid@5"},
    {TEXT("[fe80::1%25eth0]:443"), "zone-id@8"},
    {TEXT("[fe80::1%eth0]:443"), "zone-id@8"},
    {TEXT("[fe80:%25eth0]:443"), "ipv6-invalid@6"},
    {TEXT("user:pw@example.com:443"), "userinfo@7"},
    {TEXT("@example.com:443"), "userinfo@0"},
    {TEXT("a@b@example.com"), "userinfo@3 port-missing@15"},
    {TEXT("127.0.0.1:80:443"), "extra-colon@12"},
    {TEXT("127.0.0.1::443"), "extra-colon@10"},
    {TEXT("[::1]:80:443"), "extra-colon@8"},
    {TEXT("a b:80:443"), "host-bad-character@1 extra-colon@6"},
    {TEXT("http://example.com:80/"), "not-authority-form@0"},
    {TEXT("//example.com:80"), "not-authority-form@0"},
    {TEXT("/"), "not-authority-form@0"},
    {TEXT("*"), "not-authority-form@0"},
    {TEXT("?q"), "not-authority-form@0"},
    {TEXT("example.com:443/"), "path-after-port@15"},
    {TEXT("example.com:443?a"), "path-after-port@15"},
    {TEXT("127.0.0.1:80#@example.com:443"), "path-after-port@12"},
    {TEXT("example.com/x"), "port-missing@11 path-after-port@11"},
    {TEXT("user@[::1%25x]y:99999/z"), "userinfo@4 zone-id@9 bracket-junk@14 port-out-of-range@16 path-after-port@21"},
    {TEXT("127.1:80"), ""},
    {TEXT("*:80"), ""},
    {TEXT("a!$&'()*+,;=-._~b:65535"), ""},
    {TEXT("%41%00:1"), ""},
};

static const struct row host_values[] = {
    {TEXT(""), ""},
    {TEXT("h"), ""},
    {TEXT("h:"), ""},
    {TEXT(":"), ""},
    {TEXT("h:99999"), ""},
    {TEXT("a,b"), ""},
    {TEXT("[::1]"), ""},
    {TEXT("[v1.x]:080"), ""},
    {TEXT("a b"), "host-invalid@1"},
    {TEXT("a/b"), "host-invalid@1"},
    {TEXT("/"), "host-invalid@0"},
    {TEXT("user@h"), "host-invalid@4"},
    {TEXT("h:port"), "host-invalid@2"},
    {TEXT("[::1"), "host-invalid@0"},
    {TEXT("::1"), "host-invalid@0"},
    {TEXT("h:1:2"), "host-invalid@3"},
    {TEXT("h:1, h:1"), "host-invalid@6"},
    {TEXT("http://h/"), "host-invalid@0"},
};

/* Each input stands right before a page that may not be read. */
static void check_row(const struct row *row, bool field)
{
    char *text = cs_supervised_copy(row->text, row->length);
    struct cs_authority authority;
    struct cs_findings findings;
    enum cs_answer answer;

    cs_findings_init(&findings);
    answer = field ? cs_host_value_parse(text, row->length, 0, &authority, &findings)
                   : cs_authority_parse(text, row->length, 0, &authority, &findings);
    cs_supervised_free(text, row->length);
    cs_expect_findings(&findings, row->findings, row->text);
    CU_ASSERT_EQUAL(answer, findings.invalid ? CS_MALFORMED : CS_COMPLETE);
    CU_ASSERT(authority.host.start + authority.host.length <= row->length);
    CU_ASSERT(authority.port.start + authority.port.length <= row->length);
    CU_ASSERT(authority.kind != CS_HOST_NONE || (authority.host.start == 0 && authority.host.length == 0));
}

static void target_findings(void)
{
    for (size_t i = 0; i < CS_COUNT(targets); i++)
        check_row(&targets[i], false);
}

static void host_findings(void)
{
    for (size_t i = 0; i < CS_COUNT(host_values); i++)
        check_row(&host_values[i], true);
}

static void parts(void)
{
    static const struct {
        const char *text;
        enum cs_host_kind kind;
        struct cs_span host, port;
        uint16_t number;
        uint8_t address[16];
    } rows[] = {
        {"example.com:443", CS_HOST_NAME, {0, 11}, {12, 3}, 443, {0}},
        {"127.0.0.1:65535", CS_HOST_IPV4, {0, 9}, {10, 5}, 65535, {127, 0, 0, 1}},
        {"127.1:1", CS_HOST_NAME, {0, 5}, {6, 1}, 1, {0}},
        {"[::1]:080", CS_HOST_IPV6, {0, 5}, {6, 3}, 80, {[15] = 1}},
        {"[::ffff:1.2.3.4]:9", CS_HOST_IPV6, {0, 16}, {17, 1}, 9, {[10] = 255, 255, 1, 2, 3, 4}},
        {"[v7.x]:9", CS_HOST_IPFUTURE, {0, 6}, {7, 1}, 9, {0}},
        {"[1::2]x:9", CS_HOST_IPV6, {0, 6}, {8, 1}, 9, {[1] = 1, [15] = 2}},
        {"u@a:9/", CS_HOST_NAME, {2, 1}, {4, 1}, 9, {0}},
        {"a:70000", CS_HOST_NAME, {0, 1}, {2, 5}, 0, {0}},
        {"a:1:2", CS_HOST_NONE, {0, 0}, {0, 0}, 0, {0}},
        {"[::1%25lo]:9", CS_HOST_NONE, {0, 0}, {11, 1}, 9, {0}},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_authority got;
        struct cs_findings findings;
        cs_findings_init(&findings);
        cs_authority_parse(rows[i].text, strlen(rows[i].text), 0, &got, &findings);
        CU_ASSERT_EQUAL(got.kind, rows[i].kind);
        CU_ASSERT_EQUAL(got.host.start, rows[i].host.start);
        CU_ASSERT_EQUAL(got.host.length, rows[i].host.length);
        CU_ASSERT_EQUAL(got.port.start, rows[i].port.start);
        CU_ASSERT_EQUAL(got.port.length, rows[i].port.length);
        CU_ASSERT_EQUAL(got.port_number, rows[i].number);
        CU_ASSERT_EQUAL(memcmp(got.address, rows[i].address, 16), 0);
    }
}

static void agreement(void)
{
    static const struct {
        const char *target, *host;
        bool agrees;
    } rows[] = {
        {"a:443", "a:443", true},
        {"A:443", "a:0443", true},
        {"a:443", "a", true},
        {"a:80", "a:", true},
        {"a:8080", "a", false},
        {"a:443", "a:80", false},
        {"a:443", "b:443", false},
        {"a:443", "ab:443", false},
        {"[::1]:1", "[0:0:0:0:0:0:0:1]:1", true},
        {"[::1]:1", "[::2]:1", false},
        {"127.0.0.1:1", "127.1:1", false},
        {"a:443", ":443", false},
        {"a:443", "a:65979", false},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char both[64];
        size_t length = strlen(rows[i].target);
        struct cs_authority target, host;
        struct cs_findings findings;
        cs_findings_init(&findings);
        snprintf(both, sizeof(both), "%s%s", rows[i].target, rows[i].host);
        cs_authority_parse(both, length, 0, &target, &findings);
        cs_host_value_parse(both + length, strlen(rows[i].host), length, &host, &findings);
        CU_ASSERT_FALSE(findings.invalid);
        CU_ASSERT_EQUAL(cs_authority_agrees(both, &target, &host), rows[i].agrees);
    }
}

static void findings_are_added(void)
{
    struct cs_authority authority;
    struct cs_findings findings;

    cs_findings_init(&findings);
    CU_ASSERT_EQUAL(cs_authority_parse("a:0", 3, 100, &authority, &findings), CS_MALFORMED);
    CU_ASSERT_EQUAL(authority.port.start, 102);
    CU_ASSERT_EQUAL(cs_authority_parse("[::1]:1", 7, 200, &authority, &findings), CS_COMPLETE);
    CU_ASSERT_EQUAL(authority.host.start, 200);
    CU_ASSERT_TRUE(findings.invalid);
    cs_expect_findings(&findings, "port-out-of-range@102", "a:0");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"findings in targets", target_findings},
        {"findings in Host values", host_findings},
        {"parts", parts},
        {"agreement of Host and target", agreement},
        {"findings are added, offsets count from the base", findings_are_added},
    };

    return cs_run_tests("authority", tests, CS_COUNT(tests));
}
