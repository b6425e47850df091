#include "reference/message.h"

#include <stdio.h>

#include "reference/findings_testing.h"

static void read_request(const char *text, struct cs_message *out)
{
    struct cs_request request;

    cs_request_init(&request, NULL);
    (void)cs_request_parse(&request, text, strlen(text));
    cs_message_of_request(&request, text, strlen(text), out);
}

static void read_response(const char *text, struct cs_message *out)
{
    struct cs_response response;

    cs_response_init(&response, NULL);
    (void)cs_response_parse(&response, text, strlen(text));
    cs_message_of_response(&response, text, strlen(text), out);
}

/* The names and values of all fields, "name=value;" each. */
static void expect_fields(const struct cs_message *message, const char *expected)
{
    char text[200] = "";
    size_t position = 0, used = 0;
    struct cs_field field;

    while (cs_message_field(message, &position, &field))
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%.*s=%.*s;", (int)field.name.length,
                                 message->text + field.name.start, (int)field.value.length,
                                 message->text + field.value.start);
    CU_ASSERT_STRING_EQUAL(text, expected);
    CU_ASSERT_FALSE(cs_message_field(message, &position, &field));
}

static void expect_part(const struct cs_message *message, struct cs_head_part part, const char *expected)
{
    CU_ASSERT_EQUAL(part.there, expected != NULL);
    if (expected != NULL) {
        CU_ASSERT_EQUAL(part.text.length, strlen(expected));
        CU_ASSERT_EQUAL(memcmp(message->text + part.text.start, expected, strlen(expected)), 0);
    }
}

static void requests(void)
{
    struct cs_message message;

    read_request("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nX: y\r\n\r\nbehind: it\r\n", &message);
    CU_ASSERT_EQUAL(message.kind, CS_MESSAGE_REQUEST);
    CU_ASSERT_EQUAL(message.answer, CS_COMPLETE);
    expect_part(&message, message.method, "CONNECT");
    expect_part(&message, message.authority, "a:443");
    expect_part(&message, message.path, NULL);
    expect_part(&message, cs_message_target(&message), "a:443");
    CU_ASSERT_EQUAL(message.target.port_number, 443);
    CU_ASSERT_EQUAL(message.version_major * 10 + message.version_minor, 11);
    expect_fields(&message, "Host=a:443;X=y;");
    CU_ASSERT_TRUE(cs_message_has(&message, "hOST"));
    CU_ASSERT_FALSE(cs_message_has(&message, "behind"));

    read_request("GET http://a/ HTTP/1.0\r\nConnection: close\r\n\r\n", &message);
    expect_part(&message, message.authority, NULL);
    expect_part(&message, cs_message_target(&message), "http://a/");
    CU_ASSERT_TRUE(message.connection_close);
    CU_ASSERT_EQUAL(message.target.kind, CS_HOST_NONE);
}

/* What is wrong with a head does not hide its fields. */
static void broken_requests(void)
{
    struct cs_message message;

    read_request("\r\n\nCONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", &message);
    CU_ASSERT_EQUAL(message.answer, CS_MALFORMED);
    expect_fields(&message, "Host=a;");
    expect_part(&message, cs_message_target(&message), "a");
    cs_expect_findings(&message.findings, "leading-empty-line@0 leading-empty-line@2 bare-lf@2 port-missing@12",
                       "empty lines in front");

    read_request("CONNECT a:443 HTTP/1.1\r\nHost: a\r\nX", &message);
    CU_ASSERT_EQUAL(message.answer, CS_NEED_MORE);
    expect_fields(&message, "Host=a;");

    read_request("CONNECT", &message);
    expect_fields(&message, "");
    expect_part(&message, message.method, NULL);
}

static void responses(void)
{
    struct cs_message message;

    read_response("HTTP/1.0 407 No\r\nproxy-authenticate: Basic realm=\"x\"\r\nContent-Length: 3\r\n\r\nabc", &message);
    CU_ASSERT_EQUAL(message.kind, CS_MESSAGE_RESPONSE);
    CU_ASSERT_EQUAL(message.status, 407);
    CU_ASSERT_EQUAL(message.version_major * 10 + message.version_minor, 10);
    CU_ASSERT_EQUAL(message.framing.content_length, 3);
    CU_ASSERT_EQUAL(message.body, CS_BODY_LENGTH);
    CU_ASSERT_TRUE(cs_message_has(&message, "Proxy-Authenticate"));
    expect_part(&message, message.method, NULL);
    expect_fields(&message, "proxy-authenticate=Basic realm=\"x\";Content-Length=3;");

    read_response("HTTP/1.1 200\r\n\r\n", &message);
    CU_ASSERT_EQUAL(message.answer, CS_MALFORMED);
    expect_fields(&message, "");
    cs_expect_findings(&message.findings, "status-line-no-second-space@12", "no reason");
}

/* Heads of HTTP/2 and HTTP/3 bring their fields along. */
static void listed_fields(void)
{
    static const char text[] = "accept1x2";
    static const struct cs_field fields[] = {{.name = {0, 6}, .value = {6, 1}}, {.name = {7, 1}, .value = {8, 1}}};
    const struct cs_message message = {.text = text, .length = 9, .field_count = 2, .fields = fields};

    expect_fields(&message, "accept=1;x=2;");
    CU_ASSERT_TRUE(cs_message_has(&message, "X"));
    CU_ASSERT_FALSE(cs_message_has(&message, "xx"));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"requests", requests},
        {"broken requests", broken_requests},
        {"responses", responses},
        {"fields in a list", listed_fields},
    };

    return cs_run_tests("message", tests, CS_COUNT(tests));
}
