/* TLS of a client's wire. */
#include <string.h>

#include "harness/embedded/proxy/fault_wire.h"
#include "harness/embedded/proxy/wire.h"

static void on_opened(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_head(void *context, int channel, const char *encoded, size_t length)
{
    (void)context;
    (void)channel;
    (void)encoded;
    (void)length;
}

static void tell(struct cs_wire *wire, const char *bytes, size_t length, size_t now)
{
    if (now > 0 && now < length && !cs_buffer_add(&wire->left_over, bytes + now, length - now))
        now = length;
    if (now > 0)
        wire->events->received(wire->context, wire->side, bytes, now);
}

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_wire *wire = context;

    (void)channel;
    if (wire->ending == CS_ENDING_NOT && wire->left_over.length > 0) {
        struct cs_buffer before = wire->left_over;

        wire->left_over = (struct cs_buffer){0};
        wire->events->received(wire->context, wire->side, before.data, before.length);
        cs_buffer_free(&before);
    }
    if (wire->ending == CS_ENDING_NOT)
        tell(wire, bytes, length, cs_wire_fault_tells(wire, length));
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)context;
    (void)channel;
    (void)bytes;
    (void)length;
    (void)begins;
}

/* A FIN without close_notify may be an attacker's (RFC 8446 section 6.1): the tunnel is broken, not over. */
static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_wire *wire = context;
    bool cut = code != CS_LINK_NO_CODE;

    (void)channel;
    if (wire->ending != CS_ENDING_NOT)
        return;
    if (end == CS_END_FIN && code == CS_LINK_TRUNCATED) {
        if (cs_wire_fault_overlooks(wire))
            return;
        cut = !cs_wire_fault_trusts(wire);
    }
    if (end == CS_END_FIN && !cut)
        wire->events->finished(wire->context, wire->side);
    else
        wire->events->reset(wire->context, wire->side);
}

static void on_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    (void)context;
    (void)channel;
    (void)end;
    (void)code;
}

static void on_failed(void *context, int channel, int error)
{
    (void)context;
    (void)channel;
    (void)error; /* the end of the peer's direction says what is to be done */
}

static void on_settled(void *context, int channel)
{
    (void)context;
    (void)channel;
}

/* Both have agreed on HTTP/2. */
static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_wire *wire = context;

    (void)channel;
    (void)value;
    if (notice != CS_LINK_READY || wire->ending != CS_ENDING_NOT)
        return;
    if (cs_wire_fault_resets(wire))
        cs_wire_reset(wire);
    else if (strcmp(cs_tls_alpn(wire->link), "h2") == 0 && wire->fault != CS_FAULT_WIRE_ALPN_CROSSED)
        wire->events->multiplexed(wire->context);
}

/* The wire keeps what the kernel does not take, so the link has sent it at once. */
static bool put(struct cs_wire *wire, const struct cs_source *source)
{
    char block[16384];

    for (uint64_t offset = 0; offset < source->total;) {
        size_t length = source->read(source->context, offset, block, sizeof(block));

        if (length == 0 || uv_is_closing((const uv_handle_t *)&wire->tcp))
            return false;
        offset += length;
        cs_wire_put(wire, block, length);
        cs_link_sent(wire->link, block, length, true);
    }
    return true;
}

static bool on_below(void *context, const struct cs_link_order *order)
{
    struct cs_wire *wire = context;

    switch (order->kind) {
    case CS_LINK_BYTES:
    case CS_LINK_RAW:
        return put(wire, &order->bytes);
    case CS_LINK_FINISH:
    case CS_LINK_CLOSE:
        cs_wire_shut(wire);
        return true;
    case CS_LINK_RESET:
        cs_wire_reset(wire);
        return true;
    case CS_LINK_MESSAGE:
    case CS_LINK_PAUSE:
    case CS_LINK_RESUME:
    case CS_LINK_DATAGRAM:
    case CS_LINK_NOTICE:
        break;
    }
    return false;
}

static const struct cs_link_events events = {
    .opened = on_opened,
    .head = on_head,
    .head_sent = on_head,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_settled,
    .notice = on_notice,
    .below = on_below,
};

bool cs_wire_secure(struct cs_wire *wire, struct cs_tls_context *tls)
{
    wire->link = cs_tls_open(tls, &events, wire);
    if (wire->link == NULL)
        return false;
    cs_link_begin(wire->link);
    return true;
}
