/* What can only be said of a case as a whole. */
#include <stdlib.h>
#include <string.h>

#include "harness/scenario/case_schema.h"

#define ACTORS (CS_ROLE_SEATS_MAX * CS_SEAT_NUMBER_MAX)

struct actor {
    bool used;
    bool finished;
    bool closed;
    bool paused;
    bool asked;    /* a client has awaited the answer */
    bool bytes;    /* ... or has something queued behind that */
    bool shaken;   /* TLS stands on it */
    bool reported; /* one error an actor is enough */
};

static size_t actor_index(const struct cs_role_words *role, const char *name)
{
    unsigned number = 1;
    const struct cs_seat_words *words = cs_role_seat(role, name, &number);

    return (size_t)(words - role->seats) * CS_SEAT_NUMBER_MAX + number - 1;
}

/* Whether the target has been given something to do: until then nobody arrives. */
static bool any_begun(const struct cs_role_words *role, const struct actor *actors)
{
    for (size_t i = 0; i < ACTORS; i++) {
        const struct cs_seat_words *words = &role->seats[i / CS_SEAT_NUMBER_MAX];

        if (words->stem != NULL && words->seat != CS_SEAT_ARRIVES && actors[i].used)
            return true;
    }
    return false;
}

/* What our proxy shows a client. */
static const char *shown_problem(const struct cs_step *step, const struct actor *actor)
{
    if (strcmp(step->actor, "proxy") != 0)
        return "all connections see one certificate: say it of `proxy`";
    if (actor->used)
        return "a handshake comes before all else";
    return step->segment_count == 1 && step->tls[0] == CS_TLS_CERTIFICATE ? NULL : "of a proxy, a `certificate` alone";
}

static const char *connect_problem(const struct cs_step *step, const struct actor *actor)
{
    if (step->seat == CS_SEAT_ARRIVES && strncmp(step->actor, "proxy", 5) == 0)
        return shown_problem(step, actor);
    if (step->seat == CS_SEAT_ARRIVES)
        return "an origin waits for the target to connect; use `await: connection`";
    return actor->used ? "this client is connected already" : NULL;
}

static const char *await_problem(const struct cs_step *step)
{
    bool arrives = step->seat == CS_SEAT_ARRIVES;

    if (step->await == CS_AWAIT_EXIT && step->seat != CS_SEAT_PROGRAM)
        return "only a program exits; await `end`";
    if (step->seat == CS_SEAT_PROGRAM)
        return step->await == CS_AWAIT_EXIT ? NULL : "of a program one awaits `exit`";
    if ((step->await == CS_AWAIT_ANSWER || step->await == CS_AWAIT_ANSWERS || step->await == CS_AWAIT_HEAD) && arrives)
        return "an origin gets no answer; await `N bytes` or `end`";
    if ((step->await == CS_AWAIT_PONG || step->await == CS_AWAIT_SETTINGS) && arrives)
        return "an origin speaks no HTTP/2; a client awaits `pong` and `settings`";
    if (step->await == CS_AWAIT_CONNECTION && !arrives)
        return "a client is connected by its first verb; await `answer`";
    if (step->await == CS_AWAIT_STUCK && !arrives)
        return "streams of a client may stand still while their connection does not; an origin awaits `stuck`";
    if (step->await == CS_AWAIT_REQUEST && !arrives)
        return "a client gets no request; await `answer`";
    return NULL;
}

/* A UDP socket has datagrams and no connection; whoever asks for a tunnel of connect-udp has both. */
static const char *datagram_problem(const struct cs_step *step)
{
    bool socket = strncmp(step->actor, "udp", 3) == 0;
    bool awaits = step->verb == CS_VERB_AWAIT && (step->await == CS_AWAIT_DATAGRAMS || step->await == CS_AWAIT_END);

    if (socket && step->verb != CS_VERB_DATAGRAM && !awaits)
        return "over UDP one sends `datagram`, and awaits `N datagrams` or `end` (ICMP says that nobody is there)";
    if (step->verb == CS_VERB_DATAGRAM_FRAME && step->seat != CS_SEAT_DIALS)
        return "frames of QUIC are for a client";
    if (!socket && step->seat != CS_SEAT_DIALS &&
        (step->verb == CS_VERB_DATAGRAM || (step->verb == CS_VERB_AWAIT && step->await == CS_AWAIT_DATAGRAMS)))
        return "datagrams are for a client, in its tunnel, and for `udp`";
    return NULL;
}

/* Why nobody on the seat of |step| has that verb, or NULL. */
static const char *seat_problem(const struct cs_step *step)
{
    if (step->seat == CS_SEAT_PROGRAM && step->verb != CS_VERB_RUN && step->verb != CS_VERB_AWAIT)
        return "a program is run and awaited, no more";
    if (step->verb == CS_VERB_RUN && step->seat != CS_SEAT_PROGRAM)
        return "only a program is run";
    if (step->verb == CS_VERB_SERVE && (step->seat != CS_SEAT_ARRIVES || strncmp(step->actor, "proxy", 5) != 0))
        return "only behind a proxy of ours an origin is served";
    if (step->verb == CS_VERB_REQUEST && step->seat != CS_SEAT_DIALS)
        return "whoever the target connects to sends no request; use `respond`";
    if (step->verb == CS_VERB_RESPOND && step->seat != CS_SEAT_ARRIVES)
        return "whoever connects to the target sends no response; use `request`";
    if (step->verb == CS_VERB_JOIN && step->seat != CS_SEAT_DIALS)
        return "only an actor that dials joins another";
    return datagram_problem(step);
}

/* A word, not what TLS begins with. */
static bool is_order(const struct cs_step *step)
{
    return step->segment_count == 1 && step->tls[0] == CS_TLS_ORDER;
}

/* TLS begins where a tunnel does: with what comes behind the answer, or of an origin with the first byte. */
static const char *tls_problem(const struct cs_step *step, const struct actor *actor)
{
    bool order = is_order(step);

    if (order && !actor->shaken && step->seat != CS_SEAT_DIALS)
        return "there is no TLS yet that this could be said in";
    if (!order && actor->shaken)
        return "TLS stands on this already";
    if (!order && (actor->bytes || (step->seat == CS_SEAT_DIALS && !actor->asked)))
        return "TLS begins with the tunnel: a client awaits the answer first, and nothing is sent before";
    return NULL;
}

/* Why |step| can never happen after the steps before it, or NULL. */
static const char *step_problem(const struct cs_step *step, bool begun, const struct actor *actor)
{
    const char *problem = seat_problem(step);

    if (problem != NULL)
        return problem;
    if (actor->closed)
        return "this can never happen: the connection was closed or reset by an earlier step";
    switch (step->verb) {
    case CS_VERB_CONNECT:
        return connect_problem(step, actor);
    case CS_VERB_AWAIT:
        problem = await_problem(step);
        if (problem == NULL && step->seat == CS_SEAT_ARRIVES && !begun)
            problem = "this can never happen: no client has been used yet";
        return problem;
    case CS_VERB_RUN:
        return actor->used ? "this program runs already" : NULL;
    case CS_VERB_JOIN:
        return actor->used ? "this client is connected already" : NULL;
    case CS_VERB_REQUEST:
    case CS_VERB_RESPOND:
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
    case CS_VERB_DATAGRAM:
    case CS_VERB_FINISH:
        return actor->finished ? "this can never happen: an earlier step has finished sending" : NULL;
    case CS_VERB_RESUME:
        return actor->paused ? NULL : "this can never happen: the connection is not paused";
    case CS_VERB_PAUSE:
        return actor->paused ? "this can never happen: the connection is paused already" : NULL;
    case CS_VERB_TLS:
        return tls_problem(step, actor);
    case CS_VERB_DATAGRAM_FRAME:
    case CS_VERB_FRAME:
    case CS_VERB_RAW:
    case CS_VERB_SERVE:
    case CS_VERB_CLOSE:
    case CS_VERB_RESET:
    case CS_VERB_CROWD:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
    return NULL;
}

static void do_step(const struct cs_step *step, struct actor *actor)
{
    bool queues = step->verb == CS_VERB_SEND || step->verb == CS_VERB_DRIBBLE || step->verb == CS_VERB_RESPOND ||
                  step->verb == CS_VERB_RAW;

    actor->used = true;
    actor->bytes = actor->bytes || (queues && (step->seat == CS_SEAT_ARRIVES || actor->asked));
    actor->asked = actor->asked || (step->verb == CS_VERB_AWAIT && step->await == CS_AWAIT_ANSWER);
    actor->shaken = actor->shaken || (step->verb == CS_VERB_TLS && !is_order(step));
    actor->finished = actor->finished || step->verb == CS_VERB_FINISH;
    actor->closed = step->verb == CS_VERB_CLOSE || step->verb == CS_VERB_RESET;
    actor->paused = step->verb == CS_VERB_PAUSE || (actor->paused && step->verb != CS_VERB_RESUME);
}

void cs_case_check_steps(const struct cs_case_loader *loader)
{
    struct actor actors[ACTORS] = {{0}};
    const struct cs_role_words *role = loader->item->role;

    for (size_t i = 0; i < loader->item->step_count; i++) {
        const struct cs_step *step = &loader->item->steps[i];
        struct actor *actor = step->actor[0] != '\0' ? &actors[actor_index(role, step->actor)] : NULL;
        const char *problem = actor != NULL ? step_problem(step, any_begun(role, actors), actor) : NULL;

        if (actor == NULL || actor->reported)
            continue;
        if (problem != NULL) {
            cs_diagnose(loader->diagnostics, loader->item->path, step->place, "%s", problem);
            actor->reported = true;
            continue;
        }
        do_step(step, actor);
    }
    if (!any_begun(role, actors) && loader->item->step_count > 0)
        cs_diagnose(loader->diagnostics, loader->item->path, loader->item->steps[0].place,
                    role->seats[0].seat == CS_SEAT_PROGRAM ? "no step runs the program" : "no step uses a client");
}

static bool has_actor(const struct cs_case *item, const char *name)
{
    for (size_t i = 0; i < item->step_count; i++)
        if (strcmp(item->steps[i].actor, name) == 0)
            return true;
    return false;
}

static bool has_fence(const struct cs_case *item)
{
    for (size_t i = 0; i < item->step_count; i++)
        if (item->steps[i].verb == CS_VERB_FENCE)
            return true;
    return false;
}

static void check_condition(const struct cs_case_loader *loader, const struct cs_condition *condition)
{
    const struct cs_case *item = loader->item;
    const char *subject = condition->subject;
    enum cs_condition_id id = condition->kind->id;

    if (condition->kind->subject == CS_SUBJECT_CLIENT && !has_actor(item, subject))
        cs_diagnose(loader->diagnostics, item->path, condition->place, "no step uses `%s`", subject);
    if (cs_word_index(subject, cs_case_listeners) >= 0 && !cs_case_listens(item, subject))
        cs_diagnose(loader->diagnostics, item->path, condition->place, "nobody listens there; add `listen: [%s]`",
                    subject);
    if ((id == CS_COND_AT_FENCE || id == CS_COND_STATUS_AT_FENCE) && !has_fence(item))
        cs_diagnose(loader->diagnostics, item->path, condition->place, "no step is a fence");
}

static void check_outcomes(const struct cs_case_loader *loader, const struct cs_outcome *outcomes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < outcomes[i].condition_count; j++)
            check_condition(loader, &outcomes[i].conditions[j]);
}

void cs_case_check_outcomes(const struct cs_case_loader *loader)
{
    check_outcomes(loader, loader->item->accept, loader->item->accept_count);
    check_outcomes(loader, loader->item->warn, loader->item->warn_count);
    check_outcomes(loader, loader->item->observe.outcomes, loader->item->observe.count);
}

/* How strong a level of the catalogue is, and what a case calls it. */
static const struct {
    const char *name;
    enum cs_case_level level;
    int rank;
} levels[] = {
    {"MUST", CS_LEVEL_MUST, 3},         {"MUST NOT", CS_LEVEL_MUST, 3},          {"SHOULD", CS_LEVEL_SHOULD, 2},
    {"SHOULD NOT", CS_LEVEL_SHOULD, 2}, {"security-advice", CS_LEVEL_ADVICE, 1}, {"interop", CS_LEVEL_INTEROP, 1},
    {"MAY", CS_LEVEL_MAY, 0},
};

static size_t level_index(const char *name)
{
    size_t i = 0;

    while (strcmp(levels[i].name, name) != 0)
        i++;
    return i;
}

void cs_case_check_level(const struct cs_case_loader *loader, const struct cs_yaml_node *level)
{
    const struct cs_case *item = loader->item;
    size_t strongest = 0;
    bool found = false;

    for (size_t i = 0; i < item->requirement_count; i++) {
        size_t one = level_index(item->requirements[i]->level);

        if (i == 0 || levels[one].rank > levels[strongest].rank)
            strongest = one;
    }
    /* Advice and interop are equally strong: either may be named where both are cited. */
    for (size_t i = 0; i < item->requirement_count && !found; i++) {
        size_t one = level_index(item->requirements[i]->level);

        found = levels[one].rank == levels[strongest].rank && levels[one].level == item->level;
    }
    if (!found)
        cs_yaml_error(level, loader->diagnostics, "the strongest requirement cited is %s, so the level is `%s`",
                      levels[strongest].name, cs_case_level_name(levels[strongest].level));
}
