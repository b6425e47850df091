#include "reference/connect_udp.h"

#include "reference/field_section.h"
#include "reference/findings_testing.h"
#include "reference/section_testing.h"

#define PATH    CS_UDP_PATH_PREFIX "192.0.2.6/443/"
#define GET     "GET " PATH " HTTP/1.1\r\nHost: example.org\r\n"
#define UPGRADE "Connection: Upgrade\r\nUpgrade: connect-udp\r\n"
#define H2      ":method: CONNECT|:protocol: connect-udp|:scheme: https|:authority: example.org|"
#define SWITCH  "HTTP/1.1 101 Switching Protocols\r\n"

static const struct {
    const char *head; /* HTTP/1.1 where it has a line end, else a decoded section */
    bool asked;
    uint16_t port;
    const char *findings;
} requests[] = {
    {GET UPGRADE "Capsule-Protocol: ?1\r\n\r\n", true, 443, ""},
    {"GET https://example.org" PATH " HTTP/1.1\r\nHost: example.org\r\n" UPGRADE "\r\n", true, 443, ""},
    {GET "connection: keep-alive, upgrade\r\nupgrade: Connect-UDP\r\n\r\n", true, 443, ""},
    {"POST " PATH " HTTP/1.1\r\nHost: a\r\n" UPGRADE "\r\n", true, 443, "udp-method@0"},
    {"get " PATH " HTTP/1.1\r\nHost: a\r\n" UPGRADE "\r\n", true, 443, "udp-method@0"},
    {"GET " PATH " HTTP/1.0\r\nHost: a\r\n" UPGRADE "\r\n", true, 443, "upgrade-in-http10@0"},
    {GET "Upgrade: connect-udp\r\n\r\n", true, 443, "upgrade-unlisted@96"},
    {GET "Connection: close\r\nUpgrade: connect-udp\r\n\r\n", true, 443, "upgrade-unlisted@115"},
    {GET "Connection: Upgrade\r\nUpgrade: connect-udp, h2c\r\n\r\n", true, 443, "udp-upgrade-differs@102"},
    {GET UPGRADE "Upgrade: connect-udp\r\n\r\n", true, 443, "udp-upgrade-differs@124"},
    {GET "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", false, 443, "udp-upgrade-differs@102"},
    {GET "\r\n", false, 443, "upgrade-unlisted@74 udp-upgrade-differs@0"},
    {GET UPGRADE "Content-Length: 0\r\n\r\n", true, 443, "capsule-content@115"},
    {GET UPGRADE "Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n", true, 443,
     "capsule-content@115 capsule-content@134"},
    {"GET " CS_UDP_PATH_PREFIX "a/0/ HTTP/1.1\r\nHost: a\r\n" UPGRADE "\r\n", true, 0, "udp-port-invalid@30"},
    {"GET / HTTP/1.1\r\nHost: a\r\n" UPGRADE "\r\n", true, 0, "udp-path-unknown@4"},
    {"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n" UPGRADE "\r\n", true, 0, "udp-method@0 udp-path-unknown@0"},
    {H2 ":path: " PATH "|capsule-protocol: ?1", true, 443, ""},
    {H2 ":path: /|", true, 0, "udp-path-unknown@86"},
    {H2 ":path: " PATH "|content-type: a/b", true, 443, "capsule-content@125"},
    {":method: GET|:protocol: connect-udp|:scheme: https|:authority: a|:path: " PATH, true, 443, "udp-method@9"},
    {":method: CONNECT|:protocol: websocket|:scheme: https|:authority: a|:path: " PATH, false, 443, ""},
    {":method: GET|:scheme: https|:authority: a|:path: " PATH, false, 443, "udp-method@9"},
};

/* Reads a head of either kind; |request| and |fields| have to outlive the message. */
static void read_message(const char *head, bool is_request, struct cs_field *fields, struct cs_message *out)
{
    size_t length = strlen(head);
    struct cs_request request;
    struct cs_response response;

    if (strchr(head, '\n') == NULL) {
        size_t count = cs_section_split(head, length, fields);
        cs_field_section_read(is_request ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE, 2, head, length, fields, count,
                              out);
    } else if (is_request) {
        cs_request_init(&request, NULL);
        cs_request_parse(&request, head, length);
        cs_message_of_request(&request, head, length, out);
    } else {
        cs_response_init(&response, NULL);
        cs_response_parse(&response, head, length);
        cs_message_of_response(&response, head, length, out);
    }
}

static void all_requests(void)
{
    for (size_t i = 0; i < CS_COUNT(requests); i++) {
        struct cs_field fields[CS_SECTION_TESTING_FIELDS];
        struct cs_findings findings;
        struct cs_message message;
        struct cs_udp_target target;
        enum cs_answer answer;

        read_message(requests[i].head, true, fields, &message);
        cs_findings_init(&findings);
        answer = cs_connect_udp_request(&message, &target, &findings);
        CU_ASSERT_EQUAL(cs_connect_udp_asked(&message), requests[i].asked);
        CU_ASSERT_EQUAL(answer, findings.invalid ? CS_MALFORMED : CS_COMPLETE);
        CU_ASSERT_EQUAL(target.destination.port, requests[i].port);
        cs_expect_findings(&findings, requests[i].findings, requests[i].head);
    }
}

static const struct {
    const char *head;
    enum cs_udp_answer answer;
    const char *findings;
} answers[] = {
    {SWITCH UPGRADE "Capsule-Protocol: ?1\r\n\r\n", CS_UDP_OPENS, ""},
    {SWITCH "Connection: close, upgrade\r\nUpgrade: connect-udp\r\n\r\n", CS_UDP_OPENS, ""},
    {SWITCH "Upgrade: connect-udp\r\n\r\n", CS_UDP_MALFORMED, "upgrade-unlisted@58"},
    {SWITCH "Connection: Upgrade\r\n\r\n", CS_UDP_MALFORMED, "udp-upgrade-differs@0"},
    {SWITCH "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", CS_UDP_MALFORMED, "udp-upgrade-differs@64"},
    {SWITCH UPGRADE "Upgrade: connect-udp\r\n\r\n", CS_UDP_MALFORMED, "udp-upgrade-differs@86"},
    {SWITCH UPGRADE "Content-Length: 0\r\n\r\n", CS_UDP_MALFORMED, "capsule-content@77"},
    {"HTTP/1.1 200 OK\r\n" UPGRADE "\r\n", CS_UDP_REFUSES, ""},
    {"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", CS_UDP_REFUSES, ""},
    {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", CS_UDP_REFUSES, ""},
    {":status: 200|capsule-protocol: ?1", CS_UDP_OPENS, ""},
    {":status: 207", CS_UDP_OPENS, ""},
    {":status: 204", CS_UDP_MALFORMED, "capsule-status@0"},
    {":status: 206|content-type: a/b", CS_UDP_MALFORMED, "capsule-status@0 capsule-content@13"},
    {":status: 407", CS_UDP_REFUSES, ""},
    {":status: 501", CS_UDP_REFUSES, ""},
};

static void all_answers(void)
{
    for (size_t i = 0; i < CS_COUNT(answers); i++) {
        struct cs_field fields[CS_SECTION_TESTING_FIELDS];
        struct cs_findings findings;
        struct cs_message message;

        read_message(answers[i].head, false, fields, &message);
        cs_findings_init(&findings);
        CU_ASSERT_EQUAL(cs_connect_udp_response(&message, &findings), answers[i].answer);
        cs_expect_findings(&findings, answers[i].findings, answers[i].head);
    }
}

static void announcements(void)
{
    static const struct {
        const char *fields;
        bool said;
    } heads[] = {
        {"", false},
        {"Capsule-Protocol: ?1\r\n", true},
        {"capsule-protocol: ?1;a=b\r\n", true},
        {"Capsule-Protocol: ?0\r\n", false},
        {"Capsule-Protocol: 1\r\n", false},
        {"Capsule-Protocol: ?10\r\n", false},
        {"Capsule-Protocol: ?1\r\nCapsule-Protocol: ?1\r\n", false},
    };

    for (size_t i = 0; i < CS_COUNT(heads); i++) {
        struct cs_response response;
        struct cs_message message;
        char text[200];
        int length = snprintf(text, sizeof(text), "HTTP/1.1 101 \r\n%s\r\n", heads[i].fields);

        cs_response_init(&response, NULL);
        CU_ASSERT_EQUAL(cs_response_parse(&response, text, (size_t)length), CS_COMPLETE);
        cs_message_of_response(&response, text, (size_t)length, &message);
        CU_ASSERT_EQUAL(cs_capsule_protocol_said(&message), heads[i].said);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"all requests", all_requests},
        {"all answers", all_answers},
        {"announcements of the Capsule Protocol", announcements},
    };

    return cs_run_tests("connect_udp", tests, CS_COUNT(tests));
}
