#include "reference/request.h"

#include <string.h>

#include "reference/findings_testing.h"

#define TEXT(string)  string, sizeof(string) - 1
#define LINE          "CONNECT a:443 HTTP/1.1\r\n"
#define HOST          "Host: a:443\r\n"
#define HEAD(fields)  TEXT(LINE HOST fields "\r\n")
#define START(line)   TEXT(line HOST "\r\n")
#define HOST_IS(text) TEXT(LINE "Host: " text "\r\n\r\n")

/* The first field line of HEAD() starts at 37, START() has its line at 0, HOST_IS() its value at 30. */
static const struct row {
    const char *text;
    size_t length;
    const char *findings;
} rows[] = {
    {HEAD(""), ""},
    {START("CONNECT a:443 HTTP/1.0\r\n"), ""},
    {START("CONNECT a:443 HTTP/1.9\r\n"), ""},
    {TEXT("CONNECT a:443 HTTP/1.0\r\n\r\n"), ""},
    {TEXT("GET http://b/ HTTP/1.1\r\nHost: b\r\n\r\n"), ""},
    {TEXT("connect b HTTP/1.1\r\nHost: b\r\n\r\n"), ""},
    {TEXT("connect a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"), "authority-form@8"},
    {TEXT("GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"), "authority-form@4"},
    {TEXT("GET http://a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"), ""},
    {TEXT("GET /\x01 HTTP/1.1\r\nHost: b\r\n\r\n"), "target-bad-character@5"},
    {TEXT("GET /\xff HTTP/1.1\r\nHost: b\r\n\r\n"), "target-bad-character@5"},
    {START("\r\n\nCONNECT a:443 HTTP/1.1\r\n"), "leading-empty-line@0 leading-empty-line@2 bare-lf@2"},
    {START("CONNECT  a:443 HTTP/1.1\r\n"), "request-line-blanks@8"},
    {START("CONNECT\ta:443 HTTP/1.1\r\n"), "request-line-blanks@7"},
    {START("CONNECT a:443   HTTP/1.1\r\n"), "request-line-blanks@14"},
    {START(" CONNECT a:443 HTTP/1.1\r\n"), "request-line-blanks@0"},
    {START("CONNECT a:443 HTTP/1.1 \r\n"), "request-line-blanks@22"},
    {START("  \r\n"), "method-empty@0"},
    {START("C(NNECT a:443 HTTP/1.1\r\n"), "method-bad-character@1 authority-form@8"},
    {START("\x16\x03\x01 a:443 HTTP/1.1\r\n"), "method-bad-character@0 authority-form@4"},
    {START("CONNECT HTTP/1.1\r\n"), "target-empty@8"},
    {START("CONNECT  HTTP/1.1\r\n"), "target-empty@9"},
    {START("CONNECT\r\n"), "target-empty@7 version-missing@7"},
    {START("CONNECT a :443 HTTP/1.1\r\n"), "whitespace-in-target@9"},
    {START("CONNECT a:443 b:443 HTTP/1.1\r\n"), "whitespace-in-target@13"},
    {START("CONNECT a:443\r\n"), "version-missing@13"},
    {START("CONNECT a:443 HTTP/1\r\n"), "version-malformed@14"},
    {START("CONNECT a:443 HTTP/1.1.1\r\n"), "version-malformed@14"},
    {START("CONNECT a:443 HTTPS/1.1\r\n"), "version-malformed@14"},
    {START("CONNECT a:443 HTTP/1.1 x\r\n"), "whitespace-in-target@13 version-malformed@23"},
    {START("CONNECT a:443 http/1.1\r\n"), "version-case@14"},
    {START("CONNECT a:443 HTTP/2.0\r\n"), "version-unsupported@19"},
    {START("CONNECT a:443 http/0.9\r\n"), "version-case@14 version-unsupported@19"},
    {START("CONNECT a:443\rHTTP/1.1\r\n"), "bare-cr@13 request-line-blanks@13"},
    {START("CONNECT a:443 HTTP/1.1\r\r\n"), "bare-cr@22 request-line-blanks@22"},
    {START("CONNECT a:443 HTTP/1.1\n"), "bare-lf@22"},
    {START("CONNECT a:0 HTTP/1.1\n"), "port-out-of-range@10 bare-lf@20"},
    {START("CONNECT a HTTP/1.1\r\n"), "port-missing@9"},
    {START("CONNECT a: HTTP/1.1\r\n"), "port-empty@10"},
    {START("CONNECT a\0:443 HTTP/1.1\r\n"), "host-bad-character@9"},
    {HEAD("x\r\n"), "field-no-colon@37"},
    {HEAD(" x\r\n"), "field-folded@37"},
    {TEXT(LINE " x: y\r\n" HOST "\r\n"), "field-blank-led@24"},
    {TEXT(LINE "Host : a:443\r\n\r\n"), "field-blank-before-colon@28 host-missing@38"},
    {TEXT(LINE "\r\n"), "host-missing@24"},
    {HEAD(HOST), "host-duplicate@37"},
    {HEAD("host: b\r\nHOST: c\r\n"), "host-duplicate@37 host-duplicate@46"},
    {HOST_IS("a b"), "host-invalid@31"},
    {HOST_IS(""), "host-field-empty@30"},
    {HOST_IS("a"), "host-not-identical@30"},
    {HOST_IS("%61:443"), "host-not-identical@30"},
    {TEXT("CONNECT a%2Eb:443 HTTP/1.1\r\nHost: A.b:443\r\n\r\n"), "host-not-identical@34"},
    {TEXT("CONNECT a%3Ab:443 HTTP/1.1\r\nHost: a%3Bb:443\r\n\r\n"), "host-mismatch@34"},
    {TEXT("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: close, Host\r\n\r\n"), "connection-names-host@49"},
    {HOST_IS("A:0443"), "host-not-identical@30"},
    {HOST_IS("b:443"), "host-mismatch@30"},
    {HOST_IS("a:80"), "host-mismatch@30"},
    {HOST_IS("a:65979"), "host-mismatch@30"},
    {TEXT("CONNECT a:8443 HTTP/1.1\r\nHost: a\r\n\r\n"), "host-mismatch@31"},
    {TEXT("CONNECT a HTTP/1.1\r\nHost: b\r\n\r\n"), "port-missing@9"},
    {TEXT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), ""},
    {HEAD("Content-Length: 0\r\n"), "content-length-zero-in-connect@37"},
    {HEAD("Content-Length: 5\r\n"), "content-length-in-connect@37"},
    {HEAD("Content-Length: x\r\n"), "content-length-not-digits@53 content-length-in-connect@37"},
    {TEXT("GET / HTTP/1.1\r\nHost:\r\nContent-Length: 0\r\n\r\n"), ""},
    {HEAD("Transfer-Encoding: chunked\r\n"), "transfer-encoding-in-connect@37"},
    {HEAD("Transfer-Encoding: gzip\r\n"), "transfer-encoding-in-connect@37 transfer-encoding-not-chunked@37"},
    {START("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"), "transfer-encoding-in-http10@17"},
    {START("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n"),
     "content-length-and-transfer-encoding@45"},
    {HEAD("Proxy-Authorization: a\r\nProxy-Authorization: b\r\n"), "credentials-duplicate@61"},
};

static void init(struct cs_request *request, const struct cs_limits *limits)
{
    memset(request, 0x55, sizeof(*request)); /* whatever was there before must not show */
    cs_request_init(request, limits);
}

static bool same_findings(const struct cs_findings *left, const struct cs_findings *right)
{
    if (left->count != right->count || left->dropped != right->dropped || left->invalid != right->invalid)
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (left->items[i].code != right->items[i].code || left->items[i].offset != right->items[i].offset)
            return false;
    return true;
}

/* Every byte that is not a finding that was never made: both came from the same pattern. */
static bool same(const struct cs_request *left, const struct cs_request *right)
{
    return memcmp(left, right, offsetof(struct cs_request, findings)) == 0 &&
           same_findings(&left->findings, &right->findings);
}

static enum cs_answer parse_guarded(struct cs_request *request, const char *text, size_t length)
{
    char *data = cs_supervised_copy(text, length);
    enum cs_answer answer = cs_request_parse(request, data, length);

    cs_supervised_free(data, length);
    return answer;
}

static void findings(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_request request;
        enum cs_answer answer;
        init(&request, NULL);
        answer = parse_guarded(&request, rows[i].text, rows[i].length);
        cs_expect_findings(&request.findings, rows[i].findings, rows[i].text);
        CU_ASSERT_EQUAL(answer, request.findings.invalid ? CS_MALFORMED : CS_COMPLETE);
        CU_ASSERT_EQUAL(request.answer, answer);
        CU_ASSERT_EQUAL(request.head_length, rows[i].length);
    }
}

/* Two parts, then byte by byte: the answer is always the one of the whole. */
static void check_splits(const char *text, size_t length, const struct cs_limits *limits)
{
    struct cs_request whole, bytes;

    init(&whole, limits);
    parse_guarded(&whole, text, length);
    init(&bytes, limits);
    for (size_t split = 0; split <= length; split++) {
        struct cs_request parts;
        parse_guarded(&bytes, text, split);
        init(&parts, limits);
        parse_guarded(&parts, text, split);
        CU_ASSERT_TRUE(same(&parts, &bytes));
        parse_guarded(&parts, text, length);
        CU_ASSERT_TRUE(same(&parts, &whole));
    }
    CU_ASSERT_TRUE(same(&bytes, &whole));
}

static void splits(void)
{
    static const struct cs_limits limits = {.head_bytes = 40, .fields = 2};

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        check_splits(rows[i].text, rows[i].length, NULL);
        check_splits(rows[i].text, rows[i].length - 2, NULL);
        check_splits(rows[i].text, rows[i].length, &limits);
    }
}

/* A bound on the number of fields rules out the short ways. */
static void the_long_way(void)
{
    static const struct cs_limits limits = {.fields = 1000};

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_request usual, other;
        init(&usual, NULL);
        init(&other, &limits);
        parse_guarded(&usual, rows[i].text, rows[i].length);
        parse_guarded(&other, rows[i].text, rows[i].length);
        other.at.limits = usual.at.limits;
        CU_ASSERT_TRUE(same(&usual, &other));
    }
}

static void parts_of_a_head(void)
{
    static const char text[] =
        "CONNECT [::1]:443 HTTP/1.1\r\nhost: [::1]:443\r\nX:\r\nProxy-Authorization: Basic eA==\r\n"
        "Connection: a, Close\r\nConnection: keep-alive\r\nContent-Length: 7\r\n\r\nbehind";
    struct cs_request request;

    cs_request_init(&request, NULL);
    CU_ASSERT_EQUAL(cs_request_parse(&request, text, sizeof(text) - 1), CS_COMPLETE);
    CU_ASSERT_EQUAL(request.head_length, sizeof(text) - 1 - strlen("behind"));
    CU_ASSERT(request.method.start == 0 && request.method.length == 7);
    CU_ASSERT(request.target.start == 8 && request.target.length == 9);
    CU_ASSERT(request.version.start == 18 && request.version.length == 8);
    CU_ASSERT(request.version_major == 1 && request.version_minor == 1 && request.is_connect);
    CU_ASSERT(request.authority.kind == CS_HOST_IPV6 && request.authority.port_number == 443);
    CU_ASSERT(request.authority.host.start == 8 && request.authority.host.length == 5);
    CU_ASSERT(request.field_count == 6 && request.host_count == 1);
    CU_ASSERT(request.host_value.start == 34 && request.host_value.length == 9);
    CU_ASSERT(request.host.kind == CS_HOST_IPV6 && request.host.host.start == 34 && request.host.port.start == 40);
    CU_ASSERT_EQUAL(request.host.address[15], 1);
    CU_ASSERT(request.credentials_count == 1 && request.credentials.length == strlen("Basic eA=="));
    CU_ASSERT_EQUAL(memcmp(text + request.credentials.start, "Basic eA==", 10), 0);
    CU_ASSERT(request.connection_close && request.connection_keep_alive);
    CU_ASSERT(request.framing.content_length_valid && request.framing.content_length == 7);
}

/* The Host that repeats the target takes a short way; it must end where the long way does. */
static void host_twin(void)
{
    static const char text[] = "CONNECT 127.0.0.1:0443 HTTP/1.1\r\nHost: 127.0.0.1:0443\r\n\r\n";
    struct cs_request request;
    struct cs_authority host;

    cs_request_init(&request, NULL);
    CU_ASSERT_EQUAL(cs_request_parse(&request, text, sizeof(text) - 1), CS_COMPLETE);
    cs_expect_findings(&request.findings, "port-leading-zero@18", text);
    memset(&host, 0x55, sizeof(host));
    cs_host_value_parse(text + request.host_value.start, request.host_value.length, request.host_value.start, &host,
                        &request.findings);
    CU_ASSERT_EQUAL(memcmp(&host, &request.host, sizeof(host)), 0);
}

static void words(void)
{
    static const struct {
        const char *text, *method, *target, *version;
    } lines[] = {
        {"CONNECT a b HTTP/1.1", "CONNECT", "a b", "HTTP/1.1"},
        {"CONNECT a:1 http/1.1", "CONNECT", "a:1", "http/1.1"},
        {"CONNECT a:1 b", "CONNECT", "a:1", "b"},
        {"CONNECT a:1", "CONNECT", "a:1", ""},
        {"CONNECT HTTP/9", "CONNECT", "", "HTTP/9"},
        {"CONNECT", "CONNECT", "", ""},
        {"\v\f a\t\tb\rc ", "a", "b", "c"},
        {" ", "", "", ""},
    };

    for (size_t i = 0; i < CS_COUNT(lines); i++) {
        char text[64];
        struct cs_request request;
        size_t length = (size_t)snprintf(text, sizeof(text), "%s\r\n", lines[i].text);
        cs_request_init(&request, NULL);
        CU_ASSERT_EQUAL(cs_request_parse(&request, text, length), CS_NEED_MORE);
        CU_ASSERT_EQUAL(request.method.length, strlen(lines[i].method));
        CU_ASSERT_EQUAL(request.target.length, strlen(lines[i].target));
        CU_ASSERT_EQUAL(request.version.length, strlen(lines[i].version));
        CU_ASSERT_EQUAL(memcmp(text + request.method.start, lines[i].method, request.method.length), 0);
        CU_ASSERT_EQUAL(memcmp(text + request.target.start, lines[i].target, request.target.length), 0);
        CU_ASSERT_EQUAL(memcmp(text + request.version.start, lines[i].version, request.version.length), 0);
    }
}

static void bounds(void)
{
    static const char text[] = LINE HOST "A: b\r\n\r\nbehind";
    static const struct {
        struct cs_limits limits;
        enum cs_answer answer;
        const char *findings;
    } bounded[] = {
        {{0, 0}, CS_COMPLETE, ""},
        {{45, 2}, CS_COMPLETE, ""},
        {{44, 0}, CS_MALFORMED, "head-too-large@44"},
        {{10, 0}, CS_MALFORMED, "head-too-large@10"},
        {{0, 1}, CS_MALFORMED, "too-many-fields@37"},
    };

    for (size_t i = 0; i < CS_COUNT(bounded); i++) {
        struct cs_request request;
        cs_request_init(&request, &bounded[i].limits);
        CU_ASSERT_EQUAL(cs_request_parse(&request, text, sizeof(text) - 1), bounded[i].answer);
        cs_expect_findings(&request.findings, bounded[i].findings, text);
        CU_ASSERT_EQUAL(request.head_length, bounded[i].answer == CS_COMPLETE ? 45 : 0);
    }
}

static void answers_stay(void)
{
    static const char text[] = LINE HOST "\r\n";
    struct cs_request request, before;

    init(&request, NULL);
    CU_ASSERT_EQUAL(cs_request_parse(&request, NULL, 0), CS_NEED_MORE);
    CU_ASSERT_EQUAL(cs_request_parse(&request, text, sizeof(text) - 2), CS_NEED_MORE);
    CU_ASSERT_EQUAL(request.head_length, 0);
    CU_ASSERT_EQUAL(cs_request_parse(&request, text, sizeof(text) - 1), CS_COMPLETE);
    before = request;
    CU_ASSERT_EQUAL(cs_request_parse(&request, text, sizeof(text) - 1), CS_COMPLETE);
    CU_ASSERT_TRUE(same(&before, &request));
}

/* 64 KiB of empty lines, then of one line without an end: bounded findings, nothing scanned twice. */
static void floods(void)
{
    static char flood[65536];
    struct cs_request request;

    memset(flood, '\n', sizeof(flood));
    init(&request, NULL);
    CU_ASSERT_EQUAL(cs_request_parse(&request, flood, sizeof(flood)), CS_NEED_MORE);
    CU_ASSERT_EQUAL(request.findings.count, CS_FINDINGS_MAX);
    CU_ASSERT_EQUAL(request.findings.dropped, 2 * sizeof(flood) - CS_FINDINGS_MAX);
    memset(flood, 'a', sizeof(flood));
    init(&request, NULL);
    for (size_t length = 1; length <= sizeof(flood); length++)
        cs_request_parse(&request, flood, length);
    CU_ASSERT_EQUAL(request.at.scanned, sizeof(flood));
    CU_ASSERT_EQUAL(request.answer, CS_NEED_MORE);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"findings", findings},
        {"any split gives the same request", splits},
        {"the long way", the_long_way},
        {"parts of a head", parts_of_a_head},
        {"a Host that repeats the target", host_twin},
        {"lenient splitting of the request line", words},
        {"bounds", bounds},
        {"answers stay", answers_stay},
        {"floods", floods},
    };

    return cs_run_tests("request", tests, CS_COUNT(tests));
}
