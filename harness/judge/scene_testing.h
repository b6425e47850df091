/* What the judge's tests share: cases in a few words, and transcripts without sockets. */
#ifndef CONNECTSPEC_SCENE_TESTING_H
#define CONNECTSPEC_SCENE_TESTING_H

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/judge/evaluate.h"
#include "harness/plan/plan.h"
#include "reference/testing.h"

#define SCENE_CHANNELS 5
#define SCENE_EVENTS   10

struct scene_channel {
    const char *actor;    /* "client", "origin", ...; NULL ends the list */
    const char *listener; /* where it arrived; NULL for what we opened */
    const char *sent;
    const char *received;
    enum cs_end end; /* of what was received */
    int error;
};

struct scene {
    const char *level;
    const char *more;   /* further lines of the case; NULL */
    const char *accept; /* outcomes, a flow sequence */
    const char *warn;   /* the same, or NULL */
    struct scene_channel channels[SCENE_CHANNELS];
    struct cs_event events[SCENE_EVENTS]; /* as far as |at_us| is set */
};

/* A case, its plan and its transcript, which belong together. */
struct stage {
    struct cs_case *source;
    struct cs_policy policy;
    struct cs_plan *plan;
    struct cs_transcript *transcript;
};

static inline void stage_free(struct stage *stage)
{
    cs_plan_free(stage->plan);
    cs_case_free(stage->source);
    cs_transcript_free(stage->transcript);
}

static inline void scene_digest(const char *bytes, size_t length, uint8_t digest[CS_SHA256_BYTES])
{
    if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
        CU_FAIL_FATAL("no digest");
}

/* Fills one direction as the recorder does: the first 64 KiB, the sum, the mark behind the head of a 2xx. */
static inline void scene_stream(struct cs_stream *stream, const char *bytes, size_t length, bool client)
{
    const char *head_end = client && strncmp(bytes, "HTTP/1.1 2", 10) == 0 ? strstr(bytes, "\r\n\r\n") : NULL;

    stream->kept_length = length < CS_KEPT_BYTES ? length : CS_KEPT_BYTES;
    stream->kept = malloc(stream->kept_length + 1);
    if (stream->kept == NULL)
        CU_FAIL_FATAL("no memory");
    memcpy(stream->kept, bytes, stream->kept_length);
    stream->kept[stream->kept_length] = 0;
    stream->total = length;
    stream->mark = head_end == NULL ? 0 : (uint64_t)(head_end - bytes) + 4;
    scene_digest(bytes, length, stream->sha256);
    scene_digest(bytes + stream->mark, length - (size_t)stream->mark, stream->sha256_from_mark);
}

static inline void scene_channel(struct cs_channel *channel, const struct scene_channel *from)
{
    bool control = strcmp(from->actor, "control") == 0;
    bool client = from->listener == NULL;
    const char *received = from->received == NULL ? "" : from->received;
    const char *sent = from->sent == NULL ? "" : from->sent;

    channel->seat = control ? CS_SEAT_CONTROL : client ? CS_SEAT_DIALS : CS_SEAT_ARRIVES;
    if (strstr(from->actor, "+tls") != NULL)
        channel->seat = CS_SEAT_INSIDE;
    snprintf(channel->actor, sizeof(channel->actor), "%s", from->actor);
    snprintf(channel->listener, sizeof(channel->listener), "%s", client ? "" : from->listener);
    channel->error = from->error;
    scene_stream(&channel->sent, sent, strlen(sent), false);
    scene_stream(&channel->received, received, strlen(received), client);
    channel->received.end = from->end;
}

static inline struct cs_case *scene_case(const struct scene *scene)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *source;
    char *text;

    if (asprintf(&text,
                 "id: t/x\ntitle: A test\nlevel: %s\nrequirements: [CN-TARGET-001]\n%s%ssteps:\n"
                 "  - client: {send: 'CONNECT ${host}:${port} HTTP/1.1\\r\\n\\r\\n'}\n  - client: {await: answer}\n"
                 "%s  - fence\n%saccept: %s\n%s%s\n",
                 scene->level, strcmp(scene->level, "may") == 0 ? "" : "catches: [port-modulo]\n",
                 scene->more == NULL ? "" : scene->more,
                 strstr(scene->accept, "origin.target") == NULL ? "" : "  - origin: {await: request}\n",
                 strstr(scene->accept, "client2") == NULL ? "" : "  - client2: connect\n", scene->accept,
                 scene->warn == NULL ? "" : "warn: ", scene->warn == NULL ? "" : scene->warn) < 0)
        CU_FAIL_FATAL("no memory");
    source = cs_case_parse(text, strlen(text), "t/x.yaml", "t/x", NULL, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(text);
    return source;
}

static inline void scene_set(struct stage *stage, const struct scene *scene)
{
    static const struct cs_addresses addresses = {.host = "127.77.1.1", .other = "127.77.1.2", .closed = "127.77.1.3"};
    char error[CS_TEMPLATE_ERROR_MAX] = "";

    memset(stage, 0, sizeof(*stage));
    stage->source = scene_case(scene);
    if (stage->source == NULL)
        CU_FAIL_FATAL("the test's case is invalid");
    stage->policy = (struct cs_policy){
        .target = "test", .origin_port = 18443, .denied_port = 25, .denies_ports = true, .auth = "none"};
    stage->plan = cs_plan_new(stage->source, -1, &stage->policy, &addresses, NULL, error);
    stage->transcript = cs_transcript_new();
    if (stage->plan == NULL || stage->transcript == NULL)
        CU_FAIL_FATAL("no plan");
    for (size_t i = 0; i < SCENE_CHANNELS && scene->channels[i].actor != NULL; i++)
        scene_channel(&stage->transcript->channels[stage->transcript->channel_count++], &scene->channels[i]);
    for (size_t i = 1; i < stage->transcript->channel_count; i++) /* it stands on the one before it */
        if (stage->transcript->channels[i].seat == CS_SEAT_INSIDE)
            stage->transcript->channels[i].below = (int)i;
    for (size_t i = 0; i < SCENE_EVENTS && scene->events[i].at_us != 0; i++)
        if (!cs_transcript_add(stage->transcript, scene->events[i], false))
            CU_FAIL_FATAL("no memory");
}

/* Judges the first condition of the stage, which is freed. */
static inline void scene_expect(struct stage *stage, enum cs_truth truth)
{
    struct cs_evaluation seen;
    uint64_t hashed = 0;
    struct cs_facts *facts = cs_facts_new(stage->plan, stage->transcript, &hashed);

    CU_ASSERT_PTR_NOT_NULL_FATAL(facts);
    cs_evaluate_condition(facts, &stage->plan->accept[0].conditions[0], &seen);
    CU_ASSERT_EQUAL(seen.truth, truth);
    cs_facts_free(facts);
    stage_free(stage);
}

#endif
