#include "harness/cli/serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/embedded/proxy/shell.h"
#include "harness/net/poll.h"

#define LOOKUP_THREADS "128"

struct running {
    struct cs_shell *shell;
    uv_signal_t signals[2];
};

/* Which program a place is of: all but two are the proxy's. */
static bool is_same_program(enum cs_fault fault, enum cs_fault_place place)
{
    enum cs_fault_place own = cs_fault_place(fault);
    bool proxy = own != CS_PLACE_ORIGIN && own != CS_PLACE_CLIENT;

    return own == place || (proxy && place != CS_PLACE_ORIGIN && place != CS_PLACE_CLIENT);
}

int cs_serve_list_faults(enum cs_fault_place place)
{
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++)
        if (is_same_program((enum cs_fault)fault, place))
            printf("%-28s %-8s %s\n", cs_fault_name((enum cs_fault)fault),
                   cs_fault_place_name(cs_fault_place((enum cs_fault)fault)), cs_fault_sentence((enum cs_fault)fault));
    return CS_EXIT_OK;
}

bool cs_serve_refuse(const char *command, const char *what, const char *text)
{
    fprintf(stderr, "connectspec %s: %s: %s; connectspec %s --help tells more\n", command, what, text, command);
    return false;
}

bool cs_serve_port(const char *command, const char *text, unsigned long least, uint16_t *out)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0' || value < least || value > 65535)
        return cs_serve_refuse(command, "not a port", text);
    *out = (uint16_t)value;
    return true;
}

bool cs_serve_destination(const char *command, const char *text, struct cs_destination *out)
{
    struct cs_findings findings = {0};
    struct cs_authority authority;

    return (cs_authority_parse(text, strlen(text), 0, &authority, &findings) == CS_COMPLETE &&
            cs_authority_destination(text, &authority, out)) ||
           cs_serve_refuse(command, "not HOST:PORT", text);
}

bool cs_serve_fault(const char *command, const char *name, enum cs_fault_place place, enum cs_fault *out)
{
    const char *names[CS_FAULT_COUNT] = {NULL};
    size_t count = 0;

    *out = cs_fault_by_name(name);
    if (*out != CS_FAULT_NONE && is_same_program(*out, place))
        return true;
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++)
        if (is_same_program((enum cs_fault)fault, place))
            names[count++] = cs_fault_name((enum cs_fault)fault);
    cs_say_unknown(command, "there is no fault", name, names,
                   place == CS_PLACE_ORIGIN   ? "connectspec origin --list-faults names them"
                   : place == CS_PLACE_CLIENT ? "connectspec client --list-faults names them"
                                              : "connectspec proxy --list-faults names them");
    return false;
}

static void raise_limits(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    signal(SIGPIPE, SIG_IGN);
    /* libuv gives look-ups half of its threads, two by default: a few names whose resolver is silent would starve all
     * others. */
    setenv("UV_THREADPOOL_SIZE", LOOKUP_THREADS, 0);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct running *running = handle->data;

    (void)number;
    cs_shell_stop(running->shell);
    uv_close((uv_handle_t *)&running->signals[0], NULL);
    uv_close((uv_handle_t *)&running->signals[1], NULL);
}

static void watch_signals(uv_loop_t *loop, struct running *running)
{
    static const int numbers[] = {SIGTERM, SIGINT};

    for (size_t i = 0; i < 2; i++) {
        uv_signal_init(loop, &running->signals[i]);
        running->signals[i].data = running;
        uv_signal_start(&running->signals[i], on_signal, numbers[i]);
    }
}

int cs_serve(const char *command, const char *address, uint16_t port, const struct cs_proxy_config *config)
{
    struct running running = {0};
    uv_loop_t loop;
    int error;

    raise_limits();
    cs_loop_init(&loop);
    error = cs_shell_start(&loop, address, port, config, &running.shell);
    if (error == 0) {
        bool v6 = strchr(address, ':') != NULL;
        watch_signals(&loop, &running);
        printf("listening on %s%s%s:%u\n", v6 ? "[" : "", address, v6 ? "]" : "",
               (unsigned)cs_shell_port(running.shell));
        fflush(stdout);
    } else {
        fprintf(stderr, "connectspec %s: cannot listen on %s port %u: %s\n", command, address, (unsigned)port,
                uv_strerror(error));
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return error == 0 ? CS_EXIT_OK : CS_EXIT_USAGE;
}
