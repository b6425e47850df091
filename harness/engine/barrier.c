#include "harness/engine/barrier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "harness/transport/h1/write.h"

#define CS_CONTROL_NAME "control.connectspec.test"

static bool is_unknown(const struct cs_connection *connection)
{
    return connection->kind == CS_PEER_UNKNOWN;
}

static bool carries_nonce(const struct cs_barrier *barrier, const struct cs_connection *connection)
{
    const struct cs_stream *received = &connection->channel->received;

    return is_unknown(connection) && received->kept != NULL &&
           memmem(received->kept, received->kept_length, barrier->nonce, strlen(barrier->nonce)) != NULL;
}

static bool any_unknown(const struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (is_unknown(links->connections[i]))
            return true;
    return false;
}

static bool nonce_arrived(const struct cs_barrier *barrier, const struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (carries_nonce(barrier, links->connections[i]))
            return true;
    return false;
}

static bool control_tunnels(const struct cs_barrier *barrier)
{
    return barrier->control != NULL && barrier->control->recorder.heard.state == CS_EXCHANGE_TUNNEL;
}

static void mark_control(struct cs_connection *connection)
{
    struct cs_channel *channel = connection->channel;

    connection->kind = CS_PEER_CONTROL;
    channel->seat = CS_SEAT_CONTROL;
    snprintf(channel->actor, sizeof(channel->actor), "control");
}

/* In any way whatever. */
static bool is_answered(const struct cs_connection *control)
{
    return control->ended || control->recorder.heard.state == CS_EXCHANGE_GARBAGE || cs_connection_is_answered(control);
}

/* The last |count| that are unknown are the control's, behind the first |from|; |silent|: only those that sent nothing. */
static void mark_last(struct cs_links *links, size_t from, unsigned count, bool silent)
{
    for (size_t i = links->connection_count; i > from && count > 0; i--) {
        struct cs_connection *connection = links->connections[i - 1];

        if (!is_unknown(connection) || (silent && connection->channel->received.total > 0))
            continue;
        mark_control(connection);
        count--;
    }
}

/* Tells the control's connections from the case's.  The nonce decides.  Without it the last that arrived is the
 * control's if the control was granted; a target that connects twice for one CONNECT does so for the control too.  While
 * the control waits for its answer, one that came since and is silent may be its own. */
static void classify(const struct cs_barrier *barrier, struct cs_links *links)
{
    bool found = false;

    links->withheld_at = NULL;
    for (size_t i = 0; i < links->connection_count; i++) {
        if (carries_nonce(barrier, links->connections[i])) {
            mark_control(links->connections[i]);
            found = true;
        }
    }
    if (found)
        mark_last(links, 0, barrier->extra_connections, true);
    else if (control_tunnels(barrier) || barrier->no_tunnel)
        mark_last(links, 0, 1 + barrier->extra_connections, false);
    else if (barrier->control != NULL && !is_answered(barrier->control))
        mark_last(links, barrier->before, 1 + barrier->extra_connections, true);
    for (size_t i = 0; i < links->connection_count; i++)
        if (is_unknown(links->connections[i]))
            cs_links_name(links->connections[i]);
}

static void close_controls(struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count; i++)
        if (links->connections[i]->kind == CS_PEER_CONTROL)
            cs_connection_drop(links->connections[i]);
}

static bool conclude(struct cs_barrier *barrier, struct cs_links *links, bool passed)
{
    cs_links_sweep(links); /* what had arrived before the nonce counts as before */
    if (cs_links_is_over(links))
        return false;
    barrier->state = CS_BARRIER_OVER;
    classify(barrier, links);
    cs_links_record(links, passed ? CS_EVENT_FENCE_PASSED : CS_EVENT_FENCE_FAILED,
                    barrier->control == NULL ? -1 : barrier->control->number, 0);
    close_controls(links);
    return !cs_links_is_over(links);
}

/* Where the control CONNECT leads: to the case's own address.  To a parent proxy, which sees the connections of case
 * and control alike, a name of its own tells them apart. */
static void name_control(const struct cs_policy *policy, const struct cs_links *links, char *authority, size_t size)
{
    const char *host = policy->parent[0] != 0 ? CS_CONTROL_NAME : links->addresses.host;

    snprintf(authority, size, strchr(host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, (unsigned)policy->origin_port);
}

/* Whether this is the control CONNECT, come whole, at the parent proxy that we play.  Whatever a target adds to a name is
 * a case's business. */
static bool asks_parent(const struct cs_connection *connection)
{
    struct cs_conversation said;
    struct cs_span host;

    if (!is_unknown(connection) || connection->answered || connection->channel->received.total == 0)
        return false;
    cs_conversation_read(connection->channel, true, &said);
    host = said.first.target.host;
    return said.final_count > 0 && host.length >= strlen(CS_CONTROL_NAME) &&
           memcmp(said.first.text + host.start, CS_CONTROL_NAME, strlen(CS_CONTROL_NAME)) == 0;
}

/* As a parent proxy: grants the control CONNECT. */
static void grant_controls(const struct cs_barrier *barrier, struct cs_links *links)
{
    for (size_t i = 0; i < links->connection_count && barrier->policy->parent[0] != 0; i++) {
        if (!asks_parent(links->connections[i]))
            continue;
        links->connections[i]->answered = true;
        cs_connection_say(links->connections[i], cs_h1_opened);
    }
}

static bool make_request(struct cs_barrier *barrier, const struct cs_links *links, struct cs_purse *pool)
{
    char authority[80];
    char *credentials;
    uint64_t bits = 0;

    if (getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
        return false;
    snprintf(barrier->nonce, sizeof(barrier->nonce), "%016llx", (unsigned long long)bits);
    name_control(barrier->policy, links, authority, sizeof(authority));
    credentials = cs_credentials_line(barrier->policy, cs_purse_take(pool), "CONNECT", authority, authority);
    barrier->request = credentials == NULL ? NULL : cs_h1_connect(authority, credentials);
    free(credentials);
    return barrier->request != NULL;
}

bool cs_barrier_begin(struct cs_barrier *barrier, struct cs_links *links, struct cs_purse *pool)
{
    if (cs_links_is_over(links) || !cs_links_are_settled(links))
        return false;
    if (!make_request(barrier, links, pool)) {
        cs_links_trouble(links, "no memory");
        return false;
    }
    for (size_t i = 0; barrier->drops_clients && i < links->connection_count; i++)
        cs_connection_drop(links->connections[i]);
    barrier->control = cs_links_dial(links, "control", CS_PEER_CONTROL);
    if (barrier->control == NULL)
        return false;
    barrier->state = CS_BARRIER_PENDING;
    barrier->before = links->connection_count;
    links->withheld_at = "origin";
    cs_links_record(links, CS_EVENT_FENCE_BEGUN, barrier->control->number, 0);
    cs_connection_ask(barrier->control, barrier->request);
    return true;
}

/* The control was refused or broken off; bytes of its tunnel may still wait at the listener's end. */
static bool look_at_failure(struct cs_barrier *barrier, struct cs_links *links)
{
    const struct cs_connection *control = barrier->control;
    enum cs_exchange_state state = control->recorder.heard.state;

    if (!control->ended && !links->too_many && (state == CS_EXCHANGE_WAITING || state == CS_EXCHANGE_TUNNEL))
        return false;
    cs_links_sweep(links);
    return conclude(barrier, links, nonce_arrived(barrier, links));
}

bool cs_barrier_look(struct cs_barrier *barrier, struct cs_links *links)
{
    bool tunnels;

    if (cs_links_is_over(links) || barrier->state != CS_BARRIER_PENDING)
        return barrier->state == CS_BARRIER_OVER;
    grant_controls(barrier, links);
    tunnels = control_tunnels(barrier);
    if (tunnels && !barrier->nonce_queued) {
        barrier->nonce_queued = true;
        cs_connection_say(barrier->control, barrier->nonce);
    }
    if (nonce_arrived(barrier, links) || (barrier->no_nonce && tunnels && any_unknown(links)) ||
        (barrier->no_tunnel && (any_unknown(links) || is_answered(barrier->control))))
        return conclude(barrier, links, true);
    return look_at_failure(barrier, links);
}

bool cs_barrier_forgo(struct cs_links *links)
{
    if (cs_links_is_over(links) || !cs_links_are_settled(links))
        return false;
    cs_links_sweep(links);
    for (size_t i = 0; i < links->connection_count; i++)
        if (is_unknown(links->connections[i]))
            cs_links_name(links->connections[i]);
    return !cs_links_is_over(links);
}

void cs_barrier_abandon(struct cs_barrier *barrier, struct cs_links *links)
{
    if (barrier->state == CS_BARRIER_PENDING)
        classify(barrier, links);
}

void cs_barrier_clear(struct cs_barrier *barrier)
{
    free(barrier->request);
    barrier->state = CS_BARRIER_NONE;
    barrier->nonce_queued = false;
    barrier->control = NULL;
    barrier->request = NULL;
}
