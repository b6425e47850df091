/* A fence: a control CONNECT to the case's own address.  Once its nonce arrives at the listener, whatever the target
 * was going to do before has been done.  What arrives meanwhile may be the control's or the case's; it gets its name
 * when the fence is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "harness/engine/drive.h"

/* How long the nonce of a probe may take once the tunnel stands, in seconds: only targets with broken tunnels need it. */
#define CS_NONCE_GRACE 1.0

#define CS_CONTROL_NAME "control.connectspec.test"

static bool is_settled(const struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->connection_count; i++)
        if (drive->connections[i]->socket != NULL && !cs_socket_is_settled(drive->connections[i]->socket))
            return false;
    return true;
}

static bool is_unknown(const struct cs_connection *connection)
{
    return connection->standing == CS_STANDING_UNKNOWN;
}

static bool carries_nonce(const struct cs_drive *drive, const struct cs_connection *connection)
{
    const struct cs_stream *received = &cs_connection_channel(connection)->received;

    return is_unknown(connection) && received->kept != NULL &&
           memmem(received->kept, received->kept_length, drive->fence.nonce, strlen(drive->fence.nonce)) != NULL;
}

static bool any_unknown(const struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->connection_count; i++)
        if (is_unknown(drive->connections[i]))
            return true;
    return false;
}

static bool nonce_arrived(const struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->connection_count; i++)
        if (carries_nonce(drive, drive->connections[i]))
            return true;
    return false;
}

static bool control_tunnels(const struct cs_drive *drive)
{
    return drive->fence.control != NULL && drive->fence.control->recorder.exchange.state == CS_EXCHANGE_TUNNEL;
}

static void mark_control(struct cs_connection *connection)
{
    struct cs_channel *channel = cs_connection_channel(connection);

    connection->standing = CS_STANDING_CONTROL;
    channel->role = CS_CHANNEL_CONTROL;
    snprintf(channel->actor, sizeof(channel->actor), "control");
}

/* The last |count| that are unknown are the control's; |silent|: only those that sent nothing. */
static void mark_last(struct cs_drive *drive, unsigned count, bool silent)
{
    for (size_t i = drive->connection_count; i > 0 && count > 0; i--) {
        struct cs_connection *connection = drive->connections[i - 1];

        if (!is_unknown(connection) || (silent && cs_connection_channel(connection)->received.total > 0))
            continue;
        mark_control(connection);
        count--;
    }
}

/* Tells the control's connections from the case's.  The nonce decides.  Without it the last that arrived is the
 * control's if the control was granted; a target that connects twice for one CONNECT does so for the control too. */
static void classify(struct cs_drive *drive)
{
    bool found = false;

    for (size_t i = 0; i < drive->connection_count; i++) {
        if (carries_nonce(drive, drive->connections[i])) {
            mark_control(drive->connections[i]);
            found = true;
        }
    }
    if (found)
        mark_last(drive, drive->setting->extra_knocks, true);
    else if (control_tunnels(drive))
        mark_last(drive, 1 + drive->setting->extra_knocks, false);
    for (size_t i = 0; i < drive->connection_count && !drive->over; i++)
        if (is_unknown(drive->connections[i]))
            cs_connection_name(drive->connections[i]);
}

static void close_controls(struct cs_drive *drive)
{
    for (size_t i = 0; i < drive->connection_count; i++) {
        struct cs_connection *connection = drive->connections[i];

        if (connection->standing != CS_STANDING_CONTROL)
            continue;
        cs_socket_free(connection->socket);
        connection->socket = NULL;
        connection->ended = true;
    }
}

static void conclude(struct cs_drive *drive, bool passed)
{
    struct cs_fence *fence = &drive->fence;

    cs_drive_sweep(drive); /* what had arrived before the nonce counts as before */
    if (drive->over)
        return;
    fence->state = CS_FENCE_OVER;
    classify(drive);
    cs_drive_record(drive, passed ? CS_EVENT_FENCE_PASSED : CS_EVENT_FENCE_FAILED,
                    fence->control == NULL ? -1 : fence->control->channel, 0);
    if (!drive->over)
        close_controls(drive);
}

static bool send_text(struct cs_connection *control, const char *text)
{
    return cs_socket_send(control->socket, cs_source_text(text));
}

/* Where the control CONNECT leads: to the case's own address.  To a parent proxy, which sees the connections of case and
 * control alike, a name of its own tells them apart. */
static void name_control(const struct cs_drive *drive, char *authority, size_t size)
{
    const struct cs_policy *policy = drive->setting->policy;
    const char *host = policy->parent[0] != 0 ? CS_CONTROL_NAME : drive->addresses.host;

    snprintf(authority, size, strchr(host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, (unsigned)policy->origin_port);
}

/* As a parent proxy: grants the control CONNECT once it has come whole. */
static void grant_controls(struct cs_drive *drive)
{
    static const char start[] = "CONNECT " CS_CONTROL_NAME;

    for (size_t i = 0; i < drive->connection_count && drive->setting->policy->parent[0] != 0; i++) {
        struct cs_connection *connection = drive->connections[i];
        const struct cs_stream *received = &cs_connection_channel(connection)->received;

        if (!is_unknown(connection) || connection->answered || received->kept_length < sizeof(start) ||
            memcmp(received->kept, start, sizeof(start) - 1) != 0 ||
            memmem(received->kept, received->kept_length, "\r\n\r\n", 4) == NULL)
            continue;
        connection->answered = true;
        if (!send_text(connection, "HTTP/1.1 200 OK\r\n\r\n")) {
            cs_drive_trouble(drive, "no memory");
            return;
        }
    }
}

static bool make_request(struct cs_drive *drive)
{
    struct cs_fence *fence = &drive->fence;
    char authority[80];
    char *credentials;
    uint64_t bits = 0;

    if (getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
        return false;
    snprintf(fence->nonce, sizeof(fence->nonce), "%016llx", (unsigned long long)bits);
    name_control(drive, authority, sizeof(authority));
    credentials =
        cs_credentials_line(drive->setting->policy, cs_purse_take(&drive->purse), "CONNECT", authority, authority);
    if (credentials == NULL ||
        asprintf(&fence->request, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", authority, authority, credentials) < 0)
        fence->request = NULL;
    free(credentials);
    return fence->request != NULL;
}

bool cs_fence_begin(struct cs_drive *drive)
{
    struct cs_fence *fence = &drive->fence;

    if (!is_settled(drive))
        return false;
    if (!make_request(drive)) {
        cs_drive_trouble(drive, "no memory");
        return false;
    }
    fence->control = cs_connection_open(drive, "control", CS_STANDING_CONTROL);
    if (fence->control == NULL)
        return false;
    fence->state = CS_FENCE_PENDING;
    cs_drive_record(drive, CS_EVENT_FENCE_BEGUN, fence->control->channel, 0);
    if (!drive->over && !fence->control->ended && !send_text(fence->control, fence->request))
        cs_drive_trouble(drive, "no memory");
    return !drive->over;
}

/* The control was refused or broken off; bytes of its tunnel may still wait at the listener's end. */
static void look_at_failure(struct cs_drive *drive)
{
    const struct cs_connection *control = drive->fence.control;
    enum cs_exchange_state state = control->recorder.exchange.state;

    if (!control->ended && !drive->flooded && (state == CS_EXCHANGE_WAITING || state == CS_EXCHANGE_TUNNEL))
        return;
    cs_drive_sweep(drive);
    if (!drive->over)
        conclude(drive, nonce_arrived(drive));
}

/* A probe only asks whether tunnels open; a nonce that does not follow soon will not come at all. */
static void hurry_probe(struct cs_drive *drive)
{
    if (drive->source != NULL || drive->fence.hurried || !any_unknown(drive))
        return;
    drive->fence.hurried = true;
    if (drive->setting->deadline > CS_NONCE_GRACE)
        cs_drive_set_deadline(drive, CS_NONCE_GRACE);
}

void cs_fence_look(struct cs_drive *drive)
{
    struct cs_fence *fence = &drive->fence;
    bool tunnels;

    if (drive->over || fence->state != CS_FENCE_PENDING)
        return;
    grant_controls(drive);
    if (drive->over)
        return;
    tunnels = control_tunnels(drive);
    if (tunnels && !fence->nonce_queued && !fence->control->ended) {
        fence->nonce_queued = true;
        if (!send_text(fence->control, fence->nonce)) {
            cs_drive_trouble(drive, "no memory");
            return;
        }
    }
    if (nonce_arrived(drive) || (drive->setting->blind && tunnels && any_unknown(drive))) {
        conclude(drive, true);
        return;
    }
    if (tunnels)
        hurry_probe(drive);
    look_at_failure(drive);
}

void cs_fence_abandon(struct cs_drive *drive)
{
    if (drive->fence.state == CS_FENCE_PENDING)
        classify(drive);
}

void cs_fence_clear(struct cs_drive *drive)
{
    free(drive->fence.request);
    drive->fence = (struct cs_fence){0};
}
