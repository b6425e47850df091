#include "harness/launch/target.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/build.h"
#include "harness/launch/isolation.h"
#include "harness/launch/launch.h"
#include "harness/launch/policy.h"
#include "harness/launch/port.h"
#include "harness/launch/target_find.h"

#define LOOK_MS              20 /* between two looks whether it accepts connections */
#define READY_WITHIN_SECONDS 30 /* a machine that is busy with something else starts nothing sooner */
#define CLIENT_CAPACITY      16 /* programs at once */
#define ATTEMPTS             3  /* when somebody else took its port first */

enum state {
    STATE_IDLE,     /* nothing runs: not started yet, or ended */
    STATE_STARTING, /* runs, does not accept connections yet */
    STATE_READY,
    STATE_AGAIN,    /* its port was taken; when it is gone, the next attempt */
    STATE_STOPPING, /* cs_target_stop was called */
    STATE_STOPPED,
};

struct cs_target {
    struct cs_target_options options;
    struct cs_target_request request;
    struct cs_profile *profile;
    struct cs_choice choice;
    struct cs_policy policy;
    struct cs_program_kind programs;
    struct cs_build *build; /* of the programs; NULL: they need none */
    struct cs_launch launch;
    struct cs_supervisor guard;
    uv_timer_t timer;
    uv_poll_t poll;
    enum state state;
    unsigned attempts;
    unsigned handles; /* open on the loop */
    int parent;       /* holds the place of the parent proxy until the target is ready, or -1 */
    int pending;      /* connection that is being made, or -1 */
    int exec_error;
    uint64_t give_up_at; /* milliseconds of the loop */
    char *trouble;       /* to be told from the loop */
};

static void on_timer(uv_timer_t *timer);
static void on_news(uv_poll_t *poll, int status, int events);

/* ---- messages ---- */

static const char *title(const struct cs_target *target)
{
    return cs_choice_text(&target->choice, "title");
}

/* |what| and the end of the log. */
static char *with_log(const struct cs_target *target, const char *what)
{
    char *tail = cs_launch_log_tail(&target->launch);
    char *message =
        cs_launch_trouble("%s %s%s%s", title(target), what,
                          tail == NULL || tail[0] == '\0' ? "" : "; the last it said:", tail == NULL ? "" : tail);

    free(tail);
    return message;
}

static void tell(struct cs_target *target, void (*callback)(void *context, const char *message), char *message)
{
    callback(target->options.context, message == NULL ? "no memory" : message);
    free(message);
}

/* ---- start ---- */

static void fail_later(struct cs_target *target, char *message)
{
    free(target->trouble);
    target->trouble = message == NULL ? strdup("no memory") : message;
    target->state = STATE_IDLE;
    uv_timer_start(&target->timer, on_timer, 0, 0);
}

static void leave_parent(struct cs_target *target)
{
    if (target->parent >= 0) {
        shutdown(target->parent, SHUT_RDWR); /* a process that is just being forked has it too, for a moment */
        close(target->parent);
    }
    target->parent = -1;
}

static bool is_client(const struct cs_choice *choice)
{
    return strcmp(cs_choice_text(choice, "role"), "client") == 0;
}

/* Whether one speaks with it over UDP alone. */
static bool is_over_udp(const struct cs_choice *choice)
{
    return strcmp(cs_choice_text(choice, "transport"), "h3") == 0;
}

/* A proxy that runs already is ready at once, and nobody watches it; so is a client, which each case starts. */
static bool is_there(const struct cs_target *target)
{
    return cs_choice_get(&target->choice, "proxy") != NULL || is_client(&target->choice);
}

static void on_build_failed(void *context, char *message)
{
    fail_later(context, message);
}

static void wait_until_ready(struct cs_target *target)
{
    uv_update_time(target->options.loop);
    target->give_up_at = uv_now(target->options.loop) +
                         1000 * (uint64_t)cs_choice_number(&target->choice, "ready_within", READY_WITHIN_SECONDS);
    uv_timer_start(&target->timer, on_timer, 0, LOOK_MS);
}

static void begin_build(struct cs_target *target)
{
    char *error;

    target->build =
        cs_build_start(target->options.loop, &target->programs, &target->policy, on_build_failed, target, &error);
    if (target->build == NULL)
        fail_later(target, error);
    else
        wait_until_ready(target);
}

/* Whether there is nothing to start, or what there is is not installed. */
static bool needs_no_start(struct cs_target *target)
{
    char *program;

    if (!is_there(target))
        return false;
    target->state = STATE_STARTING;
    uv_timer_start(&target->timer, on_timer, 0, 0);
    if (!is_client(&target->choice))
        return true;
    program = cs_choice_program(&target->choice, target->options.self);
    if (program == NULL)
        fail_later(target, cs_launch_missing(&target->choice));
    else if (cs_choice_get(&target->choice, "build") != NULL)
        begin_build(target);
    free(program);
    return true;
}

static void start(struct cs_target *target)
{
    struct cs_launch_options options = {
        .choice = target->choice,
        .self = target->options.self,
        .fault = target->request.fault,
        .policy = &target->policy,
        .certify = target->options.certify,
        .certify_context = target->options.context,
    };
    char *error = NULL;
    int status;

    if (needs_no_start(target))
        return;
    if (target->parent < 0 && target->policy.parent[0] != 0) /* some look for their parent when they start */
        target->parent = cs_port_hold(target->policy.parent, target->policy.origin_port);
    target->attempts++;
    target->exec_error = 0;
    if (!cs_launch_prepare(&target->launch, &options, &error)) {
        fail_later(target, error);
        return;
    }
    if (!target->launch.names_ports)
        cs_policy_forget_ports(&target->choice, &target->policy);
    status = cs_launch_start(&target->launch, &target->choice, NULL, &target->guard);
    if (status != 0) {
        cs_launch_free(&target->launch);
        fail_later(target, cs_launch_trouble("%s could not be started: %s", title(target), strerror(status)));
        return;
    }
    target->state = STATE_STARTING;
    uv_poll_init(target->options.loop, &target->poll, target->guard.socket);
    target->poll.data = target;
    target->handles++;
    uv_poll_start(&target->poll, UV_READABLE, on_news);
    wait_until_ready(target);
}

static void become_ready(struct cs_target *target)
{
    struct sockaddr_storage address = {0};
    struct sockaddr_in *name = (struct sockaddr_in *)&address;

    name->sin_family = AF_INET;
    name->sin_port = htons(target->launch.port);
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (cs_choice_get(&target->choice, "proxy") != NULL)
        cs_port_address(cs_choice_text(&target->choice, "proxy"), name);
    uv_timer_stop(&target->timer);
    target->state = STATE_READY;
    target->policy.guardian = (int)target->guard.pid;
    target->options.on_ready(
        target->options.context, &address, &target->policy,
        cs_choice_number(&target->choice, "capacity", is_client(&target->choice) ? CLIENT_CAPACITY : 0));
    leave_parent(target); /* only now: some look for their parent right after they listen */
}

static bool listens(struct cs_target *target)
{
    return is_over_udp(&target->choice) ? cs_port_takes_datagrams(target->launch.port)
                                        : cs_port_answers(target->launch.port, &target->pending);
}

static bool listens_no_more(const struct cs_target *target)
{
    return is_over_udp(&target->choice) ? !cs_port_takes_datagrams(target->launch.port)
                                        : cs_port_refuses(target->launch.port);
}

static void look(struct cs_target *target)
{
    char what[64];

    if (target->build != NULL)
        target->programs.built = cs_build_directory(target->build);
    if (target->build != NULL ? target->programs.built != NULL : is_there(target) || listens(target)) {
        become_ready(target);
        return;
    }
    if (uv_now(target->options.loop) < target->give_up_at)
        return;
    uv_timer_stop(&target->timer);
    target->state = STATE_IDLE;
    snprintf(what, sizeof(what), "%s within %u s",
             target->build != NULL ? "was not built" : "did not accept connections",
             cs_choice_number(&target->choice, "ready_within", READY_WITHIN_SECONDS));
    tell(target, target->options.on_failed, with_log(target, what));
}

/* ---- end ---- */

static void on_closed(uv_handle_t *handle)
{
    struct cs_target *target = handle->data;

    if (--target->handles == 0 && target->state == STATE_STOPPING) {
        target->state = STATE_STOPPED;
        target->options.on_stopped(target->options.context);
    }
}

static void finish_stopping(struct cs_target *target)
{
    uv_close((uv_handle_t *)&target->timer, on_closed);
}

static void on_timer(uv_timer_t *timer)
{
    struct cs_target *target = timer->data;
    char *trouble = target->trouble;

    if (target->state == STATE_STOPPING) {
        finish_stopping(target);
    } else if (trouble != NULL) {
        target->trouble = NULL;
        tell(target, target->options.on_failed, trouble);
    } else if (target->state == STATE_STARTING) {
        look(target);
    }
}

static void forget_launch(struct cs_target *target)
{
    if (target->pending >= 0)
        close(target->pending);
    target->pending = -1;
    cs_supervisor_reap(&target->guard);
    cs_launch_free(&target->launch);
}

/* The guardian has gone, and everything with it. */
static void on_poll_closed(uv_handle_t *handle)
{
    struct cs_target *target = handle->data;

    forget_launch(target);
    target->handles--;
    if (target->state == STATE_STOPPING)
        finish_stopping(target);
    else if (target->state == STATE_AGAIN)
        start(target);
}

static void exited(struct cs_target *target, int status)
{
    enum state before = target->state;
    char what[128];

    if (before != STATE_STARTING && before != STATE_READY)
        return;
    uv_timer_stop(&target->timer);
    if (before == STATE_STARTING && target->exec_error == 0 && target->attempts < ATTEMPTS &&
        !cs_port_can_bind("127.0.0.1", target->launch.port)) {
        target->state = STATE_AGAIN;
        cs_supervisor_end(&target->guard, false);
        return;
    }
    target->state = STATE_IDLE;
    cs_launch_ended(target->exec_error, status, what, sizeof(what));
    tell(target, before == STATE_READY ? target->options.on_died : target->options.on_failed, with_log(target, what));
}

const struct cs_program_kind *cs_target_programs(const struct cs_target *target)
{
    return is_client(&target->choice) ? &target->programs : NULL;
}

bool cs_target_check(struct cs_target *target)
{
    if (target->state != STATE_READY || is_there(target) || !listens_no_more(target))
        return true;
    target->state = STATE_IDLE;
    tell(target, target->options.on_died, with_log(target, "does not listen any more"));
    return false;
}

static void guardian_gone(struct cs_target *target)
{
    enum state before = target->state;

    uv_timer_stop(&target->timer);
    uv_close((uv_handle_t *)&target->poll, on_poll_closed);
    if (before != STATE_STARTING && before != STATE_READY)
        return;
    target->state = STATE_IDLE;
    tell(target, before == STATE_READY ? target->options.on_died : target->options.on_failed,
         with_log(target, "was ended together with its guardian"));
}

static void on_news(uv_poll_t *poll, int status, int events)
{
    struct cs_target *target = poll->data;
    enum cs_supervisor_event event;
    int value;

    (void)status; /* reading tells */
    (void)events;
    do {
        event = cs_supervisor_read(&target->guard, &value);
        if (event == CS_SUPERVISOR_EXEC_FAILED)
            target->exec_error = value;
        else if (event == CS_SUPERVISOR_EXITED)
            exited(target, value);
        else if (event == CS_SUPERVISOR_GONE)
            guardian_gone(target);
    } while (event == CS_SUPERVISOR_EXEC_FAILED || event == CS_SUPERVISOR_EXITED);
}

void cs_target_stop(struct cs_target *target, bool at_once)
{
    target->state = STATE_STOPPING;
    uv_timer_stop(&target->timer);
    cs_build_stop(target->build);
    target->build = NULL;
    if (target->guard.pid != 0)
        cs_supervisor_end(&target->guard, at_once);
    else
        uv_timer_start(&target->timer, on_timer, 0, 0);
}

/* ---- the whole ---- */

/* Some programs listen on every interface, or ask name servers whatever we say. */
static bool may_run_here(const struct cs_target *target, struct cs_diagnostics *diagnostics)
{
    if (cs_isolation_is_inside() || strcmp(cs_choice_text(&target->choice, "isolate"), "required") != 0)
        return true;
    cs_diagnose(diagnostics, target->profile->path, (struct cs_place){0, 0},
                "%s is started in a network of its own only, and this run has none (--isolate)", title(target));
    return false;
}

static bool set_up(struct cs_target *target, struct cs_diagnostics *diagnostics)
{
    const struct cs_target_request *request = &target->request;
    const struct cs_place nowhere = {0, 0};

    target->profile = cs_target_find(target->options.profiles, request, &target->choice, diagnostics);
    if (target->profile == NULL ||
        !cs_policy_of(&target->choice, request, target->options.self, &target->policy, diagnostics) ||
        !may_run_here(target, diagnostics))
        return false;
    if (request->fault == NULL || cs_choice_get(&target->choice, "fault_option") != NULL)
        return true;
    cs_diagnose(diagnostics, target->profile->path, nowhere, "this target has no faults that could be switched on");
    return false;
}

struct cs_target *cs_target_start(const struct cs_target_options *options, const struct cs_target_request *request,
                                  struct cs_diagnostics *diagnostics)
{
    struct cs_target *target = calloc(1, sizeof(*target));

    if (target == NULL)
        return NULL;
    target->options = *options;
    target->request = *request;
    target->launch.log = -1;
    target->guard.socket = -1;
    target->pending = -1;
    target->parent = -1;
    if (!set_up(target, diagnostics)) {
        cs_target_free(target);
        return NULL;
    }
    target->programs = (struct cs_program_kind){
        .choice = &target->choice, .self = target->options.self, .fault = target->request.fault};
    uv_timer_init(options->loop, &target->timer);
    target->timer.data = target;
    target->handles++;
    start(target);
    return target;
}

void cs_target_free(struct cs_target *target)
{
    if (target == NULL)
        return;
    leave_parent(target);
    cs_profile_free(target->profile);
    free(target->trouble);
    free(target);
}

void cs_target_kill_all(void)
{
    cs_supervisor_end_all();
}
