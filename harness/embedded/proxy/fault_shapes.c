#include "harness/embedded/proxy/fault_shapes.h"

#include <string.h>

#define LARGE 4096
#define LONG  200

static bool is_http10(const struct cs_session *session)
{
    return session->asked.message.version_major == 1 && session->asked.message.version_minor == 0;
}

static bool is_ipv6(const struct cs_session *session)
{
    return session->asked.message.target.kind == CS_HOST_IPV6;
}

static bool is_name(const struct cs_session *session)
{
    return session->asked.message.target.kind == CS_HOST_NAME;
}

static bool is_early(const struct cs_session *session)
{
    return session->asked.surplus > 0;
}

static bool is_led(const struct cs_session *session)
{
    return session->front.empty_lines > 0;
}

static bool is_large(const struct cs_session *session)
{
    return session->asked.message.length > LARGE;
}

static bool is_long(const struct cs_session *session)
{
    return session->asked.message.target.host.length > LONG;
}

static bool has_comment(const struct cs_session *session)
{
    const struct cs_message *message = &session->asked.message;

    return message->length > 0 && memmem(message->text, message->length, "\n#", 2) != NULL;
}

static bool has_odd_zero(const struct cs_session *session)
{
    struct cs_span value;
    bool zero = false;

    if (!cs_asked_field(&session->asked, "content-length", 0, &value))
        return false;
    for (size_t i = 0; i < value.length; i++) {
        char byte = session->asked.message.text[value.start + i];

        if (byte >= '1' && byte <= '9')
            return false;
        zero = zero || byte == '0';
    }
    return zero;
}

static bool is_in_pieces(const struct cs_session *session)
{
    return session->front.in_pieces;
}

static bool is_in_capitals(const struct cs_session *session)
{
    static const char name[] = "\nPROXY-AUTHORIZATION:";
    const struct cs_message *message = &session->asked.message;

    return message->length > 0 && memmem(message->text, message->length, name, strlen(name)) != NULL;
}

static const struct shape {
    enum cs_fault fault, other; /* the latter is what it does */
    const char *field;          /* that the request has, or NULL */
    bool (*finds)(const struct cs_session *session);
} shapes[] = {
    {CS_FAULT_PORTS_HTTP10, CS_FAULT_PORTS_IGNORED, NULL, is_http10},
    {CS_FAULT_PORTS_IPV6, CS_FAULT_PORTS_IGNORED, NULL, is_ipv6},
    {CS_FAULT_PORTS_EARLY, CS_FAULT_PORTS_IGNORED, NULL, is_early},
    {CS_FAULT_PORTS_LED, CS_FAULT_PORTS_IGNORED, NULL, is_led},
    {CS_FAULT_PORTS_VIA, CS_FAULT_PORTS_IGNORED, "via", NULL},
    {CS_FAULT_PORTS_UPGRADE, CS_FAULT_PORTS_IGNORED, "upgrade", NULL},
    {CS_FAULT_PORTS_LARGE, CS_FAULT_PORTS_IGNORED, NULL, is_large},
    {CS_FAULT_PORTS_PIECES, CS_FAULT_PORTS_IGNORED, NULL, is_in_pieces},
    {CS_FAULT_AUTH_PIECES, CS_FAULT_AUTH_IGNORED, NULL, is_in_pieces},
    {CS_FAULT_WRONG_PIECES, CS_FAULT_ANY_PASSWORD, NULL, is_in_pieces},
    {CS_FAULT_AUTH_EXPECT, CS_FAULT_AUTH_IGNORED, "expect", NULL},
    {CS_FAULT_AUTH_KEEP_ALIVE, CS_FAULT_AUTH_IGNORED, "proxy-connection", NULL},
    {CS_FAULT_AUTH_LENGTH, CS_FAULT_AUTH_IGNORED, "content-length", NULL},
    {CS_FAULT_AUTH_LARGE, CS_FAULT_AUTH_IGNORED, NULL, is_large},
    {CS_FAULT_AUTH_LED, CS_FAULT_AUTH_IGNORED, NULL, is_led},
    {CS_FAULT_AUTH_ALPN, CS_FAULT_AUTH_IGNORED, "alpn", NULL},
    {CS_FAULT_EARLY_EXPECT, CS_FAULT_EARLY_LOST, "expect", NULL},
    {CS_FAULT_EARLY_KEEP_ALIVE, CS_FAULT_EARLY_LOST, "proxy-connection", NULL},
    {CS_FAULT_EARLY_CREDENTIALS, CS_FAULT_EARLY_LOST, "proxy-authorization", NULL},
    {CS_FAULT_EARLY_UPGRADE, CS_FAULT_EARLY_LOST, "upgrade", NULL},
    {CS_FAULT_BANNER_HTTP10, CS_FAULT_BANNER_LOST, NULL, is_http10},
    {CS_FAULT_BANNER_NAMES, CS_FAULT_BANNER_LOST, NULL, is_name},
    {CS_FAULT_BANNER_IPV6, CS_FAULT_BANNER_LOST, NULL, is_ipv6},
    {CS_FAULT_BANNER_EARLY, CS_FAULT_BANNER_LOST, NULL, is_early},
    {CS_FAULT_END_HTTP10, CS_FAULT_ORIGIN_CLOSE_CUTS, NULL, is_http10},
    {CS_FAULT_END_KEEP_ALIVE, CS_FAULT_ORIGIN_CLOSE_KEPT, "proxy-connection", NULL},
    {CS_FAULT_CLOSED_HTTP10, CS_FAULT_CLOSED_SILENT, NULL, is_http10},
    {CS_FAULT_WRONG_HTTP10, CS_FAULT_ANY_PASSWORD, NULL, is_http10},
    {CS_FAULT_WRONG_EARLY, CS_FAULT_ANY_PASSWORD, NULL, is_early},
    {CS_FAULT_WRONG_CAPITALS, CS_FAULT_ANY_PASSWORD, NULL, is_in_capitals},
    {CS_FAULT_WRONG_LARGE, CS_FAULT_ANY_PASSWORD, NULL, is_large},
    {CS_FAULT_AUTH_LONG, CS_FAULT_AUTH_IGNORED, NULL, is_long},
    {CS_FAULT_WRONG_LONG, CS_FAULT_ANY_PASSWORD, NULL, is_long},
    {CS_FAULT_PORTS_LONG, CS_FAULT_PORTS_IGNORED, NULL, is_long},
    {CS_FAULT_COMMENT_LINE, CS_FAULT_LINE_WITHOUT_COLON, NULL, has_comment},
    {CS_FAULT_LENGTH_ODD_ZERO, CS_FAULT_LENGTH_NO_NUMBER, NULL, has_odd_zero},
};

static bool fits(const struct shape *shape, const struct cs_session *session)
{
    return shape->field != NULL ? cs_message_has(&session->asked.message, shape->field) : shape->finds(session);
}

void cs_fault_take_shape(struct cs_session *session)
{
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (!cs_has(session->given, shapes[i].fault))
            continue;
        session->shaped = *session->given;
        if (fits(&shapes[i], session))
            session->shaped.fault = shapes[i].other;
        session->config = session->asked.config = &session->shaped;
        return;
    }
}
