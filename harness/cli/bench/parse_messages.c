#include "harness/cli/bench/parse_messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In |start| and |line|, # is for two digits of the message and @ for four. */
static const struct kind {
    const char *name;
    bool response;
    const char *start;
    const char *line; /* of the field section, ... */
    size_t repeat;    /* ... so many times */
} kinds[CS_MESSAGE_KINDS] = {
    {.name = "minimal CONNECT", .start = "CONNECT origin#.example.test:@ HTTP/1.1\r\nHost: origin#.example.test:@\r\n"},
    {.name = "browser-like CONNECT",
     .start = "CONNECT origin#.example.test:@ HTTP/1.1\r\nHost: origin#.example.test:@\r\n"
              "Proxy-Connection: keep-alive\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 "
              "(KHTML, like Gecko) Chrome/1#.0.0.0 Safari/537.36\r\n"
              "Proxy-Authorization: Basic YWxpY2U6c2VjcmV0\r\n"},
    {.name = "200 to CONNECT", .response = true, .start = "HTTP/1.1 200 Connection established\r\nX-Trace: #@\r\n"},
    {.name = "407 with two challenges",
     .response = true,
     .start = "HTTP/1.1 407 Proxy Authentication Required\r\nDate: Sat, 21 Nov 2026 08:#:00 GMT\r\n"
              "Server: proxy-#\r\nProxy-Authenticate: Digest realm=\"realm #\", qop=\"auth\", algorithm=SHA-256, "
              "nonce=\"0123456789abcdef@\", opaque=\"abcdef0123456789\", stale=false, charset=UTF-8\r\n"
              "Proxy-Authenticate: Basic realm=\"realm #\", charset=\"UTF-8\"\r\nContent-Type: text/plain\r\n"
              "Content-Length: @\r\nConnection: close\r\n"},
    {.name = "16 KiB of fields",
     .start = "CONNECT origin#.example.test:@ HTTP/1.1\r\nHost: origin#.example.test:@\r\n",
     .line = "X-Field-Of-Some-Length: a value of some length, with blanks\r\n",
     .repeat = 265},
};

const char *cs_message_kind(size_t kind)
{
    return kinds[kind].name;
}

static void put(FILE *out, const char *text, int number)
{
    for (; *text != '\0'; text++)
        if (*text == '#')
            fprintf(out, "%02d", number);
        else if (*text == '@')
            fprintf(out, "%04d", 1000 + 37 * number);
        else
            fputc(*text, out);
}

struct cs_bench_message cs_bench_message_compose(size_t kind, int number)
{
    struct cs_bench_message message = {.response = kinds[kind].response};
    FILE *out = open_memstream(&message.text, &message.length);

    if (out == NULL)
        exit(1);
    put(out, kinds[kind].start, number);
    for (size_t i = 0; i < kinds[kind].repeat; i++)
        put(out, kinds[kind].line, number);
    put(out, "\r\n", number);
    if (fclose(out) != 0)
        exit(1);
    return message;
}
