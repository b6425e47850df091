#include "harness/embedded/proxy/decide_udp.h"

#include "harness/embedded/proxy/fault_udp.h"

bool cs_udp_asks(const struct cs_asked *asked)
{
    const struct cs_message *message = &asked->message;

    if (!asked->config->udp || asked->unreadable != CS_REFUSE_NOTHING || message->answer == CS_NEED_MORE)
        return false;
    if (message->version_major >= 2)
        return message->protocol.there;
    if (cs_fault_udp_overlooks(asked))
        return false;
    return (!cs_is_connect(asked) && cs_connect_udp_asked(message)) || cs_fault_udp_sees(asked);
}

/* Whether all that must not be in |findings| is forgiven. */
static bool is_fine(const struct cs_asked *asked, const struct cs_findings *findings)
{
    bool fine = findings->dropped == 0;

    for (size_t i = 0; i < findings->count; i++)
        fine &=
            cs_code_level(findings->items[i].code) != CS_MUST || cs_fault_udp_forgives(asked, findings->items[i].code);
    return fine;
}

enum cs_refusal cs_udp_read(const struct cs_asked *asked, struct cs_destination *out)
{
    const struct cs_message *message = &asked->message;
    bool framed = message->version_major >= 2;
    struct cs_findings findings = {0};
    struct cs_udp_target target;

    if (framed && !cs_connect_udp_asked(message) && !cs_has(asked->config, CS_FAULT_UDP_PROTOCOL_ANY))
        return CS_REFUSE_UNKNOWN_METHOD;
    (void)cs_connect_udp_request(message, &target, &findings);
    *out = target.destination;
    if (!is_fine(asked, &message->findings) || cs_fault_udp_dislikes(asked))
        return CS_REFUSE_BAD_REQUEST;
    if (cs_fault_udp_target(asked, out))
        return CS_REFUSE_NOTHING;
    return is_fine(asked, &findings) && out->length > 0 && out->port != 0 ? CS_REFUSE_NOTHING : CS_REFUSE_BAD_REQUEST;
}
