/* Shells as the compiler: where they work, what is told when they fail, and that nothing of them is left behind. */
#include "harness/launch/build.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/launch/policy.h"
#include "reference/testing.h"

#define PATIENCE_MS 30000
#define LOOK_MS     5

struct scene {
    uv_loop_t loop;
    uv_timer_t looks;
    uint64_t patience;
    struct cs_build *build;
    char made[PATH_MAX]; /* what it made; "": nothing, yet */
    char trouble[4096];
};

static void end(struct scene *scene)
{
    cs_build_stop(scene->build);
    scene->build = NULL;
    if (!uv_is_closing((uv_handle_t *)&scene->looks))
        uv_close((uv_handle_t *)&scene->looks, NULL);
}

static void on_failed(void *context, char *message)
{
    struct scene *scene = context;

    snprintf(scene->trouble, sizeof(scene->trouble), "%s", message == NULL ? "no memory" : message);
    free(message);
}

static void on_look(uv_timer_t *timer)
{
    struct scene *scene = timer->data;
    const char *directory = cs_build_directory(scene->build);

    if (directory != NULL) {
        snprintf(scene->made, sizeof(scene->made), "%s/made", directory);
        CU_ASSERT_EQUAL(access(scene->made, F_OK), 0);
    }
    CU_ASSERT_TRUE(uv_now(&scene->loop) < scene->patience);
    if (directory != NULL || scene->trouble[0] != '\0' || uv_now(&scene->loop) >= scene->patience)
        end(scene);
}

static void play(struct scene *scene, const char *script)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    char *text = NULL, *error = NULL;
    struct cs_profile *profile = NULL;
    struct cs_policy policy = {.origin_port = 18443};

    *scene = (struct scene){.build = NULL};
    if (asprintf(
            &text,
            "name: toy\ntitle: A toy\nrole: client\nprogram: [/bin/sh]\nbuild: ['${program}', -c, '%s', '${dir}']\n"
            "command: ['${built}/made']\nsuccess: {exit: 0}\n",
            script) >= 0)
        profile = cs_profile_parse("toy", text, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
    uv_loop_init(&scene->loop);
    uv_timer_init(&scene->loop, &scene->looks);
    scene->looks.data = scene;
    scene->patience = uv_now(&scene->loop) + PATIENCE_MS;
    {
        struct cs_choice choice = {.profile = profile};
        struct cs_program_kind kind = {.choice = &choice, .self = "/bin/false"};

        scene->build = cs_build_start(&scene->loop, &kind, &policy, on_failed, scene, &error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scene->build);
        uv_timer_start(&scene->looks, on_look, 0, LOOK_MS);
        uv_run(&scene->loop, UV_RUN_DEFAULT);
    }
    CU_ASSERT_EQUAL(uv_loop_close(&scene->loop), 0);
    cs_profile_free(profile);
    cs_diagnostics_free(&diagnostics);
    free(error);
    free(text);
}

static void makes_what_is_there_until_the_end(void)
{
    struct scene scene;

    play(&scene, "echo $0; cd $0 && touch made");
    CU_ASSERT_STRING_EQUAL(scene.trouble, "");
    CU_ASSERT_STRING_NOT_EQUAL(scene.made, "");
    CU_ASSERT_EQUAL(access(scene.made, F_OK), -1);
}

static void tells_why_it_failed(void)
{
    struct scene scene;

    play(&scene, "printf \"%02000d\" 7; echo line 3: no semicolon >&2; exit 1");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.trouble, "A toy could not be built: 000"));
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.trouble, "line 3: no semicolon"));
    CU_ASSERT_STRING_EQUAL(scene.made, "");
    play(&scene, "exit 1");
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.trouble, "its `build` has failed"));
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"makes what is there until the end", makes_what_is_there_until_the_end},
        {"tells why it failed", tells_why_it_failed},
    };

    return cs_run_tests("build", tests, CS_COUNT(tests));
}
