#include <stdlib.h>

#include "harness/transport/h1/h1.h"

struct h1 {
    struct cs_link link;
    bool joined; /* the channel has been given out, or is the peer's */
};

static void begin(struct cs_link *link)
{
    (void)link; /* HTTP/1.1 begins with the first message */
}

static void on_received(struct cs_link *link, const char *bytes, size_t length)
{
    link->events->received(link->context, 0, bytes, length);
}

static void on_sent(struct cs_link *link, const char *bytes, size_t length, bool begins)
{
    link->events->sent(link->context, 0, bytes, length, begins);
}

static void on_ended(struct cs_link *link, enum cs_end end, uint64_t code)
{
    link->events->ended(link->context, 0, end, code);
}

static void on_ended_sent(struct cs_link *link, enum cs_end end, uint64_t code)
{
    link->events->ended_sent(link->context, 0, end, code);
}

static void on_failed(struct cs_link *link, int error)
{
    link->events->failed(link->context, 0, error);
}

static void on_settled(struct cs_link *link)
{
    link->events->settled(link->context, 0);
}

static bool order(struct cs_link *link, int channel, const struct cs_link_order *what)
{
    struct cs_link_order bytes = *what;

    (void)channel;
    if (what->kind == CS_LINK_NOTICE || (what->kind == CS_LINK_MESSAGE && what->bytes.read == NULL))
        return false;
    if (what->kind == CS_LINK_RAW || what->kind == CS_LINK_MESSAGE)
        bytes.kind = CS_LINK_BYTES;
    return link->events->below(link->context, &bytes);
}

static int join(struct cs_link *link)
{
    struct h1 *h1 = (struct h1 *)link;
    int channel = h1->joined ? -1 : 0;

    h1->joined = true;
    return channel;
}

static int64_t number(const struct cs_link *link, int channel)
{
    (void)link;
    (void)channel;
    return -1;
}

static void close_link(struct cs_link *link)
{
    free(link);
}

const struct cs_link_kind cs_h1_kind = {
    .name = "h1",
    .alpn = "http/1.1",
    .begin = begin,
    .received = on_received,
    .sent = on_sent,
    .ended = on_ended,
    .ended_sent = on_ended_sent,
    .failed = on_failed,
    .settled = on_settled,
    .order = order,
    .join = join,
    .number = number,
    .close = close_link,
};

struct cs_link *cs_h1_open(bool server, const struct cs_link_events *events, void *context)
{
    struct h1 *h1 = malloc(sizeof(*h1));

    if (h1 == NULL)
        return NULL;
    *h1 = (struct h1){.link = {.kind = &cs_h1_kind, .events = events, .context = context}, .joined = server};
    return &h1->link;
}
