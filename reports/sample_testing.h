/* What the tests of the documents share: a result in which everything is as hostile as it may be. */
#ifndef CONNECTSPEC_SAMPLE_TESTING_H
#define CONNECTSPEC_SAMPLE_TESTING_H

#include <stdlib.h>
#include <string.h>

#include "reference/testing.h"
#include "reports/result.h"

/* Bytes that are no UTF-8, steer terminals, close XML and Markdown. */
#define HOSTILE "\x1b[31m]]></failure>\xff\xc3\xe2\x80\xae `code` <b> | # \\ ' \" \r\n\x01"

static inline char *sample_copy(const char *text)
{
    char *copy = strdup(text);

    if (copy == NULL)
        CU_FAIL_FATAL("no memory");
    return copy;
}

static inline void sample_stream(struct cs_stream *stream, const char *bytes, size_t length)
{
    stream->kept = malloc(length + 1);
    if (stream->kept == NULL)
        CU_FAIL_FATAL("no memory");
    memcpy(stream->kept, bytes, length);
    stream->kept[length] = 0;
    stream->kept_length = length;
    stream->total = length;
    for (int i = 0; i < CS_SHA256_BYTES; i++) {
        stream->sha256[i] = (uint8_t)(i * 8);
        stream->sha256_from_mark[i] = (uint8_t)(255 - i);
    }
}

static inline struct cs_transcript *sample_transcript(void)
{
    struct cs_transcript *transcript = cs_transcript_new();
    struct cs_channel *client;
    struct cs_channel *origin;

    if (transcript == NULL)
        CU_FAIL_FATAL("no memory");
    client = &transcript->channels[0];
    origin = &transcript->channels[1];
    transcript->channel_count = 2;
    transcript->suite = sample_copy("0.1.0");
    transcript->case_id = sample_copy("target/port-empty@x");
    transcript->case_text = sample_copy("id: target/port-empty\n# caf\xc3\xa9\n");
    transcript->policy = (struct cs_policy){.target = "127.0.0.1:40123",
                                            .version = "squid 5.7",
                                            .origin_port = 18443,
                                            .denied_port = 25,
                                            .denies_ports = true,
                                            .auth = "basic",
                                            .user = "us\xff"
                                                    "er",
                                            .password = "p:\x01",
                                            .ipv6 = true};
    *client = (struct cs_channel){.seat = CS_SEAT_DIALS, .actor = "client", .error = 0};
    *origin = (struct cs_channel){.seat = CS_SEAT_ARRIVES, .actor = "origin", .listener = "denied", .error = 104};
    sample_stream(&client->sent, "CONNECT \0\xff HTTP/1.1\r\n", 21);
    sample_stream(&client->received, "HTTP/1.1 200 OK\r\n\r\n" HOSTILE, 19 + sizeof(HOSTILE) - 1);
    client->received.mark = 19;
    client->received.end = CS_END_RESET;
    sample_stream(&origin->sent, "", 0);
    sample_stream(&origin->received, "\0", 1);
    origin->received.end = CS_END_FIN;
    if (!cs_transcript_set(transcript, "host", "127.77.1.1", 10) ||
        !cs_transcript_set(transcript, "value", "a\0b", 3) ||
        !cs_transcript_add(transcript, (struct cs_event){5, CS_EVENT_SENT, 0, 7}, true) ||
        !cs_transcript_add(transcript, (struct cs_event){6, CS_EVENT_FIN_SENT, 0, 0}, true) ||
        !cs_transcript_add(transcript, (struct cs_event){7, CS_EVENT_SENT, 0, 14}, true) ||
        !cs_transcript_add(transcript, (struct cs_event){8, CS_EVENT_EXPIRED, -1, 1}, false))
        CU_FAIL_FATAL("no memory");
    transcript->duration_us = 12345;
    return transcript;
}

static inline void sample_notes(struct cs_verdict *verdict)
{
    static const struct cs_note notes[] = {{0, false, 8, 2, CS_CODE_HOST_BAD_CHARACTER},
                                           {0, true, 19, 0, CS_CODE_HOST_MISSING}};

    verdict->notes = malloc(sizeof(notes));
    if (verdict->notes == NULL)
        CU_FAIL_FATAL("no memory");
    memcpy(verdict->notes, notes, sizeof(notes));
    verdict->note_count = 2;
}

static inline void sample_case(struct cs_case_result *item, const char *id, enum cs_verdict_kind kind,
                               const char *severity)
{
    item->id = sample_copy(id);
    item->title = sample_copy("A title with " HOSTILE);
    item->level = sample_copy(kind == CS_WARN ? "should" : "must");
    item->requirement_count = 1;
    item->requirements = calloc(1, sizeof(char *));
    if (item->requirements == NULL)
        CU_FAIL_FATAL("no memory");
    item->requirements[0] = sample_copy("CN-TARGET-001");
    item->danger = sample_copy("Danger.");
    item->source = sample_copy("RFC 9110 §9.3.6");
    item->statement = sample_copy("A statement.");
    item->severity = sample_copy(severity);
    item->verdict = (struct cs_verdict){.kind = kind,
                                        .reason = sample_copy(kind == CS_PASS ? "" : "because of " HOSTILE),
                                        .expected = sample_copy("expected " HOSTILE),
                                        .observed = sample_copy("observed " HOSTILE),
                                        .finding = sample_copy(kind == CS_FAIL ? "tunnel-opened" : ""),
                                        .reading = sample_copy(kind == CS_FAIL && id[0] == 't' ? "port-modulo" : "")};
    if (kind == CS_FAIL)
        sample_notes(&item->verdict);
    item->duration_us = 1500;
    if (kind != CS_SKIP)
        item->transcript = sample_transcript();
}

/* One case of each verdict and a second, more dangerous failure. */
static inline struct cs_result *sample_result(void)
{
    struct cs_result *result = cs_result_new();

    if (result == NULL || (result->cases = calloc(7, sizeof(*result->cases))) == NULL)
        CU_FAIL_FATAL("no memory");
    result->suite = sample_copy("0.1.0");
    result->started = sample_copy("2026-01-02T03:04:05Z");
    result->target = sample_copy("127.0.0.1:40123");
    result->version = sample_copy("version " HOSTILE);
    result->command = sample_copy("--proxy 127.0.0.1:40123");
    result->complete = true;
    result->wall_us = 2345678;
    result->count = 7;
    sample_case(&result->cases[0], "host/a", CS_PASS, "low");
    sample_case(&result->cases[1], "host/b", CS_FAIL, "low");
    sample_case(&result->cases[2], "host/c@it's", CS_WARN, "medium");
    sample_case(&result->cases[3], "target/d", CS_FAIL, "critical");
    sample_case(&result->cases[4], "target/e", CS_SKIP, "low");
    sample_case(&result->cases[5], "target/f", CS_INCONCLUSIVE, "low");
    sample_case(&result->cases[6], "target/g", CS_ERROR, "low");
    return result;
}

#endif
