#include "harness/net/address.h"

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

/* Whether |message| tells that |address| is one of ours.  A route through the interface comes earlier, and what is sent
 * then is lost. */
static bool is_route_to(const struct nlmsghdr *message, const struct in6_addr *address)
{
    const struct rtmsg *route = NLMSG_DATA(message);
    const struct rtattr *attribute = RTM_RTA(route);
    size_t left = RTM_PAYLOAD(message);

    if (message->nlmsg_type != RTM_NEWROUTE || route->rtm_type != RTN_LOCAL || route->rtm_family != AF_INET6)
        return false;
    while (left >= sizeof(*attribute) && attribute->rta_len >= sizeof(*attribute) && attribute->rta_len <= left) {
        if (attribute->rta_type == RTA_DST && RTA_PAYLOAD(attribute) == sizeof(*address))
            return memcmp(RTA_DATA(attribute), address, sizeof(*address)) == 0;
        if (RTA_ALIGN(attribute->rta_len) >= left)
            return false;
        left -= RTA_ALIGN(attribute->rta_len);
        attribute = (const struct rtattr *)((const char *)attribute + RTA_ALIGN(attribute->rta_len));
    }
    return false;
}

/* Reads until the kernel has both taken the request and put up the route; 0, or what is wrong. */
static int wait_for_route(int kernel, const struct in6_addr *address)
{
    _Alignas(struct nlmsghdr) char data[8192];
    bool taken = false;
    bool routed = false;

    while (!taken || !routed) {
        ssize_t size = recv(kernel, data, sizeof(data), 0);
        const struct nlmsghdr *message = (const struct nlmsghdr *)data;

        if (size < 0)
            return errno == EAGAIN ? ETIMEDOUT : errno;
        for (size_t left = (size_t)size; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
            const struct nlmsgerr *error = NLMSG_DATA(message);

            if (message->nlmsg_type == NLMSG_ERROR && error->error == -EEXIST)
                return 0; /* an earlier case had it */
            if (message->nlmsg_type == NLMSG_ERROR && error->error != 0)
                return -error->error;
            taken = taken || message->nlmsg_type == NLMSG_ERROR;
            routed = routed || is_route_to(message, address);
        }
    }
    return 0;
}

/* A socket that hears of new routes, but does not wait for ever. */
static int open_kernel(void)
{
    struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV6_ROUTE};
    struct timeval patience = {.tv_sec = 2};
    int kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (kernel < 0)
        return -1;
    if (bind(kernel, (const struct sockaddr *)&name, sizeof(name)) == 0 &&
        setsockopt(kernel, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0)
        return kernel;
    close(kernel);
    return -1;
}

/* Netlink and not SIOCSIFADDR, for IFA_F_NODAD: without it an address is tentative for a moment, and no one can bind
 * it.  Even so the route to it comes a moment later, and no one can connect to it before. */
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
    int kernel;
    int error;

    if (inet_pton(AF_INET6, text, &request.address) != 1)
        return EINVAL;
    kernel = open_kernel();
    if (kernel < 0)
        return errno;
    error = send(kernel, &request, sizeof(request), 0) < 0 ? errno : wait_for_route(kernel, &request.address);
    close(kernel);
    return error;
}
