#include "harness/engine/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE     64 /* requests that wait for their answer at the same time */
#define TOKEN_BYTES 16

enum outcome {
    OUTCOME_WAITING,
    OUTCOME_SILENT, /* granted, but the token has not come back */
    OUTCOME_WORKING,
    OUTCOME_REFUSED,
    OUTCOME_CROSSED, /* other bytes than its token came back */
    OUTCOMES
};

/* One client's end of a tunnel. */
struct worker {
    struct cs_connection *connection;
    enum outcome outcome;
    bool settled;             /* ... and nothing more is expected of it */
    bool asked;               /* its token was sent */
    struct cs_ticket *ticket; /* that its credentials answer, until it is answered itself */
    struct cs_bytes request;
    char token[TOKEN_BYTES + 1]; /* its question; the answer begins with A */
    struct worker *next;
};

/* What arrived at the listener: the origin's end. */
struct echo {
    struct cs_connection *connection;
    char token[TOKEN_BYTES + 1]; /* the answer, once the question has come */
    struct echo *next;
};

struct cs_load {
    struct cs_links *links;
    struct cs_purse *pool;
    const struct cs_step *step;
    struct cs_author author;
    bool needs_tickets; /* each has a challenge to answer */
    size_t wanted;
    size_t at_once; /* no more are there at the same time; 0: all are */
    size_t opened;
    size_t asked; /* opened, and those that were asked a second time */
    size_t settled;
    size_t counts[OUTCOMES]; /* of those that have settled and gone */
    struct worker *workers;
    struct echo *echoes;
    double deadline;
    uv_timer_t *quiet; /* frees itself */
    bool expired;
    bool over;
};

static size_t read_request(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    return cs_bytes_read(context, offset, buffer, capacity);
}

static void let_ticket_go(struct worker *worker)
{
    if (worker->ticket != NULL)
        worker->ticket->held = false;
    worker->ticket = NULL;
}

static void free_worker(struct cs_load *load, struct worker *worker)
{
    let_ticket_go(worker);
    if (worker->connection != NULL)
        cs_links_forget(load->links, worker->connection);
    cs_bytes_free(&worker->request);
    free(worker);
}

static void record(struct cs_load *load)
{
    static const enum cs_event_kind kinds[] = {
        [OUTCOME_WAITING] = CS_EVENT_CROWD_WAITING, [OUTCOME_SILENT] = CS_EVENT_CROWD_SILENT,
        [OUTCOME_WORKING] = CS_EVENT_CROWD_WORKING, [OUTCOME_REFUSED] = CS_EVENT_CROWD_REFUSED,
        [OUTCOME_CROSSED] = CS_EVENT_CROWD_CROSSED,
    };

    load->counts[OUTCOME_WAITING] = load->wanted - load->opened;
    for (const struct worker *worker = load->workers; worker != NULL; worker = worker->next)
        load->counts[worker->outcome]++;
    for (int i = 0; i < OUTCOMES; i++)
        cs_links_record(load->links, kinds[i], -1, load->counts[i]);
}

static void on_quiet(uv_timer_t *timer)
{
    struct cs_load *load = timer->data;

    load->expired = true;
    load->links->woken(load->links->context);
}

static void restart_quiet(struct cs_load *load)
{
    uv_update_time(load->links->loop);
    uv_timer_start(load->quiet, on_quiet, (uint64_t)(load->deadline * 1000), 0);
}

static struct worker *add_worker(struct cs_load *load, struct cs_ticket *ticket)
{
    struct worker *worker = calloc(1, sizeof(*worker));

    if (worker == NULL)
        return NULL;
    worker->ticket = ticket;
    worker->next = load->workers;
    load->workers = worker;
    snprintf(worker->token, sizeof(worker->token), "Q%015zu", load->asked++);
    load->opened++;
    return worker;
}

/* NULL when it could not be sent: no memory, or nothing to send from. */
static struct worker *open_one(struct cs_load *load, struct cs_ticket *ticket)
{
    struct worker *worker = add_worker(load, ticket);
    struct cs_source source = {.read = read_request, .context = worker == NULL ? NULL : &worker->request};
    char error[CS_TEMPLATE_ERROR_MAX];

    if (worker == NULL ||
        !cs_author_write(&load->author, load->step, ticket, (uint32_t)load->asked, &worker->request, error))
        return NULL;
    worker->connection = cs_links_dial(load->links, "client", CS_PEER_LOAD);
    if (worker->connection == NULL)
        return NULL;
    worker->connection->owner = worker;
    worker->connection->greeted = true;
    source.total = worker->request.total;
    if (worker->connection->ended)
        return worker;
    if (!cs_pipe_send(worker->connection->pipe, source))
        return NULL;
    if (load->step->leave == CS_LEAVE_ASKED)
        cs_pipe_reset(worker->connection->pipe); /* once all is sent */
    return worker;
}

/* Whether not too many wait for their answer. */
static bool has_place(const struct cs_load *load)
{
    size_t most = load->at_once > 0 ? load->at_once : AT_ONCE;

    return load->opened < load->wanted && load->opened - load->settled < most;
}

/* Whether a nonce that was good is good no longer, and a new one came: then another asks with that. */
static bool renew(struct cs_load *load, struct worker *worker)
{
    struct cs_digest found[CS_DIGEST_OFFERS_MAX];
    struct cs_conversation said;

    if (worker->ticket == NULL || worker->ticket->count < 2 || worker->connection->recorder.heard.status != 407)
        return false;
    cs_conversation_read(worker->connection->channel, true, &said);
    if (cs_digest_read(&said.first, found) == 0)
        return false;
    worker->ticket->challenge = found[0];
    worker->ticket->count = 0;
    load->opened--;
    return true;
}

/* What has become of the token: the answer begins with A, and nothing follows. */
static enum outcome hear(const struct worker *worker)
{
    const struct cs_stream *received = &worker->connection->channel->received;
    uint64_t heard = cs_recorder_tunnelled(&worker->connection->recorder);
    size_t length = heard < TOKEN_BYTES ? (size_t)heard : TOKEN_BYTES;
    char answer[TOKEN_BYTES + 1];

    memcpy(answer, worker->token, sizeof(answer));
    answer[0] = 'A';
    if (heard > TOKEN_BYTES || (length > 0 && memcmp(received->kept + received->mark, answer, length) != 0))
        return OUTCOME_CROSSED;
    return heard == TOKEN_BYTES ? OUTCOME_WORKING : OUTCOME_SILENT;
}

static enum outcome outcome_of(const struct worker *worker)
{
    enum cs_exchange_state state = worker->connection->recorder.heard.state;

    if (state == CS_EXCHANGE_TUNNEL)
        return hear(worker);
    return state == CS_EXCHANGE_WAITING && !worker->connection->ended ? OUTCOME_WAITING : OUTCOME_REFUSED;
}

static bool has_sent(const struct worker *worker)
{
    const struct cs_pipe *pipe = worker->connection->pipe;

    return cs_pipe_is_ready(pipe) && cs_pipe_is_settled(pipe) && !cs_pipe_is_sending(pipe);
}

/* It will not become anything else than it is; a working one may still be crossed.  Of one that stays no more is wanted
 * than that it has asked. */
static bool is_final(const struct cs_load *load, const struct worker *worker)
{
    return (load->step->leave == CS_LEAVE_LAST && has_sent(worker)) || worker->outcome == OUTCOME_WORKING ||
           worker->outcome == OUTCOME_REFUSED || worker->outcome == OUTCOME_CROSSED || worker->connection->ended ||
           cs_pipe_is_over(worker->connection->pipe);
}

/* True when the worker is to go. */
static bool look_at_worker(struct cs_load *load, struct worker *worker)
{
    worker->outcome = outcome_of(worker);
    if (worker->outcome != OUTCOME_WAITING && !worker->asked && worker->outcome != OUTCOME_REFUSED) {
        worker->asked = true;
        let_ticket_go(worker);
        if (load->step->leave == CS_LEAVE_GRANTED)
            cs_pipe_reset(worker->connection->pipe);
        else
            cs_connection_say(worker->connection, worker->token);
    }
    if (worker->settled || !is_final(load, worker))
        return false;
    restart_quiet(load);
    if (worker->outcome == OUTCOME_REFUSED && renew(load, worker))
        return true;
    let_ticket_go(worker);
    worker->settled = true;
    load->settled++;
    if (load->at_once == 0 || load->step->leave == CS_LEAVE_LAST)
        return false;
    load->counts[worker->outcome]++;
    return true;
}

static void remove_worker(struct cs_load *load, struct worker *worker)
{
    struct worker **link = &load->workers;

    while (*link != worker)
        link = &(*link)->next;
    *link = worker->next;
    free_worker(load, worker);
}

static void visit_worker(struct cs_load *load, struct worker *worker)
{
    if (look_at_worker(load, worker))
        remove_worker(load, worker);
}

static void visit_all(struct cs_load *load)
{
    for (struct worker *worker = load->workers, *next; worker != NULL; worker = next) {
        next = worker->next;
        visit_worker(load, worker);
    }
}

static void fill(struct cs_load *load)
{
    while (!cs_links_is_over(load->links) && has_place(load)) {
        struct cs_ticket *ticket = load->needs_tickets ? cs_purse_hold(load->pool) : NULL;
        struct worker *worker;

        if (load->needs_tickets && ticket == NULL)
            return;
        worker = open_one(load, ticket);
        if (worker == NULL)
            cs_links_trouble(load->links, "cannot connect to the target");
        else if (worker->connection->ended)
            visit_worker(load, worker);
    }
}

/* As the origin: sends a token back as an answer. */
static void visit_echo(struct cs_load *load, struct echo *echo)
{
    const struct cs_stream *received = &echo->connection->channel->received;
    struct echo **link = &load->echoes;

    if (echo->token[0] == '\0' && received->kept_length >= TOKEN_BYTES) {
        memcpy(echo->token, received->kept, TOKEN_BYTES);
        echo->token[0] = 'A';
        cs_connection_say(echo->connection, echo->token);
    }
    if (!echo->connection->ended || load->at_once == 0)
        return;
    while (*link != echo)
        link = &(*link)->next;
    *link = echo->next;
    cs_links_forget(load->links, echo->connection);
    free(echo);
}

/* Takes those that have arrived since: they stand in front. */
static void welcome(struct cs_load *load)
{
    for (struct cs_connection *next = load->links->unlisted; next != NULL && !next->greeted; next = next->next) {
        struct echo *echo = calloc(1, sizeof(*echo));

        if (echo == NULL) {
            cs_links_trouble(load->links, "no memory");
            return;
        }
        next->greeted = true;
        next->owner = echo;
        echo->connection = next;
        echo->next = load->echoes;
        load->echoes = echo;
    }
}

static void visit(struct cs_load *load, const struct cs_connection *stirred)
{
    if (stirred == NULL || stirred->kind != CS_PEER_LOAD || stirred->owner == NULL)
        return;
    if (stirred->channel->seat == CS_SEAT_ARRIVES)
        visit_echo(load, stirred->owner);
    else
        visit_worker(load, stirred->owner);
}

static void leave(struct cs_load *load)
{
    for (struct worker *worker = load->workers, *next; worker != NULL; worker = next) {
        next = worker->next;
        free_worker(load, worker);
    }
    for (struct echo *echo = load->echoes, *next; echo != NULL; echo = next) {
        next = echo->next;
        cs_links_forget(load->links, echo->connection);
        free(echo);
    }
    load->workers = NULL;
    load->echoes = NULL;
}

bool cs_load_look(struct cs_load *load)
{
    if (load->over)
        return true;
    welcome(load);
    if (load->step->leave == CS_LEAVE_LAST)
        visit_all(load); /* nothing stirs when all is sent */
    else
        visit(load, load->links->stirred);
    fill(load);
    if (cs_links_is_over(load->links) || (!load->expired && load->settled < load->wanted))
        return false;
    load->over = true;
    uv_timer_stop(load->quiet);
    record(load);
    load->links->turns_away = true;
    if (load->step->leave != CS_LEAVE_LAST)
        leave(load);
    return true;
}

static void note_variable(const char *name, void *context)
{
    bool *uses_credentials = context;

    *uses_credentials |= strcmp(name, "credentials") == 0;
}

static bool needs_tickets(const struct cs_purse *pool, const struct cs_step *step)
{
    bool uses_credentials = false;

    cs_template_each_variable(step->segments[0], note_variable, &uses_credentials);
    return uses_credentials && pool->count > 0;
}

struct cs_load *cs_load_start(struct cs_links *links, struct cs_plan *plan, struct cs_purse *pool,
                              const struct cs_planned_step *planned, double deadline)
{
    struct cs_load *load = calloc(1, sizeof(*load));
    uv_timer_t *quiet = malloc(sizeof(*quiet));

    if (load == NULL || quiet == NULL) {
        free(load);
        free(quiet);
        return NULL;
    }
    *load = (struct cs_load){.links = links,
                             .pool = pool,
                             .step = planned->step,
                             .author = {.plan = plan},
                             .needs_tickets = needs_tickets(pool, planned->step),
                             .wanted = planned->step->amount,
                             .at_once = planned->step->at_once,
                             .deadline = deadline,
                             .quiet = quiet};
    cs_author_read(&load->author, planned->step);
    links->unlisted_at = "other";
    links->turns_away = false;
    uv_timer_init(links->loop, quiet);
    quiet->data = load;
    restart_quiet(load);
    return load;
}

static void free_timer(uv_handle_t *handle)
{
    free(handle);
}

void cs_load_free(struct cs_load *load)
{
    if (load == NULL)
        return;
    leave(load);
    uv_close((uv_handle_t *)load->quiet, free_timer);
    free(load);
}
