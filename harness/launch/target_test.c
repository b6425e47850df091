/* Starts this very program as the target, in several tempers, and sees that nothing of it is left behind. */
#include "harness/launch/target.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/launch/policy.h"
#include "harness/launch/remove.h"
#include "reference/testing.h"

static char folder[] = "/tmp/connectspec-target-XXXXXX";
static char self[PATH_MAX];

/* ---- the target's side ---- */

/* UDP: nobody can connect to it. */
static int listen_on(const char *port, bool udp)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((uint16_t)strtoul(port, NULL, 10))};
    int on = 1;
    int listener = socket(AF_INET, udp ? SOCK_DGRAM : SOCK_STREAM, 0);

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(listener, (struct sockaddr *)&name, sizeof(name)) != 0 || (!udp && listen(listener, 8) != 0))
        _exit(9);
    return listener;
}

/* A daemon that leaves session and group and outlives its parent. */
static void leave_a_daemon(void)
{
    if (fork() == 0) {
        setsid();
        signal(SIGTERM, SIG_IGN);
        for (;;)
            pause();
    }
}

static bool file_says(const char *name, const char *want)
{
    char text[96] = "";
    FILE *file = fopen(name, "r");
    bool same = file != NULL && fread(text, 1, sizeof(text) - 1, file) > 0 && strcmp(text, want) == 0;

    if (file != NULL)
        fclose(file);
    return same;
}

/* What it prints waits for no disk, and is bounded. */
static bool prints_to_memory(void)
{
    struct statfs where;
    struct rlimit most;

    return fstatfs(STDERR_FILENO, &where) == 0 && where.f_type == TMPFS_MAGIC && getrlimit(RLIMIT_FSIZE, &most) == 0 &&
           most.rlim_max != RLIM_INFINITY;
}

/* What the profile promised is there: directory, files, variables, limits. */
static bool well_placed(const char *port)
{
    char want[96];

    snprintf(want, sizeof(want), "listen %s allow 18443 hello\nto 18443\nto 80\nto 443\n", port);
    return file_says("etc/toy.conf", want) && access("spool", W_OK) == 0 && getsid(0) == getpid() &&
           getenv("TOY") != NULL && strcmp(getenv("TOY"), "hello") == 0 && getenv("USER") == NULL && prints_to_memory();
}

static int act(const char *temper, const char *port)
{
    int listener;

    if (strcmp(temper, "early") == 0) {
        puts("first line\nthe port is \033[31mbad");
        fflush(stdout);
        _exit(3);
    }
    if (strcmp(temper, "never") == 0)
        for (;;)
            pause();
    if (!well_placed(port))
        _exit(8);
    if (strcmp(temper, "daemon") == 0)
        leave_a_daemon();
    if (strcmp(temper, "stubborn") == 0)
        signal(SIGTERM, SIG_IGN);
    listener = listen_on(port, strcmp(temper, "udp") == 0);
    if (strcmp(temper, "udp") == 0)
        pause();
    accept(listener, NULL, NULL); /* the look whether it is ready */
    accept(listener, NULL, NULL);
    if (strcmp(temper, "patient") == 0) { /* dies one visitor later */
        accept(listener, NULL, NULL);
        raise(SIGKILL);
    }
    if (strcmp(temper, "mortal") == 0)
        raise(SIGKILL);
    for (;;)
        pause();
}

/* ---- our side ---- */

struct scene {
    uv_loop_t loop;
    struct cs_target *target;
    struct cs_diagnostics diagnostics;
    char events[64]; /* r ready, f failed, d died, s stopped */
    char message[2048];
    uint16_t port;
    struct cs_policy policy;
    unsigned capacity;
    int connection;
    void (*when_ready)(struct scene *scene);
};

static void note(struct scene *scene, char event, const char *message)
{
    size_t length = strlen(scene->events);

    if (length + 1 < sizeof(scene->events))
        scene->events[length] = event;
    if (message != NULL)
        snprintf(scene->message, sizeof(scene->message), "%s", message);
}

static void on_ready(void *context, const struct sockaddr_storage *address, const struct cs_policy *policy,
                     unsigned capacity)
{
    struct scene *scene = context;

    note(scene, 'r', NULL);
    scene->port = ntohs(((const struct sockaddr_in *)address)->sin_port);
    scene->policy = *policy;
    scene->capacity = capacity;
    scene->when_ready(scene);
}

static void on_failed(void *context, const char *message)
{
    struct scene *scene = context;

    note(scene, 'f', message);
    cs_target_stop(scene->target, false);
}

static void on_died(void *context, const char *message)
{
    struct scene *scene = context;

    note(scene, 'd', message);
    cs_target_stop(scene->target, false);
}

static void on_stopped(void *context)
{
    note(context, 's', NULL);
}

static void stop(struct scene *scene)
{
    cs_target_stop(scene->target, false);
}

static void knock(struct scene *scene)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(scene->port)};

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    scene->connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL(connect(scene->connection, (struct sockaddr *)&name, sizeof(name)), 0);
}

/* Runs the target of that temper until nothing happens any more. */
static void play(struct scene *scene, const char *name, void (*when_ready)(struct scene *scene))
{
    struct cs_target_options options = {
        .loop = &scene->loop,
        .profiles = folder,
        .self = self,
        .context = scene,
        .on_ready = on_ready,
        .on_failed = on_failed,
        .on_died = on_died,
        .on_stopped = on_stopped,
    };
    struct cs_target_request request = {.name = name};

    *scene = (struct scene){.connection = -1, .when_ready = when_ready};
    CU_ASSERT_EQUAL_FATAL(uv_loop_init(&scene->loop), 0);
    scene->target = cs_target_start(&options, &request, &scene->diagnostics);
    uv_run(&scene->loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&scene->loop), 0);
    cs_target_free(scene->target);
    if (scene->connection >= 0)
        close(scene->connection);
    cs_diagnostics_print(&scene->diagnostics);
    cs_diagnostics_free(&scene->diagnostics);
}

static int private_directory(const struct dirent *entry)
{
    return strncmp(entry->d_name, "connectspec-", 12) == 0 || strncmp(entry->d_name, "left-", 5) == 0;
}

static bool anything_left(void)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, private_directory, NULL);

    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return count != 0;
}

/* As reaper of all that lose their parents we would see every process that was left. */
static void assert_nothing_left(void)
{
    CU_ASSERT_EQUAL(waitpid(-1, NULL, WNOHANG), -1);
    CU_ASSERT_EQUAL(errno, ECHILD);
    CU_ASSERT_FALSE(anything_left());
}

static void becomes_ready_and_stops(void)
{
    struct scene scene;

    play(&scene, "toy", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "rs");
    CU_ASSERT_EQUAL(scene.capacity, 7);
    CU_ASSERT_STRING_EQUAL(scene.policy.target, "toy");
    CU_ASSERT_STRING_EQUAL(scene.policy.auth, "none");
    CU_ASSERT_EQUAL(scene.policy.origin_port, 18443);
    CU_ASSERT_EQUAL(scene.policy.denied_port, 4711);
    CU_ASSERT_TRUE(scene.policy.denies_ports);
    assert_nothing_left();
}

static void a_layer_has_its_account(void)
{
    struct scene scene;

    play(&scene, "toy-basic", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "rs");
    CU_ASSERT_STRING_EQUAL(scene.policy.target, "toy+basic");
    CU_ASSERT_STRING_EQUAL(scene.policy.auth, "basic");
    CU_ASSERT_STRING_EQUAL(scene.policy.user, "alice");
    CU_ASSERT_STRING_EQUAL(scene.policy.password, "s3cret");
    assert_nothing_left();
}

/* One that runs already is ready at once, where its profile says; nothing is started, nothing ends with the run. */
static void takes_what_runs_already(void)
{
    struct cs_target_kind kind;
    struct scene scene;
    char path[PATH_MAX];
    FILE *file;

    snprintf(path, sizeof(path), "%s/there.yaml", folder);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("name: there\ntitle: There\nproxy: 127.0.0.1:4712\nipv6: true\ncapacity: 9\ndenied_address: 127.9.9.9\n",
          file);
    fclose(file);
    play(&scene, "there", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "rs");
    CU_ASSERT_EQUAL(scene.port, 4712);
    CU_ASSERT_EQUAL(scene.capacity, 9);
    CU_ASSERT_TRUE(scene.policy.denies_addresses);
    CU_ASSERT_STRING_EQUAL(scene.policy.denied_address, "127.9.9.9");
    CU_ASSERT_TRUE(cs_target_look(folder, &(struct cs_target_request){.name = "there"}, &kind));
    CU_ASSERT_TRUE(kind.runs_already);
    CU_ASSERT_STRING_EQUAL(kind.role, "");
    CU_ASSERT_TRUE(cs_target_look(folder, &(struct cs_target_request){.name = "toy"}, &kind));
    CU_ASSERT_FALSE(kind.runs_already);
    CU_ASSERT_TRUE(cs_target_look(folder, &(struct cs_target_request){.client = "curl {url}"}, &kind));
    CU_ASSERT_STRING_EQUAL(kind.role, "client");
    CU_ASSERT_FALSE(cs_target_look(folder, &(struct cs_target_request){.name = "nobody"}, &kind));
    CU_ASSERT_EQUAL(unlink(path), 0);
    assert_nothing_left();
}

/* Layers with a transport of their own are found, unless one is named already. */
static void has_layers_of_transport(void)
{
    char path[PATH_MAX];
    FILE *file;
    char **layers;
    bool named;

    snprintf(path, sizeof(path), "%s/many.yaml", folder);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("name: many\ntitle: Many\nproxy: 127.0.0.1:4712\nwith: {old: {ipv6: true}, tls: {proxy_tls: true}, h2c: "
          "{transport: h2}}\n",
          file);
    fclose(file);
    layers = cs_target_transports(folder, &(struct cs_target_request){.name = "many+old"}, &named);
    CU_ASSERT_PTR_NOT_NULL_FATAL(layers);
    CU_ASSERT_FALSE(named);
    CU_ASSERT_STRING_EQUAL(layers[0], "tls");
    CU_ASSERT_STRING_EQUAL(layers[1], "h2c");
    CU_ASSERT_PTR_NULL(layers[2]);
    cs_words_free(layers);
    CU_ASSERT_PTR_NULL(cs_target_transports(folder, &(struct cs_target_request){.name = "many+h2c"}, &named));
    CU_ASSERT_TRUE(named);
    CU_ASSERT_PTR_NULL(cs_target_transports(folder, &(struct cs_target_request){.name = "nobody"}, &named));
    CU_ASSERT_FALSE(named);
    CU_ASSERT_EQUAL(unlink(path), 0);
}

/* Elsewhere it takes addresses that are seen from there: the profile's, or those of the command line. */
static void wants_addresses_elsewhere(void)
{
    struct cs_profile *profile;
    struct cs_diagnostics diagnostics = {0};
    struct cs_target_request request = {.name = "far"};
    struct cs_policy policy;
    struct cs_choice choice = {0};
    char path[PATH_MAX];
    FILE *file;

    snprintf(path, sizeof(path), "%s/far.yaml", folder);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("name: far\ntitle: Far\nproxy: 192.0.2.7:4712\nwith: {two: {origin_addresses: '10.9.0.1,10.9.0.3'}}\n", file);
    fclose(file);
    profile = cs_profile_load(path, &diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    choice.profile = profile;
    CU_ASSERT_FALSE(cs_policy_of(&choice, &request, "", &policy, &diagnostics));
    CU_ASSERT_EQUAL(diagnostics.count, 1);
    request.origin_addresses = "10.9.0.1";
    CU_ASSERT_TRUE(cs_policy_of(&choice, &request, "", &policy, &diagnostics));
    CU_ASSERT_STRING_EQUAL(policy.origin_addresses, "10.9.0.1");
    request.origin_addresses = NULL;
    CU_ASSERT_TRUE(cs_choice_add(&choice, "two", 3, &diagnostics));
    CU_ASSERT_TRUE(cs_policy_of(&choice, &request, "", &policy, &diagnostics));
    CU_ASSERT_STRING_EQUAL(policy.origin_addresses, "10.9.0.1,10.9.0.3");
    cs_profile_free(profile);
    cs_diagnostics_free(&diagnostics);
    CU_ASSERT_EQUAL(unlink(path), 0);
}

static void fails_early(void)
{
    struct scene scene;

    play(&scene, "toy-early", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "fs");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "ended with status 3"));
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "\n  first line\n  the port is \\x1b[31mbad"));
    assert_nothing_left();
}

static void is_never_ready(void)
{
    struct scene scene;

    play(&scene, "toy-never", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "fs");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "did not accept connections within 1 s"));
    assert_nothing_left();
}

static void is_ready_over_udp(void)
{
    struct scene scene;

    play(&scene, "toy-udp", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "rs");
    assert_nothing_left();
    play(&scene, "toy+never+overudp", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "fs");
}

static void dies_later(void)
{
    struct scene scene;

    play(&scene, "toy-mortal", knock);
    CU_ASSERT_STRING_EQUAL(scene.events, "rds");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "signal 9"));
    assert_nothing_left();
}

/* The connection breaks before the loop has had a chance to hear of the death. */
static void knock_and_check(struct scene *scene)
{
    CU_ASSERT_TRUE(cs_target_check(scene->target));
    knock(scene);
    CU_ASSERT(recv(scene->connection, &(char){0}, 1, 0) <= 0);
    CU_ASSERT_FALSE(cs_target_check(scene->target));
}

static void death_is_noticed(void)
{
    struct scene scene;

    play(&scene, "toy-patient", knock_and_check);
    CU_ASSERT_STRING_EQUAL(scene.events, "rds");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "does not listen any more"));
    assert_nothing_left();
}

static void ignores_sigterm(void)
{
    struct scene scene;

    play(&scene, "toy-stubborn", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "rs");
    assert_nothing_left();
}

static void leaves_a_daemon(void)
{
    struct scene scene;

    play(&scene, "toy-daemon", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "rs");
    assert_nothing_left();
}

static void is_not_there(void)
{
    struct scene scene;

    play(&scene, "toy-absent", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "fs");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "is not installed: apt-get install toy-proxy"));
    play(&scene, "toy-broken", stop);
    CU_ASSERT_STRING_EQUAL(scene.events, "fs");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.message, "could not be executed"));
    assert_nothing_left();
}

static void refuses_requests_that_make_no_sense(void)
{
    static const struct cs_target_request requests[] = {
        {.name = "nobody"},
        {.name = "toy", .auth = "digest"},
        {.name = "toy", .fault = "port-zero"},
        {.name = "toy", .origin_port = 4711},
    };
    uv_loop_t loop;

    CU_ASSERT_EQUAL_FATAL(uv_loop_init(&loop), 0);
    for (size_t i = 0; i < CS_COUNT(requests); i++) {
        struct cs_target_options options = {.loop = &loop, .profiles = folder, .self = "/bin/false"};
        struct cs_diagnostics diagnostics = {0};

        CU_ASSERT_PTR_NULL(cs_target_start(&options, &requests[i], &diagnostics));
        CU_ASSERT_EQUAL(diagnostics.count, 1);
        cs_diagnostics_free(&diagnostics);
    }
    CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
}

static void die_at_once(struct scene *scene)
{
    (void)scene;
    raise(SIGKILL);
}

static void end_by_handler(struct scene *scene)
{
    (void)scene;
    cs_target_kill_all();
    _exit(anything_left() ? 1 : 0);
}

/* Plays in a process of its own and waits for it and for everything that it leaves to us. */
static int play_apart(const char *name, void (*when_ready)(struct scene *scene))
{
    struct scene scene;
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        play(&scene, name, when_ready);
        _exit(2);
    }
    CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
    while (waitpid(-1, NULL, 0) > 0)
        continue;
    return status;
}

static void nothing_survives_us(void)
{
    int status = play_apart("toy-daemon", die_at_once);

    CU_ASSERT_TRUE(WIFSIGNALED(status));
    assert_nothing_left();
    status = play_apart("toy-daemon", end_by_handler);
    CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_nothing_left();
}

static void write_profile(void)
{
    static const char text[] =
        "name: toy\ntitle: Toy\npackages: [toy-proxy]\nprogram: ['${self}']\nversion: ['${program}', --version]\n"
        "command: ['${program}', act, willing, '${port}']\n"
        "allowed_ports: [80, 443]\nport_line: to ${allowed-port}\n"
        "files: {etc/toy.conf: toy.conf}\ndirectories: [spool]\nenvironment: {TOY: '${greeting}'}\n"
        "values: {greeting: hello}\ndenied_port: 4711\ncapacity: 7\ndescriptors: 256\nleftovers: ['%s/left-${name}*']\n"
        "variants:\n"
        "  basic: {auth: basic, user: alice, password: s3cret}\n"
        "  early: {command: ['${program}', act, early, '${port}']}\n"
        "  never: {command: ['${program}', act, never, '${port}'], ready_within: 1, stop: kill}\n"
        "  mortal: {command: ['${program}', act, mortal, '${port}']}\n"
        "  patient: {command: ['${program}', act, patient, '${port}']}\n"
        "  stubborn: {command: ['${program}', act, stubborn, '${port}']}\n"
        "  daemon: {command: [/bin/sh, -c, ': > %s/left-${name}-1; exec \"${program}\" act daemon ${port}'], stop: "
        "kill}\n"
        "  udp: {transport: h3, command: ['${program}', act, udp, '${port}']}\n"
        "  overudp: {transport: h3}\n"
        "  absent: {program: [/nonexistent/toy]}\n"
        "  broken: {command: [/nonexistent/toy]}\n";
    char path[PATH_MAX];
    FILE *file;

    snprintf(path, sizeof(path), "%s/toy.yaml", folder);
    file = fopen(path, "w");
    if (file == NULL)
        exit(1);
    fprintf(file, text, folder, folder);
    fclose(file);
    snprintf(path, sizeof(path), "%s/toy.conf", folder);
    file = fopen(path, "w");
    if (file == NULL)
        exit(1);
    fputs("listen ${port} allow ${origin-port} ${greeting}\n${port-lines}\n", file);
    fclose(file);
}

int main(int argc, char **argv)
{
    static const struct cs_unit_test tests[] = {
        {"becomes ready and stops", becomes_ready_and_stops},
        {"a layer has its account", a_layer_has_its_account},
        {"takes what runs already", takes_what_runs_already},
        {"has layers of transport", has_layers_of_transport},
        {"wants addresses elsewhere", wants_addresses_elsewhere},
        {"fails early", fails_early},
        {"is never ready", is_never_ready},
        {"is ready over UDP", is_ready_over_udp},
        {"dies later", dies_later},
        {"death is noticed", death_is_noticed},
        {"ignores SIGTERM", ignores_sigterm},
        {"leaves a daemon", leaves_a_daemon},
        {"is not there", is_not_there},
        {"refuses requests that make no sense", refuses_requests_that_make_no_sense},
        {"nothing survives us", nothing_survives_us},
    };
    int status;

    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts("toy 1.0") == EOF;
    if (argc == 4)
        return act(argv[2], argv[3]);
    if (mkdtemp(folder) == NULL || setenv("TMPDIR", folder, 1) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ||
        readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
        return 1;
    write_profile();
    status = cs_run_tests("target", tests, CS_COUNT(tests));
    cs_remove_tree(folder);
    return status;
}
