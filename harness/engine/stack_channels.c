/* What the uppermost link of a connection tells, on its way to the channels. */
#include <errno.h>

#include "harness/engine/pipe_internal.h"

#define NOWHERE (-1)

static struct cs_pipe *pipe_of(const struct cs_stack *stack, int channel)
{
    struct cs_pipe *pipe = stack->failed ? NULL : stack->pipes;

    while (pipe != NULL && pipe->channel != channel)
        pipe = pipe->next;
    return pipe;
}

/* The first one is for the pipe that the connection has from the start.  A number may be given out again once its channel
 * is over: what had it is told nothing more. */
static void on_opened(void *context, int channel)
{
    struct cs_stack *stack = context;
    struct cs_pipe *pipe = pipe_of(stack, channel);

    if (!stack->setting.server)
        return;
    if (pipe != NULL && !pipe->begun) {
        pipe->begun = true;
        return;
    }
    if (pipe != NULL)
        pipe->channel = NOWHERE;
    stack->opened = channel;
    if (stack->setting.opened != NULL)
        stack->setting.opened(stack->context);
}

static void on_head(void *context, int channel, const char *section, size_t length)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL)
        pipe->stack->setting.events->head(pipe->context, 0, section, length);
}

static void on_head_sent(void *context, int channel, const char *section, size_t length)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL)
        pipe->stack->setting.events->head_sent(pipe->context, 0, section, length);
}

static void on_channel_received(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL)
        pipe->stack->setting.events->received(pipe->context, 0, bytes, length);
}

static void on_channel_sent(void *context, int channel, const char *bytes, size_t length, bool begins)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL)
        pipe->stack->setting.events->sent(pipe->context, 0, bytes, length, begins);
}

static void on_channel_datagram(void *context, int channel, const char *bytes, size_t length)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL && pipe->stack->setting.events->datagram != NULL)
        pipe->stack->setting.events->datagram(pipe->context, 0, bytes, length);
}

static void on_channel_ended(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe == NULL)
        return;
    pipe->ended = true;
    pipe->ended_sent = pipe->ended_sent || end == CS_END_RESET;
    pipe->stack->setting.events->ended(pipe->context, 0, end, code);
}

static void on_channel_ended_sent(void *context, int channel, enum cs_end end, uint64_t code)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe == NULL)
        return;
    pipe->ended_sent = true;
    pipe->ended = pipe->ended || end == CS_END_RESET || pipe->closing;
    pipe->stack->setting.events->ended_sent(pipe->context, 0, end, code);
}

static void on_channel_failed(void *context, int channel, int error)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL)
        pipe->stack->setting.events->failed(pipe->context, 0, error);
}

static void on_channel_settled(void *context, int channel)
{
    struct cs_pipe *pipe = pipe_of(context, channel);

    if (pipe != NULL)
        pipe->stack->setting.events->settled(pipe->context, 0);
}

#define NO_PROTOCOL 0x178 /* RFC 9001 section 4.8: the alert no_application_protocol */

/* Where the carrier has datagrams, the handshake is the uppermost link's own. */
static void note_handshake(struct cs_stack *stack, enum cs_link_notice notice, uint64_t value)
{
    if (stack->socket != NULL || stack->ready)
        return;
    if (notice == CS_LINK_READY)
        cs_stack_ready(stack);
    else if (notice == CS_LINK_BROKEN)
        cs_stack_fail(stack, value == 0 ? ETIMEDOUT : value == NO_PROTOCOL ? EPROTONOSUPPORT : EPROTO);
}

/* The connection's: of a stream of bytes READY was told when it was there. */
static void on_notice(void *context, int channel, enum cs_link_notice notice, uint64_t value)
{
    struct cs_stack *stack = context;

    (void)channel;
    note_handshake(stack, notice, value);
    stack->over = stack->over || notice == CS_LINK_BROKEN;
    for (struct cs_pipe *pipe = stack->pipes; pipe != NULL && notice != CS_LINK_READY && !stack->failed;
         pipe = pipe->next)
        stack->setting.events->notice(pipe->context, 0, notice, value);
}

static bool on_order(void *context, const struct cs_link_order *order)
{
    struct cs_stack *stack = context;

    return stack->order(stack, order);
}

static void on_passed(void *context, const struct cs_passage *passage)
{
    const struct cs_stack *stack = context;

    if (stack->setting.passed != NULL)
        stack->setting.passed(stack->context, passage);
}

static void on_key(void *context, const char *line)
{
    const struct cs_stack *stack = context;

    if (stack->setting.key != NULL)
        stack->setting.key(stack->context, line);
}

static uint64_t on_now(void *context)
{
    (void)context;
    return uv_hrtime();
}

const struct cs_link_events cs_stack_top_events = {
    .opened = on_opened,
    .head = on_head,
    .head_sent = on_head_sent,
    .received = on_channel_received,
    .sent = on_channel_sent,
    .ended = on_channel_ended,
    .ended_sent = on_channel_ended_sent,
    .failed = on_channel_failed,
    .settled = on_channel_settled,
    .notice = on_notice,
    .below = on_order,
    .datagram = on_channel_datagram,
    .passed = on_passed,
    .key = on_key,
    .now = on_now,
};
