#include "harness/net/udp.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "harness/net/address.h"
#include "harness/net/poll.h"
#include "reference/testing.h"

struct bench {
    uv_loop_t loop;
    struct cs_udp *udp;
    struct sockaddr_storage peer, gone;
    size_t lengths[8], count, turns, unreachable;
    char last[16];
    bool closes; /* the callback closes the socket */
};

static void on_received(void *context, const struct sockaddr_storage *peer, const char *bytes, size_t length)
{
    struct bench *bench = context;

    bench->peer = *peer;
    bench->lengths[bench->count++ % 8] = length;
    memcpy(bench->last, bytes, length < sizeof(bench->last) ? length : sizeof(bench->last));
    if (bench->closes)
        cs_udp_close(bench->udp);
}

static void on_unreachable(void *context, const struct sockaddr_storage *peer)
{
    struct bench *bench = context;

    bench->unreachable++;
    bench->gone = *peer;
}

static void on_turned(void *context)
{
    ((struct bench *)context)->turns++;
}

static const struct cs_udp_events events = {
    .received = on_received, .unreachable = on_unreachable, .turned = on_turned};

/* A socket of its own, connected to |address|. */
static int dial(const struct sockaddr_storage *address)
{
    int fd = socket(address->ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    CU_ASSERT_FATAL(fd >= 0 && connect(fd, (const struct sockaddr *)address, cs_address_length(address)) == 0);
    return fd;
}

static void open_at(struct bench *bench, const char *host)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    struct sockaddr_storage any;
    int fd;

    memset(bench, 0, sizeof(*bench));
    cs_loop_init(&bench->loop);
    CU_ASSERT_FATAL(cs_address_parse(host, 0, &any));
    fd = socket(any.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_FATAL(fd >= 0 && bind(fd, (const struct sockaddr *)&any, cs_address_length(&any)) == 0);
    getsockname(fd, (struct sockaddr *)&address, &size);
    close(fd);
    CU_ASSERT_FATAL(cs_udp_open(&bench->loop, &address, &events, bench, &bench->udp) == 0);
    bench->gone = address;
}

static void end(struct bench *bench)
{
    cs_udp_close(bench->udp);
    uv_run(&bench->loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&bench->loop), 0);
}

static void keeps_bounds(void)
{
    static char large[CS_UDP_BYTES_MAX];
    struct bench bench;
    int fd;

    open_at(&bench, "127.0.0.1");
    fd = dial(&bench.gone);
    CU_ASSERT_EQUAL(send(fd, "ab", 2, 0), 2);
    CU_ASSERT_EQUAL(send(fd, "", 0, 0), 0);
    CU_ASSERT_EQUAL(send(fd, large, sizeof(large), 0), (ssize_t)sizeof(large));
    uv_run(&bench.loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(bench.count, 3);
    CU_ASSERT(bench.lengths[0] == 2 && bench.lengths[1] == 0 && bench.lengths[2] == sizeof(large));
    CU_ASSERT_EQUAL(bench.turns, 1);
    close(fd);
    end(&bench);
}

static void answers_whoever_sent(void)
{
    static char large[CS_UDP_BYTES_MAX + 1];
    struct bench bench;
    char got[8];
    int fd;

    open_at(&bench, "127.0.0.1");
    fd = dial(&bench.gone);
    CU_ASSERT_EQUAL(send(fd, "ping", 4, 0), 4);
    cs_udp_read_now(bench.udp);
    CU_ASSERT_EQUAL(bench.count, 1);
    CU_ASSERT_EQUAL(bench.turns, 0);
    CU_ASSERT_EQUAL(cs_udp_send(bench.udp, &bench.peer, "pong", 4), 0);
    CU_ASSERT(recv(fd, got, sizeof(got), 0) == 4 && memcmp(got, "pong", 4) == 0);
    CU_ASSERT_EQUAL(cs_udp_send(bench.udp, &bench.peer, "", 0), 0);
    CU_ASSERT_EQUAL(recv(fd, got, sizeof(got), 0), 0);
    CU_ASSERT_EQUAL(cs_udp_send(bench.udp, &bench.peer, large, sizeof(large)), EMSGSIZE);
    close(fd);
    end(&bench);
}

/* The peer's port is closed: ICMP says so, and the socket goes on for others. */
static void hears_of_closed_ports(void)
{
    struct bench bench;
    struct sockaddr_storage address;
    int fd;

    open_at(&bench, "127.0.0.1");
    address = bench.gone;
    fd = dial(&address);
    CU_ASSERT_EQUAL(send(fd, "a", 1, 0), 1);
    uv_run(&bench.loop, UV_RUN_ONCE);
    close(fd);
    CU_ASSERT_EQUAL(cs_udp_send(bench.udp, &bench.peer, "b", 1), 0);
    uv_run(&bench.loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(bench.unreachable, 1);
    CU_ASSERT(cs_udp_same(&bench.gone, &bench.peer));
    CU_ASSERT_FALSE(cs_udp_same(&address, &bench.peer));
    fd = dial(&address);
    CU_ASSERT_EQUAL(send(fd, "c", 1, 0), 1);
    uv_run(&bench.loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(bench.count, 2);
    CU_ASSERT_EQUAL(bench.last[0], 'c');
    close(fd);
    end(&bench);
}

static void closes_in_a_callback(void)
{
    struct bench bench;
    int fd;

    open_at(&bench, "127.0.0.1");
    bench.closes = true;
    fd = dial(&bench.gone);
    CU_ASSERT(send(fd, "a", 1, 0) == 1 && send(fd, "b", 1, 0) == 1);
    uv_run(&bench.loop, UV_RUN_ONCE);
    CU_ASSERT_EQUAL(bench.count, 1);
    CU_ASSERT_EQUAL(bench.turns, 0);
    close(fd);
    bench.udp = NULL;
    end(&bench);
}

static void one_at_a_place(void)
{
    struct bench bench;
    struct cs_udp *second;

    open_at(&bench, "127.0.0.1");
    CU_ASSERT_EQUAL(cs_udp_open(&bench.loop, &bench.gone, &events, &bench, &second), EADDRINUSE);
    CU_ASSERT_PTR_NULL(second);
    end(&bench);
}

static void compares_ipv6(void)
{
    struct sockaddr_storage one, other, third, v4;

    CU_ASSERT(cs_address_parse("::1", 5, &one));
    CU_ASSERT(cs_address_parse("::1", 5, &other));
    CU_ASSERT(cs_address_parse("::2", 5, &third));
    CU_ASSERT(cs_address_parse("127.0.0.1", 5, &v4));
    CU_ASSERT(cs_udp_same(&one, &other));
    CU_ASSERT_FALSE(cs_udp_same(&one, &third));
    CU_ASSERT_FALSE(cs_udp_same(&one, &v4));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"datagrams keep their bounds", keeps_bounds},
        {"answers go to whoever sent", answers_whoever_sent},
        {"ICMP tells of closed ports", hears_of_closed_ports},
        {"it may be closed in a callback", closes_in_a_callback},
        {"one socket at a place", one_at_a_place},
        {"addresses are compared", compares_ipv6},
    };

    return cs_run_tests("udp", tests, CS_COUNT(tests));
}
