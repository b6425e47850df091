#include "harness/embedded/proxy/intercept.h"

#include <stdlib.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/transport/tls/tls.h"

/* One end of TLS that we play. */
struct end {
    struct cs_intercept *intercept;
    enum cs_side side; /* at which it stands */
    struct cs_tls_context *context;
    struct cs_link *link; /* NULL: none */
    bool ready;
};

struct cs_intercept {
    struct cs_session *session;
    struct cs_certificate_authority *authority;
    struct cs_identity identity;
    struct end ends[2];
};

/* What came from a side while it could not be used yet. */
static struct cs_buffer *held(struct cs_intercept *intercept, enum cs_side from)
{
    return &intercept->session->flows[from].held;
}

static bool is_ready(const struct cs_intercept *intercept, enum cs_side side)
{
    return intercept->ends[side].link == NULL || intercept->ends[side].ready;
}

/* Plain bytes for |side|. */
static void say(struct cs_intercept *intercept, enum cs_side side, const char *data, size_t length)
{
    const struct cs_source_span span = {.bytes = data, .length = length};
    const struct cs_link_order order = {.kind = CS_LINK_BYTES, .bytes = cs_source_bytes(&span)};

    if (intercept->ends[side].link == NULL)
        cs_session_pass(intercept->session, cs_other(side), data, length);
    else
        (void)cs_link_order(intercept->ends[side].link, 0, &order); /* taken at once, see put */
}

/* Plain bytes have come from |from|: they wait until the other side's handshake is over. */
static void hear(struct cs_intercept *intercept, enum cs_side from, const char *data, size_t length)
{
    if (is_ready(intercept, cs_other(from)))
        say(intercept, cs_other(from), data, length);
    else
        cs_session_keep(intercept->session, held(intercept, from), data, length);
}

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct end *end = context;

    (void)channel;
    hear(end->intercept, end->side, bytes, length);
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct end *end = context;
    struct cs_buffer waiting;

    (void)channel;
    (void)value;
    if (notice != CS_LINK_READY)
        return;
    end->ready = true;
    waiting = *held(end->intercept, cs_other(end->side));
    *held(end->intercept, cs_other(end->side)) = (struct cs_buffer){0};
    if (waiting.length > 0)
        say(end->intercept, end->side, waiting.data, waiting.length);
    cs_buffer_free(&waiting);
}

static void put(struct end *end, const struct cs_source *source)
{
    char block[16384];

    for (uint64_t offset = 0; offset < source->total;) {
        size_t length = source->read(source->context, offset, block, sizeof(block));

        if (length == 0)
            return;
        offset += length;
        cs_session_pass(end->intercept->session, cs_other(end->side), block, length);
        cs_link_sent(end->link, block, length, true);
    }
}

/* The ends of connections are the session's own business. */
static bool on_below(void *context, const struct cs_link_order *order)
{
    if (order->kind == CS_LINK_BYTES || order->kind == CS_LINK_RAW)
        put(context, &order->bytes);
    return true;
}

static void on_head(void *context, int channel, const char *section, size_t length)
{
    (void)context;
    (void)channel;
    (void)section;
    (void)length;
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)begins;
    on_head(context, channel, bytes, length);
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    (void)context;
    (void)channel;
    (void)end;
    (void)code;
}

static void on_channel(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static void on_failed(void *context, int channel, int error)
{
    (void)error;
    on_channel(context, channel);
}

static const struct cs_link_events events = {
    .opened = on_channel,
    .head = on_head,
    .head_sent = on_head,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended,
    .failed = on_failed,
    .settled = on_channel,
    .notice = on_notice,
    .below = on_below,
};

static bool open_end(struct cs_intercept *intercept, enum cs_side side)
{
    struct end *end = &intercept->ends[side];
    const struct cs_tls_options options = {.server = side == CS_SIDE_CLIENT, .identity = &intercept->identity};

    *end = (struct end){.intercept = intercept, .side = side, .context = cs_tls_context_new(&options)};
    end->link = end->context == NULL ? NULL : cs_tls_open(end->context, &events, end);
    return end->link != NULL;
}

struct cs_intercept *cs_intercept_new(struct cs_session *session, bool again)
{
    struct cs_intercept *intercept = calloc(1, sizeof(*intercept));

    if (intercept == NULL)
        return NULL;
    intercept->session = session;
    intercept->authority = cs_certificate_authority_new();
    if (intercept->authority == NULL ||
        !cs_identity_make(intercept->authority, CS_CERTIFICATE_GOOD, "origin.test", &intercept->identity) ||
        !open_end(intercept, CS_SIDE_CLIENT) || (again && !open_end(intercept, CS_SIDE_ORIGIN))) {
        cs_intercept_free(intercept);
        return NULL;
    }
    for (int side = 0; side < 2; side++)
        if (intercept->ends[side].link != NULL)
            cs_link_begin(intercept->ends[side].link);
    return intercept;
}

void cs_intercept_free(struct cs_intercept *intercept)
{
    if (intercept == NULL)
        return;
    for (int side = 0; side < 2; side++) {
        cs_link_close(intercept->ends[side].link);
        cs_tls_context_free(intercept->ends[side].context);
    }
    cs_identity_free(&intercept->identity);
    cs_certificate_authority_free(intercept->authority);
    free(intercept);
}

void cs_intercept_take(struct cs_intercept *intercept, enum cs_side from, const char *data, size_t length)
{
    if (intercept->ends[from].link != NULL)
        cs_link_received(intercept->ends[from].link, data, length);
    else
        hear(intercept, from, data, length);
}
