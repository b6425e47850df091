/* The benchmark of the pipeline: `cmake --build ... --target bench`.  Prints figures, asserts nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "harness/cli/bench/bare.h"
#include "harness/cli/home.h"
#include "harness/cli/items.h"
#include "harness/cli/library.h"
#include "harness/cli/round.h"
#include "harness/net/poll.h"

#define CS_ROUNDS  5
#define CS_TUNNELS 5000 /* pairs */
#define CS_AT_ONCE 64

struct outcome {
    struct cs_result *result;
    int status;
};

static void on_end(void *context, struct cs_result *result, int status, const char *message)
{
    struct outcome *outcome = context;

    outcome->result = result;
    outcome->status = status;
    if (message != NULL)
        fprintf(stderr, "bench: %s\n", message);
}

static struct outcome run_items(const struct cs_suite *probes, const struct cs_engine_item *items, size_t count)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct outcome outcome = {.status = 3};
    char *profiles = cs_home_profiles();
    char *self = getenv("CONNECTSPEC");
    uv_loop_t loop;
    struct cs_round_options options = {
        .loop = &loop,
        .items = items,
        .item_count = count,
        .probes = probes,
        .request = {.name = "embedded"},
        .profiles = profiles,
        .self = self,
        .suite = "bench",
        .jobs = CS_AT_ONCE,
        .context = &outcome,
        .on_end = on_end,
    };
    struct cs_round *round;

    cs_loop_init(&loop);
    round = cs_round_start(&options, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    uv_run(&loop, UV_RUN_DEFAULT);
    cs_round_free(round);
    uv_loop_close(&loop);
    free(profiles);
    return outcome;
}

static double cpu_seconds(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static const struct cs_case_result *longest(const struct cs_result *result)
{
    const struct cs_case_result *found = &result->cases[0];

    for (size_t i = 1; i < result->count; i++)
        if (result->cases[i].duration_us > found->duration_us)
            found = &result->cases[i];
    return found;
}

static bool bench_suite(const struct cs_suite *suite, const struct cs_suite *probes)
{
    size_t count;
    struct cs_engine_item *items = cs_items_all(suite, &count);
    size_t quick = 0;

    for (size_t i = 0; items != NULL && i < count; i++)
        if (!cs_case_is_slow(items[i].source) && !cs_item_is_probe(&items[i]))
            items[quick++] = items[i];
    count = quick;
    for (int i = 0; items != NULL && i < CS_ROUNDS; i++) {
        double cpu = cpu_seconds();
        struct outcome round = run_items(probes, items, count);

        if (round.status != 0)
            break;
        printf("suite   %zu cases in %.3f s, longest %.3f s (%s), %.0f us of our CPU a case\n", round.result->count,
               (double)round.result->wall_us / 1e6, (double)longest(round.result)->duration_us / 1e6,
               longest(round.result)->id, (cpu_seconds() - cpu) * 1e6 / (double)count);
        cs_result_free(round.result);
    }
    free(items);
    return items != NULL;
}

/* The same plain tunnel over and over: two CONNECTs each, the case's own and its fence's.  Seconds that it took; 0 when
 * it failed. */
static double run_tunnels(const struct cs_suite *probes, const struct cs_engine_item *items)
{
    struct outcome round = run_items(probes, items, CS_TUNNELS);
    double seconds = round.status == 0 ? (double)round.result->wall_us / 1e6 : 0;

    cs_result_free(round.result);
    return seconds;
}

/* Ours and bare clients' in turn, each at its best. */
static bool bench_tunnels(const struct cs_suite *suite, const struct cs_suite *probes)
{
    int value;
    const struct cs_case *source = cs_suite_find(suite, "tunnel/opens", &value);
    struct cs_engine_item *items = calloc(CS_TUNNELS, sizeof(*items));
    double best = 1e9, bare[2] = {1e9, 1e9}; /* without and with listeners of each pair's own */
    bool fine = source != NULL && items != NULL;

    for (size_t i = 0; fine && i < CS_TUNNELS; i++)
        items[i] = (struct cs_engine_item){.source = source, .value = -1};
    for (int i = 0; fine && i < CS_ROUNDS; i++) {
        double seconds = run_tunnels(probes, items);

        fine = seconds > 0;
        best = fine && seconds < best ? seconds : best;
        for (int own = 0; fine && own < 2; own++) {
            fine = cs_bare_tunnels(getenv("CONNECTSPEC"), CS_TUNNELS, CS_AT_ONCE, own == 1, &seconds);
            bare[own] = fine && seconds < bare[own] ? seconds : bare[own];
        }
    }
    if (fine)
        printf("tunnels %.0f a second (%d cases of two tunnels each)\n"
               "        a bare client %.0f, ratio %.2f; one that listens for each pair alone %.0f, ratio %.2f\n",
               2.0 * CS_TUNNELS / best, CS_TUNNELS, 2.0 * CS_TUNNELS / bare[0], bare[0] / best,
               2.0 * CS_TUNNELS / bare[1], bare[1] / best);
    free(items);
    return fine;
}

int main(void)
{
    struct cs_library library;
    bool fine = cs_library_load(NULL, &library) && bench_suite(library.suite, library.suite) &&
                bench_tunnels(library.suite, library.suite);

    cs_library_free(&library);
    return fine ? 0 : 1;
}
