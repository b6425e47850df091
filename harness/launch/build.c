#include "harness/launch/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/launch/launch.h"
#include "reports/escape.h"

#define KEPT_BYTES 1024 /* of what it prints */

struct cs_build {
    struct cs_program_kind kind;
    struct cs_program *program;
    void (*failed)(void *context, char *message);
    void *context;
    bool done;
    char said[KEPT_BYTES]; /* the end of it */
    size_t length;
};

static void on_output(void *context, bool errors, const char *bytes, size_t length)
{
    struct cs_build *build = context;
    size_t taken = length < KEPT_BYTES ? length : KEPT_BYTES;
    size_t kept = build->length + taken > KEPT_BYTES ? KEPT_BYTES - taken : build->length;

    (void)errors;
    memmove(build->said, build->said + build->length - kept, kept);
    memcpy(build->said + kept, bytes + length - taken, taken);
    build->length = kept + taken;
}

static void on_exited(void *context, int status)
{
    struct cs_build *build = context;
    char *said;

    build->done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (build->done)
        return;
    said = cs_escape_limited(build->said, build->length, 4 * KEPT_BYTES);
    build->failed(build->context,
                  cs_launch_trouble("%s could not be built: %s", cs_choice_text(build->kind.choice, "title"),
                                    said == NULL || said[0] == '\0' ? "its `build` has failed" : said));
    free(said);
}

static void on_failed(void *context, const char *message)
{
    struct cs_build *build = context;

    build->failed(build->context, strdup(message));
}

static void on_turned(void *context)
{
    (void)context; /* who waits looks from time to time */
}

static const struct cs_program_events events = {
    .output = on_output, .exited = on_exited, .failed = on_failed, .turned = on_turned};

struct cs_build *cs_build_start(uv_loop_t *loop, const struct cs_program_kind *kind, const struct cs_policy *policy,
                                void (*failed)(void *context, char *message), void *context, char **error)
{
    struct cs_build *build = calloc(1, sizeof(*build));

    *error = NULL;
    if (build == NULL)
        return NULL;
    *build = (struct cs_build){.kind = *kind, .failed = failed, .context = context};
    build->kind.builds = true;
    build->kind.fault = NULL;
    build->program = cs_program_start(loop, &build->kind, policy, NULL, 0, &events, build, error);
    if (build->program != NULL)
        return build;
    free(build);
    return NULL;
}

const char *cs_build_directory(const struct cs_build *build)
{
    return build->done ? cs_program_directory(build->program) : NULL;
}

void cs_build_stop(struct cs_build *build)
{
    if (build == NULL)
        return;
    cs_program_stop(build->program);
    free(build);
}
