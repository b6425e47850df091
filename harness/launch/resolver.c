#include "harness/launch/resolver.h"

#include <stdlib.h>

#include "harness/launch/resolver_message.h"

struct cs_resolver {
    uv_udp_t socket;
    struct cs_resolver_memory memory;
    char query[CS_RESOLVER_MESSAGE_MAX + 1]; /* one more: what is longer shows */
};

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct cs_resolver *resolver = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(resolver->query, sizeof(resolver->query));
}

/* An answer that the kernel does not take at once is lost, as datagrams may be: the client asks again. */
static void on_query(uv_udp_t *socket, ssize_t length, const uv_buf_t *buffer, const struct sockaddr *from,
                     unsigned flags)
{
    struct cs_resolver *resolver = socket->data;
    unsigned char answer[CS_RESOLVER_MESSAGE_MAX];
    uv_buf_t out = uv_buf_init((char *)answer, 0);

    (void)flags;
    if (length <= 0 || from == NULL)
        return;
    out.len = cs_resolver_answer(&resolver->memory, (const unsigned char *)buffer->base, (size_t)length, answer);
    if (out.len > 0)
        uv_udp_try_send(socket, &out, 1, from);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

int cs_resolver_start(uv_loop_t *loop, uint16_t port, struct cs_resolver **out)
{
    struct cs_resolver *resolver = calloc(1, sizeof(*resolver));
    struct sockaddr_in address;
    int error;

    *out = NULL;
    if (resolver == NULL)
        return UV_ENOMEM;
    uv_ip4_addr("127.0.0.1", port, &address);
    uv_udp_init(loop, &resolver->socket);
    resolver->socket.data = resolver;
    error = uv_udp_bind(&resolver->socket, (const struct sockaddr *)&address, 0);
    if (error == 0)
        error = uv_udp_recv_start(&resolver->socket, on_alloc, on_query);
    if (error != 0) {
        cs_resolver_stop(resolver);
        return error;
    }
    uv_unref((uv_handle_t *)&resolver->socket);
    *out = resolver;
    return 0;
}

void cs_resolver_stop(struct cs_resolver *resolver)
{
    if (resolver != NULL)
        uv_close((uv_handle_t *)&resolver->socket, on_closed);
}
