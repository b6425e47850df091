/* Target: cs_udp_target_parse, cs_connect_udp_request, cs_connect_udp_response.  The first byte says what the rest is:
 * p a path, q a request's head and a an answer's over HTTP/1.1, Q and A the same as decoded sections ("name:
 * value|name: value").  Seeds: corpus/connect_udp/.  Dictionary: fuzz/connect_udp.dict. */
#include <arpa/inet.h>

#include "fuzz/property.h"
#include "reference/section_testing.h"

#define PATH_MAX_BYTES (sizeof(CS_UDP_PATH_PREFIX) + 3 * CS_DESTINATION_HOST_MAX + 16)

/* The path by the template for a destination. */
static size_t expand(const struct cs_destination *destination, char out[PATH_MAX_BYTES])
{
    size_t used = (size_t)snprintf(out, PATH_MAX_BYTES, "%s", CS_UDP_PATH_PREFIX);

    for (size_t i = 0; i < destination->length; i++) {
        char byte = destination->host[i];
        bool kept = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", byte) != NULL;
        used += (size_t)snprintf(out + used, PATH_MAX_BYTES - used, kept ? "%c" : "%%%02X", (unsigned char)byte);
    }
    return used + (size_t)snprintf(out + used, PATH_MAX_BYTES - used, "/%u/", destination->port);
}

/* What was accepted leads to the same destination when it is written anew, and then nothing is found in it. */
static void check_again(const struct cs_udp_target *target)
{
    struct cs_findings findings;
    struct cs_udp_target again;
    char path[PATH_MAX_BYTES];
    size_t length = expand(&target->destination, path);

    cs_findings_init(&findings);
    require(cs_udp_target_parse(path, length, 0, &again, &findings) == CS_COMPLETE && findings.count == 0);
    require(again.kind == target->kind && again.destination.port == target->destination.port);
    require(again.destination.length == target->destination.length);
    require(strcmp(again.destination.host, target->destination.host) == 0);
    require(memcmp(again.address, target->address, sizeof(again.address)) == 0);
}

/* An address is one that libc reads, and the same. */
static void check_address(const struct cs_udp_target *target)
{
    uint8_t address[16] = {0};
    int family = target->kind == CS_HOST_IPV4 ? AF_INET : AF_INET6;

    if (target->kind == CS_HOST_NAME)
        return;
    require(inet_pton(family, target->destination.host, address) == 1);
    require(memcmp(address, target->address, sizeof(address)) == 0);
}

static void check_target(const struct cs_udp_target *target, size_t size, bool accepted)
{
    require_span(target->host, size);
    require_span(target->port, size);
    require(target->destination.length <= target->host.length);
    require(target->destination.host[target->destination.length] == '\0');
    require((target->kind == CS_HOST_NONE) == (target->destination.length == 0));
    if (!accepted)
        return;
    require(target->kind != CS_HOST_NONE && target->destination.port != 0);
    check_address(target);
    check_again(target);
}

static void check_path(const char *text, size_t size)
{
    struct cs_findings findings;
    struct cs_udp_target target;
    enum cs_answer answer;

    cs_findings_init(&findings);
    answer = cs_udp_target_parse(text, size, 0, &target, &findings);
    require_findings(&findings, size);
    require(answer == (findings.invalid ? CS_MALFORMED : CS_COMPLETE));
    check_target(&target, size, answer == CS_COMPLETE);
}

static void check_request(const struct cs_message *message)
{
    struct cs_findings findings;
    struct cs_udp_target target;
    enum cs_answer answer;

    cs_findings_init(&findings);
    answer = cs_connect_udp_request(message, &target, &findings);
    require_findings(&findings, message->length);
    require(answer == (findings.invalid ? CS_MALFORMED : CS_COMPLETE));
    require(answer != CS_COMPLETE || message->version_major >= 2 || cs_connect_udp_asked(message));
    check_target(&target, message->length, answer == CS_COMPLETE);
}

static void check_response(const struct cs_message *message)
{
    struct cs_findings findings;
    enum cs_udp_answer answer;

    cs_findings_init(&findings);
    answer = cs_connect_udp_response(message, &findings);
    require_findings(&findings, message->length);
    require((answer == CS_UDP_MALFORMED) == findings.invalid);
    require(answer != CS_UDP_OPENS || message->status == 101 || message->status / 100 == 2);
}

static void check_head(bool is_request, const char *text, size_t size)
{
    struct cs_message message;
    struct cs_request request;
    struct cs_response response;

    if (is_request) {
        cs_request_init(&request, NULL);
        cs_request_parse(&request, text, size);
        cs_message_of_request(&request, text, size, &message);
        check_request(&message);
    } else {
        cs_response_init(&response, NULL);
        cs_response_parse(&response, text, size);
        cs_message_of_response(&response, text, size, &message);
        check_response(&message);
    }
}

static void check_section(bool is_request, const char *text, size_t size)
{
    struct cs_field fields[CS_SECTION_TESTING_FIELDS];
    struct cs_message message;
    size_t count = cs_section_split(text, size, fields);

    cs_field_section_read(is_request ? CS_SECTION_REQUEST : CS_SECTION_RESPONSE, 2, text, size, fields, count,
                          &message);
    if (is_request)
        check_request(&message);
    else
        check_response(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1;

    if (size == 0)
        return 0;
    if (data[0] == 'p')
        check_path(text, size - 1);
    else if (data[0] == 'q' || data[0] == 'a')
        check_head(data[0] == 'q', text, size - 1);
    else if (data[0] == 'Q' || data[0] == 'A')
        check_section(data[0] == 'Q', text, size - 1);
    return 0;
}
