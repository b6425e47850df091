#include "harness/engine/inner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/conversation.h"
#include "harness/transport/h1/write.h"

struct cs_inner {
    struct cs_inner_options options;
    struct cs_connection *carrier;
    struct cs_connection *channel;
    struct cs_link *link; /* NULL: plain */
    uint64_t foreign;     /* bytes of the proxy's that the carrier has still to send */
    char *text;           /* what it says by itself */
    bool asked;
    bool finished;
    bool shaken;
};

static bool speaks(const struct cs_inner *inner, const char *what)
{
    return strcmp(inner->options.speaks, what) == 0;
}

/* ---- what it says ---- */

void cs_inner_send(struct cs_inner *inner, struct cs_source source)
{
    const struct cs_link_order order = {.kind = CS_LINK_BYTES, .bytes = source};
    bool sent;

    if (inner->carrier->pipe == NULL || source.total == 0)
        return;
    sent = inner->link == NULL ? cs_pipe_send(inner->carrier->pipe, source) : cs_link_order(inner->link, 0, &order);
    if (!sent)
        cs_links_record(inner->carrier->links, CS_EVENT_SEND_FAILED, inner->channel->number, EPIPE);
}

static void give(struct cs_inner *inner, const struct cs_link_order *order)
{
    if (inner->carrier->pipe != NULL && !cs_link_order(inner->link, 0, order))
        cs_links_record(inner->carrier->links, CS_EVENT_SEND_FAILED, inner->channel->number, EPIPE);
}

void cs_inner_raw(struct cs_inner *inner, struct cs_source source)
{
    give(inner, &(struct cs_link_order){.kind = CS_LINK_RAW, .bytes = source});
}

void cs_inner_notice(struct cs_inner *inner, uint64_t notice)
{
    give(inner, &(struct cs_link_order){.kind = CS_LINK_NOTICE, .code = notice});
}

bool cs_inner_is_shaken(const struct cs_inner *inner)
{
    return inner->shaken || inner->channel->channel->received.end != CS_END_OPEN;
}

bool cs_inner_has(const struct cs_inner *inner, uint64_t amount)
{
    const struct cs_stream *received = &inner->channel->channel->received;

    return received->total >= amount || received->end != CS_END_OPEN;
}

void cs_inner_finish(struct cs_inner *inner)
{
    const struct cs_link_order order = {.kind = CS_LINK_FINISH};

    if (inner->finished || inner->carrier->pipe == NULL)
        return;
    inner->finished = true;
    if (speaks(inner, "ssh")) /* relays wait for the other side, too, unless there is none */
        (void)cs_pipe_close(inner->carrier->pipe);
    else if (inner->link == NULL)
        (void)cs_pipe_finish(inner->carrier->pipe);
    else
        (void)cs_link_order(inner->link, 0, &order);
    cs_connection_note_end(inner->channel, false, CS_END_FIN);
}

void cs_inner_reset(struct cs_inner *inner)
{
    if (inner->carrier->pipe != NULL)
        (void)cs_pipe_reset(inner->carrier->pipe);
    cs_connection_note_end(inner->channel, false, CS_END_RESET);
}

static void say(struct cs_inner *inner, char *text)
{
    free(inner->text);
    inner->text = text;
    if (text == NULL)
        cs_links_trouble(inner->carrier->links, "no memory");
    else
        cs_inner_send(inner, cs_source_text(text));
}

/* ---- what it hears ---- */

static bool has_request(const struct cs_channel *channel)
{
    struct cs_request_walk walk = {.count = 0};

    return cs_conversation_next_request(channel, &walk);
}

/* Whether it has said what the origin answers; what speaks no protocol of ours has with its first byte. */
static bool has_asked(const struct cs_inner *inner)
{
    const struct cs_stream *received = &inner->channel->channel->received;

    if (speaks(inner, "bytes"))
        return received->total > 0;
    if (speaks(inner, "ssh"))
        return memchr(received->kept, '\n', received->kept_length) != NULL;
    return has_request(inner->channel->channel);
}

static void answer(struct cs_inner *inner)
{
    if (speaks(inner, "bytes"))
        say(inner, strdup(inner->options.page));
    else if (!speaks(inner, "ssh"))
        say(inner, cs_h1_page(inner->options.page));
}

static void hear(struct cs_inner *inner, const char *bytes, size_t length)
{
    cs_connection_note(inner->channel, true, bytes, length);
    if (inner->asked || inner->options.scripted || cs_links_is_over(inner->carrier->links))
        return;
    inner->asked = has_asked(inner);
    if (!inner->asked)
        return;
    if (inner->options.asked != NULL && inner->options.asked(inner->options.context, inner))
        return;
    answer(inner);
    cs_inner_finish(inner);
}

static void hear_end(struct cs_inner *inner, enum cs_end end)
{
    if (inner->channel->channel->received.end == CS_END_OPEN)
        cs_connection_note_end(inner->channel, true, end);
}

/* ---- TLS: what the link tells ---- */

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

static void on_received(void *context, int channel, const char *bytes, size_t length)
{
    (void)channel;
    hear(context, bytes, length);
}

static void on_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    (void)channel;
    (void)begins;
    cs_connection_note(((struct cs_inner *)context)->channel, false, bytes, length);
}

static void on_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    (void)channel;
    (void)code;
    hear_end(context, end);
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
    (void)error;
}

static void on_settled(void *context, int channel)
{
    (void)context;
    (void)channel;
}

/* What shows later whether both ends are of one session, and who they are to each other. */
static void note_session(struct cs_inner *inner)
{
    struct cs_links *links = inner->carrier->links;
    int number = inner->channel->number;

    inner->shaken = true;
    if (!cs_tls_serves(inner->link))
        cs_links_record(links, CS_EVENT_CERTIFICATE, number, cs_tls_shown(inner->link));
    if (cs_tls_resumed(inner->link))
        cs_links_record(links, CS_EVENT_RESUMED, number, 0);
    cs_links_record(links, CS_EVENT_HANDSHAKE, number, cs_tls_session(inner->link));
}

static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_inner *inner = context;
    struct cs_links *links = inner->carrier->links;

    (void)channel;
    if (notice == CS_LINK_READY)
        note_session(inner);
    else if (notice == CS_LINK_ALERT_RECEIVED)
        cs_links_record(links, CS_EVENT_ALERT, inner->channel->number, value);
    else if (notice == CS_LINK_ALERT_SENT)
        cs_links_record(links, CS_EVENT_ALERT, inner->channel->number, value + 256);
}

static bool on_below(void *context, const struct cs_link_order *order)
{
    struct cs_pipe *pipe = ((struct cs_inner *)context)->carrier->pipe;

    if (pipe == NULL)
        return false;
    switch (order->kind) {
    case CS_LINK_BYTES:
    case CS_LINK_RAW:
        return cs_pipe_send(pipe, order->bytes);
    case CS_LINK_FINISH:
        return cs_pipe_finish(pipe);
    case CS_LINK_CLOSE:
        return cs_pipe_close(pipe);
    case CS_LINK_RESET:
        return cs_pipe_reset(pipe);
    case CS_LINK_PAUSE:
        cs_pipe_pause(pipe);
        return true;
    case CS_LINK_RESUME:
        cs_pipe_resume(pipe);
        return true;
    case CS_LINK_MESSAGE:
    case CS_LINK_DATAGRAM:
    case CS_LINK_NOTICE:
        break;
    }
    return false;
}

static const struct cs_link_events link_events = {
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

/* ---- what the carrier tells ---- */

static void on_carrier_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_inner *inner = context;

    (void)channel;
    if (inner->link != NULL)
        cs_link_received(inner->link, bytes, length);
    else
        hear(inner, bytes, length);
}

static void on_carrier_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_inner *inner = context;
    size_t foreign = inner->foreign < length ? (size_t)inner->foreign : length;

    (void)channel;
    inner->foreign -= foreign;
    if (foreign == length)
        return;
    if (inner->link != NULL)
        cs_link_sent(inner->link, bytes + foreign, length - foreign, begins);
    else
        cs_connection_note(inner->channel, false, bytes + foreign, length - foreign);
}

static void on_carrier_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_inner *inner = context;

    (void)channel;
    if (inner->link != NULL)
        cs_link_ended(inner->link, end, code);
    else
        hear_end(inner, end);
}

static void on_carrier_settled(void *context, int channel)
{
    struct cs_inner *inner = context;

    (void)channel;
    if (inner->link != NULL)
        cs_link_settled(inner->link);
}

static const struct cs_link_events carrier_events = {
    .received = on_carrier_received,
    .sent = on_carrier_sent,
    .ended = on_carrier_ended,
    .settled = on_carrier_settled,
};

/* ---- the whole ---- */

/* What came behind the request before there was anybody to hear it. */
static void catch_up(struct cs_inner *inner, uint64_t received)
{
    const struct cs_stream *lane = &inner->carrier->channel->received;

    if (lane->kept_length > received)
        on_carrier_received(inner, 0, lane->kept + received, lane->kept_length - (size_t)received);
    if (lane->end != CS_END_OPEN)
        on_carrier_ended(inner, 0, lane->end, lane->end == CS_END_RESET ? ECONNRESET : CS_LINK_NO_CODE);
}

static void name(char actor[24], const struct cs_inner_place *place, const struct cs_inner_options *options)
{
    if (options->scripted)
        snprintf(actor, 24, "%.19s+tls", place->carrier->channel->actor);
    else
        snprintf(actor, 24, place->number == 1 ? "inner" : "inner%u", place->number);
}

struct cs_inner *cs_inner_new(const struct cs_inner_place *place, const struct cs_inner_options *options)
{
    struct cs_inner *inner = calloc(1, sizeof(*inner));
    struct cs_links *links = place->carrier->links;
    char actor[24];

    name(actor, place, options);
    if (inner != NULL) {
        *inner = (struct cs_inner){.options = *options, .carrier = place->carrier};
        inner->foreign = place->queued - place->carrier->channel->sent.total;
        inner->channel = cs_connection_add(links, actor, options->scripted ? CS_SEAT_INSIDE : CS_SEAT_ARRIVES,
                                           options->scripted ? "" : "inner", place->carrier);
        inner->link = options->tls == NULL ? NULL : cs_tls_open(options->tls, &link_events, inner);
    }
    if (inner == NULL || inner->channel == NULL || (options->tls != NULL && inner->link == NULL)) {
        cs_links_trouble(links, "no memory");
        cs_inner_free(inner);
        return NULL;
    }
    place->carrier->above = &carrier_events;
    place->carrier->above_context = inner;
    if (!options->scripted)
        cs_links_record(links, CS_EVENT_ACCEPTED, inner->channel->number, 0);
    if (inner->link != NULL && cs_tls_serves(inner->link))
        cs_links_record(links, CS_EVENT_CERTIFICATE, inner->channel->number, cs_tls_shown(inner->link));
    if (inner->link != NULL)
        cs_link_begin(inner->link);
    if (speaks(inner, "ssh")) {
        char *banner = NULL;

        say(inner, asprintf(&banner, "SSH-2.0-%s\r\n", options->page) < 0 ? NULL : banner);
    }
    catch_up(inner, place->received);
    return inner;
}

void cs_inner_free(struct cs_inner *inner)
{
    if (inner == NULL)
        return;
    cs_link_close(inner->link);
    free(inner->text);
    free(inner);
}
