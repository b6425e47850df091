#include "reference/connect_udp.h"

#include <string.h>

#include "reference/field_section.h"
#include "reference/scan.h"

/* What the fields of a head say about an upgrade. */
struct upgrade {
    size_t count;         /* Upgrade lines */
    struct cs_span value; /* the last one's */
    bool named;           /* one of them has connect-udp as a member */
    bool listed;          /* Connection names Upgrade */
};

static bool is_text(const char *text, struct cs_span span, const char *wanted)
{
    size_t length = strlen(wanted);

    if (span.length != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (cs_lower(text[span.start + i]) != wanted[i])
            return false;
    return true;
}

static struct upgrade read_upgrade(const struct cs_message *message)
{
    struct upgrade upgrade = {0};
    struct cs_field field;
    size_t position = 0;

    while (cs_message_field(message, &position, &field)) {
        if (cs_field_is(message->text, &field, "upgrade")) {
            upgrade.count++;
            upgrade.value = field.value;
            upgrade.named |= cs_list_has(message->text, field.value, CS_CONNECT_UDP);
        } else if (cs_field_is(message->text, &field, "connection")) {
            upgrade.listed |= cs_list_has(message->text, field.value, "upgrade");
        }
    }
    return upgrade;
}

/* The Capsule Protocol takes the place of content.  Returns whether nothing speaks of any. */
static bool check_content(const struct cs_message *message, struct cs_findings *findings)
{
    struct cs_field field;
    size_t position = 0;
    bool good = true;

    while (cs_message_field(message, &position, &field)) {
        if (!cs_field_is(message->text, &field, "content-length") &&
            !cs_field_is(message->text, &field, "content-type") &&
            !cs_field_is(message->text, &field, "transfer-encoding"))
            continue;
        cs_findings_add(findings, CS_CODE_CAPSULE_CONTENT, field.line.start);
        good = false;
    }
    return good;
}

/* Connection and Upgrade of HTTP/1.1, which request and answer share. */
static bool check_upgrade(const struct cs_message *message, struct cs_findings *findings)
{
    struct upgrade upgrade = read_upgrade(message);
    bool alone = upgrade.count == 1 && is_text(message->text, upgrade.value, CS_CONNECT_UDP);

    if (!upgrade.listed)
        cs_findings_add(findings, CS_CODE_UPGRADE_UNLISTED, message->length);
    if (!alone)
        cs_findings_add(findings, CS_CODE_UDP_UPGRADE_DIFFERS, upgrade.value.start);
    return upgrade.listed && alone;
}

bool cs_connect_udp_asked(const struct cs_message *request)
{
    if (request->version_major >= 2)
        return request->protocol.there && is_text(request->text, request->protocol.text, CS_CONNECT_UDP);
    return read_upgrade(request).named;
}

/* Methods are compared byte by byte (RFC 9110 section 9.1). */
static bool check_method(const struct cs_message *request, const char *wanted, struct cs_findings *findings)
{
    struct cs_span method = request->method.text;

    if (method.length == strlen(wanted) && memcmp(request->text + method.start, wanted, method.length) == 0)
        return true;
    cs_findings_add(findings, CS_CODE_UDP_METHOD, method.start);
    return false;
}

static bool check_form(const struct cs_message *request, struct cs_findings *findings)
{
    bool good;

    if (request->version_major >= 2)
        return check_method(request, "CONNECT", findings);
    good = check_method(request, "GET", findings);
    if (request->version_major == 1 && request->version_minor == 0) {
        cs_findings_add(findings, CS_CODE_UPGRADE_IN_HTTP10, 0);
        good = false;
    }
    return check_upgrade(request, findings) && good;
}

enum cs_answer cs_connect_udp_request(const struct cs_message *request, struct cs_udp_target *out,
                                      struct cs_findings *findings)
{
    struct cs_span path = request->path.text;
    bool form = check_form(request, findings);
    bool content = check_content(request, findings);
    enum cs_answer target = cs_udp_target_parse(request->text + path.start, path.length, path.start, out, findings);

    return form && content ? target : CS_MALFORMED;
}

bool cs_capsule_protocol_said(const struct cs_message *message)
{
    struct cs_field field;
    size_t position = 0, count = 0;
    bool said = false;

    while (cs_message_field(message, &position, &field)) {
        const char *value = message->text + field.value.start;
        size_t length = field.value.length;

        if (!cs_field_is(message->text, &field, "capsule-protocol"))
            continue;
        count++;
        said = length >= 2 && memcmp(value, "?1", 2) == 0 &&
               (length == 2 || value[2] == ';' || value[2] == ' ' || value[2] == '\t');
    }
    return count == 1 && said;
}

enum cs_udp_answer cs_connect_udp_response(const struct cs_message *response, struct cs_findings *findings)
{
    bool http1 = response->version_major < 2;
    bool good = true;

    if (http1 ? response->status != 101 : response->status / 100 != 2)
        return CS_UDP_REFUSES;
    if (http1)
        good = check_upgrade(response, findings);
    if (response->status >= 204 && response->status <= 206) {
        cs_findings_add(findings, CS_CODE_CAPSULE_STATUS, 0);
        good = false;
    }
    return check_content(response, findings) && good ? CS_UDP_OPENS : CS_UDP_MALFORMED;
}
