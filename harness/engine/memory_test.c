/* A small suite that is driven without memory: what it records is what it records else, or it says so.  libuv is given
 * its own: it ends the program where it has none. */
#include "reference/failing_testing.h"

#include <openssl/crypto.h>

#include "harness/engine/run_testing.h"

#include "harness/net/poll.h"

#define MOST 150

struct driving {
    struct peer peer;
    struct cs_policy policy;
    struct cs_case *source;
    struct cs_transcript *transcript;
    struct cs_engine *engine;
};

static void on_done(void *context, const struct cs_engine_item *item, struct cs_transcript *transcript)
{
    struct driving *driving = context;

    (void)item;
    driving->transcript = transcript;
}

static void on_finished(void *context)
{
    cs_engine_close(((struct driving *)context)->engine);
}

static bool came(const struct cs_transcript *transcript, const char *actor, const char *text)
{
    const struct cs_channel *channel = cs_transcript_channel(transcript, actor);
    const struct cs_stream *stream = channel == NULL ? NULL : &channel->received;

    return stream != NULL && stream->total - stream->mark == strlen(text) && stream->kept != NULL &&
           memcmp(stream->kept + stream->mark, text, strlen(text)) == 0;
}

/* The tunnel as it is, or nothing but that there is no memory. */
static enum failing_answer look(const struct cs_transcript *transcript)
{
    if (transcript == NULL)
        return FAILING_SAID;
    if (transcript->trouble != NULL && strstr(transcript->trouble, "memory") != NULL)
        return FAILING_SAID;
    if (transcript->trouble == NULL && came(transcript, "client", "pong") && came(transcript, "origin", "ping") &&
        run_count_events(transcript, CS_EVENT_FENCE_PASSED) == 1 && run_count_events(transcript, CS_EVENT_EXPIRED) == 0)
        return FAILING_DONE;
    printf("%s, %zu events, %zu expired, %zu channels\n", transcript->trouble == NULL ? "" : transcript->trouble,
           transcript->event_count, run_count_events(transcript, CS_EVENT_EXPIRED), transcript->channel_count);
    return FAILING_WRONG;
}

static enum failing_answer drive(void *context)
{
    struct driving *driving = context;
    const struct cs_engine_item item = {.source = driving->source, .value = -1};
    enum failing_answer answer = FAILING_WRONG;
    char error[256] = "";
    uv_loop_t loop;
    struct cs_engine_options options = {.loop = &loop,
                                        .target = driving->peer.address,
                                        .policy = &driving->policy,
                                        .jobs = 1,
                                        .deadline = 0.3,
                                        .suite = "0",
                                        .context = driving,
                                        .on_done = on_done,
                                        .on_finished = on_finished};

    driving->transcript = NULL;
    cs_loop_init(&loop);
    driving->engine = cs_engine_new(&options, error);
    if (driving->engine == NULL) {
        answer = strstr(error, "memory") != NULL ? FAILING_SAID : FAILING_WRONG;
        if (answer == FAILING_WRONG)
            printf("%s\n", error);
    } else {
        bool added = cs_engine_add(driving->engine, &item);

        if (!added)
            cs_engine_close(driving->engine);
        uv_run(&loop, UV_RUN_DEFAULT);
        answer = added ? look(driving->transcript) : FAILING_SAID;
    }
    cs_engine_free(driving->engine);
    OPENSSL_thread_stop(); /* where its last errors were */
    cs_transcript_free(driving->transcript);
    if (uv_loop_close(&loop) != 0)
        answer = FAILING_WRONG;
    return answer;
}

static void test_engine(void)
{
    struct driving driving = {.engine = NULL};
    struct failing_work work = {"a run", drive, &driving, 0};

    peer_start(&driving.peer, "");
    run_choose_ports(&driving.policy);
    snprintf(driving.policy.auth, sizeof(driving.policy.auth), "none");
    driving.source = run_parse("steps:\n" RUN_OPEN "  - client: {send: ping}\n"
                               "  - origin: {await: 4 bytes, send: pong}\n  - client: {await: 4 bytes}\n");
    failing_each(&work, MOST);
    peer_stop(&driving.peer);
    cs_case_free(driving.source);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"a run", test_engine}};

#ifndef FAILING_CANNOT
    uv_replace_allocator(FAILING_REAL(malloc), FAILING_REAL(realloc), FAILING_REAL(calloc), FAILING_REAL(free));
#endif
    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
