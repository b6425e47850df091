#include "harness/embedded/proxy/front_h1_manner.h"

#include <string.h>
#include <time.h>

bool cs_manner_find(const char *name, enum cs_manner *out)
{
    static const char *const names[] = {"plain", "rich", "terse"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        *out = (enum cs_manner)i;
        return true;
    }
    return false;
}

bool cs_asks_for_head(const struct cs_asked *asked)
{
    const struct cs_span method = asked->message.method.text;

    return method.length == 4 && memcmp(asked->message.text + method.start, "HEAD", 4) == 0;
}

/* A connection may be closed at any time (RFC 9112 section 9.5). */
bool cs_manner_is_silent(const struct cs_asked *asked, unsigned status)
{
    return asked->config->manner == CS_MANNER_TERSE && (status == 400 || status == 431 || status == 505);
}

void cs_manner_status(const struct cs_asked *asked, enum cs_refusal refusal, unsigned *status, const char **reason,
                      const char **fields)
{
    static const struct {
        enum cs_refusal refusal;
        unsigned status;
        const char *reason;
        const char *fields;
    } rows[] = {
        {CS_REFUSE_PORT, 302, "Found", "Location: /denied?why=port#top\r\n"},
        {CS_REFUSE_ADDRESS, 404, "Not Found", ""},
        {CS_REFUSE_NAME, 451, "Unavailable For Legal Reasons", ""},
        {CS_REFUSE_NOT_CONNECTED, 503, "Service Unavailable", "Retry-After: 30\r\n"},
        {CS_REFUSE_NOT_RESOLVED, 503, "Service Unavailable", "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n"},
        {CS_REFUSE_METHOD, 501, "Not Implemented", ""},
    };

    for (size_t i = 0; asked->config->manner == CS_MANNER_RICH && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].refusal != refusal)
            continue;
        *status = rows[i].status;
        *reason = rows[i].reason;
        *fields = rows[i].fields;
    }
}

static void add_date(struct cs_draft *out)
{
    char text[64];
    time_t now = time(NULL);
    struct tm utc;

    if (gmtime_r(&now, &utc) != NULL && strftime(text, sizeof(text), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc) > 0)
        cs_draft_text(out, text);
}

static bool is_http10(const struct cs_asked *asked)
{
    return asked->message.version_major != 1 || asked->message.version_minor == 0;
}

/* Whether a page comes in chunks. */
static bool is_chunked(const struct cs_asked *asked, const struct cs_reply *reply)
{
    return reply != NULL && !is_http10(asked) && reply->content.bytes.length > 1;
}

static void add_chunks(const struct cs_buffer *content, struct cs_draft *out)
{
    size_t half = content->length / 2;

    cs_draft_format(out, "%04zX;name=\"a value\"\r\n", half);
    cs_draft_add(out, content->data, half);
    cs_draft_format(out, "\r\n%zx\r\n", content->length - half);
    cs_draft_add(out, content->data + half, content->length - half);
    cs_draft_text(out, "\r\n000\r\nX-Trailer: a\r\n\r\n");
}

/* All that may stand in an answer: an interim one in front of it, no reason, more fields, chunks with extensions and a
 * trailer. */
static void write_rich(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out)
{
    bool chunked = is_chunked(asked, reply);

    if (!is_http10(asked))
        cs_draft_text(out, "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n");
    cs_draft_format(out, "HTTP/1.1 %u \r\n", reply == NULL ? 200u : reply->status);
    add_date(out);
    cs_draft_text(out, "server:rich/1.0 (a comment)\r\nVia: 1.1 rich\r\nProxy-Agent: rich\r\nX-Empty:\r\n"
                       "x-list: a,, b ,\t\"c, d\"\r\nX-8-Bit: caf\xe9\r\nCache-Control: no-store, private\r\n");
    if (reply != NULL) {
        cs_draft_add(out, reply->fields.bytes.data, reply->fields.bytes.length);
        cs_draft_text(out, "CONNECTION:\t Close \r\n");
        if (chunked)
            cs_draft_text(out, "transfer-encoding: Chunked\r\n");
        else
            cs_draft_format(out, "content-length:%zu\r\n", reply->content.bytes.length);
    }
    cs_draft_text(out, "\r\n");
    if (reply == NULL || cs_asks_for_head(asked))
        return;
    if (chunked)
        add_chunks(&reply->content.bytes, out);
    else
        cs_draft_add(out, reply->content.bytes.data, reply->content.bytes.length);
}

/* No more than has to be, in the older version. */
static void write_terse(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out)
{
    cs_draft_format(out, "HTTP/1.0 %u \r\n", reply == NULL ? 200u : reply->status);
    if (reply != NULL) {
        cs_draft_add(out, reply->fields.bytes.data, reply->fields.bytes.length);
        cs_draft_format(out, "Content-Length: %zu\r\n", reply->content.bytes.length);
    }
    cs_draft_text(out, "\r\n");
    if (reply != NULL && !cs_asks_for_head(asked))
        cs_draft_add(out, reply->content.bytes.data, reply->content.bytes.length);
}

bool cs_manner_write(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out)
{
    if (asked->config->manner == CS_MANNER_PLAIN)
        return false;
    if (reply != NULL && cs_manner_is_silent(asked, reply->status))
        return true;
    if (asked->config->manner == CS_MANNER_RICH)
        write_rich(asked, reply, out);
    else
        write_terse(asked, reply, out);
    return true;
}
