#include "harness/launch/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/launch.h"

#define BLOCK_BYTES   16384
#define BLOCKS_A_TURN 64 /* of what floods us; others have their turn, too */

enum { OUTPUT, ERRORS, NEWS, WATCHES };

/* One descriptor that the loop looks at. */
struct watch {
    struct cs_program *program;
    uv_poll_t poll;
    int fd; /* -1: closed, or never opened */
    bool open;
};

struct cs_program {
    uv_loop_t *loop;
    const struct cs_program_events *events; /* NULL: stopped */
    void *context;
    struct cs_launch launch;
    struct cs_supervisor guard;
    struct watch watches[WATCHES];
    int input; /* our end, kept open; -1: none */
    unsigned handles;
    int exec_error;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void free_program(struct cs_program *program)
{
    cs_supervisor_reap(&program->guard);
    cs_launch_free(&program->launch);
    free(program);
}

static void on_closed(uv_handle_t *handle)
{
    struct cs_program *program = ((struct watch *)handle->data)->program;

    if (--program->handles == 0 && program->events == NULL)
        free_program(program);
}

static void stop_watching(struct watch *watch)
{
    if (!watch->open)
        return;
    watch->open = false;
    uv_close((uv_handle_t *)&watch->poll, on_closed);
}

/* Hands on what is there.  False when nothing more will come. */
static bool drain(struct watch *watch, bool errors)
{
    struct cs_program *program = watch->program;
    char block[BLOCK_BYTES];

    for (unsigned i = 0; i < BLOCKS_A_TURN; i++) {
        ssize_t length = read(watch->fd, block, sizeof(block));

        if (length < 0 && errno == EINTR)
            continue;
        if (length <= 0)
            return length < 0 && errno == EAGAIN;
        if (program->events != NULL)
            program->events->output(program->context, errors, block, (size_t)length);
    }
    return true;
}

static void tell_turned(struct cs_program *program)
{
    if (program->events != NULL)
        program->events->turned(program->context);
}

static void on_output(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;

    (void)events;
    if (!drain(watch, watch == &watch->program->watches[ERRORS]) || status < 0) {
        stop_watching(watch);
        close_fd(&watch->fd);
    }
    tell_turned(watch->program);
}

static void drain_all(struct cs_program *program)
{
    for (int i = OUTPUT; i <= ERRORS; i++)
        if (program->watches[i].fd >= 0)
            (void)drain(&program->watches[i], i == ERRORS);
}

static void tell_exit(struct cs_program *program, int status)
{
    char *text;

    drain_all(program);
    if (program->events == NULL)
        return;
    if (program->exec_error == 0) {
        program->events->exited(program->context, status);
        return;
    }
    text = cs_launch_trouble("%s could not be executed: %s", program->launch.program, strerror(program->exec_error));
    program->events->failed(program->context, text == NULL ? "no memory" : text);
    free(text);
}

static void on_news(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    struct cs_program *program = watch->program;
    enum cs_supervisor_event event;
    int value;

    (void)status; /* reading tells */
    (void)events;
    do {
        event = cs_supervisor_read(&program->guard, &value);
        if (event == CS_SUPERVISOR_EXEC_FAILED)
            program->exec_error = value;
        else if (event == CS_SUPERVISOR_EXITED)
            tell_exit(program, value);
    } while (event == CS_SUPERVISOR_EXEC_FAILED || event == CS_SUPERVISOR_EXITED);
    if (event == CS_SUPERVISOR_GONE) {
        if (program->events != NULL)
            program->events->failed(program->context, "the guardian of the program is gone");
        stop_watching(watch);
    }
    tell_turned(program);
}

static bool watch(struct cs_program *program, int place, int fd, uv_poll_cb callback)
{
    struct watch *watch = &program->watches[place];

    watch->program = program;
    watch->fd = fd;
    watch->poll.data = watch;
    if (uv_poll_init(program->loop, &watch->poll, fd) != 0)
        return false;
    watch->open = true;
    program->handles++;
    uv_poll_start(&watch->poll, UV_READABLE, callback);
    return true;
}

/* What it is given to read.  An input that a pipe does not take whole is cut: profiles have short ones. */
static int open_input(struct cs_program *program, const struct cs_choice *choice)
{
    char *text = cs_launch_input(&program->launch, choice);
    int pair[2];

    if (text == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (pipe2(pair, O_CLOEXEC) != 0) {
        free(text);
        return -1;
    }
    program->input = pair[1];
    fcntl(program->input, F_SETFL, O_NONBLOCK);
    if (write(program->input, text, strlen(text)) < 0)
        close_fd(&program->input);
    free(text);
    return pair[0];
}

static int open_outputs(int output[2], int errors[2])
{
    if (pipe2(output, O_CLOEXEC) != 0)
        return errno;
    if (pipe2(errors, O_CLOEXEC) != 0)
        return errno;
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    fcntl(errors[0], F_SETFL, O_NONBLOCK);
    return 0;
}

/* Runs what is prepared.  0 or an errno. */
static int run(struct cs_program *program, const struct cs_choice *choice)
{
    int output[2] = {-1, -1}, errors[2] = {-1, -1};
    int status = open_outputs(output, errors);
    struct cs_launch_pipes pipes = {.input = status == 0 ? open_input(program, choice) : -1};

    pipes.output = output[1];
    pipes.errors = errors[1];
    if (status == 0)
        status = cs_launch_start(&program->launch, choice, &pipes, &program->guard);
    close_fd(&pipes.input);
    close_fd(&pipes.output);
    close_fd(&pipes.errors);
    program->watches[OUTPUT].fd = output[0];
    program->watches[ERRORS].fd = errors[0];
    if (status == 0 && (!watch(program, NEWS, program->guard.socket, on_news) ||
                        !watch(program, OUTPUT, output[0], on_output) || !watch(program, ERRORS, errors[0], on_output)))
        status = ENOMEM;
    return status;
}

struct cs_program *cs_program_start(uv_loop_t *loop, const struct cs_program_kind *kind, const struct cs_policy *policy,
                                    const struct cs_variable *variables, size_t variable_count,
                                    const struct cs_program_events *events, void *context, char **error)
{
    struct cs_program *program = calloc(1, sizeof(*program));
    struct cs_launch_options options = {
        .choice = *kind->choice,
        .self = kind->self,
        .fault = kind->fault,
        .policy = policy,
        .variable_count = variable_count,
        .variables = variables,
        .authority = kind->authority,
        .built = kind->built,
        .builds = kind->builds,
    };
    int status;

    *error = NULL;
    if (program == NULL)
        return NULL;
    *program = (struct cs_program){.loop = loop, .events = events, .context = context, .input = -1};
    for (int i = 0; i < WATCHES; i++)
        program->watches[i] = (struct watch){.program = program, .fd = -1};
    program->guard.socket = -1;
    if (!cs_launch_prepare(&program->launch, &options, error)) {
        free(program);
        return NULL;
    }
    status = run(program, kind->choice);
    if (status == 0)
        return program;
    *error = cs_launch_trouble("%s could not be started: %s", cs_choice_text(kind->choice, "title"), strerror(status));
    cs_program_stop(program);
    return NULL;
}

const char *cs_program_directory(const struct cs_program *program)
{
    return program->launch.directory;
}

void cs_program_finish_input(struct cs_program *program)
{
    close_fd(&program->input);
}

void cs_program_stop(struct cs_program *program)
{
    if (program == NULL)
        return;
    program->events = NULL;
    close_fd(&program->input);
    for (int i = OUTPUT; i <= ERRORS; i++) {
        stop_watching(&program->watches[i]);
        close_fd(&program->watches[i].fd);
    }
    if (program->watches[NEWS].open)
        cs_supervisor_end(&program->guard, false);
    else if (program->handles == 0)
        free_program(program);
}
