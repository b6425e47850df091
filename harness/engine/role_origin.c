/* The target is an origin server, or a reverse proxy before a backend that we play: we are its clients.  It must refuse
 * CONNECT; whoever it contacts instead is seen at the listener that the case's CONNECT names, or at the backend. */
#include <stdio.h>
#include <string.h>

#include "harness/engine/drive.h"
#include "harness/transport/conversation.h"
#include "harness/transport/h1/write.h"

static void need(struct cs_links *links, const char *name, const char *host, uint16_t port)
{
    int error = cs_links_listen(links, name, "backend", host, port);

    if (error != 0)
        cs_links_trouble(links, "cannot listen on %s port %u: %s", host, (unsigned)port, strerror(error));
}

/* The places that a CONNECT may name beside the case's own. */
static void need_extra(struct cs_links *links, const char *name, const struct cs_policy *policy)
{
    static const uint16_t ports[] = {80, 443};

    if (strcmp(name, "ipv6") == 0)
        need(links, name, "::1", policy->origin_port);
    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]) && strcmp(name, "web") == 0; i++)
        if (ports[i] != policy->origin_port)
            need(links, name, links->addresses.host, ports[i]);
}

static void open_listeners(struct cs_drive *drive)
{
    const struct cs_policy *policy = drive->setting->policy;
    struct cs_links *links = &drive->links;

    need(links, "origin", links->addresses.host, policy->origin_port);
    if (policy->backend[0] != '\0')
        need(links, "backend", policy->backend, policy->origin_port);
    for (size_t i = 0; i < drive->item.source->listen_count && !cs_links_is_over(links); i++)
        need_extra(links, drive->item.source->listen[i], policy);
}

static bool has_steps(const struct cs_plan *plan, const char *actor)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (strcmp(plan->steps[i].step->actor, actor) == 0)
            return true;
    return false;
}

/* The backend where the case has no steps for it: to clients of the case, and to the control. */
static void answer_backend(struct cs_drive *drive)
{
    struct cs_links *links = &drive->links;

    for (size_t i = 0; i < links->connection_count; i++) {
        struct cs_connection *connection = links->connections[i];
        struct cs_request_walk walk = {.count = 0};

        if (strcmp(connection->channel->listener, "backend") != 0 || connection->answered || connection->ended ||
            (connection->kind == CS_PEER_ARRIVED && has_steps(drive->plan, connection->channel->actor)) ||
            !cs_conversation_next_request(connection->channel, &walk))
            continue;
        connection->answered = true;
        cs_connection_say(connection, cs_h1_answer_as_server(&walk.message));
        if (!cs_pipe_close(connection->pipe))
            cs_links_trouble(links, "no memory");
    }
}

/* What arrived while the control was under way, and was asked something, is the control's. */
static void classify(struct cs_links *links)
{
    links->withheld_at = NULL;
    for (size_t i = 0; i < links->connection_count; i++) {
        struct cs_connection *connection = links->connections[i];

        if (connection->kind != CS_PEER_UNKNOWN)
            continue;
        if (!connection->answered) {
            cs_links_name(connection);
            continue;
        }
        connection->kind = CS_PEER_CONTROL;
        connection->channel->seat = CS_SEAT_CONTROL;
        snprintf(connection->channel->actor, sizeof(connection->channel->actor), "control");
    }
}

static bool begin(struct cs_drive *drive)
{
    struct cs_barrier *barrier = &drive->barrier;
    struct cs_links *links = &drive->links;

    if (cs_links_is_over(links) || !cs_links_are_settled(links))
        return false;
    barrier->control = cs_links_dial(links, "control", CS_PEER_CONTROL);
    if (barrier->control == NULL)
        return false;
    barrier->request = cs_h1_get("/", links->addresses.proxy, 1);
    if (barrier->request == NULL) {
        cs_links_trouble(links, "no memory");
        return false;
    }
    barrier->state = CS_BARRIER_PENDING;
    links->withheld_at = "backend";
    cs_links_record(links, CS_EVENT_FENCE_BEGUN, barrier->control->number, 0);
    cs_connection_ask(barrier->control, barrier->request);
    return true;
}

/* An origin has done its work when a GET that came later is answered. */
static enum cs_progress settle(struct cs_drive *drive)
{
    struct cs_barrier *barrier = &drive->barrier;
    struct cs_links *links = &drive->links;
    bool answered;

    if (barrier->state == CS_BARRIER_NONE && !begin(drive))
        return CS_PROGRESS_WAITS;
    answered = barrier->control->recorder.heard.final_count > 0;
    if (!answered && !barrier->control->ended)
        return CS_PROGRESS_WAITS;
    cs_links_sweep(links);
    classify(links);
    cs_links_record(links, answered ? CS_EVENT_FENCE_PASSED : CS_EVENT_FENCE_FAILED, barrier->control->number, 0);
    for (size_t i = 0; i < links->connection_count; i++)
        if (links->connections[i]->kind == CS_PEER_CONTROL)
            cs_connection_drop(links->connections[i]);
    cs_barrier_clear(barrier);
    return cs_links_is_over(links) ? CS_PROGRESS_WAITS : CS_PROGRESS_DONE;
}

static void abandon(struct cs_drive *drive)
{
    if (drive->barrier.state == CS_BARRIER_PENDING)
        classify(&drive->links);
}

const struct cs_role cs_role_origin = {
    .name = "origin", .open = open_listeners, .look = answer_backend, .settle = settle, .abandon = abandon};
