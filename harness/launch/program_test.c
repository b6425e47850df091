/* Shells as the client, in several tempers: what is told of them, and that nothing of them is left behind. */
#include "harness/launch/program.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/launch/policy.h"
#include "reference/testing.h"

#define PATIENCE_MS 30000

struct scene {
    uv_loop_t loop;
    uv_timer_t patience;
    struct cs_program *program;
    char output[4096], errors[4096]; /* as much as there is room for */
    uint64_t total;                  /* bytes of output */
    uint64_t enough;                 /* stopped then; 0: when it has ended */
    int status;                      /* wait status; -1: has not ended */
    unsigned turns;
    bool failed;
};

static void end(struct scene *scene)
{
    cs_program_stop(scene->program);
    scene->program = NULL;
    if (!uv_is_closing((uv_handle_t *)&scene->patience))
        uv_close((uv_handle_t *)&scene->patience, NULL);
}

static void on_output(void *context, bool errors, const char *bytes, size_t length)
{
    struct scene *scene = context;
    char *text = errors ? scene->errors : scene->output;
    size_t used = strlen(text);
    size_t room = sizeof(scene->output) - 1 - used;

    scene->total += errors ? 0 : length;
    memcpy(text + used, bytes, length < room ? length : room);
}

static void on_exited(void *context, int status)
{
    ((struct scene *)context)->status = status;
}

static void on_failed(void *context, const char *message)
{
    struct scene *scene = context;

    scene->failed = true;
    snprintf(scene->errors, sizeof(scene->errors), "%s", message);
}

static void on_turned(void *context)
{
    struct scene *scene = context;

    scene->turns++;
    if (scene->failed || scene->status >= 0 || (scene->enough > 0 && scene->total >= scene->enough))
        end(scene);
}

static void on_patience(uv_timer_t *timer)
{
    CU_FAIL("it takes too long");
    end(timer->data);
}

static const struct cs_program_events events = {
    .output = on_output, .exited = on_exited, .failed = on_failed, .turned = on_turned};

/* Runs |script|, or the profile |text| where there is one, to its end. */
static void play(struct scene *scene, const char *text, const char *script, uint64_t enough)
{
    static const char shell[] = "name: toy\ntitle: A toy\nrole: client\nprogram: [/bin/sh]\ninput: \"given\\n\"\n"
                                "command: ['${program}', -c, '${marker}', '${dir}']\n"
                                "success: {exit: 0}\n";
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_profile *profile = cs_profile_parse("toy", text == NULL ? shell : text, &diagnostics);
    struct cs_choice choice = {.profile = profile};
    struct cs_variable variable = {(char[]){"marker"}, strdup(script), strlen(script)};
    struct cs_program_kind kind = {.choice = &choice, .self = "/bin/false"};
    struct cs_policy policy = {.origin_port = 18443};
    char *error = NULL;

    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    *scene = (struct scene){.status = -1, .enough = enough};
    uv_loop_init(&scene->loop);
    uv_timer_init(&scene->loop, &scene->patience);
    scene->patience.data = scene;
    uv_timer_start(&scene->patience, on_patience, PATIENCE_MS, 0);
    scene->program = cs_program_start(&scene->loop, &kind, &policy, &variable, 1, &events, scene, &error);
    CU_ASSERT_PTR_NOT_NULL(scene->program);
    if (scene->program == NULL)
        end(scene);
    uv_run(&scene->loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(uv_loop_close(&scene->loop), 0);
    free(variable.value);
    free(error);
    cs_profile_free(profile);
    cs_diagnostics_free(&diagnostics);
}

static bool is_exit(const struct scene *scene, int status)
{
    return scene->status >= 0 && WIFEXITED(scene->status) && WEXITSTATUS(scene->status) == status;
}

static void tells_all_that_is_printed(void)
{
    struct scene scene;

    play(&scene, NULL, "read line; echo $line; echo err >&2; exit 7", 0);
    CU_ASSERT_TRUE(is_exit(&scene, 7));
    CU_ASSERT_STRING_EQUAL(scene.output, "given\n");
    CU_ASSERT_STRING_EQUAL(scene.errors, "err\n");
}

/* Only PATH is ours; HOME is a directory of its own, which is gone afterwards. */
static void has_a_home_of_its_own(void)
{
    struct scene scene;

    setenv("https_proxy", "http://192.0.2.1/", 1);
    play(&scene, NULL, "env | grep -ci proxy; cd && test $HOME = $0 && touch file && printf $HOME", 0);
    CU_ASSERT_TRUE(is_exit(&scene, 0));
    CU_ASSERT_EQUAL(strncmp(scene.output, "0\n/", 3), 0);
    CU_ASSERT_EQUAL(access(scene.output + 2, F_OK), -1);
    unsetenv("https_proxy");
}

static void tells_how_it_dies(void)
{
    struct scene scene;

    play(&scene, NULL, "kill -SEGV $$", 0);
    CU_ASSERT_TRUE(scene.status >= 0 && WIFSIGNALED(scene.status) && WTERMSIG(scene.status) == SIGSEGV);
}

static void says_what_cannot_be_executed(void)
{
    struct scene scene;

    play(&scene,
         "name: toy\ntitle: A toy\nrole: client\nprogram: [/bin/sh]\ncommand: ['${dir}/nothing']\nsuccess: {exit: 0}\n",
         "", 0);
    CU_ASSERT_TRUE(scene.failed);
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.errors, "could not be executed"));
}

/* A flood is taken in turns, so that others have theirs; and it ends when we say. */
static void ends_a_flood(void)
{
    struct scene scene;

    play(&scene, NULL, "trap '' TERM INT HUP PIPE; while :; do echo 0123456789012345678901234567890123456789; done",
         4 << 20);
    CU_ASSERT_EQUAL(scene.status, -1);
    CU_ASSERT_TRUE(scene.turns > 2);
}

/* The pid that stands at |text|. */
static bool is_gone(const char *text)
{
    pid_t pid = (pid_t)strtol(text, NULL, 10);

    return pid > 1 && kill(pid, 0) != 0 && errno == ESRCH;
}

/* Whoever forks away twice, into a session of his own, goes with it: when it has ended, and when it is stopped. */
static void takes_along_what_forks_away(void)
{
    static const char away[] = "trap '' TERM HUP; (setsid sh -c 'echo $$; exec >/dev/null; trap \"\" TERM; while :; do "
                               "sleep 1000; done' &) | { read pid; echo $pid; }; ";
    struct scene scene;
    char script[512];

    snprintf(script, sizeof(script), "%s exit 0", away);
    play(&scene, NULL, script, 0);
    CU_ASSERT_TRUE(is_exit(&scene, 0));
    CU_ASSERT_TRUE(is_gone(scene.output));
    snprintf(script, sizeof(script), "%s while :; do sleep 1000; done", away);
    play(&scene, NULL, script, 2);
    CU_ASSERT_EQUAL(scene.status, -1);
    CU_ASSERT_TRUE(is_gone(scene.output));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"tells all that is printed", tells_all_that_is_printed},
        {"has a home of its own", has_a_home_of_its_own},
        {"tells how it dies", tells_how_it_dies},
        {"says what cannot be executed", says_what_cannot_be_executed},
        {"ends a flood", ends_a_flood},
        {"takes along what forks away", takes_along_what_forks_away},
    };

    return cs_run_tests("program", tests, CS_COUNT(tests));
}
