/* Dialogues with a client: what a proxy may answer to its CONNECT, and what it should not. */
#include <stdio.h>
#include <string.h>

#include "fuzz/live/grammar.h"

/* Those in front are usual. */
static const char *const versions[] = {"HTTP/1.1",  "HTTP/1.0",  "HTTP/2",    "HTTP/2.0",  "HTTP/1.2",
                                       "HTTP/1.10", "HTTP/1",    "HTTP/1.",   "HTTP/01.1", "http/1.1",
                                       "HTTPS/1.1", "HTTP",      "ICY",       "HTP/1.1",   "HTTP/1.1\t",
                                       " HTTP/1.1", "xHTTP/1.1", "HTTP /1.1", "HTTP/1,1"};
static const char *const blanks[] = {" ", "  ", "\t", "", "\x0b", "\xc2\xa0", "\r "};
static const char *const statuses[] = {
    "200", "403", "407",  "502",  "503", "404", "401",   "302",  "307", "301",   "504",   "405",
    "429", "500", "400",  "421",  "426", "304", "300",   "201",  "202", "204",   "205",   "206",
    "299", "100", "101",  "103",  "199", "599", "600",   "999",  "000", "099",   "2000",  "0200",
    "20",  "2",   "+200", "-200", "2xx", "2OO", "200.0", "20 0", "",    "0x200", "65736", "4294967496"};
static const char *const reasons[] = {" OK",        " Connection established",
                                      " ",          "",
                                      " Forbidden", "OK",
                                      " 200 OK",    " \xe4\xf6",
                                      " %n%s%d",    " \x1b[2J",
                                      " a\tb",      " <script>",
                                      " OK\r"};
static const char *const fields[] = {"Via: 1.1 a",
                                     "Proxy-Agent: x/1 (y)",
                                     "Connection: close",
                                     "Connection: keep-alive",
                                     "Proxy-Connection: close",
                                     "Keep-Alive: timeout=0",
                                     "X-Empty:",
                                     "Date: Tue, 15 Nov 1994 08:12:31 GMT",
                                     "Set-Cookie: a=b",
                                     "Location: http://origin.test/",
                                     "Location: //",
                                     "Retry-After: 0",
                                     "Alt-Svc: h3=\":443\"",
                                     "Upgrade: h2c",
                                     "Trailer: x",
                                     "Proxy-Authenticate: Basic realm=\"x\"",
                                     "Proxy-Authenticate: Digest realm=\"x\", nonce=\"",
                                     "Proxy-Authenticate: NTLM TlRMTVNTUAACAAAA",
                                     "Proxy-Authenticate: Negotiate",
                                     "WWW-Authenticate: Basic realm=\"x\"",
                                     "Proxy-Status: a; error=dns_error",
                                     "Content-Length: 0",
                                     "Content-Length: 5",
                                     "Content-Length: 99999999999999999999",
                                     "Content-Length: -1",
                                     "Content-Length: 5, 5",
                                     "Content-Length: 0x5",
                                     "Transfer-Encoding: chunked",
                                     "Transfer-Encoding: gzip, chunked",
                                     "Transfer-Encoding: identity",
                                     "Content-Encoding: gzip",
                                     "Content-Type: text/html; charset=utf-7",
                                     "No-Colon",
                                     "Blank : x",
                                     ": x",
                                     " folded",
                                     "\tfolded",
                                     "X: a\x7f",
                                     "HTTP/1.1 200 OK"};
static const char *const ends[] = {"\r\n", "\n", "\r", "\r\r\n", "\n\r"};
static const char *const contents[] = {"",
                                       "",
                                       "",
                                       "hello",
                                       "0\r\n\r\n",
                                       "5\r\nhello\r\n0\r\n\r\n",
                                       "ffffffffffffffff1\r\n",
                                       "<html>HTTP/1.1 200 OK\r\n\r\n",
                                       "HTTP/1.1 200 OK\r\n\r\n",
                                       "\r\n",
                                       "\x15\x03\x03\x00\x02\x02\x28",
                                       "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"};

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))

struct answer {
    struct cs_random *random;
    bool odd; /* anything may stand anywhere */
    char *out;
    size_t length;
};

static void put(struct answer *answer, const char *text)
{
    size_t size = strlen(text);

    if (answer->length + size > CS_ROW_BYTES_MAX)
        return;
    memcpy(answer->out + answer->length, text, size);
    answer->length += size;
}

/* One of the |usual| first words; where things are odd, now and then any of them. */
static void put_any(struct answer *answer, const char *const *words, size_t count, size_t usual)
{
    bool any = answer->odd && cs_random_once(answer->random, 4);

    put(answer, words[cs_random_below(answer->random, any ? count : usual)]);
}

static void put_end(struct answer *answer)
{
    put_any(answer, ends, COUNT(ends), 1);
}

static void put_head(struct answer *answer, const char *status)
{
    put_any(answer, versions, COUNT(versions), 2);
    put_any(answer, blanks, COUNT(blanks), 1);
    if (status != NULL)
        put(answer, status);
    else
        put_any(answer, statuses, COUNT(statuses), cs_random_once(answer->random, 2) ? 1 : 24);
    put_any(answer, reasons, COUNT(reasons), 3);
    put_end(answer);
    for (size_t i = cs_random_below(answer->random, 4); i > 0; i--) {
        put(answer, fields[cs_random_below(answer->random, COUNT(fields))]);
        put_end(answer);
    }
    if (!cs_random_once(answer->random, 25)) /* else it has not ended */
        put_end(answer);
}

struct cs_dialogue *cs_grammar_make_for_client(struct cs_random *random)
{
    static const char *const interim[] = {"100", "102", "103", "199", "101"};
    struct cs_dialogue *dialogue = cs_dialogue_new();
    char bytes[CS_ROW_BYTES_MAX];
    struct answer answer = {.random = random, .out = bytes, .odd = !cs_random_once(random, 3)};
    struct cs_row *row;

    if (dialogue == NULL)
        return NULL;
    for (size_t i = cs_random_once(random, 4) ? 1 + cs_random_below(random, 3) : 0; i > 0; i--)
        put_head(&answer, interim[cs_random_below(random, COUNT(interim))]);
    put_head(&answer, NULL);
    put(&answer, contents[cs_random_below(random, COUNT(contents))]);
    row = cs_dialogue_add(dialogue, false, 1, CS_ROW_SEND, bytes, answer.length);
    if (row != NULL && cs_random_once(random, 4))
        cs_grammar_cut(random, row);
    if (cs_dialogue_tidy(dialogue))
        return dialogue;
    cs_dialogue_free(dialogue);
    return NULL;
}
