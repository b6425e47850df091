#include "harness/net/peer_queue.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reference/testing.h"

/* Both ends of a connection. */
struct pair {
    int ours;
    int theirs;
};

/* To a listener at |listens|, an IPv6 address, as |connects|; false where there is no IPv6. */
static bool join(struct pair *pair, const char *listens, const char *connects)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6}, target = {.sin6_family = AF_INET6};
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool done;

    inet_pton(AF_INET6, listens, &address.sin6_addr);
    inet_pton(AF_INET6, connects, &target.sin6_addr);
    done = bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 1) == 0 &&
           getsockname(listener, (struct sockaddr *)&address, &length) == 0;
    target.sin6_port = address.sin6_port;
    pair->ours = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    done = done && connect(pair->ours, (struct sockaddr *)&target, sizeof(target)) == 0;
    pair->theirs = done ? accept(listener, NULL, NULL) : -1;
    close(listener);
    return done;
}

static void part(struct pair *pair)
{
    close(pair->ours);
    if (pair->theirs >= 0)
        close(pair->theirs);
}

static void expect_told(const char *listens, const char *connects)
{
    struct cs_peer_queue queue = CS_PEER_QUEUE_NEW;
    struct pair pair;
    char byte;

    if (!join(&pair, listens, connects)) {
        cs_skip("no IPv6 here");
    } else if (cs_peer_queue_is_filled(&queue, pair.ours) || queue.unknown) {
        CU_ASSERT_TRUE(queue.unknown);
        cs_skip("this kernel does not tell of its sockets");
    } else {
        CU_ASSERT_EQUAL(send(pair.ours, "ab", 2, 0), 2);
        CU_ASSERT_TRUE(cs_peer_queue_is_filled(&queue, pair.ours));
        CU_ASSERT_EQUAL(recv(pair.theirs, &byte, 1, 0), 1);
        CU_ASSERT_TRUE(cs_peer_queue_is_filled(&queue, pair.ours));
        CU_ASSERT_EQUAL(recv(pair.theirs, &byte, 1, 0), 1);
        CU_ASSERT_FALSE(cs_peer_queue_is_filled(&queue, pair.ours));
        CU_ASSERT_FALSE(queue.unknown);
    }
    cs_peer_queue_close(&queue);
    part(&pair);
}

static void test_told(void)
{
    expect_told("::1", "::1");
    expect_told("::", "::ffff:127.0.0.1");
}

/* A peer that is not to be found is none to wait for, and is not looked for again. */
static void test_gone(void)
{
    struct cs_peer_queue queue = CS_PEER_QUEUE_NEW;
    int pair[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    CU_ASSERT_FALSE(cs_peer_queue_is_filled(&queue, pair[0]));
    CU_ASSERT_TRUE(queue.unknown);
    CU_ASSERT_EQUAL(queue.netlink, -1);
    CU_ASSERT_FALSE(cs_peer_queue_is_filled(&queue, pair[0]));
    close(pair[0]);
    close(pair[1]);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"what the peer has not read", test_told},
        {"a peer that is not to be found", test_gone},
    };

    return cs_run_tests("peer_queue", tests, CS_COUNT(tests));
}
