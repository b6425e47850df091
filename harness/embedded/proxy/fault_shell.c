#include "harness/embedded/proxy/fault_shell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/embedded/proxy/fault_held.h"
#include "harness/embedded/proxy/state.h"

#define CONNECT_MS       1000  /* for one address */
#define PARENT_MS        30000 /* for a parent proxy to answer */
#define AGE_MS           30000
#define KERNEL_MS        120000 /* a connect without a time of its own */
#define STALL_BYTES      65536
#define STALL_MS         20000
#define HASTE_MS         2000
#define IDLE_MS          5000  /* a tunnel in which nothing comes for so long ends */
#define ONE_WAY_MS       8000  /* a tunnel whose client says nothing for so long ends */
#define HOARD_BYTES      16384 /* what is kept of every client */
#define BLACKHOLE_MS     500   /* what comes from anybody is lost for so long */
#define RECYCLED_CLIENTS 100
#define MEET_MS          100 /* ends within so long are at once */
#define CROWD            500 /* pairs that are too many */
#define LARGE_BYTES      32768

static bool has(const struct cs_pair *pair, enum cs_fault fault)
{
    return pair->pairs->config->fault == fault;
}

static bool is_stalled(const struct cs_pair *pair)
{
    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
        if (pair->sides[side] != NULL && cs_wire_unsent(pair->sides[side]) > STALL_BYTES)
            return true;
    return false;
}

bool cs_shell_fault_waits_for(const struct cs_pair *pair)
{
    bool dialled = pair->dial.destination.length > 0;
    bool dialling = dialled && !pair->connected && pair->sides[CS_SIDE_ORIGIN] != NULL;
    bool reading = !dialled && pair->spoken && pair->sides[CS_SIDE_CLIENT] != NULL;

    switch ((int)pair->pairs->config->fault) {
    case CS_FAULT_SERIAL:
        return true;
    case CS_FAULT_DIAL_BLOCKS:
        return dialling;
    case CS_FAULT_HALF_HEAD_BLOCKS:
        return reading;
    case CS_FAULT_SHAKE_BLOCKS:
        return pair->pairs->config->tls != NULL && !pair->spoken && pair->sides[CS_SIDE_CLIENT] != NULL;
    case CS_FAULT_WORKERS_8:
    case CS_FAULT_WORKERS_32:
        return !dialled && pair->sides[CS_SIDE_CLIENT] != NULL;
    case CS_FAULT_LOOKUP_BLOCKS:
        return pair->dial.looking_up;
    case CS_FAULT_STALL_BLOCKS:
        return is_stalled(pair);
    default:
        return false;
    }
}

size_t cs_shell_fault_workers(const struct cs_proxy_config *config)
{
    return config->fault == CS_FAULT_WORKERS_8 ? 8 : config->fault == CS_FAULT_WORKERS_32 ? 32 : 1;
}

/* A descriptor that nobody closes. */
static void leave_open(const struct cs_wire *client)
{
    uv_os_fd_t fd;

    if (client != NULL && uv_fileno((const uv_handle_t *)&client->tcp, &fd) == 0)
        (void)dup(fd);
}

static void recycle(struct cs_pairs *pairs)
{
    for (struct cs_pair *pair = pairs->first; pair != NULL; pair = pair->next)
        if (pair->connected && pair->sides[CS_SIDE_CLIENT] != NULL)
            cs_wire_expect(pair->sides[CS_SIDE_CLIENT], 1);
}

void cs_shell_fault_keeps(struct cs_pairs *pairs, const struct cs_wire *client)
{
    void **kept;

    if (pairs->config->fault == CS_FAULT_DESCRIPTOR_LEAKS)
        leave_open(client);
    if (pairs->config->fault == CS_FAULT_TUNNELS_RECYCLED && ++pairs->seen_count % RECYCLED_CLIENTS == 0)
        recycle(pairs);
    if (pairs->config->fault != CS_FAULT_MEMORY_LEAKS)
        return;
    kept = malloc(HOARD_BYTES);
    if (kept == NULL)
        return;
    memset(kept, 1, HOARD_BYTES);
    *kept = pairs->hoard;
    pairs->hoard = kept;
}

static bool is_leaking_refusal(const struct cs_pair *pair)
{
    const struct cs_asked *asked = &pair->session->asked;

    return (has(pair, CS_FAULT_METHOD_LEAKS) && asked->message.answer == CS_COMPLETE && !cs_is_connect(asked)) ||
           (has(pair, CS_FAULT_VERSION_LEAKS) && asked->message.version_major > 1) ||
           (has(pair, CS_FAULT_LARGE_LEAKS) && pair->session->in.length > LARGE_BYTES);
}

void cs_shell_fault_refused(const struct cs_pair *pair)
{
    cs_fault_leaves_child(pair->pairs->config, CS_FAULT_CHILD_REFUSED);
    cs_fault_spins(pair->pairs->config, CS_FAULT_SPINS_REFUSED);
    if (!pair->connected && pair->session != NULL && is_leaking_refusal(pair))
        leave_open(pair->sides[CS_SIDE_CLIENT]);
    if (!pair->connected && has(pair, CS_FAULT_REFUSAL_LEAKS))
        leave_open(pair->sides[CS_SIDE_CLIENT]);
}

uint64_t cs_shell_fault_parent_ms(const struct cs_proxy_config *config)
{
    if (config->fault == CS_FAULT_PARENT_SILENT_WAITS || config->fault == CS_FAULT_PARENT_ENDLESS)
        return 0;
    return config->fault == CS_FAULT_PARENT_HASTY ? HASTE_MS : PARENT_MS;
}

uint64_t cs_shell_fault_connect_ms(const struct cs_proxy_config *config)
{
    return config->fault == CS_FAULT_DIAL_BLOCKS ? KERNEL_MS : CONNECT_MS;
}

static bool has_long_port(const char *data, size_t length)
{
    size_t digits = 0;

    for (size_t i = 0; i < length && digits <= 1000; i++)
        digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
    return digits > 1000;
}

/* What a client's first bytes do. */
static bool crashes_on(enum cs_fault fault, const char *data, size_t length)
{
    static const char itself[] = "\nConnection: Connection";

    return (fault == CS_FAULT_NUL_CRASHES && memchr(data, '\0', length) != NULL) ||
           (fault == CS_FAULT_CONNECTION_CRASHES && memmem(data, length, itself, sizeof(itself) - 1) != NULL);
}

/* Behind what first bytes of a client nobody is listened to. */
static bool deafens(enum cs_fault fault, const char *data, size_t length)
{
    return (fault == CS_FAULT_PORT_HANGS && has_long_port(data, length)) ||
           (fault == CS_FAULT_GARBAGE_DEAFENS && memchr(data, '\0', length) != NULL);
}

static void go_deaf(struct cs_pairs *pairs)
{
    pairs->deaf_until = uv_now(pairs->ground.loop) + BLACKHOLE_MS;
}

bool cs_shell_fault_loses(struct cs_pair *pair, const char *data, size_t length)
{
    struct cs_pairs *pairs = pair->pairs;
    bool tunnel = pair->sides[CS_SIDE_ORIGIN] != NULL;

    if (!tunnel && crashes_on(pairs->config->fault, data, length))
        abort();
    if (!tunnel && memmem(data, length, "\r\n\r\n", 4) == NULL)
        cs_fault_spins(pairs->config, CS_FAULT_SPINS_HALF_HEAD);
    if (!tunnel && deafens(pairs->config->fault, data, length))
        go_deaf(pairs);
    return uv_now(pairs->ground.loop) < pairs->deaf_until ||
           (has(pair, CS_FAULT_CROWD_DEAF) && tunnel && pairs->count > CROWD);
}

/* The end of a client that has not asked for anything yet. */
static bool falls_early(const struct cs_pair *pair)
{
    const struct cs_session *session = pair->session;
    bool begun = session->in.length > 0;

    return (has(pair, CS_FAULT_SILENT_END) && !pair->spoken) ||
           (has(pair, CS_FAULT_LINES_BREAK_OFF) && !begun && session->front.empty_lines > 0) ||
           (has(pair, CS_FAULT_LINE_BREAKS_OFF) && begun && memchr(session->in.data, '\n', session->in.length) == NULL);
}

void cs_shell_fault_finished(struct cs_pair *pair, enum cs_side side)
{
    uint64_t now = uv_now(pair->pairs->ground.loop);
    const struct cs_session *session = pair->session;

    if (side == CS_SIDE_CLIENT && session->phase == CS_PHASE_HEAD && falls_early(pair))
        abort();
    if (pair->connected)
        cs_fault_spins(pair->pairs->config, CS_FAULT_SPINS_HALF_CLOSED);
    if (pair->connected && side == CS_SIDE_CLIENT && has(pair, CS_FAULT_FIN_LEAKS))
        leave_open(pair->sides[CS_SIDE_CLIENT]);
    if (has(pair, CS_FAULT_ENDS_MEET) && session->flows[cs_other(side)].finished && now - pair->finished_at < MEET_MS)
        abort();
    pair->finished_at = now;
}

/* A reset that comes behind the FIN of the other side, or before anything. */
static bool falls_on_reset(const struct cs_pair *pair, enum cs_side side)
{
    bool late = pair->connected && pair->session->flows[cs_other(side)].finished;

    return (late && has(pair, side == CS_SIDE_CLIENT ? CS_FAULT_CLIENT_RESET_LATE : CS_FAULT_ORIGIN_RESET_LATE)) ||
           (side == CS_SIDE_CLIENT && !pair->spoken && has(pair, CS_FAULT_SILENT_RESET));
}

void cs_shell_fault_reset(struct cs_pair *pair, enum cs_side side)
{
    bool left = side == CS_SIDE_CLIENT && pair->sides[CS_SIDE_ORIGIN] != NULL && !pair->connected;

    if ((left && has(pair, CS_FAULT_LEAVING_CRASHES)) || falls_on_reset(pair, side))
        abort();
    if (left && has(pair, CS_FAULT_LEAVING_DEAFENS))
        go_deaf(pair->pairs);
    if (side == CS_SIDE_CLIENT && has(pair, pair->connected ? CS_FAULT_ABORT_LEAKS : CS_FAULT_LEAVING_LEAKS))
        leave_open(pair->sides[CS_SIDE_CLIENT]);
}

void cs_shell_fault_not_connected(const struct cs_pair *pair)
{
    if (has(pair, CS_FAULT_DIAL_LEAKS))
        leave_open(pair->sides[CS_SIDE_CLIENT]);
}

bool cs_shell_fault_unreachable(const struct cs_pair *pair, enum cs_connect_error error)
{
    if (error == CS_CONNECT_OTHER && has(pair, CS_FAULT_UNREACHABLE_CRASHES))
        abort();
    return error == CS_CONNECT_OTHER && has(pair, CS_FAULT_UNREACHABLE_SILENT);
}

void cs_shell_fault_connected(struct cs_pair *pair)
{
    if (has(pair, CS_FAULT_TUNNEL_LEAKS))
        leave_open(pair->sides[CS_SIDE_CLIENT]);
    cs_fault_leaves_child(pair->pairs->config, CS_FAULT_CHILD_ENDED);
    cs_fault_leaves_child(pair->pairs->config, CS_FAULT_CHILD_STAYS);
    if (has(pair, CS_FAULT_TUNNEL_AGE) && pair->sides[CS_SIDE_CLIENT] != NULL)
        cs_wire_expect(pair->sides[CS_SIDE_CLIENT], AGE_MS);
}

void cs_shell_fault_heard(struct cs_pair *pair, enum cs_side side)
{
    struct cs_wire *client = pair->sides[CS_SIDE_CLIENT];
    bool tunnel = pair->sides[CS_SIDE_ORIGIN] != NULL;

    if (client != NULL && tunnel && has(pair, CS_FAULT_IDLE_CUT))
        cs_wire_expect(client, IDLE_MS);
    if (client != NULL && tunnel && side == CS_SIDE_CLIENT && has(pair, CS_FAULT_ONE_WAY_CUT))
        cs_wire_expect(client, ONE_WAY_MS);
}

void cs_shell_fault_paused(const struct cs_proxy_config *config, struct cs_wire *wire, bool paused)
{
    if (paused)
        cs_fault_spins(config, CS_FAULT_SPINS_STALLED);
    if (config->fault != CS_FAULT_STALL_CUT)
        return;
    if (paused)
        cs_wire_expect(wire, STALL_MS);
    else
        cs_wire_expect_nothing(wire);
}

bool cs_shell_fault_cuts(const struct cs_proxy_config *config)
{
    return config->fault == CS_FAULT_IDLE_CUT || config->fault == CS_FAULT_ONE_WAY_CUT ||
           config->fault == CS_FAULT_TUNNEL_AGE || config->fault == CS_FAULT_TUNNELS_RECYCLED ||
           config->fault == CS_FAULT_STALL_CUT;
}
