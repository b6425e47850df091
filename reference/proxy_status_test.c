#include "reference/proxy_status.h"

#include "reference/findings_testing.h"

#define BASE 10

static enum cs_answer parse(const char *value, size_t length, struct cs_proxy_status *out, struct cs_findings *findings)
{
    char *copy = cs_supervised_copy(value, length);
    enum cs_answer answer;

    memset(findings, 0, sizeof(*findings));
    answer = cs_proxy_status_parse(copy, length, BASE, out, findings);
    cs_supervised_free(copy, length);
    return answer;
}

static bool span_is(const char *value, struct cs_span span, const char *text)
{
    return span.length == strlen(text) &&
           (span.length == 0 || memcmp(value + (span.start - BASE), text, span.length) == 0);
}

static const struct {
    const char *value;
    size_t members;
    const char *last;
    const char *error;
    unsigned recommended;
} legal[] = {
    {"proxy", 1, "proxy", "", 0},
    {"\"a \\\"b\\\\\"", 1, "a \\\"b\\\\", "", 0},
    {"*x:y/z;error=connection_refused", 1, "*x:y/z", "connection_refused", 502},
    {"a; error=dns_timeout, b", 2, "b", "", 0},
    {"a\t,\tb;error=dns_timeout;details=\"no answer\"", 2, "b", "dns_timeout", 504},
    {"p;error=x;error=http_request_denied", 1, "p", "http_request_denied", 403},
    {"p;error=http_request_error", 1, "p", "http_request_error", 0},
    {"p;error=destination_unavailable;next-hop=\"h:1\"", 1, "p", "destination_unavailable", 503},
    {"p;error=destination_not_found;next-hop=h", 1, "p", "destination_not_found", 500},
    {"p;received-status=503;next-protocol=h2", 1, "p", "", 0},
    {"p;next-protocol=:aDI=:", 1, "p", "", 0},
    {"p;since=@1659578233;until=@-62135596800", 1, "p", "", 0},
    {"p;a=%\"f%c3%bcr %e2%82%ac %f0%9f%92%a9 %ef%bf%bf %ed%9f%bf %f4%8f%bf%bf %25\";error=x", 1, "p", "x", 0},
    {"p;x;y=?0;z=-1.5;w=123456789012345;*k_-.*9=::", 1, "p", "", 0},
};

static void legal_fields(void)
{
    for (size_t i = 0; i < CS_COUNT(legal); i++) {
        struct cs_proxy_status status;
        struct cs_findings findings;

        CU_ASSERT_EQUAL(parse(legal[i].value, strlen(legal[i].value), &status, &findings), CS_COMPLETE);
        cs_expect_findings(&findings, "", legal[i].value);
        CU_ASSERT_EQUAL(status.member_count, legal[i].members);
        CU_ASSERT(span_is(legal[i].value, status.last, legal[i].last));
        CU_ASSERT(span_is(legal[i].value, status.error, legal[i].error));
        CU_ASSERT_EQUAL(status.recommended, legal[i].recommended);
    }
}

static void broken_fields(void)
{
    static const char *const broken[][2] = {
        {"1", "proxy-status-bad-member@10"},
        {"(a b)", "proxy-status-bad-member@10"},
        {"\"a", "proxy-status-bad-member@10"},
        {"\"a\\x\"", "proxy-status-bad-member@10"},
        {"\"\xc3\xbc\"", "proxy-status-bad-member@10"},
        {",a", "proxy-status-bad-member@10"},
        {"a,,b", "proxy-status-bad-member@12"},
        {"a b", "proxy-status-bad-separator@12"},
        {"a ;error=x", "proxy-status-bad-separator@12"},
        {"a, ", "proxy-status-trailing-comma@11"},
        {"a;", "proxy-status-bad-key@12"},
        {"a;Error=x", "proxy-status-bad-key@12"},
        {"a;9=x", "proxy-status-bad-key@12"},
        {"a;error=", "proxy-status-bad-value@18"},
        {"a;b=\"c", "proxy-status-bad-value@14"},
        {"a;b=1234567890123456", "proxy-status-bad-value@14"},
        {"a;b=1.", "proxy-status-bad-value@14"},
        {"a;b=1.1234", "proxy-status-bad-value@14"},
        {"a;b=-", "proxy-status-bad-value@14"},
        {"a;b=?2", "proxy-status-bad-value@14"},
        {"a;b=:x", "proxy-status-bad-value@14"},
        {"a;b=@", "proxy-status-bad-value@14"},
        {"a;b=@1.5", "proxy-status-bad-value@14"},
        {"a;b=%", "proxy-status-bad-value@14"},
        {"a;b=%x\"", "proxy-status-bad-value@14"},
        {"a;b=%\"x", "proxy-status-bad-value@14"},
        {"a;b=%\"\t\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%4", "proxy-status-bad-value@14"},
        {"a;b=%\"%4g\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%C3%BC\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%c3\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%c3x\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%80\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%c1%81\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%e0%81%81\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%ed%a0%80\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%f0%81%81%81\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%f4%90%80%80\"", "proxy-status-bad-value@14"},
        {"a;b=%\"%f5%80%80%80\"", "proxy-status-bad-value@14"},
        {"a;error=\"dns_error\"", "proxy-status-wrong-type@19"},
        {"a;error", "proxy-status-wrong-type@17"},
        {"a;received-status=\"503\"", "proxy-status-wrong-type@29"},
        {"a;received-status=5.0", "proxy-status-wrong-type@28"},
        {"a;details=x", "proxy-status-wrong-type@20"},
        {"a;next-hop=1", "proxy-status-wrong-type@21"},
        {"a;next-protocol=\"h2\"", "proxy-status-wrong-type@27"},
    };

    for (size_t i = 0; i < CS_COUNT(broken); i++) {
        struct cs_proxy_status status;
        struct cs_findings findings;

        CU_ASSERT_EQUAL(parse(broken[i][0], strlen(broken[i][0]), &status, &findings), CS_MALFORMED);
        cs_expect_findings(&findings, broken[i][1], broken[i][0]);
        CU_ASSERT(status.member_count == 0 && status.error.length == 0 && status.recommended == 0);
    }
}

static void an_empty_field(void)
{
    struct cs_proxy_status status;
    struct cs_findings findings;

    CU_ASSERT_EQUAL(parse("", 0, &status, &findings), CS_COMPLETE);
    cs_expect_findings(&findings, "proxy-status-empty@10", "an empty field");
    CU_ASSERT_EQUAL(status.member_count, 0);
}

static void every_byte_everywhere(void)
{
    static const char value[] = "a;b=:x:;c=1.5, \"d\\\\\";e=?1;error=x";
    struct cs_proxy_status status;
    struct cs_findings findings;
    char changed[sizeof(value)];

    for (size_t i = 0; i + 1 < sizeof(value); i++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(changed, value, sizeof(value));
            changed[i] = (char)byte;
            CU_ASSERT_EQUAL(parse(changed, i + 1, &status, &findings) == CS_MALFORMED, findings.invalid);
        }
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"legal fields", legal_fields},
        {"each deviation has its code and place", broken_fields},
        {"an empty field", an_empty_field},
        {"every byte in every place", every_byte_everywhere},
    };

    return cs_run_tests("proxy_status", tests, CS_COUNT(tests));
}
