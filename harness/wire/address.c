#include "harness/wire/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
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

/* RTM_NEWADDR with one attribute. */
struct new_address {
    struct nlmsghdr head;
    struct ifaddrmsg about;
    struct rtattr attribute;
    struct in6_addr address;
};

struct reply {
    struct nlmsghdr head;
    struct nlmsgerr error;
};

/* Netlink and not SIOCSIFADDR, for IFA_F_NODAD: without it an address is tentative for a moment, and no one can bind
 * it. */
int cs_address_assign(const char *text)
{
    struct new_address request = {
        .head = {.nlmsg_len = sizeof(request),
                 .nlmsg_type = RTM_NEWADDR,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
        .about = {.ifa_family = AF_INET6,
                  .ifa_prefixlen = 128,
                  .ifa_flags = IFA_F_NODAD,
                  .ifa_index = if_nametoindex("lo")},
        .attribute = {.rta_len = RTA_LENGTH(sizeof(struct in6_addr)), .rta_type = IFA_LOCAL},
    };
    struct reply reply;
    int error = EINVAL;
    int kernel;

    if (inet_pton(AF_INET6, text, &request.address) != 1)
        return EINVAL;
    kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (kernel < 0)
        return errno;
    if (send(kernel, &request, sizeof(request), 0) < 0 || recv(kernel, &reply, sizeof(reply), 0) < 0)
        error = errno;
    else if (reply.head.nlmsg_type == NLMSG_ERROR)
        error = -reply.error.error;
    close(kernel);
    return error;
}
