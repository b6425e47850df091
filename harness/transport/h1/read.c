#include "harness/transport/h1/read.h"

#include <string.h>

static const char *kept(const struct cs_stream *lane)
{
    return lane->kept == NULL ? "" : lane->kept;
}

static void first_response(const struct cs_stream *lane, const struct cs_exchange *exchange,
                           struct cs_conversation *out)
{
    bool whole = exchange->final_count > 0;
    const struct cs_response *head = whole ? &exchange->final : &exchange->next;
    size_t start = whole ? exchange->final_start : (size_t)exchange->position;

    if (start > lane->kept_length)
        start = lane->kept_length;
    out->first_at = start;
    cs_message_of_response(head, kept(lane) + start, lane->kept_length - start, &out->first);
}

bool cs_h1_asks_upgrade(const struct cs_stream *lane)
{
    struct cs_request request;
    struct cs_message message;

    if (lane->kept_length < 8 || memcmp(lane->kept, "CONNECT ", 8) == 0)
        return false;
    cs_request_init(&request, NULL);
    (void)cs_request_parse(&request, lane->kept, lane->kept_length);
    cs_message_of_request(&request, lane->kept, lane->kept_length, &message);
    return !request.is_connect && request.head_length > 0 && cs_message_has(&message, "upgrade");
}

struct cs_h1_asked cs_h1_asked(const struct cs_stream *lane)
{
    return (struct cs_h1_asked){
        .upgrades = cs_h1_asks_upgrade(lane), .plain = cs_h1_plain_requests(lane), .heads = cs_h1_head_requests(lane)};
}

void cs_h1_read_responses(const struct cs_stream *lane, struct cs_h1_asked asked, struct cs_conversation *out)
{
    bool ended = lane->end != CS_END_OPEN;
    struct cs_exchange exchange;

    cs_exchange_init(&exchange);
    exchange.upgrades = asked.upgrades;
    exchange.plain = asked.plain;
    exchange.heads = asked.heads;
    if (lane->kept_length > 0 || ended)
        cs_exchange_read(&exchange, kept(lane), lane->kept_length, lane->total, ended);
    *out = (struct cs_conversation){.state = exchange.state,
                                    .interim_count = exchange.interim_count,
                                    .final_count = exchange.final_count,
                                    .tunnel = CS_NO_TUNNEL,
                                    .body = exchange.body,
                                    .surplus = exchange.surplus};
    if (exchange.state == CS_EXCHANGE_TUNNEL)
        out->tunnel = exchange.end;
    first_response(lane, &exchange, out);
}

/* RFC 9112 section 6.3: a request without framing fields has no content. */
static enum cs_body_kind request_body(const struct cs_request *request)
{
    const struct cs_framing *framing = &request->framing;

    if (request->is_connect)
        return CS_BODY_TUNNEL;
    if (framing->transfer_encoding_count > 0)
        return framing->chunked ? CS_BODY_CHUNKED : CS_BODY_UNUSABLE;
    if (framing->content_length_count > 0)
        return framing->content_length_valid ? CS_BODY_LENGTH : CS_BODY_UNUSABLE;
    return CS_BODY_NONE;
}

/* Passes over the content from |*position| on; true when it is complete. */
static bool pass_content(const struct cs_stream *lane, struct cs_body *body, uint64_t *position,
                         struct cs_findings *findings)
{
    uint64_t length = lane->total - *position;
    const char *data = NULL;
    enum cs_answer answer;
    size_t used;

    if (body->kind == CS_BODY_CHUNKED) {
        length = *position < lane->kept_length ? lane->kept_length - *position : 0;
        data = kept(lane) + (length == 0 ? 0 : *position);
    }
    answer = cs_body_read(body, data, (size_t)length, &used, findings);
    *position += used;
    if (answer == CS_MALFORMED)
        body->kind = CS_BODY_UNUSABLE;
    return answer == CS_COMPLETE;
}

/* One that nobody takes for a CONNECT. */
static bool is_plain(const struct cs_request *request, const char *data)
{
    const char *target = data + request->target.start;
    size_t length = request->target.length;

    return request->head_length > 0 && length > 0 &&
           (target[0] == '/' || target[0] == '*' || memmem(target, length, "://", 3) != NULL);
}

/* Reads the request at |position|, and returns where it stands. */
static const char *request_at(const struct cs_stream *lane, uint64_t position, struct cs_request *request)
{
    const char *start = lane->kept + position;

    cs_request_init(request, NULL);
    (void)cs_request_parse(request, start, lane->kept_length - (size_t)position);
    return start;
}

/* Passes over the head and the content of |request|; true when they are complete. */
static bool pass_request(const struct cs_stream *lane, const struct cs_request *request, uint64_t *position)
{
    struct cs_findings findings = {0};
    struct cs_body body;

    *position += request->head_length;
    cs_body_init(&body, request_body(request), request->framing.content_length);
    return pass_content(lane, &body, position, &findings);
}

size_t cs_h1_plain_requests(const struct cs_stream *lane)
{
    struct cs_request request;
    uint64_t position = 0;
    size_t count = 0;

    if (lane->kept_length < 8 || memcmp(lane->kept, "CONNECT ", 8) == 0)
        return 0;
    while (position < lane->kept_length) {
        const char *start = request_at(lane, position, &request);

        if (request.is_connect && request.head_length > 0)
            return count;
        if (!is_plain(&request, start) || !pass_request(lane, &request, &position))
            return 0;
        count++;
    }
    return 0;
}

static bool is_head(const struct cs_request *request, const char *data)
{
    return request->method.length == 4 && memcmp(data + request->method.start, "HEAD", 4) == 0;
}

uint32_t cs_h1_head_requests(const struct cs_stream *lane)
{
    struct cs_request request;
    uint64_t position = 0;
    uint32_t heads = 0;

    for (unsigned count = 0; count < 32 && position < lane->kept_length; count++) {
        const char *start = request_at(lane, position, &request);

        if (request.head_length == 0)
            break;
        heads |= is_head(&request, start) ? (uint32_t)1 << count : 0;
        if (request.is_connect) /* where it is refused, the next request stands behind it */
            position += request.head_length;
        else if (!pass_request(lane, &request, &position))
            break;
    }
    return heads;
}

static void take_first(const struct cs_stream *lane, const struct cs_request *request, struct cs_conversation *out)
{
    cs_message_of_request(request, kept(lane), lane->kept_length, &out->first);
    if (request->answer == CS_NEED_MORE)
        out->state = lane->total > lane->kept_length ? CS_EXCHANGE_GARBAGE : CS_EXCHANGE_WAITING;
    else
        out->state = request->is_connect ? CS_EXCHANGE_TUNNEL : CS_EXCHANGE_BODY;
}

/* One request from |*position| on; false when nothing behind it can be read. */
static bool read_request(const struct cs_stream *lane, uint64_t *position, struct cs_conversation *out)
{
    size_t start = (size_t)*position;
    struct cs_findings findings = {0};
    struct cs_request request;

    cs_request_init(&request, NULL);
    (void)cs_request_parse(&request, kept(lane) + start, lane->kept_length - start);
    if (out->final_count == 0)
        take_first(lane, &request, out);
    if (request.head_length == 0)
        return false;
    out->final_count++;
    *position += request.head_length;
    cs_body_init(&out->body, request_body(&request), request.framing.content_length);
    if (request.is_connect) {
        out->tunnel = *position;
        return false;
    }
    if (!pass_content(lane, &out->body, position, &findings))
        return false;
    if (out->final_count == 1)
        out->state = CS_EXCHANGE_ANSWERED;
    return true;
}

void cs_h1_read_requests(const struct cs_stream *lane, struct cs_conversation *out)
{
    uint64_t position = 0;
    bool more = true;

    *out = (struct cs_conversation){.tunnel = CS_NO_TUNNEL, .first = {.text = ""}};
    while (more && position < lane->kept_length)
        more = read_request(lane, &position, out);
    if (out->tunnel == CS_NO_TUNNEL && out->final_count > 0 && out->body.kind != CS_BODY_UNUSABLE)
        out->surplus = lane->total - position;
}

size_t cs_h1_readings(const struct cs_stream *lane, struct cs_reading out[CS_READING_COUNT])
{
    struct cs_request request;

    cs_request_init(&request, NULL);
    if (cs_request_parse(&request, kept(lane), lane->kept_length) == CS_NEED_MORE)
        return 0;
    return cs_request_readings(kept(lane), lane->kept_length, &request, out, CS_READING_COUNT);
}

/* Passes over the content of a final answer. */
static void pass_answer(const struct cs_stream *lane, enum cs_body_kind content, struct cs_answer_walk *walk)
{
    struct cs_message *message = &walk->message;
    struct cs_findings findings = {0};
    struct cs_body body;

    walk->finals++;
    if (walk->upgrades)
        message->body = message->status == 101 ? CS_BODY_TUNNEL : content;
    if (walk->finals <= 32 && (walk->heads >> (walk->finals - 1) & 1) != 0)
        message->body = CS_BODY_NONE;
    walk->over = message->body == CS_BODY_TUNNEL;
    if (walk->over)
        return;
    cs_body_init(&body, message->body, message->framing.content_length);
    walk->whole = pass_content(lane, &body, &walk->position, &findings);
    for (size_t i = 0; i < findings.count; i++)
        cs_findings_add(&message->findings, findings.items[i].code, message->length + findings.items[i].offset);
    if (body.kind == CS_BODY_CLOSE || body.kind == CS_BODY_UNUSABLE)
        walk->whole = lane->end != CS_END_OPEN;
    walk->over = !walk->whole || body.kind == CS_BODY_CLOSE || body.kind == CS_BODY_UNUSABLE;
}

bool cs_h1_next_answer(const struct cs_stream *lane, struct cs_answer_walk *walk)
{
    struct cs_response response;
    const char *start;
    size_t length;

    if (walk->over || walk->position >= lane->kept_length)
        return false;
    start = kept(lane) + walk->position;
    length = lane->kept_length - (size_t)walk->position;
    cs_response_init(&response, NULL);
    response.plain = walk->upgrades || walk->finals < walk->plain;
    walk->over = length < 5 || memcmp(start, "HTTP/", 5) != 0 ||
                 cs_response_parse(&response, start, length) == CS_NEED_MORE || response.status == 0;
    if (walk->over)
        return false;
    cs_message_of_response(&response, start, length, &walk->message);
    walk->at = walk->position;
    walk->position += response.head_length;
    walk->whole = true;
    if (response.status >= 200 || (walk->upgrades && response.status == 101))
        pass_answer(lane, cs_response_content(&response), walk);
    return true;
}

/* CONNECT, or a URI as the target: what is said to a proxy and to nobody behind it. */
static bool is_for_proxy(const struct cs_request *request, const char *data)
{
    static const char *const schemes[] = {"http://", "https://"};
    const char *target = data + request->target.start;

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (request->target.length > strlen(schemes[i]) && memcmp(target, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return request->is_connect;
}

bool cs_h1_next_request(const struct cs_stream *lane, struct cs_request_walk *walk)
{
    struct cs_request request;
    const char *start = kept(lane) + walk->end;
    size_t length = walk->end < lane->kept_length ? lane->kept_length - (size_t)walk->end : 0;

    cs_request_init(&request, NULL);
    if (length == 0 || cs_request_parse(&request, start, length) == CS_NEED_MORE || request.head_length == 0 ||
        (walk->count > 0 && !is_for_proxy(&request, start)))
        return false;
    cs_message_of_request(&request, start, length, &walk->message);
    walk->count++;
    walk->at = walk->end;
    walk->end += request.head_length;
    if (request.framing.content_length_valid && request.framing.content_length < lane->total - walk->end)
        walk->end += request.framing.content_length;
    return true;
}

static bool is_connect(const struct cs_message *message)
{
    return message->method.text.length == 7 && memcmp(message->text + message->method.text.start, "CONNECT", 7) == 0;
}

bool cs_h1_ends(const struct cs_message *message)
{
    return message->kind == CS_MESSAGE_REQUEST && !is_connect(message) && !message->protocol.there;
}

static void parse_request(const char *text, size_t length, struct cs_message *out)
{
    struct cs_request request;

    cs_request_init(&request, NULL);
    cs_request_parse(&request, text, length);
    cs_message_of_request(&request, text, length, out);
}

static void parse_response(const char *text, size_t length, struct cs_message *out)
{
    struct cs_response response;

    cs_response_init(&response, NULL);
    cs_response_parse(&response, text, length);
    cs_message_of_response(&response, text, length, out);
}

void cs_h1_message(enum cs_message_kind kind, const char *text, size_t length, const struct cs_head_part *target,
                   const struct cs_head_part *protocol, struct cs_message *out)
{
    const char *end = memmem(text, length, "\r\n\r\n", 4);
    const struct cs_head_part none = {.there = false};
    bool tunnels;

    (kind == CS_MESSAGE_REQUEST ? parse_request : parse_response)(text, length, out);
    out->length = end == NULL ? length : (size_t)(end - text) + 4;
    if (kind == CS_MESSAGE_RESPONSE || target == NULL)
        return;
    out->protocol = protocol == NULL ? none : *protocol;
    tunnels = is_connect(out) && !out->protocol.there;
    out->authority = tunnels ? *target : none;
    out->path = tunnels ? none : *target;
}

/* Where the line ends that begins at |start|; a CR before its LF is not of it. */
static size_t end_of_line(const char *text, size_t start, size_t length)
{
    const char *end = memchr(text + start, '\n', length - start);

    if (end != NULL)
        length = (size_t)(end - text);
    while (length > start && text[length - 1] == '\r')
        length--;
    return length;
}

bool cs_h1_request_line(const char *text, size_t length, struct cs_span *method, struct cs_span *target)
{
    static const char version[] = " HTTP/";
    size_t start = 0, blank, last;

    *method = *target = (struct cs_span){0, 0};
    while (start < length && (text[start] == '\r' || text[start] == '\n'))
        start++;
    length = end_of_line(text, start, length);
    for (blank = start; blank < length && text[blank] != ' ';)
        blank++;
    last = blank;
    for (size_t i = blank + 1; i + sizeof(version) - 1 <= length; i++)
        if (memcmp(text + i, version, sizeof(version) - 1) == 0)
            last = i;
    if (last == blank)
        return false;
    *method = (struct cs_span){start, blank - start};
    *target = (struct cs_span){blank + 1, last - blank - 1};
    return true;
}
