/* A connection over datagrams: a UDP socket below the one link, and a clock for it. */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "harness/engine/pipe_internal.h"

#define DATAGRAM_MAX     2048              /* of ours: no link makes larger ones */
#define NANOSECONDS_EACH UINT64_C(1000000) /* millisecond */

static void carried(const struct cs_stack *stack, bool sent, const char *bytes, size_t length)
{
    if (stack->setting.carried != NULL)
        stack->setting.carried(stack->context, sent, bytes, length);
}

/* A datagram that the kernel does not take is lost, as it might be later. */
static void send_datagram(struct cs_stack *stack, const struct cs_source *source)
{
    char bytes[DATAGRAM_MAX];
    size_t length = source->total > sizeof(bytes) ? 0 : source->read(source->context, 0, bytes, sizeof(bytes));

    if (length > 0 && stack->udp != NULL) {
        carried(stack, true, bytes, length);
        (void)cs_udp_send(stack->udp, &stack->peer, bytes, length);
    }
    cs_link_sent(stack->top, NULL, (size_t)source->total, true);
}

bool cs_stack_order_udp(struct cs_stack *stack, const struct cs_link_order *order)
{
    switch (order->kind) {
    case CS_LINK_BYTES:
    case CS_LINK_RAW:
        send_datagram(stack, &order->bytes);
        return true;
    case CS_LINK_FINISH:
    case CS_LINK_CLOSE:
    case CS_LINK_RESET:
        stack->over = true;
        cs_link_ended_sent(stack->top, CS_END_FIN, CS_LINK_NO_CODE);
        return true;
    case CS_LINK_PAUSE:
    case CS_LINK_RESUME:
    case CS_LINK_MESSAGE:
    case CS_LINK_DATAGRAM:
    case CS_LINK_NOTICE:
        break;
    }
    return false;
}

static void on_timer(uv_timer_t *timer)
{
    struct cs_stack *stack = timer->data;

    cs_link_expired(stack->top);
    cs_stack_wait(stack);
    cs_stack_turned(stack);
}

void cs_stack_wait(struct cs_stack *stack)
{
    uint64_t expiry = stack->timer == NULL ? CS_LINK_NEVER : cs_link_expiry(stack->top);
    uint64_t now = uv_hrtime();

    if (stack->timer == NULL)
        return;
    if (expiry == CS_LINK_NEVER) {
        uv_timer_stop(stack->timer);
        return;
    }
    uv_update_time(stack->setting.loop);
    uv_timer_start(stack->timer, on_timer, expiry > now ? (expiry - now + NANOSECONDS_EACH - 1) / NANOSECONDS_EACH : 0,
                   0);
}

static void on_received(void *context, const struct sockaddr_storage *peer, const char *bytes, size_t length)
{
    struct cs_stack *stack = context;

    if (!cs_udp_same(peer, &stack->peer))
        return;
    carried(stack, false, bytes, length);
    cs_link_received(stack->top, bytes, length);
}

/* Nobody is there (any more). */
static void on_unreachable(void *context, const struct sockaddr_storage *peer)
{
    struct cs_stack *stack = context;

    if (!cs_udp_same(peer, &stack->peer))
        return;
    if (!stack->ready)
        cs_stack_fail(stack, ECONNREFUSED);
    cs_link_ended(stack->top, CS_END_RESET, CS_LINK_NO_CODE);
}

static void on_turned(void *context)
{
    cs_stack_wait(context);
    cs_stack_turned(context);
}

static const struct cs_udp_events udp_events = {
    .received = on_received, .unreachable = on_unreachable, .turned = on_turned};

int cs_stack_connect_udp(struct cs_stack *stack, const struct sockaddr_storage *address)
{
    struct sockaddr_storage any = {.ss_family = address->ss_family};
    int error;

    stack->peer = *address;
    stack->timer = malloc(sizeof(*stack->timer));
    if (stack->timer == NULL)
        return ENOMEM;
    error = -uv_timer_init(stack->setting.loop, stack->timer);
    stack->timer->data = stack;
    if (error == 0)
        error = cs_udp_open(stack->setting.loop, &any, &udp_events, stack, &stack->udp);
    if (error != 0)
        return error;
    cs_link_begin(stack->top);
    cs_stack_wait(stack);
    return 0;
}

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle);
}

/* The peer is told: nothing else would tell it that we are gone. */
void cs_stack_close_udp(struct cs_stack *stack)
{
    const struct cs_link_order order = {.kind = CS_LINK_CLOSE};

    if (stack->udp != NULL && stack->top != NULL)
        (void)cs_link_order(stack->top, -1, &order);
    cs_udp_close(stack->udp);
    if (stack->timer != NULL)
        uv_close((uv_handle_t *)stack->timer, on_timer_closed);
}
