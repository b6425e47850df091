#include "harness/net/peer_queue.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct question {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
};

/* The address and port of |name|, both in network order; returns the family, which is IPv4's for a mapped address. */
static sa_family_t take_name(const struct sockaddr_storage *name, __be32 address[4], __be16 *port)
{
    const struct sockaddr_in *in = (const void *)name;
    const struct sockaddr_in6 *in6 = (const void *)name;

    if (name->ss_family != AF_INET6) {
        memcpy(address, &in->sin_addr, sizeof(in->sin_addr));
        *port = in->sin_port;
        return AF_INET;
    }
    *port = in6->sin6_port;
    if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
        memcpy(address, &in6->sin6_addr.s6_addr[12], 4);
        return AF_INET;
    }
    memcpy(address, &in6->sin6_addr, sizeof(in6->sin6_addr));
    return AF_INET6;
}

/* The peer's socket is ours with the ends exchanged. */
static bool name_peer(struct inet_diag_req_v2 *out, int fd)
{
    struct sockaddr_storage ours, theirs;
    socklen_t ours_length = sizeof(ours), theirs_length = sizeof(theirs);

    if (getsockname(fd, (struct sockaddr *)&ours, &ours_length) != 0 ||
        getpeername(fd, (struct sockaddr *)&theirs, &theirs_length) != 0)
        return false;
    out->sdiag_protocol = IPPROTO_TCP;
    out->idiag_states = ~0U;
    out->id.idiag_cookie[0] = out->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    take_name(&ours, out->id.idiag_dst, &out->id.idiag_dport);
    out->sdiag_family = (__u8)take_name(&theirs, out->id.idiag_src, &out->id.idiag_sport);
    return true;
}

/* The kernel answers before send() returns.  False when it knows no such socket. */
static bool ask(int netlink, const struct question *question, uint32_t *unread)
{
    union {
        struct nlmsghdr head;
        char bytes[1024];
    } answer;
    const struct inet_diag_msg *told = NLMSG_DATA(&answer.head);
    ssize_t length;

    if (send(netlink, question, sizeof(*question), 0) != (ssize_t)sizeof(*question))
        return false;
    length = recv(netlink, &answer, sizeof(answer), MSG_DONTWAIT);
    if (length < (ssize_t)NLMSG_LENGTH(sizeof(*told)) || answer.head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return false;
    *unread = told->idiag_rqueue;
    return true;
}

bool cs_peer_queue_is_filled(struct cs_peer_queue *queue, int fd)
{
    struct question question = {
        .head = {.nlmsg_len = sizeof(question), .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST}};
    uint32_t unread = 0;

    if (queue->unknown)
        return false;
    if (queue->netlink < 0)
        queue->netlink = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (queue->netlink < 0 || !name_peer(&question.body, fd) || !ask(queue->netlink, &question, &unread)) {
        cs_peer_queue_close(queue);
        queue->unknown = true;
    }
    return unread > 0;
}

void cs_peer_queue_close(struct cs_peer_queue *queue)
{
    if (queue->netlink >= 0)
        close(queue->netlink);
    queue->netlink = -1;
}
