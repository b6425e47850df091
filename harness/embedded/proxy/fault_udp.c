#include "harness/embedded/proxy/fault_udp.h"

#include <string.h>

static bool has(const struct cs_asked *asked, enum cs_fault fault)
{
    return cs_has(asked->config, fault);
}

static bool is_text(const struct cs_asked *asked, struct cs_span span, const char *wanted)
{
    return span.length == strlen(wanted) && memcmp(asked->message.text + span.start, wanted, span.length) == 0;
}

bool cs_fault_udp_overlooks(const struct cs_asked *asked)
{
    struct cs_span value;

    return has(asked, CS_FAULT_UDP_TOKEN_CASE) && cs_asked_field(asked, "upgrade", 0, &value) &&
           !is_text(asked, value, CS_CONNECT_UDP);
}

bool cs_fault_udp_sees(const struct cs_asked *asked)
{
    if (has(asked, CS_FAULT_UDP_PROTOCOL_ANY))
        return !cs_is_connect(asked) && cs_message_has(&asked->message, "upgrade");
    return has(asked, CS_FAULT_UDP_CONNECT_TAKEN) && cs_is_connect(asked) && cs_connect_udp_asked(&asked->message);
}

bool cs_fault_udp_forgives(const struct cs_asked *asked, enum cs_code code)
{
    static const struct {
        enum cs_fault fault;
        enum cs_code code;
    } forgiven[] = {
        {CS_FAULT_UDP_METHOD_ANY, CS_CODE_UDP_METHOD},
        {CS_FAULT_UDP_CONNECTION_UNLISTED, CS_CODE_UPGRADE_UNLISTED},
        {CS_FAULT_UDP_HTTP10, CS_CODE_UPGRADE_IN_HTTP10},
        {CS_FAULT_UDP_CONTENT_TAKEN, CS_CODE_CAPSULE_CONTENT},
        {CS_FAULT_UDP_HOST_FORGIVEN, CS_CODE_HOST_MISSING},
        {CS_FAULT_UDP_HOST_FORGIVEN, CS_CODE_HOST_DUPLICATE},
        {CS_FAULT_UDP_PROTOCOL_ANY, CS_CODE_UDP_UPGRADE_DIFFERS},
    };

    for (size_t i = 0; i < sizeof(forgiven) / sizeof(forgiven[0]); i++)
        if (forgiven[i].code == code && has(asked, forgiven[i].fault))
            return true;
    return false;
}

bool cs_fault_udp_dislikes(const struct cs_asked *asked)
{
    struct cs_span value;

    return has(asked, CS_FAULT_UDP_CAPSULE_FIELD_NEEDED) &&
           !(cs_asked_field(asked, "capsule-protocol", 0, &value) && is_text(asked, value, "?1"));
}

/* A refusal that is none for this proxy. */
static bool lets_through(const struct cs_asked *asked, enum cs_refusal refusal)
{
    return (refusal == CS_REFUSE_PORT && has(asked, CS_FAULT_UDP_PORTS_OPEN)) ||
           (refusal == CS_REFUSE_NAME && has(asked, CS_FAULT_UDP_NAMES_OPEN)) ||
           (cs_asks_credentials(refusal) && has(asked, CS_FAULT_UDP_UNAUTHENTICATED));
}

void cs_fault_rule_udp(const struct cs_asked *asked, struct cs_ruling *ruling)
{
    if (lets_through(asked, ruling->refusal)) {
        ruling->kind = CS_RULE_DIAL;
        ruling->refusal = CS_REFUSE_NOTHING;
    }
    if (ruling->kind != CS_RULE_DIAL)
        return;
    ruling->answers_first = has(asked, CS_FAULT_UDP_ANSWERS_FIRST);
    ruling->datagrams = !has(asked, CS_FAULT_UDP_AS_TCP);
}
