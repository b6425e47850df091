#include "harness/wire/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool cs_address_parse(const char *text, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof(*out));
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        return true;
    }
    return false;
}

socklen_t cs_address_length(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

void cs_address_format(const struct sockaddr_storage *address, char text[CS_ADDRESS_TEXT_MAX])
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    char host[INET6_ADDRSTRLEN];

    if (address->ss_family == AF_INET && inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host)) != NULL)
        snprintf(text, CS_ADDRESS_TEXT_MAX, "%s:%u", host, (unsigned)ntohs(v4->sin_port));
    else if (address->ss_family == AF_INET6 && inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host)) != NULL)
        snprintf(text, CS_ADDRESS_TEXT_MAX, "[%s]:%u", host, (unsigned)ntohs(v6->sin6_port));
    else
        snprintf(text, CS_ADDRESS_TEXT_MAX, "?");
}

/* struct in6_ifreq of the kernel; its header cannot stand beside those of the C library. */
struct in6_request {
    struct in6_addr address;
    uint32_t prefix_length;
    int interface;
};

int cs_address_assign(const char *text)
{
    struct in6_request request = {.prefix_length = 128, .interface = (int)if_nametoindex("lo")};
    int any = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int error = 0;

    if (any < 0)
        return errno;
    if (inet_pton(AF_INET6, text, &request.address) != 1)
        error = EINVAL;
    else if (ioctl(any, SIOCSIFADDR, &request) != 0)
        error = errno;
    close(any);
    return error;
}
