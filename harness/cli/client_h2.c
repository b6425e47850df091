#include "harness/cli/client_h2.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "harness/base/buffer.h"
#include "harness/cli/client_tls.h"
#include "harness/embedded/client/client.h"
#include "harness/transport/h1/read.h"
#include "harness/transport/h2/h2.h"

struct cs_client_h2 {
    int fd;
    struct cs_client_tls *below; /* NULL: plain */
    enum cs_fault fault;
    struct cs_link *link;
    int channel;
    struct cs_buffer block; /* of the last request, as it is sent */
    struct cs_source_span block_span;
    struct cs_buffer in; /* what came on the stream and was not received yet */
    uint64_t unsent;     /* content that waits for a window */
    bool opened;         /* a 2xx has come */
    bool ended, reset;   /* the stream: in order, or not */
    bool over;           /* the connection */
};

static bool has(const struct cs_client_h2 *h2, enum cs_fault fault)
{
    return h2->fault == fault;
}

/* ---- what the link tells ---- */

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    (void)channel;
    (void)value;
    if (notice == CS_LINK_BROKEN)
        ((struct cs_client_h2 *)context)->over = true;
}

static void order(struct cs_client_h2 *h2, enum cs_link_order_kind kind, uint64_t code)
{
    const struct cs_link_order what = {.kind = kind, .code = code};

    if (!cs_link_order(h2->link, h2->channel, &what))
        h2->reset = true;
}

/* What is malformed is a stream error (RFC 9113 section 8.1.1). */
static void refuse(struct cs_client_h2 *h2)
{
    h2->reset = true;
    order(h2, CS_LINK_RESET, CS_H2_PROTOCOL_ERROR);
}

/* Findings that are of HTTP/2's own: the others are looked for in the head of HTTP/1.1. */
static bool is_malformed(const struct cs_message *message)
{
    static const char *const begins[] = {"section-", "pseudo-", "status-"};

    for (size_t i = 0; i < message->findings.count; i++)
        for (size_t k = 0; k < sizeof(begins) / sizeof(begins[0]); k++)
            if (strncmp(cs_code_name(message->findings.items[i].code), begins[k], strlen(begins[k])) == 0 &&
                cs_code_level(message->findings.items[i].code) == CS_MUST)
                return true;
    return false;
}

/* On a stream that is a tunnel a field section is an error (RFC 9113 section 8.5). */
static void on_head(void *context, int channel, const char *section, size_t length)
{
    struct cs_client_h2 *h2 = context;
    const struct cs_message *message = cs_link_message(h2->link);

    (void)section;
    (void)length;
    if (channel != h2->channel || (h2->opened && has(h2, CS_FAULT_CLIENT_H2_HEAD_INSIDE)))
        return;
    if (h2->opened || (is_malformed(message) && !has(h2, CS_FAULT_CLIENT_H2_MALFORMED))) {
        refuse(h2);
        return;
    }
    h2->opened = message->status / 100 == 2;
    if (message->status != 0 && !cs_client_write_head(message, &h2->in))
        h2->reset = true;
}

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_client_h2 *h2 = context;

    if (channel == h2->channel && !cs_buffer_add(&h2->in, bytes, length))
        h2->reset = true;
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_client_h2 *h2 = context;

    (void)bytes;
    (void)begins;
    if (channel == h2->channel)
        h2->unsent -= length;
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_client_h2 *h2 = context;
    bool forgiven = end == CS_END_FIN || (has(h2, CS_FAULT_CLIENT_H2_RESET_ENDS) && code != CS_LINK_TRUNCATED);

    if (channel != h2->channel || (end == CS_END_FIN && has(h2, CS_FAULT_CLIENT_H2_END_KEPT)))
        return;
    h2->ended = h2->ended || forgiven;
    h2->reset = h2->reset || !forgiven;
}

static void on_failed(void *context, int channel, int error)
{
    (void)error;
    if (channel == ((struct cs_client_h2 *)context)->channel)
        ((struct cs_client_h2 *)context)->reset = true;
}

/* ---- the carrier ---- */

static bool send_all(const struct cs_client_h2 *h2, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t count =
            h2->below != NULL ? cs_client_tls_send(h2->below, data, length) : send(h2->fd, data, length, MSG_NOSIGNAL);

        if (count <= 0)
            return false;
        data += count;
        length -= (size_t)count;
    }
    return true;
}

static bool send_source(struct cs_client_h2 *h2, const struct cs_source *source)
{
    char piece[16384];
    size_t length;

    for (uint64_t at = 0; at < source->total; at += length) {
        length = source->read(source->context, at, piece, sizeof(piece));
        if (length == 0 || !send_all(h2, piece, length))
            return false;
        cs_link_sent(h2->link, piece, length, at == 0);
    }
    return true;
}

static bool on_below(void *context, const struct cs_link_order *what)
{
    struct cs_client_h2 *h2 = context;
    bool good = true;

    if (what->kind == CS_LINK_BYTES || what->kind == CS_LINK_RAW)
        good = send_source(h2, &what->bytes);
    else if (what->kind == CS_LINK_FINISH || what->kind == CS_LINK_CLOSE || what->kind == CS_LINK_RESET)
        h2->over = true; /* the socket is closed by whoever opened it */
    h2->over = h2->over || !good;
    return good;
}

static const struct cs_link_events events = {
    .opened = cs_link_ignore_channel,
    .head = on_head,
    .head_sent = cs_link_ignore_head,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = cs_link_ignore_ended,
    .failed = on_failed,
    .settled = cs_link_ignore_channel,
    .notice = on_notice,
    .below = on_below,
};

/* Takes in what comes next, whatever it is. */
static void turn(struct cs_client_h2 *h2)
{
    char piece[16384];
    ssize_t count = h2->below != NULL ? cs_client_tls_receive(h2->below, piece, sizeof(piece))
                                      : recv(h2->fd, piece, sizeof(piece), 0);

    if (count > 0) {
        cs_link_received(h2->link, piece, (size_t)count);
        return;
    }
    h2->over = true;
    cs_link_ended(h2->link, CS_END_FIN, CS_LINK_NO_CODE);
}

/* ---- faults ---- */

static enum cs_h2_slip slip_of(enum cs_fault fault)
{
    static const struct {
        enum cs_fault fault;
        enum cs_h2_slip slip;
    } rows[] = {
        {CS_FAULT_CLIENT_H2_SETTINGS, CS_H2_SLIP_SETTINGS_SILENT},
        {CS_FAULT_CLIENT_H2_PING, CS_H2_SLIP_PING_SILENT},
        {CS_FAULT_CLIENT_H2_PING_OTHER, CS_H2_SLIP_PING_OTHER},
        {CS_FAULT_CLIENT_H2_PUSH, CS_H2_SLIP_PUSH_IGNORED},
        {CS_FAULT_CLIENT_H2_FRAMES, CS_H2_SLIP_FRAMES_UNCHECKED},
        {CS_FAULT_CLIENT_H2_PADDING, CS_H2_SLIP_PADDING_TOLD},
        {CS_FAULT_CLIENT_H2_PADDING_ENDS, CS_H2_SLIP_PADDING_ENDS},
        {CS_FAULT_CLIENT_H2_EMPTY, CS_H2_SLIP_EMPTY_ENDS},
        {CS_FAULT_CLIENT_H2_UNKNOWN, CS_H2_SLIP_UNKNOWN_ENDS},
        {CS_FAULT_CLIENT_H2_SETTING, CS_H2_SLIP_SETTING_ENDS},
        {CS_FAULT_CLIENT_H2_PRIORITY, CS_H2_SLIP_PRIORITY_ENDS},
        {CS_FAULT_CLIENT_H2_CONTINUATION, CS_H2_SLIP_CONTINUATION_ENDS},
        {CS_FAULT_CLIENT_H2_PADDED_HEAD, CS_H2_SLIP_PADDED_HEAD_ENDS},
        {CS_FAULT_CLIENT_H2_GOAWAY, CS_H2_SLIP_GOAWAY_ENDS},
        {CS_FAULT_CLIENT_H2_WINDOW, CS_H2_SLIP_WINDOW_DISREGARDED},
        {CS_FAULT_CLIENT_H2_INITIAL, CS_H2_SLIP_INITIAL_KEPT},
        {CS_FAULT_CLIENT_H2_CREDIT_ZERO, CS_H2_SLIP_CREDIT_ZERO},
        {CS_FAULT_CLIENT_H2_OVERFLOW, CS_H2_SLIP_CREDIT_OVERFLOW},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].fault == fault)
            return rows[i].slip;
    return CS_H2_SLIP_NONE;
}

/* Fields that a faulty client adds, in front of its own or behind them. */
static bool add_odd(const struct cs_client_h2 *h2, bool behind, struct cs_buffer *out)
{
    static const struct {
        enum cs_fault fault;
        bool behind;
        const char *name, *value;
    } rows[] = {
        {CS_FAULT_CLIENT_H2_URI, false, ":scheme", "https"},
        {CS_FAULT_CLIENT_H2_URI, false, ":path", "/"},
        {CS_FAULT_CLIENT_H2_SCHEME, false, ":scheme", "https"},
        {CS_FAULT_CLIENT_H2_PATH, false, ":path", "/"},
        {CS_FAULT_CLIENT_H2_LATE, false, "x-note", "a"},
        {CS_FAULT_CLIENT_H2_HOST_ALONE, true, "host", "origin.test:18443"},
        {CS_FAULT_CLIENT_H2_HOST_OTHER, true, "host", "other.test:1"},
        {CS_FAULT_CLIENT_H2_CONNECTION, true, "connection", "keep-alive"},
        {CS_FAULT_CLIENT_H2_PROXY_CONNECTION, true, "proxy-connection", "keep-alive"},
        {CS_FAULT_CLIENT_H2_CODING, true, "transfer-encoding", "chunked"},
        {CS_FAULT_CLIENT_H2_TE, true, "te", "gzip"},
        {CS_FAULT_CLIENT_H2_UPPER, true, "X-Note", "a"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has(h2, rows[i].fault) && rows[i].behind == behind &&
            !cs_h2_put_field(out, rows[i].name, strlen(rows[i].name), rows[i].value, strlen(rows[i].value)))
            return false;
    return true;
}

static bool compose(struct cs_client_h2 *h2, const char *head, size_t length)
{
    struct cs_message message;
    const char *colon;

    cs_h1_message(CS_MESSAGE_REQUEST, head, length, NULL, NULL, &message);
    colon = memrchr(head + message.authority.text.start, ':', message.authority.text.length);
    if (has(h2, CS_FAULT_CLIENT_H2_BARE) && colon != NULL)
        message.authority.text.length = (size_t)(colon - head) - message.authority.text.start;
    if (has(h2, CS_FAULT_CLIENT_H2_HOST_ALONE))
        message.authority.there = false;
    cs_buffer_take(&h2->block, h2->block.length);
    if (!add_odd(h2, false, &h2->block) || !cs_h2_encode(&message, h2->below != NULL, &h2->block) ||
        !add_odd(h2, true, &h2->block))
        return false;
    h2->block_span = (struct cs_source_span){.bytes = h2->block.data, .length = h2->block.length};
    return true;
}

/* ---- the whole ---- */

struct cs_client_h2 *cs_client_h2_open(int fd, struct cs_client_tls *below, enum cs_fault fault)
{
    const struct cs_h2_options options = {
        .secure = below != NULL, .holds_window = fault == CS_FAULT_CLIENT_H2_HELD, .slip = slip_of(fault)};
    struct cs_client_h2 *h2 = calloc(1, sizeof(*h2));

    if (h2 == NULL)
        return NULL;
    *h2 = (struct cs_client_h2){.fd = fd, .below = below, .fault = fault, .channel = -1};
    h2->link = cs_h2_open(&options, &events, h2);
    if (h2->link == NULL) {
        free(h2);
        return NULL;
    }
    cs_link_begin(h2->link);
    return h2;
}

bool cs_client_h2_ask(struct cs_client_h2 *h2, const char *head, size_t length)
{
    struct cs_link_order what = {.kind = CS_LINK_MESSAGE};

    cs_buffer_take(&h2->in, h2->in.length);
    h2->opened = h2->ended = h2->reset = false;
    h2->unsent = 0;
    h2->channel = h2->over ? -1 : cs_link_join(h2->link);
    if (h2->channel < 0 || !compose(h2, head, length))
        return false;
    what.bytes = cs_source_bytes(&h2->block_span);
    what.code = has(h2, CS_FAULT_CLIENT_H2_ENDS) ? CS_LINK_ENDS : 0;
    return cs_link_order(h2->link, h2->channel, &what);
}

ssize_t cs_client_h2_send(struct cs_client_h2 *h2, const char *data, size_t length)
{
    const struct cs_source_span span = {.bytes = data, .length = length};
    const struct cs_link_order what = {.kind = CS_LINK_BYTES, .bytes = cs_source_bytes(&span)};

    h2->unsent = length;
    if (h2->reset || h2->over || !cs_link_order(h2->link, h2->channel, &what))
        return -1;
    while (h2->unsent > 0 && !h2->ended && !h2->reset && !h2->over) /* what has ended answers nothing any more */
        turn(h2);
    if (h2->unsent > 0 && !h2->reset && !h2->over)
        order(h2, CS_LINK_RESET, CS_H2_CANCEL);
    return h2->unsent == 0 ? (ssize_t)length : -1;
}

ssize_t cs_client_h2_receive(struct cs_client_h2 *h2, char *data, size_t length)
{
    size_t count;

    while (h2->in.length == 0 && !h2->ended && !h2->reset && !h2->over)
        turn(h2);
    if (h2->in.length == 0 && h2->ended)
        return 0;
    if (h2->in.length == 0) {
        errno = ECONNRESET;
        return -1;
    }
    count = h2->in.length < length ? h2->in.length : length;
    memcpy(data, h2->in.data, count);
    cs_buffer_take(&h2->in, count);
    return (ssize_t)count;
}

bool cs_client_h2_is_over(const struct cs_client_h2 *h2)
{
    return h2->over;
}

void cs_client_h2_close(struct cs_client_h2 *h2)
{
    if (h2 == NULL)
        return;
    cs_link_close(h2->link);
    cs_buffer_free(&h2->block);
    cs_buffer_free(&h2->in);
    free(h2);
}
