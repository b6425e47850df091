/* The benchmark of the parser: nanoseconds a message beside http_parser and plain passes over the same bytes, taken in
 * turn in one run.  Prints figures, asserts nothing. */
#include <http_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "harness/cli/bench/parse_messages.h"
#include "harness/cli/bench/yardsticks.h"
#include "reference/connectref.h"
#include "reference/skim.h"

#define CS_ROUNDS 15

/* The linker sends the parser's calls of cs_skim() here, so that each kind of it can be measured. */
void __real_cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out);
void __wrap_cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out);
static void (*skim)(const char *, size_t, size_t, struct cs_skim *) = __real_cs_skim;

void __wrap_cs_skim(const char *data, size_t start, size_t bound, struct cs_skim *out)
{
    skim(data, start, bound, out);
}

/* The whole strict work; of a 407 that includes the grammar of its challenges. */
static bool ours(const struct cs_bench_message *message)
{
    if (message->response) {
        struct cs_response response;

        cs_response_init(&response, NULL);
        return cs_response_parse(&response, message->text, message->length) == CS_COMPLETE;
    }
    struct cs_request request;

    cs_request_init(&request, NULL);
    return cs_request_parse(&request, message->text, message->length) == CS_COMPLETE;
}

static bool plain(const struct cs_bench_message *message)
{
    bool taken;

    skim = cs_skim_plain;
    taken = ours(message);
    skim = __real_cs_skim;
    return taken;
}

#if defined(__x86_64__)
static bool avx2(const struct cs_bench_message *message)
{
    bool taken;

    if (!cs_skim_has_avx2())
        return plain(message);
    skim = cs_skim_avx2;
    taken = ours(message);
    skim = __real_cs_skim;
    return taken;
}
#endif

static int on_head(http_parser *parser)
{
    http_parser_pause(parser, 1); /* what follows the head is not compared */
    return 0;
}

static bool http_parser_reads(const struct cs_bench_message *message)
{
    static const http_parser_settings settings = {.on_headers_complete = on_head}; /* the least that it can do */
    http_parser parser;

    http_parser_init(&parser, message->response ? HTTP_RESPONSE : HTTP_REQUEST);
    return http_parser_execute(&parser, &settings, message->text, message->length) + 1 >= message->length;
}

static bool table(const struct cs_bench_message *message)
{
    return cs_yardstick_table(message->text, message->length);
}

static bool vector(const struct cs_bench_message *message)
{
    return cs_yardstick_vector(message->text, message->length);
}

static bool copy(const struct cs_bench_message *message)
{
    return cs_yardstick_copy(message->text, message->length);
}

static const struct contender {
    const char *name;
    bool (*read)(const struct cs_bench_message *message);
} contenders[] = {
    {"ours", ours},
#if defined(__x86_64__)
    {"ours, AVX2", avx2},
#endif
    {"ours, no vectors", plain},
    {"http_parser", http_parser_reads},
    {"byte table", table},
    {"vector scan", vector},
    {"memcpy", copy},
};
#define CS_CONTENDERS (sizeof(contenders) / sizeof(contenders[0]))

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Nanoseconds a message, the best of the rounds: what is left is noise of the machine. */
static void measure(const struct contender *contender, const struct cs_bench_message *messages, size_t turns,
                    double *best)
{
    double began = now();
    double took;

    for (size_t turn = 0; turn < turns; turn++)
        for (size_t i = 0; i < CS_MESSAGES; i++)
            if (!contender->read(&messages[i])) {
                fprintf(stderr, "parse_bench: %s does not take a message\n", contender->name);
                exit(1);
            }
    took = (now() - began) / (double)(turns * CS_MESSAGES);
    if (took < *best)
        *best = took;
}

/* A line a contender: its time, and how many times ours that is. */
static void measure_kind(size_t kind)
{
    struct cs_bench_message messages[CS_MESSAGES];
    double best[CS_CONTENDERS];
    size_t turns;

    for (int i = 0; i < CS_MESSAGES; i++)
        messages[i] = cs_bench_message_compose(kind, i);
    for (size_t i = 0; i < CS_CONTENDERS; i++)
        best[i] = 1e18;
    turns = 400000 / messages[0].length / 4 + 1;
    for (int round = 0; round < CS_ROUNDS; round++)
        for (size_t i = 0; i < CS_CONTENDERS; i++)
            measure(&contenders[i], messages, turns, &best[i]);
    printf("parse   %s, %zu bytes\n", cs_message_kind(kind), messages[0].length);
    for (size_t i = 0; i < CS_CONTENDERS; i++)
        printf("        %-17s %9.1f ns  %6.2f\n", contenders[i].name, best[i], best[i] / best[0]);
    for (int i = 0; i < CS_MESSAGES; i++)
        free(messages[i].text);
}

int main(void)
{
    for (size_t kind = 0; kind < CS_MESSAGE_KINDS; kind++)
        measure_kind(kind);
    return 0;
}
