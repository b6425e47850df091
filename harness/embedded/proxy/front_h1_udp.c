/* What opens a tunnel of connect-udp: 101 over HTTP/1.1 (RFC 9298 section 3.3), 200 elsewhere (section 3.5). */
#include "harness/embedded/proxy/front_h1.h"

static bool has(const struct cs_asked *asked, enum cs_fault fault)
{
    return cs_has(asked->config, fault);
}

static const char *upgrade(const struct cs_asked *asked)
{
    if (has(asked, CS_FAULT_UDP_UPGRADE_MISSING))
        return "";
    if (has(asked, CS_FAULT_UDP_UPGRADE_TWICE))
        return "Upgrade: connect-udp\r\nUpgrade: websocket\r\n";
    return has(asked, CS_FAULT_UDP_UPGRADE_DIFFERS) ? "Upgrade: websocket\r\n" : "Upgrade: connect-udp\r\n";
}

static void write_switch(const struct cs_asked *asked, struct cs_draft *out)
{
    cs_draft_text(out, has(asked, CS_FAULT_UDP_STATUS_200) ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                                                           : "HTTP/1.1 101 Switching Protocols\r\n");
    cs_draft_text(out, has(asked, CS_FAULT_UDP_CONNECTION_MISSING) ? "" : "Connection: Upgrade\r\n");
    cs_draft_text(out, upgrade(asked));
}

void cs_front_write_udp(const struct cs_asked *asked, struct cs_draft *out)
{
    bool framed = asked->message.version_major >= 2;

    if (framed)
        cs_draft_text(out, "HTTP/1.1 200 OK\r\n");
    else
        write_switch(asked, out);
    if (!has(asked, CS_FAULT_UDP_FIELD_MISSING))
        cs_draft_text(out,
                      has(asked, CS_FAULT_UDP_FIELD_FALSE) ? "Capsule-Protocol: ?0\r\n" : "Capsule-Protocol: ?1\r\n");
    if (has(asked, CS_FAULT_UDP_LENGTH))
        cs_draft_text(out, "Content-Length: 0\r\n");
    if (has(asked, CS_FAULT_UDP_TYPE))
        cs_draft_text(out, "Content-Type: application/octet-stream\r\n");
    if (has(asked, CS_FAULT_UDP_CODING))
        cs_draft_text(out, "Transfer-Encoding: chunked\r\n");
    cs_draft_text(out, "\r\n");
    if (has(asked, CS_FAULT_UDP_TWO_ANSWERS) && !framed)
        cs_draft_text(out, "HTTP/1.1 200 OK\r\n\r\n");
}
