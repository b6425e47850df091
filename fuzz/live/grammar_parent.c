/* What a parent may answer, each thing once: status codes, what stands in front of a final answer and behind it, heads that
 * break off, answers in pieces. */
#include <stdio.h>
#include <string.h>

#include "fuzz/live/grammar_cover.h"

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))
#define LINE         "HTTP/1.1 200 Connection established\r\n"
#define OPENS        LINE "Via: 1.1 parent\r\n\r\n"
#define REFUSES      "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n"

static const char *const statuses[] = {
    "201 Created",     "202 Accepted",
    "204 No Content",  "206 Partial Content",
    "299 x",           "300 x",
    "302 Found",       "304 Not Modified",
    "400 Bad Request", "401 Unauthorized",
    "403 Forbidden",   "404 Not Found",
    "405 Not Allowed", "407 x",
    "429 x",           "500 x",
    "502 Bad Gateway", "503 x",
    "504 x",           "599 x",
    "2OO OK",          "20 OK",
    "2000 OK",         "200OK",
    "+200 OK",         "0200 OK",
    "2xx OK",          " 200 OK",
    "65736 OK",        "4294967496 OK",
};

static const char *const lines[] = {
    "HTTP/1.1 200 \r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\n",
    LINE "Connection: close\r\n\r\n",
    "HTTP/2 200 OK\r\n\r\n",
    "http/1.1 200 OK\r\n\r\n",
    "ICY 200 OK\r\n\r\n",
    "xHTTP/1.1 200 OK\r\n\r\n",
    "HTTP 200 OK\r\n\r\n",
    LINE "Proxy-Connection: close\r\n\r\n",
    "HTTPS/1.1 200 OK\r\n\r\n",
    "200 OK\r\n\r\n",
    LINE "X-Empty:\r\nKeep-Alive: timeout=0\r\n\r\n",
    "HTTP/1.1 403 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
};

static const char *const interims[] = {"100 Continue", "102 Processing", "103 Early Hints", "199 x"};

static const char *const behind[] = {
    "banner",
    "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "\r\n",
    "\r\n\r\n",
    "0\r\n\r\n",
    "5\r\nhello\r\n0\r\n\r\n",
    "\x15\x03\x03",
    "220 mail\r\n",
    "x",
};

#define PLACES 12

static size_t count_parts(size_t part)
{
    static const size_t counts[] = {COUNT(statuses), COUNT(lines), 2 * COUNT(interims), 2 * COUNT(behind), PLACES,
                                    PLACES,          PLACES};

    return part < COUNT(counts) ? counts[part] : 0;
}

/* Writes an answer; |*cut|: where it is cut in pieces, 0: nowhere.  |part| and |which| are as counted. */
static int write_answer(char *out, size_t size, size_t part, size_t which, size_t *cut)
{
    *cut = 0;
    switch (part) {
    case 0:
        return snprintf(out, size, "HTTP/1.1 %s\r\n%s\r\n", statuses[which],
                        statuses[which][0] == '2' ? "" : "Content-Length: 0\r\n");
    case 1:
        return snprintf(out, size, "%s", lines[which]);
    case 2:
        return snprintf(out, size, "HTTP/1.1 %s\r\n\r\n%s", interims[which / 2], which % 2 == 0 ? OPENS : REFUSES);
    case 3:
        *cut = which % 2 == 0 ? 0 : sizeof(OPENS) - 1;
        return snprintf(out, size, "%s%s", OPENS, behind[which / 2]);
    case 4: /* it breaks off */
        return snprintf(out, size, "%.*s", (int)(1 + which * (sizeof(OPENS) - 2) / PLACES), OPENS);
    case 5:
        *cut = 1 + which * (sizeof(OPENS) - 2) / PLACES;
        return snprintf(out, size, "%s%s", OPENS, "banner");
    default:
        *cut = 1 + which * (sizeof(REFUSES) - 2) / PLACES;
        return snprintf(out, size, "%s", REFUSES);
    }
}

size_t cs_grammar_cover_parent_count(void)
{
    size_t count = 0;

    for (size_t part = 0; count_parts(part) > 0; part++)
        count += count_parts(part);
    return count;
}

struct cs_dialogue *cs_grammar_cover_parent(size_t which)
{
    struct cs_dialogue *dialogue = cs_dialogue_new();
    char bytes[512];
    size_t part = 0, cut;
    struct cs_row *row;
    int length;

    for (; count_parts(part) > 0 && which >= count_parts(part); part++)
        which -= count_parts(part);
    if (dialogue == NULL || count_parts(part) == 0)
        return dialogue;
    length = write_answer(bytes, sizeof(bytes), part, which, &cut);
    row = cs_dialogue_add(dialogue, false, 1, CS_ROW_SEND, bytes, (size_t)length);
    if (row != NULL && cut > 0)
        (void)cs_row_cut(row, cut);
    return dialogue;
}
