#include "fuzz/live/words_origin.h"

#include "fuzz/live/text.h"

#define H CS_MADE_UP_HOST
#define P CS_MADE_UP_PORT
#define T CS_MADE_UP_TARGET
#define W(text)                                                                                                        \
    {                                                                                                                  \
        text, sizeof(text) - 1                                                                                         \
    }

/* An origin serves one name: its own.  Where else its answer leads nobody listens, but at the host and port of the case. */
static const struct cs_word origin_targets[] = {
    W(H ":" P),
    W(T),
    W(H ":443"),
    W(H ":80"),
    W("localhost:" P),
    W("2135818238:" P),
    W("[::ffff:" H "]:" P),
    W("[::1]:" P),
    W(H ".:" P),
    W(H),
    W(H ":"),
    W(H ":0"),
    W(H ":99999"),
    W(H ":+" P),
    W(":" P),
    W("/"),
    W("/index.html"),
    W("/../"),
    W("/%2e%2e/"),
    W("//" H ":" P),
    W("/" H ":" P),
    W("*"),
    W("?x"),
    W("#x"),
    W("x"),
    W("http://" H ":" P "/"),
    W("https://" H ":" P "/"),
    W("http://" T "/"),
    W("http://" T),
    W("HTTP://" T "/"),
    W("http:///"),
    W("http:" T),
    W("unix:/x"),
    W(T "/"),
    W(T "/index.html"),
    W("user@" T),
    W("user@" H ":" P),
    W(H ":" P "@" T),
    W(T "@" H ":" P),
    W(H ":" P "/path"),
    W(T " " H ":" P),
    W(H ":" P " " T),
    W("a%0d%0aX-Injected:%20yes:" P),
    W("%31%32%37%2E%37%37%2E%32%35%35%2E%32%35%34:" P),
    W(H "\x01:" P),
    W(H "\0:" P),
};

static const struct cs_word origin_hosts[] = {
    W("Host: " T),
    W("Host: " H ":" P),
    W("Host: " H),
    W("Host: localhost"),
    W("Host: x"),
    W("Host:"),
    W("host: " T),
    W("Host : " T),
    W("Host: " T "\r\nHost: " T),
    W("Host: " T "\r\nHost: " H ":" P),
    W("Host: " H ":" P "\r\nHost: " T),
    W("Host: " T ", " H ":" P),
    W("Host: http://" T),
    W("Host: user@" T),
    W("Host: " T "/"),
    W("Host: a b"),
    W("Host: " T "\0"),
    W("Host: \x80"),
    W(""),
};

static const struct cs_word origin_behind[] = {
    W("GET / HTTP/1.1\r\nHost: " T "\r\n\r\n"),
    W("GET http://" H ":" P "/ HTTP/1.1\r\nHost: " H ":" P "\r\n\r\n"),
    W("CONNECT " H ":" P " HTTP/1.1\r\nHost: " H ":" P "\r\n\r\n"),
    W("CONNECT " T " HTTP/1.1\r\nHost: " T "\r\n\r\n"),
    W("GET /poison HTTP/1.1\r\nX: "),
    W("5\r\nhello\r\n0\r\n\r\n"),
    W("hello"),
    W("x"),
    W("\n"),
    W("\r\n"),
    W("\0"),
    W("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"),
    W("SSH-2.0-x\r\n"),
};

static const struct cs_word contents[] = {
    W("hello"),
    W("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    W("GET /poison HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    W("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
    W("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
    W("\r\n\r\n"),
};

#define GROUP(words)                                                                                                   \
    {                                                                                                                  \
        words, sizeof(words) / sizeof((words)[0])                                                                      \
    }

const struct cs_word *cs_live_words_for_origin(enum cs_live_words group, size_t *count)
{
    static const struct {
        const struct cs_word *words;
        size_t count;
    } groups[] = {GROUP(origin_targets), GROUP(origin_hosts), GROUP(origin_behind), GROUP(contents)};

    *count = groups[group - CS_LIVE_ORIGIN_TARGETS].count;
    return groups[group - CS_LIVE_ORIGIN_TARGETS].words;
}
