#include "harness/embedded/proxy/lookup.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>

struct lookup {
    uv_getaddrinfo_t request;
    void (*done)(void *context, const struct sockaddr_storage *addresses, size_t count, bool timed_out);
    void *context;
    uint16_t port;
};

/* The resolver's own idea of addresses (127.1, 0x7f000001, fe80::1%lo) is none of ours (RFC 3986 section 3.2.2): only
 * host names (RFC 1123 section 2.1) whose last label begins with a letter are looked up. */
static bool is_name(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(text);
    size_t label = length > 0 && text[length - 1] == '.' ? length - 1 : length;

    if (length == 0 || strspn(text, allowed) != length)
        return false;
    while (label > 0 && text[label - 1] != '.')
        label--;
    return strchr("0123456789-_.", text[label]) == NULL;
}

static void on_found(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
    struct lookup *lookup = request->data;
    struct sockaddr_storage addresses[CS_ADDRESSES_MAX] = {{0}};
    size_t count = 0;

    for (const struct addrinfo *next = found; next != NULL && count < CS_ADDRESSES_MAX; next = next->ai_next) {
        struct sockaddr_in *address = (struct sockaddr_in *)&addresses[count++];

        memcpy(address, next->ai_addr, next->ai_addrlen);
        address->sin_port = htons(lookup->port); /* at the same place in both families */
    }
    uv_freeaddrinfo(found);
    lookup->done(lookup->context, addresses, count, status == UV_EAI_AGAIN);
    free(lookup);
}

bool cs_lookup_start(uv_loop_t *loop, const struct cs_destination *destination,
                     void (*done)(void *context, const struct sockaddr_storage *addresses, size_t count,
                                  bool timed_out),
                     void *context)
{
    static const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    char name[CS_DESTINATION_HOST_MAX + 1];
    struct lookup *lookup;

    memcpy(name, destination->host, destination->length);
    name[destination->length] = '\0';
    if (strlen(name) != destination->length || !is_name(name))
        return false;
    lookup = calloc(1, sizeof(*lookup));
    if (lookup == NULL)
        return false;
    *lookup = (struct lookup){.done = done, .context = context, .port = destination->port};
    lookup->request.data = lookup;
    if (uv_getaddrinfo(loop, &lookup->request, on_found, name, NULL, &hints) == 0)
        return true;
    free(lookup); /* a name too long for it */
    return false;
}
