#include "reference/body_reading.h"

#include <stdio.h>
#include <string.h>

#include "reference/testing.h"

/* All readings of a head with these field lines, "name=5", "name=chunked" or "name=none" each. */
static const struct row {
    const char *fields;
    const char *readings;
} rows[] = {
    {"", ""},
    {"X: y", ""},
    {"Content-Length: 0", ""},
    {"Content-Length: 5", "body-ignored=none"},
    {"Content-Length: 5, 5", "body-ignored=none"},
    {"Content-Length: 5\r\nContent-Length: 6", "body-ignored=none length-first=5 length-last=6"},
    {"Content-Length: 5,\t6", "body-ignored=none length-first=5 length-last=6"},
    {"Content-Length: 0\r\nContent-Length: 6", "body-ignored=none length-first=none length-last=6"},
    {"Content-Length: 5x", "body-ignored=none length-prefix=5"},
    {"Content-Length: 5 6", "body-ignored=none length-prefix=5"},
    {"Content-Length: ", "body-ignored=none"},
    {"Content-Length: x", "body-ignored=none"},
    {"Content-Length: -5", "body-ignored=none"},
    {"Content-Length: +5", "body-ignored=none length-sign=5"},
    {"Content-Length: 0x1F", "body-ignored=none length-prefix=none length-hex=31"},
    {"Content-Length: 010", "body-ignored=none length-octal=8"},
    {"Content-Length: 09", "body-ignored=none"},
    {"Content-Length: 4294967301", "body-ignored=none length-32-bits=5"},
    {"Content-Length: 18446744073709551621", "body-ignored=none length-32-bits=5 length-64-bits=5"},
    {"Content-Length: 9223372036854775808", "body-ignored=none length-32-bits=none length-64-bits=9223372036854775808"},
    {"Transfer-Encoding: chunked", "body-ignored=none coding-ignored=none"},
    {"Transfer-Encoding: Chunked", "body-ignored=none coding-ignored=none coding-exact=none"},
    {"Transfer-Encoding: gzip, chunked", "body-ignored=none coding-ignored=none coding-exact=none"},
    {"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "body-ignored=none coding-ignored=none"},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
     "body-ignored=none coding-ignored=none coding-exact=chunked coding-contains=chunked coding-any=chunked "
     "coding-first-line=chunked"},
    {"Transfer-Encoding: chunked, identity",
     "body-ignored=none coding-ignored=none coding-exact=none coding-contains=chunked coding-any=chunked"},
    {"Transfer-Encoding: xchunked",
     "body-ignored=none coding-ignored=none coding-exact=none coding-contains=chunked coding-any=chunked"},
    {"Transfer-Encoding: gzip", "body-ignored=none coding-ignored=none coding-exact=none coding-any=chunked"},
    {"Content-Length: 5\r\nTransfer-Encoding: chunked",
     "body-ignored=none length-over-coding=5 coding-over-length=chunked coding-ignored=5"},
    {"Content-Length: 5\r\nTransfer-Encoding: Chunked",
     "body-ignored=none length-over-coding=5 coding-over-length=chunked coding-ignored=5 coding-exact=5"},
    {"Content-Length : 5", "name-blank=5"},
    {"Content-Length: 6\r\nTransfer-Encoding\t: chunked", "body-ignored=none"},
    {"Transfer_Encoding: chunked", "name-underscore=chunked"},
    {"Content-Length:\r\n 5", "body-ignored=none fold-joined=5"},
    {" Content-Length: 5", ""},
    {"X: y\rContent-Length: 5", "bare-cr-line=5"},
    {"X: y\n\nContent-Length: 5", ""},
    {": 5\r\nno colon", ""},
};

static void describe(const struct cs_body_reading *reading, char *text, size_t capacity)
{
    size_t used = strlen(text);
    const char *name = cs_body_reading_name(reading->kind);

    if (reading->body == CS_BODY_LENGTH)
        snprintf(text + used, capacity - used, "%s=%llu ", name, (unsigned long long)reading->length);
    else
        snprintf(text + used, capacity - used, "%s=%s ", name, reading->body == CS_BODY_CHUNKED ? "chunked" : "none");
}

static void read_head(const char *version, const char *fields, char *text, size_t capacity)
{
    struct cs_body_reading readings[CS_BODY_READING_COUNT];
    struct cs_request request;
    char head[512];
    int length =
        snprintf(head, sizeof(head), "CONNECT a:443 %s\r\n%s%s\r\n", version, fields, fields[0] == '\0' ? "" : "\r\n");
    char *copy = cs_supervised_copy(head, (size_t)length);
    size_t count;

    cs_request_init(&request, NULL);
    cs_request_parse(&request, copy, (size_t)length);
    count = cs_request_body_readings(copy, (size_t)length, &request, readings, CS_BODY_READING_COUNT);
    cs_supervised_free(copy, (size_t)length);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        describe(&readings[i], text, capacity);
    if (count > 0)
        text[strlen(text) - 1] = '\0';
}

static void all_rows(void)
{
    char text[1024];

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        read_head("HTTP/1.1", rows[i].fields, text, sizeof(text));
        if (strcmp(text, rows[i].readings) != 0)
            fprintf(stderr, "%s\n  is      %s\n  not     %s\n", rows[i].fields, text, rows[i].readings);
        CU_ASSERT_STRING_EQUAL(text, rows[i].readings);
    }
}

static void http10(void)
{
    char text[1024];

    read_head("HTTP/1.0", "Transfer-Encoding: chunked", text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "body-ignored=none coding-ignored=none coding-in-http10=chunked");
    read_head("HTTP/1.0", "Content-Length: 5", text, sizeof(text));
    CU_ASSERT_STRING_EQUAL(text, "body-ignored=none");
}

/* However much of a head is there, nothing behind it is read. */
static void every_beginning(void)
{
    static const char head[] =
        "CONNECT a:1 HTTP/1.1\r\nContent-Length:\r\n 0x5, 6\rTransfer_Encoding : chunked\r\n\r\n";
    struct cs_body_reading readings[CS_BODY_READING_COUNT];

    for (size_t length = 0; length < sizeof(head); length++) {
        char *copy = cs_supervised_copy(head, length);
        struct cs_request request;

        cs_request_init(&request, NULL);
        cs_request_parse(&request, copy, length);
        CU_ASSERT_TRUE(cs_request_body_readings(copy, length, &request, readings, CS_BODY_READING_COUNT) <=
                       CS_BODY_READING_COUNT);
        cs_supervised_free(copy, length);
    }
}

static void capacity_is_kept(void)
{
    static const char head[] = "CONNECT a:1 HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n";
    struct cs_body_reading readings[2];
    struct cs_request request;

    cs_request_init(&request, NULL);
    cs_request_parse(&request, head, sizeof(head) - 1);
    CU_ASSERT_EQUAL(cs_request_body_readings(head, sizeof(head) - 1, &request, readings, 2), 2);
    CU_ASSERT_EQUAL(readings[1].kind, CS_BODY_READING_LENGTH_FIRST);
}

static void names_are_told(void)
{
    CU_ASSERT_STRING_EQUAL(cs_body_reading_name(CS_BODY_READING_COUNT), "unknown");
    CU_ASSERT_STRING_EQUAL(cs_body_reading_sentence(CS_BODY_READING_COUNT), "");
    CU_ASSERT_STRING_EQUAL(cs_body_reading_sentence(CS_BODY_READING_LENGTH_LAST), "takes the last of several lengths");
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"all rows", all_rows},
        {"HTTP/1.0", http10},
        {"every beginning", every_beginning},
        {"capacity is kept", capacity_is_kept},
        {"names are told", names_are_told},
    };

    return cs_run_tests("body_reading", tests, CS_COUNT(tests));
}
