#include "reference/exchange.h"

#include <string.h>

#define HEAD_BOUND ((size_t)64 * 1024)

enum phase {
    HEAD,    /* |position| is where a response has to begin */
    CONTENT, /* in the body of the response read last */
    REST,    /* nothing that follows is looked at */
};

/* One call's view of the stream. */
struct stream {
    const char *kept;
    size_t kept_length;
    uint64_t total;
    bool ended;
};

static void begin_head(struct cs_exchange *exchange)
{
    static const struct cs_limits limits = {.head_bytes = HEAD_BOUND};

    cs_response_init(&exchange->next, &limits);
    exchange->phase = HEAD;
}

void cs_exchange_init(struct cs_exchange *exchange)
{
    *exchange = (struct cs_exchange){.state = CS_EXCHANGE_WAITING};
    begin_head(exchange);
}

static bool stop(struct cs_exchange *exchange, enum phase phase)
{
    exchange->phase = (int)phase;
    return false;
}

/* What follows is no response.  Before the final one that leaves nothing to go by; behind it, it is surplus. */
static bool no_response(struct cs_exchange *exchange)
{
    if (exchange->final_count == 0)
        exchange->state = CS_EXCHANGE_GARBAGE;
    else
        exchange->has_surplus = true;
    return stop(exchange, REST);
}

static bool begins_like_http(const char *text, size_t length)
{
    return memcmp(text, "HTTP/", length < 5 ? length : 5) == 0;
}

/* What follows the head that was read last. */
static enum cs_body_kind body_of(const struct cs_exchange *exchange)
{
    if (exchange->final_count < 32 && (exchange->heads >> exchange->final_count & 1) != 0)
        return CS_BODY_NONE;
    if (!exchange->upgrades)
        return exchange->next.body;
    return exchange->next.status == 101 ? CS_BODY_TUNNEL : cs_response_content(&exchange->next);
}

static void take_head(struct cs_exchange *exchange)
{
    const struct cs_response *head = &exchange->next;
    enum cs_body_kind body = body_of(exchange);
    bool first = exchange->final_count++ == 0;

    if (first) {
        exchange->final = *head;
        exchange->final.body = body;
        exchange->final_start = (size_t)exchange->position;
        exchange->end = exchange->position + head->head_length;
        exchange->state = body == CS_BODY_TUNNEL ? CS_EXCHANGE_TUNNEL : CS_EXCHANGE_BODY;
    }
    cs_body_init(&exchange->body, body, head->framing.content_length);
    exchange->phase = body == CS_BODY_TUNNEL ? REST : CONTENT;
}

/* Both steps return whether there is more to do with the bytes at hand. */
static bool head_step(struct cs_exchange *exchange, const struct stream *stream)
{
    size_t position = (size_t)exchange->position;
    size_t readable = exchange->position < stream->kept_length ? stream->kept_length - position : 0;

    if (exchange->position == stream->total)
        return false;
    if (readable == 0 || !begins_like_http(stream->kept + position, readable))
        return no_response(exchange);
    exchange->next.plain = exchange->upgrades || exchange->final_count < exchange->plain;
    if (cs_response_parse(&exchange->next, stream->kept + position, readable) == CS_NEED_MORE)
        return stream->total > stream->kept_length ? no_response(exchange) : false;
    if (exchange->next.head_length == 0 || exchange->next.status == 0)
        return no_response(exchange);
    if (exchange->next.status < 200 && !(exchange->upgrades && exchange->next.status == 101)) {
        exchange->interim_count++;
        exchange->position += exchange->next.head_length;
        begin_head(exchange);
        return true;
    }
    take_head(exchange);
    exchange->position += exchange->next.head_length;
    return true;
}

static void end_content(struct cs_exchange *exchange)
{
    if (exchange->state != CS_EXCHANGE_BODY)
        return;
    exchange->state = CS_EXCHANGE_ANSWERED;
    exchange->end = exchange->position;
}

/* Findings in the first final response's body count as findings of that response. */
static void adopt(struct cs_exchange *exchange, const struct cs_findings *findings)
{
    if (exchange->state != CS_EXCHANGE_BODY)
        return;
    for (size_t i = 0; i < findings->count; i++)
        cs_findings_add(&exchange->final.findings, findings->items[i].code,
                        exchange->final.head_length + findings->items[i].offset);
    if (findings->invalid)
        exchange->final.answer = CS_MALFORMED;
}

/* Chunk syntax has to be read; all other content is only counted, whether it was kept or not. */
static enum cs_answer read_content(struct cs_exchange *exchange, const struct stream *stream)
{
    struct cs_findings findings = {0};
    size_t position = (size_t)exchange->position;
    size_t length = (size_t)(stream->total - exchange->position);
    bool chunked = exchange->body.kind == CS_BODY_CHUNKED;
    enum cs_answer answer;
    size_t used;

    if (chunked)
        length = position < stream->kept_length ? stream->kept_length - position : 0;
    answer = cs_body_read(&exchange->body, chunked ? stream->kept + position : NULL, length, &used, &findings);
    exchange->position += used;
    adopt(exchange, &findings);
    return answer;
}

static bool content_step(struct cs_exchange *exchange, const struct stream *stream)
{
    bool by_close;

    switch (read_content(exchange, stream)) {
    case CS_COMPLETE:
        end_content(exchange);
        begin_head(exchange);
        return true;
    case CS_MALFORMED: /* where the body ends cannot be known any more */
        exchange->body.kind = CS_BODY_UNUSABLE;
        return true;
    case CS_NEED_MORE:
        break;
    }
    by_close = exchange->body.kind == CS_BODY_CLOSE || exchange->body.kind == CS_BODY_UNUSABLE;
    if (!stream->ended || !by_close)
        return false;
    end_content(exchange);
    return stop(exchange, REST);
}

void cs_exchange_read(struct cs_exchange *exchange, const char *kept, size_t kept_length, uint64_t total, bool ended)
{
    const struct stream stream = {.kept = kept, .kept_length = kept_length, .total = total, .ended = ended};
    bool more = true;

    while (more && exchange->phase != REST)
        more = exchange->phase == HEAD ? head_step(exchange, &stream) : content_step(exchange, &stream);
    if (exchange->final_count > 0 && (exchange->has_surplus || exchange->phase == HEAD))
        exchange->surplus = total - exchange->position;
    else
        exchange->surplus = 0;
}
