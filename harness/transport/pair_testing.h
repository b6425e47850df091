/* For unit tests: two ends of a carrier in memory.  Each end has a link, a log of what the link told (as text), and a
 * queue of what it ordered of the carrier; cs_pair_run carries all across until nothing moves. */
#ifndef CONNECTSPEC_PAIR_TESTING_H
#define CONNECTSPEC_PAIR_TESTING_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/base/buffer.h"
#include "harness/transport/link.h"
#include "reference/testing.h"

#define CS_PAIR_ORDERS 4096
#define CS_PAIR_LOG    8192

struct cs_pair_end {
    struct cs_pair_end *peer;
    struct cs_link *link;
    size_t cut;             /* hands over so many bytes at a time; 0: all */
    struct cs_buffer heard; /* bytes of all channels */
    struct cs_buffer wire;  /* all that was sent through the carrier */
    uint64_t sent;          /* bytes of orders that went out */
    unsigned segments;      /* how many times a segment began on the carrier */
    bool quiet;             /* received and sent bytes are not logged */
    char log[CS_PAIR_LOG];  /* "event(channel,...) " */
    size_t order_count;     /* waiting, from |order_first| */
    size_t order_first;
    struct cs_link_order orders[CS_PAIR_ORDERS];
    bool paused;
    bool over; /* the carrier is ended in both directions */
};

__attribute__((format(printf, 2, 3))) static inline void cs_pair_log(struct cs_pair_end *end, const char *format, ...)
{
    size_t used = strlen(end->log);
    va_list list;

    va_start(list, format);
    vsnprintf(end->log + used, sizeof(end->log) - used, format, list);
    va_end(list);
}

static inline void cs_pair_opened(void *context, int channel)
{
    cs_pair_log(context, "opened(%d) ", channel);
}

static inline void cs_pair_head(void *context, int channel, const char *encoded, size_t length)
{
    (void)encoded;
    cs_pair_log(context, "head(%d,%zu) ", channel, length);
}

static inline void cs_pair_head_sent(void *context, int channel, const char *section, size_t length)
{
    (void)context;
    (void)channel;
    CU_ASSERT_TRUE(section != NULL && length > 0);
}

static inline void cs_pair_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_pair_end *end = context;

    if (!end->quiet)
        cs_pair_log(end, "received(%d,%.*s) ", channel, (int)length, bytes);
    CU_ASSERT_TRUE_FATAL(cs_buffer_add(&end->heard, bytes, length));
}

static inline void cs_pair_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_pair_end *end = context;

    end->sent += length;
    if (!end->quiet)
        cs_pair_log(end, "sent(%d,%.*s%s) ", channel, (int)length, bytes, begins ? "" : ",on");
}

static inline void cs_pair_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    cs_pair_log(context, "ended(%d,%s,%llu) ", channel, cs_end_name(end), (unsigned long long)code);
}

static inline void cs_pair_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    cs_pair_log(context, "ended-sent(%d,%s,%llu) ", channel, cs_end_name(end), (unsigned long long)code);
}

static inline void cs_pair_failed(void *context, int channel, int error)
{
    cs_pair_log(context, "failed(%d,%d) ", channel, error);
}

static inline void cs_pair_settled(void *context, int channel)
{
    (void)context;
    (void)channel;
}

static inline void cs_pair_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    (void)channel;
    cs_pair_log(context, "notice(%d,%llu) ", (int)notice, (unsigned long long)value);
}

static inline bool cs_pair_below(void *context, const struct cs_link_order *order)
{
    struct cs_pair_end *end = context;

    if (order->kind == CS_LINK_PAUSE || order->kind == CS_LINK_RESUME) {
        end->paused = order->kind == CS_LINK_PAUSE;
        return true;
    }
    if (end->over || end->order_first + end->order_count == CS_PAIR_ORDERS)
        return false;
    end->orders[end->order_first + end->order_count++] = *order;
    return true;
}

static const struct cs_link_events cs_pair_events = {
    .opened = cs_pair_opened,
    .head = cs_pair_head,
    .head_sent = cs_pair_head_sent,
    .received = cs_pair_received,
    .sent = cs_pair_sent,
    .ended = cs_pair_ended,
    .ended_sent = cs_pair_ended_sent,
    .failed = cs_pair_failed,
    .settled = cs_pair_settled,
    .notice = cs_pair_notice,
    .below = cs_pair_below,
};

/* One segment of at most |cut| bytes goes across. */
static inline void cs_pair_carry(struct cs_pair_end *end, const struct cs_source *source)
{
    char block[65536];
    uint64_t offset = 0;

    while (offset < source->total) {
        size_t most = end->cut == 0 || end->cut > sizeof(block) ? sizeof(block) : end->cut;
        size_t length = source->read(source->context, offset, block, source->dribble ? 1 : most);

        CU_ASSERT_TRUE_FATAL(length > 0);
        CU_ASSERT_TRUE_FATAL(cs_buffer_add(&end->wire, block, length));
        end->segments += offset == 0 || source->dribble;
        cs_link_sent(end->link, block, length, offset == 0 || source->dribble);
        offset += length;
        if (end->peer->link != NULL)
            cs_link_received(end->peer->link, block, length);
    }
}

static inline void cs_pair_finish(struct cs_pair_end *end, enum cs_link_order_kind kind)
{
    enum cs_end how = kind == CS_LINK_RESET ? CS_END_RESET : CS_END_FIN;

    cs_link_ended_sent(end->link, how, CS_LINK_NO_CODE);
    if (end->peer->link != NULL)
        cs_link_ended(end->peer->link, how, CS_LINK_NO_CODE);
}

/* Carries out the first order of an end.  False: it has none. */
static inline bool cs_pair_step(struct cs_pair_end *end)
{
    struct cs_link_order order;

    if (end->order_count == 0 || end->peer->paused)
        return false;
    order = end->orders[end->order_first++];
    if (--end->order_count == 0)
        end->order_first = 0;
    if (order.kind == CS_LINK_BYTES || order.kind == CS_LINK_RAW)
        cs_pair_carry(end, &order.bytes);
    else
        cs_pair_finish(end, order.kind);
    if (end->order_count == 0)
        cs_link_settled(end->link);
    return true;
}

static inline void cs_pair_run(struct cs_pair_end *left, struct cs_pair_end *right)
{
    while (cs_pair_step(left) || cs_pair_step(right))
        continue;
}

static inline void cs_pair_begin(struct cs_pair_end *left, struct cs_pair_end *right)
{
    memset(left, 0, sizeof(*left));
    memset(right, 0, sizeof(*right));
    left->peer = right;
    right->peer = left;
}

static inline void cs_pair_end_both(struct cs_pair_end *left, struct cs_pair_end *right)
{
    cs_link_close(left->link);
    cs_link_close(right->link);
    cs_buffer_free(&left->heard);
    cs_buffer_free(&left->wire);
    cs_buffer_free(&right->heard);
    cs_buffer_free(&right->wire);
}

/* Orders bytes that live as long as the test. */
static inline bool cs_pair_send(struct cs_pair_end *end, int channel, enum cs_link_order_kind kind, const char *text)
{
    struct cs_link_order order = {.kind = kind};

    if (text != NULL)
        order.bytes = cs_source_text(text);
    return cs_link_order(end->link, channel, &order);
}

/* Both links are there: they begin, and what they tell of that is forgotten. */
static inline void cs_pair_open(struct cs_pair_end *client, struct cs_pair_end *server)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(client->link);
    CU_ASSERT_PTR_NOT_NULL_FATAL(server->link);
    cs_link_begin(server->link);
    cs_link_begin(client->link);
    cs_pair_run(client, server);
    client->log[0] = server->log[0] = '\0';
}

#endif
