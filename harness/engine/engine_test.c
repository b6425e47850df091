#include "harness/engine/engine.h"

#include <signal.h>

#include "harness/engine/run_testing.h"
#include "harness/net/run_lock.h"

/* Drives one case against a correct peer.  Release with run_free(run, 1). */
static const struct cs_transcript *drive(struct run *run, const char *steps)
{
    run_prepare(run, "", &steps, 1, 1);
    run_go(run);
    CU_ASSERT_PTR_NOT_NULL_FATAL(run->transcripts[0]);
    if (run->transcripts[0]->trouble != NULL)
        printf("\n  trouble: %s\n", run->transcripts[0]->trouble);
    CU_ASSERT_PTR_NULL(run->transcripts[0]->trouble);
    CU_ASSERT_EQUAL(run->finished, 1);
    return run->transcripts[0];
}

static const struct cs_channel *channel(const struct cs_transcript *transcript, const char *actor)
{
    const struct cs_channel *found = cs_transcript_channel(transcript, actor);

    if (found == NULL)
        printf("\n  no channel %s\n", actor);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

static bool received(const struct cs_channel *of, const char *text)
{
    const struct cs_stream *stream = &of->received;

    return stream->total - stream->mark == strlen(text) && stream->kept != NULL &&
           memcmp(stream->kept + stream->mark, text, strlen(text)) == 0;
}

static uint64_t value_of(const struct cs_transcript *got, enum cs_event_kind kind, const struct cs_channel *of)
{
    for (size_t i = 0; i < got->event_count; i++)
        if (got->events[i].kind == kind && got->events[i].channel >= 0 && &got->channels[got->events[i].channel] == of)
            return got->events[i].value;
    return 0;
}

/* Both ends see the same session, and each what the other says in it. */
static void test_tls_in_the_tunnel(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n" RUN_OPEN "  - client: {tls: {server-name: origin.test, hello: '4000', pieces: '100'}}\n"
                    "  - origin: tls\n"
                    "  - client: {await: handshake, send: ping}\n"
                    "  - origin: {await: 4 bytes, send: pong, tls: close-notify}\n"
                    "  - client: {await: 4 bytes, raw: behind, finish: }\n"
                    "  - origin: {await: end, close: }\n"
                    "  - client: {await: end}\n");
    const struct cs_channel *client = channel(got, "client+tls"), *origin = channel(got, "origin+tls");

    CU_ASSERT_TRUE(received(origin, "ping"));
    CU_ASSERT_TRUE(received(client, "pong"));
    CU_ASSERT_EQUAL(client->seat, CS_SEAT_INSIDE);
    CU_ASSERT_TRUE(value_of(got, CS_EVENT_HANDSHAKE, client) != 0);
    CU_ASSERT_EQUAL(value_of(got, CS_EVENT_HANDSHAKE, client), value_of(got, CS_EVENT_HANDSHAKE, origin));
    CU_ASSERT_TRUE(value_of(got, CS_EVENT_CERTIFICATE, client) != 0);
    CU_ASSERT_EQUAL(value_of(got, CS_EVENT_CERTIFICATE, client), value_of(got, CS_EVENT_CERTIFICATE, origin));
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_EXPIRED), 0);
    CU_ASSERT_TRUE(channel(got, "origin")->received.total > 4000);
    run_free(&run, 1);
}

/* An alert that one end breaks off with arrives at the other. */
static void test_alert_in_the_tunnel(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n" RUN_OPEN "  - client: tls\n  - origin: {tls: {break: alert-40}}\n"
                    "  - client: {await: handshake}\n  - client: {await: end, close: }\n  - origin: {await: end}\n");

    CU_ASSERT_EQUAL(value_of(got, CS_EVENT_ALERT, channel(got, "client+tls")), 40);
    CU_ASSERT_EQUAL(value_of(got, CS_EVENT_HANDSHAKE, channel(got, "client+tls")), 0);
    run_free(&run, 1);
}

static void test_tunnel_both_ways(void)
{
    struct run run;
    const struct cs_transcript *got = drive(&run, "steps:\n" RUN_OPEN "  - client: {send: ping}\n"
                                                  "  - origin: {await: 4 bytes, send: pong, finish: }\n"
                                                  "  - client: {await: 4 bytes}\n"
                                                  "  - client: {await: end, close: }\n"
                                                  "  - origin: {await: end}\n");

    CU_ASSERT_TRUE(received(channel(got, "origin"), "ping"));
    CU_ASSERT_TRUE(received(channel(got, "client"), "pong"));
    CU_ASSERT_EQUAL(channel(got, "client")->received.end, CS_END_FIN);
    CU_ASSERT_EQUAL(channel(got, "client")->sent.end, CS_END_FIN);
    CU_ASSERT_EQUAL(channel(got, "origin")->received.end, CS_END_FIN);
    CU_ASSERT_STRING_EQUAL(channel(got, "origin")->listener, "origin");
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 1);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_CONTROL), 2);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_ANSWERED), 1);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_FENCE_PASSED), 1);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_EXPIRED), 0);
    CU_ASSERT_STRING_EQUAL(got->case_id, "a/b");
    CU_ASSERT_PTR_NOT_NULL(cs_transcript_variable(got, "nonce"));
    run_free(&run, 1);
}

static void test_reset_both_ways(void)
{
    static const char *const cases[] = {
        "steps:\n" RUN_OPEN "  - client: reset\n  - origin: {await: end}\n",
        "steps:\n" RUN_OPEN "  - origin: {await: connection, reset: }\n  - client: {await: end}\n",
    };
    static const char *const ends[] = {"origin", "client"};

    for (size_t i = 0; i < CS_COUNT(cases); i++) {
        struct run run;
        const struct cs_transcript *got = drive(&run, cases[i]);

        CU_ASSERT_EQUAL(channel(got, ends[i])->received.end, CS_END_RESET);
        CU_ASSERT_EQUAL(channel(got, ends[1 - i])->sent.end, CS_END_RESET);
        CU_ASSERT_EQUAL(channel(got, ends[1 - i])->received.end, CS_END_OPEN);
        run_free(&run, 1);
    }
}

static void test_segments_and_dribble(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n  - client: {send: ['CONNECT ${authority} ', 'HTTP/1.1\\r\\n']}\n"
                    "  - client: {dribble: 'Host: ${authority}\\r\\n\\r\\n', await: answer}\n"
                    "  - origin: {await: connection}\n");
    const struct cs_channel *client = channel(got, "client");
    size_t sent = 0;

    for (size_t i = 0; i < got->event_count; i++)
        if (got->events[i].kind == CS_EVENT_SENT && &got->channels[got->events[i].channel] == client)
            sent++;
    CU_ASSERT_EQUAL(sent, 2 + client->sent.total - strlen("CONNECT  HTTP/1.1\r\n") -
                              cs_transcript_variable(got, "authority")->length);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 1);
    run_free(&run, 1);
}

/* What we ourselves are slow to send does not count against the target. */
static void test_dribble_beyond_the_deadline(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN "  - client: {dribble: '${256 KiB of x}'}\n"
                                     "  - origin: {await: 256 KiB}\n";
    struct run run;

    run_prepare(&run, "", &steps, 1, 1);
    run.deadline = 0.3;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    CU_ASSERT_TRUE(run.transcripts[0]->duration_us > 300000);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_EXPIRED), 0);
    CU_ASSERT_EQUAL(channel(run.transcripts[0], "origin")->received.total, 256 * 1024);
    run_free(&run, 1);
}

static void test_bulk_both_ways(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n" RUN_OPEN "  - client: {pause: , send: '${4 MiB of noise}'}\n"
                    "  - origin: {send: '${4 MiB of noise2}', await: 4 MiB}\n"
                    "  - client: {resume: , await: 4 MiB}\n");
    const struct cs_channel *client = channel(got, "client");
    const struct cs_channel *origin = channel(got, "origin");

    CU_ASSERT_EQUAL(origin->received.total, 4 * 1024 * 1024);
    CU_ASSERT_EQUAL(client->received.total - client->received.mark, 4 * 1024 * 1024);
    CU_ASSERT_EQUAL(memcmp(origin->sent.sha256, client->received.sha256_from_mark, CS_SHA256_BYTES), 0);
    CU_ASSERT_EQUAL(origin->received.kept_length, CS_KEPT_BYTES);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_EXPIRED), 0);
    run_free(&run, 1);
}

static void test_origin_may_be_addressed_before_it_arrives(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n  - client: connect\n  - origin: {send: early}\n" RUN_OPEN "  - client: {await: 5 bytes}\n"
                    "  - origin: finish\n  - client: {await: end}\n");

    CU_ASSERT_TRUE(received(channel(got, "client"), "early"));
    CU_ASSERT_EQUAL(channel(got, "client")->received.end, CS_END_FIN);
    run_free(&run, 1);
}

static void test_moot(void)
{
    static const char *const cases[] = {
        "steps:\n" RUN_PEER("refuses") "  - origin: {await: connection}\n  - client: {await: end}\n",
        "steps:\n" RUN_PEER("closes") "  - origin: {await: connection}\n  - client: {await: end}\n",
        "steps:\n" RUN_PEER("refuses") "  - client: {await: 9 bytes}\n  - origin: {await: connection}\n",
    };

    for (size_t i = 0; i < CS_COUNT(cases); i++) {
        struct run run;
        const struct cs_transcript *got = drive(&run, cases[i]);

        CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_MOOT), 1);
        CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_STEP), 2);
        CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_FENCE_PASSED), 1);
        CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 0);
        run_free(&run, 1);
    }
}

static void test_refusal_behind_a_connection_is_not_moot(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n" RUN_PEER("connects-and-refuses") "  - origin: {await: connection, finish: }\n"
                                                                "  - client: finish\n  - origin: {await: end}\n");
    bool accepted = false;

    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_MOOT), 0);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 1);
    for (size_t i = 0; i < got->event_count; i++) {
        accepted = accepted || got->events[i].kind == CS_EVENT_ACCEPTED;
        if (got->events[i].kind == CS_EVENT_ANSWERED)
            CU_ASSERT_TRUE(accepted);
    }
    run_free(&run, 1);
}

static void test_fences_among_steps(void)
{
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "steps:\n  - client: connect\n  - fence\n" RUN_OPEN "  - fence\n  - client: {send: '${nonce}'}\n"
                    "  - fence\n  - origin: {await: 16 bytes}\n");

    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_FENCE_PASSED), 4);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_CONTROL), 8);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 1);
    CU_ASSERT_TRUE(received(channel(got, "origin"), cs_transcript_variable(got, "nonce")->value));
    run_free(&run, 1);
}

/* The tunnel opens while a fence is pending: who is the control is known only by the nonce. */
static void test_arrival_during_a_fence(void)
{
    struct run run;
    const struct cs_transcript *got = drive(&run, "steps:\n  - client: {send: '" RUN_CONNECT "\\r\\n'}\n  - fence\n"
                                                  "  - client: {await: answer, send: x}\n"
                                                  "  - origin: {await: 1 bytes}\n");

    CU_ASSERT_TRUE(received(channel(got, "origin"), "x"));
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 1);
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_CONTROL), 4);
    run_free(&run, 1);
}

static void test_connecting_twice(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN "  - client: {send: x}\n  - origin: {await: 1 bytes}\n";
    static const char *const refused = "steps:\n" RUN_PEER("refuses") "  - client: {await: answer}\n";
    const char *const both[] = {steps, refused};
    const struct cs_pace pace = {.extra_connections = 1};
    struct run run;
    char error[256];

    run_prepare(&run, "twice", both, 2, 1);
    CU_ASSERT_TRUE_FATAL(run_make_engine(&run, error));
    cs_engine_set_pace(run.engine, &pace);
    run_add_all(&run);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL_FATAL(run.done, 2);
    CU_ASSERT_EQUAL(run_count_seat(run.transcripts[0], CS_SEAT_ARRIVES), 2);
    CU_ASSERT_PTR_NOT_NULL(cs_transcript_channel(run.transcripts[0], "origin2"));
    CU_ASSERT_EQUAL(run_count_seat(run.transcripts[1], CS_SEAT_ARRIVES), 0);
    run_free(&run, 2);
}

static void test_listeners(void)
{
    const struct cs_stream *refused;
    struct run run;
    const struct cs_transcript *got =
        drive(&run, "listen: [other, denied-host, deaf]\nneeds: [denied-port, denied-address]\nsteps:\n"
                    "  - client: {send: 'CONNECT ${host}:${denied-port} HTTP/1.1\\r\\n\\r\\n', await: answer}\n"
                    "  - client2: {send: 'CONNECT ${other}:${port} HTTP/1.1\\r\\n\\r\\n', await: answer}\n"
                    "  - client4: {send: 'CONNECT ${denied-host}:${port} HTTP/1.1\\r\\n\\r\\n', await: answer}\n"
                    "  - client3: {send: 'CONNECT ${closed}:${port} HTTP/1.1\\r\\n\\r\\n', await: answer}\n");

    CU_ASSERT_STRING_EQUAL(channel(got, "denied")->listener, "denied");
    CU_ASSERT_STRING_EQUAL(channel(got, "origin")->listener, "other");
    CU_ASSERT_STRING_EQUAL(channel(got, "origin2")->listener, "denied-host");
    CU_ASSERT_EQUAL(run_count_seat(got, CS_SEAT_ARRIVES), 3);
    refused = &channel(got, "client3")->received;
    CU_ASSERT_PTR_NOT_NULL(memmem(refused->kept, refused->kept_length, "502", 3));
    run_free(&run, 1);
}

static void test_localhost_takes_turns(void)
{
    static const char *const steps =
        "listen: [localhost]\nsteps:\n"
        "  - client: {send: 'CONNECT 127.0.0.1:${port} HTTP/1.1\\r\\n\\r\\n', await: answer}\n"
        "  - origin: {await: connection}\n";
    struct run run;

    run_prepare(&run, "", &steps, 1, 30);
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 30);
    for (size_t i = 0; i < run.count; i++) {
        CU_ASSERT_PTR_NULL(run.transcripts[i]->trouble);
        CU_ASSERT_STRING_EQUAL(channel(run.transcripts[i], "origin")->listener, "localhost");
    }
    run_free(&run, 1);
}

/* Two runs at once at one port: their cases take turns. */
static void test_localhost_of_two_runs(void)
{
    static const char *const steps =
        "listen: [localhost]\nsteps:\n"
        "  - client: {send: 'CONNECT 127.0.0.1:${port} HTTP/1.1\\r\\n\\r\\n', await: answer}\n"
        "  - origin: {await: connection}\n";
    struct run runs[2];
    char error[256];

    for (size_t i = 0; i < 2; i++)
        run_prepare(&runs[i], "", &steps, 1, 20);
    runs[1].policy = runs[0].policy;
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE_FATAL(run_make_engine(&runs[i], error));
        run_add_all(&runs[i]);
    }
    while (runs[0].finished == 0 || runs[1].finished == 0)
        for (size_t i = 0; i < 2; i++)
            uv_run(&runs[i].loop, UV_RUN_NOWAIT);
    for (size_t i = 0; i < 2; i++) {
        uv_run(&runs[i].loop, UV_RUN_DEFAULT);
        CU_ASSERT_EQUAL(runs[i].done, 20);
        for (size_t k = 0; k < runs[i].done; k++)
            CU_ASSERT_PTR_NULL(runs[i].transcripts[k]->trouble);
        run_free(&runs[i], 1);
    }
}

static void test_stop_while_waiting_for_the_turn(void)
{
    static const char *const steps = "listen: [localhost]\nsteps:\n" RUN_OPEN;
    static const char *const plain = "steps:\n" RUN_OPEN;
    const char *const both[] = {steps, plain};
    struct run run;
    struct cs_run_lock *holder;
    bool granted;
    bool died = false;

    for (int i = 0; i < 2; i++, died = !died) {
        run_prepare(&run, "", both, 2, 1);
        holder = cs_run_lock_take(&run.loop, run.policy.origin_port, 60, NULL, NULL, &granted);
        CU_ASSERT_TRUE(granted);
        *(died ? &run.die_after : &run.stop_after) = 1;
        run_go(&run);
        CU_ASSERT_EQUAL(run.done, died ? 2 : 1);
        CU_ASSERT_EQUAL(run.finished, 1);
        cs_run_lock_release(holder);
        uv_run(&run.loop, UV_RUN_DEFAULT);
        run_free(&run, 2);
    }
}

static void test_expiry(void)
{
    static const char *const steps = "steps:\n" RUN_PEER("silent") "  - client: {await: answer}\n";
    struct run run;
    const struct cs_transcript *got;

    run_prepare(&run, "", &steps, 1, 1);
    run.deadline = 0.2;
    run.items[0].confirmation = true;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    got = run.transcripts[0];
    CU_ASSERT_EQUAL(got->events[got->event_count - 1].kind, CS_EVENT_EXPIRED);
    CU_ASSERT_EQUAL(got->events[got->event_count - 1].value, 1);
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_FENCE_BEGUN), 0);
    CU_ASSERT_EQUAL(channel(got, "client")->received.end, CS_END_OPEN);
    CU_ASSERT_TRUE(got->confirmed_alone);
    CU_ASSERT(got->duration_us >= 150000 && got->duration_us < 1500000);
    run_free(&run, 1);
}

/* What has arrived by the last step is named, and no control is asked for. */
static void test_brief(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    const struct cs_transcript *got;

    run_prepare(&run, "", &steps, 1, 1);
    run.items[0].brief = true;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    got = run.transcripts[0];
    CU_ASSERT_PTR_NULL(got->trouble);
    CU_ASSERT_EQUAL(got->channel_count, 2);
    CU_ASSERT_PTR_NOT_NULL(channel(got, "origin"));
    CU_ASSERT_EQUAL(run_count_events(got, CS_EVENT_FENCE_BEGUN), 0);
    run_free(&run, 1);
}

#define LATE_CLIENT(n)                                                                                                 \
    "  - client" #n ": {send: '" RUN_CONNECT "Peer: late\\r\\n\\r\\n'}\n  - client" #n ": {await: answer}\n"

/* A target that is slow is not silent: each step may take a whole deadline, but all together only three. */
static void test_slow_steps(void)
{
    static const char *const steps[] = {
        "steps:\n" RUN_PEER("late") "  - client: {await: answer, send: x}\n"
                                    "  - origin: {await: 1 bytes, send: y}\n"
                                    "  - client: {await: 1 bytes}\n" LATE_CLIENT(2),
        "steps:\n" LATE_CLIENT(2) LATE_CLIENT(3) LATE_CLIENT(4) LATE_CLIENT(5) LATE_CLIENT(6) LATE_CLIENT(7)
            LATE_CLIENT(8),
    };
    struct run run;

    run_prepare(&run, "", steps, 2, 1);
    run.deadline = 1;
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 2);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[0], CS_EVENT_EXPIRED), 0);
    CU_ASSERT_TRUE(run.transcripts[0]->duration_us > 1200000);
    CU_ASSERT_EQUAL(run_count_events(run.transcripts[1], CS_EVENT_EXPIRED), 1);
    CU_ASSERT_TRUE(run.transcripts[1]->duration_us > 2900000); /* without an end the seven would all have come */
    run_free(&run, 2);
}

static void test_many_cases_leave_nothing(void)
{
    static const char *const cases[] = {
        "steps:\n" RUN_OPEN "  - origin: {await: connection, send: x}\n  - client: {await: 1 bytes}\n",
        "steps:\n" RUN_PEER("refuses") "  - client: {await: answer}\n",
        "steps:\n" RUN_PEER("closes") "  - client: {await: end}\n",
    };
    size_t before = run_open_descriptors();
    struct run run;
    uint64_t began;

    run_prepare(&run, "", cases, CS_COUNT(cases), 100);
    run.jobs = 64;
    began = uv_hrtime();
    run_go(&run);
    printf(" (%zu cases in %.0f ms, deadline %.1f s) ", run.count, (double)(uv_hrtime() - began) / 1e6,
           cs_engine_deadline(run.engine));
    CU_ASSERT_EQUAL(run.done, 300);
    CU_ASSERT(cs_engine_deadline(run.engine) >= 5.0);
    for (size_t i = 0; i < run.count; i++) {
        CU_ASSERT_PTR_NULL(run.transcripts[i]->trouble);
        CU_ASSERT_EQUAL(run_count_events(run.transcripts[i], CS_EVENT_FENCE_PASSED), 1);
        CU_ASSERT_EQUAL(run_count_seat(run.transcripts[i], CS_SEAT_ARRIVES), i % 3 == 0 ? 1 : 0);
    }
    run_free(&run, CS_COUNT(cases));
    CU_ASSERT_EQUAL(run_open_descriptors(), before);
}

static void test_stop(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    size_t before = run_open_descriptors();
    struct run run;

    run_prepare(&run, "", &steps, 1, 200);
    run.stop_after = 20;
    run_go(&run);
    CU_ASSERT_EQUAL(run.done, 20);
    CU_ASSERT_EQUAL(run.finished, 1);
    run_free(&run, 1);
    CU_ASSERT_EQUAL(run_open_descriptors(), before);
}

/* More cases come while others are under way, and when all were done. */
static void test_added_while_running(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    char error[256];

    run_prepare(&run, "", &steps, 1, 40);
    run.jobs = 4;
    CU_ASSERT_TRUE_FATAL(run_make_engine(&run, error));
    for (size_t i = 0; i < 20; i++)
        CU_ASSERT_TRUE(cs_engine_add(run.engine, &run.items[i]));
    while (run.done < 5)
        uv_run(&run.loop, UV_RUN_ONCE);
    for (size_t i = 20; i < 40; i++)
        CU_ASSERT_TRUE(cs_engine_add(run.engine, &run.items[i]));
    uv_run(&run.loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(run.done, 40);
    CU_ASSERT_EQUAL(run.finished, 1);
    run_free(&run, 1);
}

static void test_stop_at_the_first_case(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    char error[256];

    run_prepare(&run, "silent", &steps, 1, 1);
    CU_ASSERT_TRUE_FATAL(run_make_engine(&run, error));
    run_add_all(&run);
    uv_run(&run.loop, UV_RUN_ONCE);
    cs_engine_stop(run.engine);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    CU_ASSERT_EQUAL(run.done, 0);
    CU_ASSERT_EQUAL(run.finished, 1);
    run_free(&run, 1);
}

static void test_target_died(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    size_t dead = 0;

    run_prepare(&run, "", &steps, 1, 200);
    run.die_after = 20;
    run_go(&run);
    CU_ASSERT_EQUAL(run.done, 200);
    CU_ASSERT_EQUAL(run.finished, 1);
    for (size_t i = 0; i < run.count; i++)
        if (run.transcripts[i]->trouble != NULL && strcmp(run.transcripts[i]->trouble, "the target died") == 0)
            dead++;
    CU_ASSERT_EQUAL(dead, 180);
    run_free(&run, 1);
}

static void test_credentials(void)
{
    static const char *const steps = "steps:\n" RUN_OPEN;
    struct run run;
    char error[256];

    run_prepare(&run, "", &steps, 1, 1);
    snprintf(run.policy.auth, sizeof(run.policy.auth), "basic");
    snprintf(run.policy.user, sizeof(run.policy.user), "Aladdin");
    snprintf(run.policy.password, sizeof(run.policy.password), "open sesame");
    run_go(&run);
    CU_ASSERT_EQUAL_FATAL(run.done, 1);
    for (size_t i = 0; i < run.transcripts[0]->channel_count; i++) {
        const struct cs_channel *at = &run.transcripts[0]->channels[i];

        if (at->listener[0] == 0)
            CU_ASSERT_PTR_NOT_NULL(memmem(at->sent.kept, at->sent.kept_length,
                                          "\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n", 61));
    }
    cs_engine_free(run.engine);
    snprintf(run.policy.auth, sizeof(run.policy.auth), "ntlm");
    CU_ASSERT_FALSE(run_make_engine(&run, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "ntlm"));
    run_free(&run, 1);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"a tunnel, both ways", test_tunnel_both_ways},
        {"TLS in the tunnel", test_tls_in_the_tunnel},
        {"an alert in the tunnel", test_alert_in_the_tunnel},
        {"RST, both ways", test_reset_both_ways},
        {"segments and dribble", test_segments_and_dribble},
        {"a dribble beyond the deadline", test_dribble_beyond_the_deadline},
        {"bulk, both ways at once", test_bulk_both_ways},
        {"an origin may be addressed before it arrives", test_origin_may_be_addressed_before_it_arrives},
        {"moot", test_moot},
        {"connected, then refused", test_refusal_behind_a_connection_is_not_moot},
        {"fences among steps", test_fences_among_steps},
        {"arrival during a fence", test_arrival_during_a_fence},
        {"connecting twice", test_connecting_twice},
        {"listeners", test_listeners},
        {"localhost takes turns", test_localhost_takes_turns},
        {"localhost of two runs", test_localhost_of_two_runs},
        {"stop while waiting for the turn", test_stop_while_waiting_for_the_turn},
        {"expiry", test_expiry},
        {"brief", test_brief},
        {"slow steps", test_slow_steps},
        {"many cases leave nothing", test_many_cases_leave_nothing},
        {"stop", test_stop},
        {"added while running", test_added_while_running},
        {"stop at the first case", test_stop_at_the_first_case},
        {"target died", test_target_died},
        {"credentials", test_credentials},
    };

    return cs_run_tests("engine", tests, CS_COUNT(tests));
}
