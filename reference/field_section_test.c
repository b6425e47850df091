#include "reference/field_section.h"

#include <stdio.h>

#include "reference/findings_testing.h"
#include "reference/section_testing.h"

#define CONNECT ":method: CONNECT|:authority: a.test:443"

struct row {
    const char *text;
    const char *findings;
};

static void expect(enum cs_section_kind kind, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct cs_field fields[CS_SECTION_TESTING_FIELDS];
        struct cs_message message;
        size_t length = strlen(rows[i].text);
        size_t split = cs_section_split(rows[i].text, length, fields);

        cs_field_section_read(kind, 2, rows[i].text, length, fields, split, &message);
        cs_expect_findings(&message.findings, rows[i].findings, rows[i].text);
        CU_ASSERT_EQUAL(message.answer, message.findings.invalid ? CS_MALFORMED : CS_COMPLETE);
    }
}

static void test_connect(void)
{
    static const struct row rows[] = {
        {CONNECT, ""},
        {":authority: a.test:443|:method: CONNECT|user-agent: x", ""},
        {CONNECT "|:scheme: https", "connect-scheme@49"},
        {CONNECT "|:path: /", "connect-path@47"},
        {CONNECT "|:path: ", "connect-path@47"},
        {":method: CONNECT", "authority-missing@16"},
        {":method: CONNECT|:authority: ", "authority-empty@29"},
        {":method: CONNECT|:authority: a.test", "port-missing@35"},
        {":method: CONNECT|:authority: a.test:0443", "port-leading-zero@36"},
        {":method: CONNECT|:authority: u@a.test:443", "userinfo@30"},
        {":method: CONNECT|host: a.test:443", "authority-missing@33"},
        {CONNECT "|host: A.test:443", ""},
        {CONNECT "|host: b.test:443", "section-host-differs@46"},
        {CONNECT "|content-length: 0", "content-length-zero-in-connect@40"},
        {CONNECT "|content-length: 5", "content-length-in-connect@40"},
        {CONNECT "|content-length: x", "content-length-not-digits@56 content-length-in-connect@40"},
        {CONNECT "|proxy-authorization: Basic YTpi|proxy-authorization: Basic YTpi", "credentials-duplicate@72"},
    };

    expect(CS_SECTION_REQUEST, rows, CS_COUNT(rows));
}

static void test_extended(void)
{
    static const struct row rows[] = {
        {":method: CONNECT|:protocol: websocket|:scheme: https|:path: /chat|:authority: a.test", ""},
        {":method: CONNECT|:protocol: websocket|:path: /|:authority: a.test", "extended-scheme-missing@65"},
        {":method: CONNECT|:protocol: websocket|:scheme: https|:authority: a.test", "extended-path-missing@71"},
        {":method: CONNECT|:protocol: websocket|:scheme: https|:path: |:authority: a.test", "path-empty@60"},
        {":method: CONNECT|:protocol: |:scheme: https|:path: /|:authority: a.test", "protocol-invalid@28"},
        {":method: GET|:protocol: websocket|:scheme: https|:path: /|:authority: a.test", "protocol-without-connect@24"},
    };

    expect(CS_SECTION_REQUEST, rows, CS_COUNT(rows));
}

static void test_other_methods(void)
{
    static const struct row rows[] = {
        {":method: GET|:scheme: https|:path: /|:authority: a.test", ""},
        {":method: OPTIONS|:scheme: https|:path: *", ""},
        {":method: GET|:authority: a.test", "scheme-missing@31 path-missing@31"},
        {":method: GET|:scheme: https|:path: |:authority: a.test", "path-empty@35"},
        {"x: y", "method-missing@4 scheme-missing@4 path-missing@4"},
        {":method: G T|:scheme: https|:path: /", "method-invalid@9"},
        {":method: connect|:scheme: https|:path: /", ""}, /* methods are case-sensitive: another one */
    };

    expect(CS_SECTION_REQUEST, rows, CS_COUNT(rows));
}

static void test_pseudo_fields(void)
{
    static const struct row rows[] = {
        {CONNECT "|:foo: x", "pseudo-unknown@40"},
        {CONNECT "|:Foo: x", "section-name-upper-case@41 pseudo-unknown@40"},
        {CONNECT "|:status: 200", "pseudo-misplaced@40"},
        {CONNECT "|:authority: b.test:443", "pseudo-duplicate@40"},
        {":method: CONNECT|x: y|:authority: a.test:443", "pseudo-late@22"},
        {CONNECT "|:a:b: x", "section-name-colon@42 pseudo-unknown@40"},
    };

    expect(CS_SECTION_REQUEST, rows, CS_COUNT(rows));
}

static void test_fields(void)
{
    static const struct row rows[] = {
        {CONNECT "|X-Y: z", "section-name-upper-case@40"},
        {CONNECT "|x y: z", "section-name-forbidden@41"},
        {CONNECT "|x\xc3: z", "section-name-forbidden@41"},
        {CONNECT "|x:y: z", "section-name-colon@41"},
        {CONNECT "|x(y: z", "section-name-no-token@40"},
        {CONNECT "|x: a\r\nb: c", "section-value-forbidden@44"},
        {CONNECT "|x:  a", "section-value-edge@43"},
        {CONNECT "|x: a\t", "section-value-edge@44"},
        {CONNECT "|x: a\tb", ""},
        {CONNECT "|x: a\001b", "section-value-control@44"},
        {CONNECT "|x: \xff", ""},
        {CONNECT "|connection: x", "section-connection-field@40"},
        {CONNECT "|proxy-connection: x", "section-connection-field@40"},
        {CONNECT "|keep-alive: x", "section-connection-field@40"},
        {CONNECT "|transfer-encoding: chunked", "section-connection-field@40"},
        {CONNECT "|upgrade: x", "section-connection-field@40"},
        {CONNECT "|te: trailers", ""},
        {CONNECT "|te: gzip", "section-te@44"},
    };

    expect(CS_SECTION_REQUEST, rows, CS_COUNT(rows));
}

static void test_responses(void)
{
    static const struct row rows[] = {
        {":status: 200", ""},
        {":status: 200|content-length: 0", "content-length-in-2xx@13"},
        {":status: 204|content-length: 0", "framing-in-1xx-or-204@13 content-length-in-2xx@13"},
        {":status: 403|content-length: 9", ""},
        {":status: 407", "challenge-missing-in-407@12"},
        {":status: 407|proxy-authenticate: Basic realm=x", ""},
        {":status: 101", "status-101@9"},
        {":status: 99", "status-invalid@9"},
        {":status: 600", "status-invalid@9"},
        {":status: 2000", "status-invalid@9"},
        {":status: 2x0", "status-invalid@9"},
        {":status: ", "status-invalid@9"},
        {"x: y", "status-missing@4"},
        {":status: 200|:status: 403", "pseudo-duplicate@13"},
        {":status: 200|:path: /", "pseudo-misplaced@13"},
        {":status: 200|te: trailers", "section-connection-field@13"},
        {"via: x|:status: 200", "pseudo-late@7"},
    };

    expect(CS_SECTION_RESPONSE, rows, CS_COUNT(rows));
}

static void test_trailers(void)
{
    static const struct row rows[] = {{"x: y", ""}, {":status: 200", "pseudo-misplaced@0"}};

    expect(CS_SECTION_TRAILERS, rows, CS_COUNT(rows));
}

static void test_parts(void)
{
    static const char text[] = ":method: CONNECT|x: 1|:authority: [::1]:443|y: 2|:authority: b.test:1|host: ";
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    struct cs_field field;
    size_t count = cs_section_split(text, strlen(text), fields);
    size_t position = 0;

    cs_field_section_read(CS_SECTION_REQUEST, 3, text, strlen(text), fields, count, &message);
    CU_ASSERT_EQUAL(message.version_major, 3);
    CU_ASSERT_EQUAL(message.field_count, 3);
    CU_ASSERT_EQUAL(message.target.kind, CS_HOST_IPV6);
    CU_ASSERT_EQUAL(message.target.port_number, 443);
    CU_ASSERT_NSTRING_EQUAL(text + message.authority.text.start, "[::1]:443", 9);
    CU_ASSERT_FALSE(message.path.there);
    CU_ASSERT_FALSE(cs_message_is_extended(&message));
    CU_ASSERT_TRUE(cs_message_has(&message, "y"));
    CU_ASSERT_TRUE(cs_message_has(&message, "host"));
    CU_ASSERT_FALSE(cs_message_has(&message, "z"));
    CU_ASSERT_TRUE(cs_message_field(&message, &position, &field));
    CU_ASSERT_EQUAL(text[field.name.start], 'x');
    CU_ASSERT_TRUE(cs_message_field(&message, &position, &field));
    CU_ASSERT_EQUAL(text[field.name.start], 'y');
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"CONNECT", test_connect},
        {"extended CONNECT", test_extended},
        {"other methods", test_other_methods},
        {"pseudo-fields", test_pseudo_fields},
        {"names and values", test_fields},
        {"responses", test_responses},
        {"trailers", test_trailers},
        {"parts", test_parts},
    };

    return cs_run_tests("field_section", tests, CS_COUNT(tests));
}
