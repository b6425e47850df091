#include <stdlib.h>

#include "harness/engine/pipe_internal.h"
#include "harness/transport/h2/frame.h"

static struct cs_pipe *add_pipe(struct cs_stack *stack, void *context)
{
    struct cs_pipe *pipe = calloc(1, sizeof(*pipe));

    if (pipe == NULL)
        return NULL;
    pipe->stack = stack;
    pipe->context = context;
    pipe->channel = stack->setting.server ? stack->opened : cs_link_join(stack->top);
    if (pipe->channel < 0) {
        free(pipe);
        return NULL;
    }
    pipe->next = stack->pipes;
    stack->pipes = pipe;
    return pipe;
}

struct cs_pipe *cs_pipe_new(const struct cs_pipe_setting *setting, void *context)
{
    struct cs_stack *stack = cs_stack_new(setting, context);
    struct cs_pipe *pipe = stack == NULL ? NULL : add_pipe(stack, context);

    if (pipe == NULL && stack != NULL)
        cs_stack_free(stack);
    return pipe;
}

struct cs_pipe *cs_pipe_join(struct cs_pipe *pipe, void *context)
{
    struct cs_pipe *joined = pipe->stack->failed ? NULL : add_pipe(pipe->stack, context);

    if (joined != NULL)
        joined->begun = pipe->stack->setting.server;
    return joined;
}

int cs_pipe_connect(struct cs_pipe *pipe, const struct sockaddr_storage *address, struct cs_client_ports *ports)
{
    return pipe->stack->socket == NULL ? cs_stack_connect_udp(pipe->stack, address)
                                       : cs_socket_connect(pipe->stack->socket, address, ports);
}

int cs_pipe_adopt(struct cs_pipe *pipe, int fd)
{
    int error = cs_socket_adopt(pipe->stack->socket, fd);

    if (error == 0)
        cs_stack_begin(pipe->stack);
    return error;
}

/* A stream whose number may be another's by now. */
static bool is_gone(const struct cs_pipe *pipe)
{
    return pipe->stack->top->kind->multiplexes && pipe->ended && pipe->ended_sent;
}

static bool give(struct cs_pipe *pipe, const struct cs_link_order *order)
{
    bool taken = !is_gone(pipe) && cs_link_order(pipe->stack->top, pipe->channel, order);

    cs_stack_wait(pipe->stack);
    return taken;
}

static bool order(struct cs_pipe *pipe, enum cs_link_order_kind kind, struct cs_source bytes)
{
    const struct cs_link_order what = {.kind = kind, .bytes = bytes, .code = kind == CS_LINK_RESET ? CS_H2_CANCEL : 0};

    return give(pipe, &what);
}

bool cs_pipe_head(struct cs_pipe *pipe, const struct cs_message *message, struct cs_source text, bool ends)
{
    const struct cs_link_order what = {.kind = CS_LINK_MESSAGE, .message = message, .bytes = text, .code = ends};

    return give(pipe, &what);
}

bool cs_pipe_section(struct cs_pipe *pipe, struct cs_source section, unsigned dress)
{
    const struct cs_link_order what = {.kind = CS_LINK_MESSAGE, .bytes = section, .code = dress};

    return give(pipe, &what);
}

bool cs_pipe_raw(struct cs_pipe *pipe, struct cs_source bytes, bool of_all)
{
    const struct cs_link_order what = {.kind = CS_LINK_RAW, .bytes = bytes, .code = of_all};

    return give(pipe, &what);
}

bool cs_pipe_datagram(struct cs_pipe *pipe, struct cs_source bytes)
{
    return pipe->stack->top->kind->datagrams && order(pipe, CS_LINK_DATAGRAM, bytes);
}

size_t cs_pipe_frame(const struct cs_pipe *pipe, const struct cs_link_frame *frame, char out[CS_LINK_FRAME_BYTES])
{
    const struct cs_link *top = pipe->stack->top;

    return top->kind->frame == NULL ? 0 : top->kind->frame(frame, out);
}

bool cs_pipe_send(struct cs_pipe *pipe, struct cs_source source)
{
    return order(pipe, CS_LINK_BYTES, source);
}

bool cs_pipe_finish(struct cs_pipe *pipe)
{
    return order(pipe, CS_LINK_FINISH, (struct cs_source){0});
}

/* Behind our FIN the carrier alone is left to be closed, where it is this channel's own. */
bool cs_pipe_close(struct cs_pipe *pipe)
{
    bool shared = pipe->stack->top->kind->multiplexes;

    pipe->closing = true;
    return order(pipe, CS_LINK_CLOSE, (struct cs_source){0}) ||
           (shared ? is_gone(pipe) : cs_socket_close(pipe->stack->socket));
}

bool cs_pipe_reset(struct cs_pipe *pipe)
{
    bool shared = pipe->stack->top->kind->multiplexes;

    return order(pipe, CS_LINK_RESET, (struct cs_source){0}) || (!shared && cs_socket_reset(pipe->stack->socket));
}

bool cs_pipe_notice(struct cs_pipe *pipe, uint64_t notice)
{
    const struct cs_link_order what = {.kind = CS_LINK_NOTICE, .code = notice};

    return pipe->stack->tls != NULL && cs_link_order(pipe->stack->tls, 0, &what);
}

void cs_pipe_pause(struct cs_pipe *pipe)
{
    (void)order(pipe, CS_LINK_PAUSE, (struct cs_source){0});
}

void cs_pipe_resume(struct cs_pipe *pipe)
{
    (void)order(pipe, CS_LINK_RESUME, (struct cs_source){0});
}

void cs_pipe_read_now(struct cs_pipe *pipe)
{
    if (pipe->stack->socket != NULL)
        cs_socket_read_now(pipe->stack->socket);
    else if (pipe->stack->udp != NULL)
        cs_udp_read_now(pipe->stack->udp);
    cs_stack_wait(pipe->stack);
}

bool cs_pipe_is_ready(const struct cs_pipe *pipe)
{
    return pipe->stack->ready;
}

/* What waits for the handshake is not settled, though the socket has nothing to do. */
bool cs_pipe_is_settled(const struct cs_pipe *pipe)
{
    const struct cs_stack *stack = pipe->stack;
    bool waits = (stack->tls != NULL || stack->top->kind->multiplexes) && !stack->ready && !stack->failed;

    return !waits && (stack->socket == NULL || cs_socket_is_settled(stack->socket));
}

bool cs_pipe_is_sending(const struct cs_pipe *pipe)
{
    return pipe->stack->socket != NULL && cs_socket_is_sending(pipe->stack->socket);
}

bool cs_pipe_is_stuck(const struct cs_pipe *pipe)
{
    return pipe->stack->socket != NULL && cs_socket_is_stuck(pipe->stack->socket);
}

bool cs_pipe_is_over(const struct cs_pipe *pipe)
{
    const struct cs_stack *stack = pipe->stack;

    return stack->failed || is_gone(pipe) || (stack->socket == NULL ? stack->over : cs_socket_is_over(stack->socket));
}

bool cs_pipe_takes_channels(const struct cs_pipe *pipe)
{
    const struct cs_stack *stack = pipe == NULL ? NULL : pipe->stack;

    return stack != NULL && !stack->failed && !stack->over && stack->top->kind->multiplexes && !stack->setting.server;
}

bool cs_pipe_multiplexes(const struct cs_pipe *pipe)
{
    return pipe->stack->top->kind->multiplexes;
}

uint8_t cs_pipe_version(const struct cs_pipe *pipe)
{
    return pipe->stack->top->kind->version;
}

int64_t cs_pipe_number(const struct cs_pipe *pipe)
{
    return cs_link_number(pipe->stack->top, pipe->channel);
}

/* Of a link that has TLS of its own. */
static bool is_secure(const struct cs_stack *stack)
{
    return stack->top->kind->datagrams && stack->ready;
}

const char *cs_pipe_tls(const struct cs_pipe *pipe)
{
    if (is_secure(pipe->stack))
        return "TLSv1.3";
    return pipe->stack->tls == NULL ? "" : cs_tls_version(pipe->stack->tls);
}

const char *cs_pipe_alpn(const struct cs_pipe *pipe)
{
    if (is_secure(pipe->stack))
        return pipe->stack->top->kind->alpn;
    return pipe->stack->tls == NULL ? "" : cs_tls_alpn(pipe->stack->tls);
}

void cs_pipe_free(struct cs_pipe *pipe)
{
    struct cs_pipe **link;

    if (pipe == NULL)
        return;
    link = &pipe->stack->pipes;
    while (*link != pipe)
        link = &(*link)->next;
    *link = pipe->next;
    if (pipe->stack->pipes == NULL)
        cs_stack_free(pipe->stack);
    else
        (void)order(pipe, CS_LINK_RESET, (struct cs_source){0});
    free(pipe);
}
