#include "harness/engine/crowd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/plan/plan_variables.h"

#define AT_ONCE    64   /* requests that wait for their answer at the same time */
#define QUIET_MS   5000 /* after so long without any news nothing more is expected */
#define MARK_BYTES 16
#define KEPT_BYTES 4096 /* of an answer's head */

enum standing {
    WAITING,
    SILENT, /* granted, but the mark has not come back */
    WORKING,
    REFUSED,
    CROSSED, /* other bytes than its mark came back */
    STANDINGS
};

/* One end of a tunnel: of the client's or of the origin's side. */
struct member {
    struct cs_crowd *crowd;
    struct cs_socket *socket;
    bool is_client;
    enum standing standing;
    struct cs_ticket *ticket; /* that its credentials answer, until it is answered itself */
    struct cs_bytes request;
    char mark[MARK_BYTES + 1]; /* the client's question, then the answer that the origin makes of it */
    size_t heard;              /* bytes of a mark that have come */
    char *kept;
    size_t kept_length;
    struct cs_exchange exchange;
    struct member *next;
};

struct cs_crowd {
    struct cs_drive *drive;
    const struct cs_step *step;
    struct cs_author author;
    bool needs_tickets; /* each has a challenge to answer */
    size_t wanted;
    size_t at_once; /* no more are there at the same time; 0: all are */
    size_t opened;
    size_t asked; /* opened, and those that were asked a second time */
    size_t settled;
    size_t counts[STANDINGS]; /* of those that have settled */
    struct member *members;
    uv_timer_t *quiet; /* frees itself */
    bool over;
};

static const struct cs_socket_events events;

static size_t read_request(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    return cs_bytes_read(context, offset, buffer, capacity);
}

static size_t read_mark(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    size_t left = MARK_BYTES - (size_t)offset;
    size_t length = left < capacity ? left : capacity;

    memcpy(buffer, (const char *)context + offset, length);
    return length;
}

static void send_mark(struct member *member)
{
    struct cs_source source = {.total = MARK_BYTES, .read = read_mark, .context = member->mark};

    (void)cs_socket_send(member->socket, source); /* if it is gone, it is told so */
}

static struct member *add_member(struct cs_crowd *crowd, bool is_client)
{
    struct member *member = calloc(1, sizeof(*member));

    if (member == NULL)
        return NULL;
    member->crowd = crowd;
    member->is_client = is_client;
    if (is_client)
        member->kept = malloc(KEPT_BYTES);
    member->socket = cs_socket_new(crowd->drive->setting->loop, &events, member);
    cs_exchange_init(&member->exchange);
    member->next = crowd->members;
    crowd->members = member;
    return (is_client && member->kept == NULL) || member->socket == NULL ? NULL : member;
}

static void let_ticket_go(struct member *member)
{
    if (member->ticket != NULL)
        member->ticket->held = false;
    member->ticket = NULL;
}

static void free_member(struct member *member)
{
    let_ticket_go(member);
    cs_socket_free(member->socket);
    cs_bytes_free(&member->request);
    free(member->kept);
    free(member);
}

static void drop(struct member *member)
{
    struct member **link = &member->crowd->members;

    while (*link != member)
        link = &(*link)->next;
    *link = member->next;
    free_member(member);
}

static void record(struct cs_crowd *crowd)
{
    static const enum cs_event_kind kinds[] = {
        [WAITING] = CS_EVENT_CROWD_WAITING, [SILENT] = CS_EVENT_CROWD_SILENT,   [WORKING] = CS_EVENT_CROWD_WORKING,
        [REFUSED] = CS_EVENT_CROWD_REFUSED, [CROSSED] = CS_EVENT_CROWD_CROSSED,
    };

    crowd->counts[WAITING] = crowd->wanted - crowd->opened;
    for (const struct member *member = crowd->members; member != NULL; member = member->next)
        if (member->is_client)
            crowd->counts[member->standing]++;
    for (int i = 0; i < STANDINGS; i++)
        cs_drive_record(crowd->drive, kinds[i], -1, crowd->counts[i]);
}

static void end(struct cs_crowd *crowd)
{
    if (crowd->over)
        return;
    crowd->over = true;
    uv_timer_stop(crowd->quiet);
    record(crowd);
    cs_script_advance(crowd->drive);
}

static void on_quiet(uv_timer_t *timer)
{
    end(timer->data);
}

static bool open_one(struct cs_crowd *crowd, struct cs_ticket *ticket)
{
    struct member *member = add_member(crowd, true);
    struct cs_source source = {.read = read_request, .context = member == NULL ? NULL : &member->request};
    char error[CS_TEMPLATE_ERROR_MAX];

    if (member == NULL)
        return false;
    member->ticket = ticket;
    snprintf(member->mark, sizeof(member->mark), "Q%015zu", crowd->asked++);
    crowd->opened++;
    if (!cs_author_write(&crowd->author, crowd->step, ticket, (uint32_t)crowd->asked, &member->request, error))
        return false;
    source.total = member->request.total;
    return cs_socket_connect(member->socket, &crowd->drive->setting->target, crowd->drive->setting->ports) == 0 &&
           cs_socket_send(member->socket, source);
}

/* Whether not too many wait for their answer. */
static bool has_room(const struct cs_crowd *crowd)
{
    size_t most = crowd->at_once > 0 ? crowd->at_once : AT_ONCE;

    return !crowd->over && crowd->opened < crowd->wanted && crowd->opened - crowd->settled < most;
}

/* Opens more.  The crowd may be gone afterwards: there was trouble. */
static void fill(struct cs_crowd *crowd)
{
    while (has_room(crowd)) {
        struct cs_ticket *ticket = crowd->needs_tickets ? cs_purse_hold(&crowd->drive->purse) : NULL;

        if (crowd->needs_tickets && ticket == NULL)
            return;
        if (open_one(crowd, ticket))
            continue;
        crowd->over = true;
        cs_drive_trouble(crowd->drive, "cannot connect to the target");
        return;
    }
}

/* The member may be gone afterwards, and the crowd. */
static void settle(struct member *member, enum standing standing)
{
    struct cs_crowd *crowd = member->crowd;
    bool was_open = member->standing == WAITING || member->standing == SILENT;

    let_ticket_go(member);
    member->standing = standing;
    if (crowd->over || !member->is_client || !was_open)
        return;
    uv_timer_again(crowd->quiet);
    if (crowd->at_once > 0) {
        crowd->counts[standing]++;
        drop(member);
    }
    if (++crowd->settled == crowd->wanted)
        end(crowd);
    else
        fill(crowd);
}

/* Whether a nonce that was good is good no longer, and a new one came: then another asks with that. */
static bool renew(struct member *member)
{
    struct cs_digest found[CS_DIGEST_OFFERS_MAX];
    const struct cs_exchange *exchange = &member->exchange;
    struct cs_crowd *crowd = member->crowd;

    if (member->ticket == NULL || member->ticket->count < 2 || exchange->final.status != 407 ||
        cs_digest_read(member->kept + exchange->final_start, exchange->final.head_length, found) == 0)
        return false;
    member->ticket->challenge = found[0];
    member->ticket->count = 0;
    crowd->opened--;
    drop(member);
    fill(crowd);
    return true;
}

/* The member may be gone afterwards. */
static void hear(struct member *member, const char *bytes, size_t length)
{
    enum standing standing = member->standing;
    char answer[MARK_BYTES + 1];

    memcpy(answer, member->mark, sizeof(answer));
    answer[0] = 'A';
    for (size_t i = 0; i < length && (standing == SILENT || standing == WORKING); i++, member->heard++)
        if (standing == WORKING || bytes[i] != answer[member->heard])
            standing = CROSSED;
        else if (member->heard + 1 == MARK_BYTES)
            standing = WORKING;
    if (standing != member->standing)
        settle(member, standing);
}

/* As the origin: sends a mark back as an answer. */
static void reply(struct member *member, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length && member->heard < MARK_BYTES; i++)
        member->mark[member->heard++] = bytes[i];
    if (member->heard < MARK_BYTES || member->mark[0] == 'A')
        return;
    member->mark[0] = 'A';
    send_mark(member);
}

static void read_head(struct member *member, const char *bytes, size_t length)
{
    size_t free_bytes = KEPT_BYTES - member->kept_length;
    size_t kept = length < free_bytes ? length : free_bytes;

    memcpy(member->kept + member->kept_length, bytes, kept);
    member->kept_length += kept;
    cs_exchange_read(&member->exchange, member->kept, member->kept_length, member->kept_length, false);
    if (member->exchange.state == CS_EXCHANGE_TUNNEL) {
        member->standing = SILENT;
        let_ticket_go(member);
        send_mark(member);
        hear(member, member->kept + member->exchange.end, member->kept_length - (size_t)member->exchange.end);
    } else if (member->exchange.state == CS_EXCHANGE_WAITING && member->kept_length < KEPT_BYTES) {
        return;
    } else if (member->exchange.final_count == 0 || !renew(member)) {
        settle(member, REFUSED);
    }
}

static void on_received(void *context, const char *bytes, size_t length)
{
    struct member *member = context;

    if (!member->is_client)
        reply(member, bytes, length);
    else if (member->standing == WAITING)
        read_head(member, bytes, length);
    else
        hear(member, bytes, length);
}

static void on_over(void *context)
{
    struct member *member = context;

    if (!member->is_client && member->crowd->at_once > 0)
        drop(member);
    else if (member->standing == WAITING)
        settle(member, REFUSED);
    else if (member->standing == SILENT)
        settle(member, SILENT);
}

static void on_over_with(void *context, int error)
{
    (void)error;
    on_over(context);
}

static void on_sent(void *context, const char *bytes, size_t length, bool begins)
{
    (void)context;
    (void)bytes;
    (void)length;
    (void)begins;
}

static void on_nothing(void *context)
{
    (void)context;
}

static const struct cs_socket_events events = {
    .connected = on_nothing,
    .connect_failed = on_over_with,
    .sent = on_sent,
    .received = on_received,
    .finish_received = on_over,
    .reset_received = on_over_with,
    .finish_sent = on_nothing,
    .reset_sent = on_nothing,
    .send_failed = on_over_with,
    .settled = on_nothing,
};

static void visit(const char *name, void *context)
{
    bool *uses_credentials = context;

    *uses_credentials |= strcmp(name, "credentials") == 0;
}

static bool needs_tickets(const struct cs_drive *drive, const struct cs_step *step)
{
    bool uses_credentials = false;

    cs_template_each_variable(step->segments[0], visit, &uses_credentials);
    return uses_credentials && drive->purse.count > 0;
}

struct cs_crowd *cs_crowd_start(struct cs_drive *drive, const struct cs_planned_step *planned)
{
    struct cs_crowd *crowd = calloc(1, sizeof(*crowd));
    uv_timer_t *quiet = malloc(sizeof(*quiet));

    if (crowd == NULL || quiet == NULL) {
        free(crowd);
        free(quiet);
        return NULL;
    }
    *crowd = (struct cs_crowd){.drive = drive,
                               .step = planned->step,
                               .author = {.plan = drive->plan},
                               .needs_tickets = needs_tickets(drive, planned->step),
                               .wanted = planned->step->amount,
                               .at_once = planned->step->at_once};
    cs_author_read(&crowd->author, planned->step);
    crowd->quiet = quiet;
    uv_timer_init(drive->setting->loop, quiet);
    quiet->data = crowd;
    uv_timer_start(quiet, on_quiet, QUIET_MS, QUIET_MS);
    fill(crowd);
    return crowd;
}

void cs_crowd_accept(struct cs_crowd *crowd, int fd)
{
    struct member *member = crowd->over ? NULL : add_member(crowd, false);

    if (member == NULL)
        close(fd);
    else
        (void)cs_socket_adopt(member->socket, fd); /* it closes |fd| where it fails */
}

bool cs_crowd_is_over(const struct cs_crowd *crowd)
{
    return crowd->over;
}

static void free_timer(uv_handle_t *handle)
{
    free(handle);
}

void cs_crowd_leave(struct cs_crowd *crowd)
{
    for (struct member *member = crowd->members, *next; member != NULL; member = next) {
        next = member->next;
        free_member(member);
    }
    crowd->members = NULL;
}

void cs_crowd_free(struct cs_crowd *crowd)
{
    if (crowd == NULL)
        return;
    cs_crowd_leave(crowd);
    uv_close((uv_handle_t *)crowd->quiet, free_timer);
    free(crowd);
}
