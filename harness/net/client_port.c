#include "harness/net/client_port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>

#define CS_CLIENT_PORTS (CS_CLIENT_PORTS_LAST - CS_CLIENT_PORTS_FIRST + 1)
#define CS_TRIES        64

static bool is_local(const struct sockaddr_storage *target)
{
    return target->ss_family == AF_INET &&
           ((const struct sockaddr_in *)target)->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
}

void cs_client_port_bind(struct cs_client_ports *ports, int fd, const struct sockaddr_storage *target)
{
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool taken = is_local(target);

    for (int i = 0; i < CS_TRIES && taken; i++) {
        source.sin_port = htons((uint16_t)(CS_CLIENT_PORTS_FIRST + ports->used++ % CS_CLIENT_PORTS));
        taken = bind(fd, (const struct sockaddr *)&source, sizeof(source)) < 0 && errno == EADDRINUSE;
    }
}
