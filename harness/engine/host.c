#include "harness/engine/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/perform.h"
#include "harness/engine/shake.h"

#define MARKER "${marker}"

/* One connection to our proxy. */
struct cs_guest {
    struct cs_request_walk walk;
    struct cs_inner *inner; /* NULL: no tunnel */
    uint64_t queued;        /* bytes that the steps of its requests have sent */
};

/* The page of the target's profile with the marker of this case; without one the marker alone. */
static char *page_of(const struct cs_plan *plan)
{
    const char *page = plan->policy->page[0] == '\0' ? MARKER : plan->policy->page;
    const struct cs_variable *marker = cs_variables_find(plan->variables, plan->variable_count, "marker");
    const char *place = strstr(page, MARKER);
    char *out = NULL;

    if (place == NULL || marker == NULL)
        return strdup(page);
    if (asprintf(&out, "%.*s%s%s", (int)(place - page), page, marker->value, place + strlen(MARKER)) < 0)
        return NULL;
    return out;
}

void cs_host_begin(struct cs_host *host)
{
    host->guests = calloc(CS_CHANNELS_MAX, sizeof(*host->guests));
    host->page = page_of(host->plan);
    if (host->guests == NULL || host->page == NULL)
        cs_links_trouble(host->links, "no memory");
    host->links->withheld_at = "proxy"; /* named by their requests */
}

static void name(char actor[24], const char *stem, unsigned number)
{
    snprintf(actor, 24, number == 1 ? "%s" : "%s%u", stem, number);
}

static bool has_steps(const struct cs_plan *plan, const char *actor)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (strcmp(plan->steps[i].step->actor, actor) == 0)
            return true;
    return false;
}

/* Whose steps the request |number| gets; the last one's stand for all behind it. */
static void actor_for(const struct cs_plan *plan, unsigned number, char actor[24])
{
    for (unsigned i = number < CS_SEAT_NUMBER_MAX ? number : CS_SEAT_NUMBER_MAX; i > 0; i--) {
        name(actor, "proxy", i);
        if (has_steps(plan, actor))
            return;
    }
}

/* ---- inside ---- */

/* Whoever asks inside a tunnel is answered by the case where it has steps for that. */
static bool on_asked(void *context, struct cs_inner *inner)
{
    struct cs_host *host = context;
    char actor[24];

    name(actor, "inner", ++host->asked_inside);
    if (!has_steps(host->plan, actor))
        return false;
    for (size_t i = 0; i < host->plan->step_count; i++) {
        const struct cs_planned_step *planned = &host->plan->steps[i];

        if (strcmp(planned->step->actor, actor) != 0)
            continue;
        for (size_t k = 0; k < planned->segment_count; k++)
            cs_inner_send(inner, cs_script_source(&planned->segments[k], planned->step->verb == CS_VERB_DRIBBLE));
        if (planned->step->verb == CS_VERB_FINISH || planned->step->verb == CS_VERB_CLOSE)
            cs_inner_finish(inner);
        if (planned->step->verb == CS_VERB_RESET)
            cs_inner_reset(inner);
    }
    return true;
}

/* Of the kind that the step names; `for-proxy` is good, but for the proxy's address. */
static struct cs_tls_context *context_of(struct cs_host *host, const struct cs_planned_step *planned)
{
    char kind[32];

    cs_shake_word(planned, CS_TLS_CERTIFICATE, kind, sizeof(kind));
    if (strcmp(kind, "for-proxy") != 0)
        return cs_keys_server(host->keys, kind);
    if (host->misled == NULL)
        host->misled = cs_keys_server_for(host->keys, "", host->links->addresses.closed, "http/1.1");
    return host->misled;
}

static void serve(struct cs_host *host, struct cs_connection *connection, struct cs_guest *guest,
                  const struct cs_planned_step *planned)
{
    const char *speaks = host->plan->policy->inner[0] == '\0' ? "tls" : host->plan->policy->inner;
    struct cs_inner_place place = {
        .carrier = connection, .received = guest->walk.end, .queued = guest->queued, .number = ++host->tunnels};
    struct cs_inner_options options = {.speaks = speaks, .page = host->page, .asked = on_asked, .context = host};

    if (strcmp(speaks, "tls") == 0) {
        options.tls = context_of(host, planned);
        if (options.tls == NULL) {
            cs_links_trouble(host->links, "no certificate of the kind that the case names");
            return;
        }
    }
    guest->inner = cs_inner_new(&place, &options);
}

/* ---- requests ---- */

/* How many bytes of the channel a step is: where heads have bounds of their own, they are none of them. */
static uint64_t said(const struct cs_connection *connection, const struct cs_planned_step *planned)
{
    bool framed = cs_pipe_multiplexes(connection->pipe);
    uint64_t total = 0;

    if (planned->step->verb == CS_VERB_CONNECT ||
        (framed && (planned->step->verb == CS_VERB_FRAME || planned->step->verb == CS_VERB_RAW)))
        return 0;
    for (size_t i = 0; i < planned->segment_count; i++)
        total += planned->segments[i].total;
    if (!framed || planned->step->verb != CS_VERB_RESPOND)
        return total;
    return total > planned->head->message.length ? total - planned->head->message.length : 0;
}

/* A refusal is whole behind the steps that say it: where messages end with their stream it ends, unless a step does that
 * in its own way. */
static void end_refusal(const struct cs_plan *plan, const char *actor, const struct cs_connection *connection)
{
    bool refused = false;

    if (connection->pipe == NULL || !cs_pipe_multiplexes(connection->pipe))
        return;
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct cs_planned_step *planned = &plan->steps[i];

        if (strcmp(planned->step->actor, actor) != 0)
            continue;
        if (planned->step->verb != CS_VERB_RESPOND && planned->step->verb != CS_VERB_AWAIT &&
            planned->step->verb != CS_VERB_CONNECT)
            return;
        refused = planned->step->verb == CS_VERB_RESPOND ? planned->head->message.status >= 300 : refused;
    }
    if (refused)
        (void)cs_pipe_finish(connection->pipe);
}

static void act(struct cs_host *host, struct cs_connection *connection, struct cs_guest *guest)
{
    char actor[24];

    actor_for(host->plan, host->asked, actor);
    for (size_t i = 0; i < host->plan->step_count && !cs_links_is_over(host->links); i++) {
        const struct cs_planned_step *planned = &host->plan->steps[i];

        if (strcmp(planned->step->actor, actor) != 0 || connection->pipe == NULL)
            continue;
        if (planned->step->verb == CS_VERB_SERVE) {
            serve(host, connection, guest, planned);
            continue;
        }
        cs_script_perform(connection, planned);
        guest->queued += said(connection, planned);
    }
    end_refusal(host->plan, actor, connection);
}

static void take_request(struct cs_host *host, struct cs_connection *connection, struct cs_guest *guest)
{
    host->asked++;
    if (connection->kind == CS_PEER_UNKNOWN) {
        name(connection->channel->actor, "proxy", host->asked);
        connection->kind = CS_PEER_ARRIVED;
    }
    act(host, connection, guest);
}

void cs_host_look(struct cs_host *host)
{
    for (size_t i = 0; i < host->links->connection_count && !cs_links_is_over(host->links); i++) {
        struct cs_connection *connection = host->links->connections[i];
        struct cs_guest *guest = &host->guests[i];

        if (strcmp(connection->channel->listener, "proxy") != 0)
            continue;
        while (guest->inner == NULL && !cs_links_is_over(host->links) &&
               cs_conversation_next_request(connection->channel, &guest->walk))
            take_request(host, connection, guest);
    }
}

void cs_host_name_rest(struct cs_host *host)
{
    for (size_t i = 0; i < host->links->connection_count; i++)
        if (host->links->connections[i]->kind == CS_PEER_UNKNOWN)
            snprintf(host->links->connections[i]->channel->actor, 24, "unasked");
}

void cs_host_free(struct cs_host *host)
{
    for (size_t i = 0; host->guests != NULL && i < CS_CHANNELS_MAX; i++)
        cs_inner_free(host->guests[i].inner);
    cs_tls_context_free(host->misled);
    free(host->guests);
    free(host->page);
    host->misled = NULL;
    host->guests = NULL;
    host->page = NULL;
}
