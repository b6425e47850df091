/* The benchmark of the parser: nanoseconds a message beside http_parser on the same bytes, taken in turn in one run.
 * Prints figures, asserts nothing. */
#include <http_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reference/connectref.h"

#define CS_VARIANTS 64
#define CS_ROUNDS   15

struct message {
    char *text;
    size_t length;
};

/* One kind of message: what stands behind request line and Host. */
static const struct family {
    const char *name;
    const char *fields;
    size_t repeat; /* how many times |fields| */
} families[] = {
    {"minimal CONNECT", "", 0},
    {"browser-like CONNECT",
     "Proxy-Connection: keep-alive\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
     "Gecko) Chrome/120.0.0.0 Safari/537.36\r\nProxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n",
     1},
    {"16 KiB of fields", "X-Field-Of-Some-Length: a value of some length, with blanks\r\n", 265},
};

/* Many different messages of a kind, so that no branch predictor learns one by heart. */
static void compose(const struct family *family, int number, struct message *out)
{
    char *text = NULL;
    char *end;
    int length = asprintf(&text, "CONNECT origin%d.example.test:%d HTTP/1.1\r\nHost: origin%d.example.test:%d\r\n",
                          number, 1000 + 37 * number, number, 1000 + 37 * number);
    size_t fields = strlen(family->fields);

    if (length < 0)
        exit(1);
    out->length = (size_t)length + family->repeat * fields + 2;
    out->text = malloc(out->length);
    if (out->text == NULL)
        exit(1);
    memcpy(out->text, text, (size_t)length);
    end = out->text + length;
    for (size_t i = 0; i < family->repeat; i++, end += fields)
        memcpy(end, family->fields, fields);
    memcpy(end, "\r\n", 2);
    free(text);
}

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static bool ours(const struct message *message)
{
    struct cs_request request;

    cs_request_init(&request, NULL);
    return cs_request_parse(&request, message->text, message->length) == CS_COMPLETE;
}

static bool theirs(const struct message *message)
{
    static const http_parser_settings settings; /* no callbacks: the least that it can do */
    http_parser parser;

    http_parser_init(&parser, HTTP_REQUEST);
    return http_parser_execute(&parser, &settings, message->text, message->length) == message->length;
}

/* Nanoseconds a message, the best of the rounds: what is left is noise of the machine. */
static double measure(bool (*parse)(const struct message *), const struct message *messages, size_t turns, double best)
{
    double began = now();
    double took;

    for (size_t turn = 0; turn < turns; turn++)
        for (size_t i = 0; i < CS_VARIANTS; i++)
            if (!parse(&messages[i]))
                exit(1);
    took = (now() - began) / (double)(turns * CS_VARIANTS);
    return took < best ? took : best;
}

int main(void)
{
    for (size_t kind = 0; kind < sizeof(families) / sizeof(families[0]); kind++) {
        struct message messages[CS_VARIANTS];
        double our_best = 1e18;
        double their_best = 1e18;
        size_t turns;

        for (int i = 0; i < CS_VARIANTS; i++)
            compose(&families[kind], i, &messages[i]);
        turns = 2000000 / messages[0].length / 4 + 1;
        for (int round = 0; round < CS_ROUNDS; round++) {
            our_best = measure(ours, messages, turns, our_best);
            their_best = measure(theirs, messages, turns, their_best);
        }
        printf("parse   %-22s %5zu bytes  ours %8.1f ns, http_parser %8.1f ns, ratio %.1f\n", families[kind].name,
               messages[0].length, our_best, their_best, their_best / our_best);
        for (size_t i = 0; i < CS_VARIANTS; i++)
            free(messages[i].text);
    }
    return 0;
}
