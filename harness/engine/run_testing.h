/* What the tests of the engine share: a run of some cases against a peer, and questions about what was recorded. */
#ifndef CONNECTSPEC_RUN_TESTING_H
#define CONNECTSPEC_RUN_TESTING_H

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/engine.h"
#include "harness/engine/peer_testing.h"
#include "harness/net/poll.h"
#include "reference/testing.h"

#define RUN_CASES_MAX 2000

struct run {
    uv_loop_t loop;
    struct peer peer;
    struct cs_policy policy;
    struct cs_engine *engine;
    struct cs_engine_item *items;
    size_t count;
    unsigned jobs;
    double deadline;
    size_t stop_after; /* call cs_engine_stop when so many are done; 0: never */
    size_t die_after;  /* the same for cs_engine_target_died */
    size_t done;
    size_t finished;
    struct cs_transcript **transcripts; /* by item */
};

static inline void run_on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct run *run = context;

    CU_ASSERT_PTR_NULL(run->transcripts[item->number]);
    run->transcripts[item->number] = transcript;
    run->done++;
    if (run->done == run->stop_after)
        cs_engine_stop(run->engine);
    if (run->done == run->die_after)
        cs_engine_target_died(run->engine);
}

static inline void run_on_finished(void *context)
{
    struct run *run = context;

    run->finished++;
    cs_engine_close(run->engine);
}

/* Two ports that nobody listens on right now. */
static inline void run_choose_ports(struct cs_policy *policy)
{
    uint16_t *ports[] = {&policy->origin_port, &policy->denied_port};
    int fds[2];

    for (size_t i = 0; i < 2; i++) {
        struct sockaddr_storage address;
        socklen_t size = sizeof(address);

        CU_ASSERT_FATAL(cs_address_parse("127.0.0.1", 0, &address));
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        CU_ASSERT_EQUAL_FATAL(bind(fds[i], (struct sockaddr *)&address, cs_address_length(&address)), 0);
        getsockname(fds[i], (struct sockaddr *)&address, &size);
        *ports[i] = ntohs(((struct sockaddr_in *)&address)->sin_port);
    }
    close(fds[0]);
    close(fds[1]);
}

static inline struct cs_case *run_parse(const char *steps)
{
    struct cs_diagnostics diagnostics = {0};
    struct cs_case *parsed;
    char text[8192];

    snprintf(text, sizeof(text),
             "id: a/b\ntitle: t\nlevel: may\nrequirements: [CN-TARGET-001]\n%s\naccept:\n  - refused\n", steps);
    parsed = cs_case_parse(text, strlen(text), "a/b.yaml", NULL, NULL, &diagnostics);
    if (parsed == NULL)
        cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(parsed);
    return parsed;
}

/* |habit| of the peer ("" correct); |steps| is everything of a case from `steps:` (or `listen:`) on. */
static inline void run_prepare(struct run *run, const char *habit, const char *const *steps, size_t count, size_t times)
{
    memset(run, 0, sizeof(*run));
    cs_loop_init(&run->loop);
    peer_start(&run->peer, habit);
    run_choose_ports(&run->policy);
    snprintf(run->policy.auth, sizeof(run->policy.auth), "none");
    run->jobs = 16;
    run->count = count * times;
    run->items = calloc(run->count + 1, sizeof(*run->items));
    run->transcripts = calloc(run->count + 1, sizeof(struct cs_transcript *));
    for (size_t i = 0; i < count; i++)
        run->items[i] = (struct cs_engine_item){.source = run_parse(steps[i]), .value = -1};
    for (size_t i = count; i < run->count; i++)
        run->items[i] = run->items[i % count];
    for (size_t i = 0; i < run->count; i++)
        run->items[i].number = i;
}

static inline bool run_make_engine(struct run *run, char error[256])
{
    struct cs_engine_options options = {
        .loop = &run->loop,
        .target = run->peer.address,
        .policy = &run->policy,
        .jobs = run->jobs,
        .deadline = run->deadline,
        .suite = "0",
        .context = run,
        .on_done = run_on_done,
        .on_finished = run_on_finished,
    };

    run->engine = cs_engine_new(&options, error);
    return run->engine != NULL;
}

static inline void run_add_all(struct run *run)
{
    for (size_t i = 0; i < run->count; i++)
        CU_ASSERT_TRUE(cs_engine_add(run->engine, &run->items[i]));
    if (run->count == 0)
        cs_engine_close(run->engine);
}

static inline void run_go(struct run *run)
{
    char error[256];

    CU_ASSERT_TRUE_FATAL(run_make_engine(run, error));
    run_add_all(run);
    uv_run(&run->loop, UV_RUN_DEFAULT);
}

static inline void run_free(struct run *run, size_t distinct)
{
    cs_engine_free(run->engine);
    CU_ASSERT_EQUAL(uv_loop_close(&run->loop), 0);
    peer_stop(&run->peer);
    for (size_t i = 0; i < run->count; i++)
        cs_transcript_free(run->transcripts[i]);
    for (size_t i = 0; i < distinct; i++)
        cs_case_free((struct cs_case *)run->items[i].source);
    free(run->transcripts);
    free(run->items);
}

static inline size_t run_count_events(const struct cs_transcript *transcript, enum cs_event_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < transcript->event_count; i++)
        if (transcript->events[i].kind == kind)
            count++;
    return count;
}

static inline size_t run_count_seat(const struct cs_transcript *transcript, enum cs_seat role)
{
    size_t count = 0;

    for (size_t i = 0; i < transcript->channel_count; i++)
        if (transcript->channels[i].seat == role)
            count++;
    return count;
}

static inline size_t run_open_descriptors(void)
{
    size_t count = 0;
    DIR *directory = opendir("/proc/self/fd");

    while (directory != NULL && readdir(directory) != NULL)
        count++;
    if (directory != NULL)
        closedir(directory);
    return count;
}

#define RUN_CONNECT     "CONNECT ${authority} HTTP/1.1\\r\\nHost: ${authority}\\r\\n${credentials}"
#define RUN_OPEN        "  - client: {send: '" RUN_CONNECT "\\r\\n'}\n  - client: {await: answer}\n"
#define RUN_PEER(habit) "  - client: {send: '" RUN_CONNECT "Peer: " habit "\\r\\n\\r\\n'}\n"

#endif
