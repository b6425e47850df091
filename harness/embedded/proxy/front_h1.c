#include "harness/embedded/proxy/front_h1.h"

#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault_h1.h"

#define HEAD_BYTES_MAX  65536
#define HEAD_FIELDS_MAX 1000
#define EMPTY_LINES_MAX 8

static void parse_again(struct cs_front *front, const struct cs_buffer *in)
{
    static const struct cs_limits limits = {.head_bytes = HEAD_BYTES_MAX, .fields = HEAD_FIELDS_MAX};

    cs_request_init(&front->request, &limits);
    if (in != NULL && in->length > 0)
        cs_request_parse(&front->request, in->data, in->length);
}

void cs_front_begin(struct cs_front *front)
{
    parse_again(front, NULL);
    front->empty_lines = 0;
    front->in_pieces = false;
}

/* A server that reads a request line ignores at least one empty line before it (RFC 9112 section 2.2).  False when
 * there were too many. */
static bool skip_empty_lines(struct cs_front *front, const struct cs_proxy_config *config, struct cs_buffer *in)
{
    while (in->length >= 2 && memcmp(in->data, "\r\n", 2) == 0) {
        cs_buffer_take(in, 2);
        parse_again(front, in);
        if (++front->empty_lines > EMPTY_LINES_MAX || cs_has(config, CS_FAULT_LEADING_EMPTY_LINE))
            return false;
    }
    return true;
}

/* A lone CR does not tell yet whether a line is empty. */
static bool is_begun(const struct cs_buffer *in)
{
    return in->length > 1 || (in->length == 1 && in->data[0] != '\r');
}

/* A bound was passed: by the request line, or by the fields. */
static enum cs_refusal check_size(const struct cs_request *request, const struct cs_buffer *in)
{
    if (cs_findings_has(&request->findings, CS_CODE_TOO_MANY_FIELDS))
        return CS_REFUSE_HEAD_TOO_LARGE;
    if (!cs_findings_has(&request->findings, CS_CODE_HEAD_TOO_LARGE))
        return CS_REFUSE_NOTHING;
    if (memchr(in->data, '\n', in->length) == NULL)
        return CS_REFUSE_TARGET_TOO_LONG; /* RFC 9112 section 3: 414 */
    return CS_REFUSE_HEAD_TOO_LARGE;
}

/* The message, its fields and its text in one piece of memory. */
static struct cs_message *copy(const struct cs_message *message)
{
    size_t fields = message->field_count * sizeof(struct cs_field);
    struct cs_message *taken = malloc(sizeof(*taken) + fields + message->length + 1);
    struct cs_field *there;

    if (taken == NULL)
        return NULL;
    there = (struct cs_field *)(void *)(taken + 1);
    *taken = *message;
    if (fields > 0)
        memcpy(there, message->fields, fields);
    memcpy((char *)there + fields, message->text, message->length);
    taken->fields = there;
    taken->text = (char *)there + fields;
    return taken;
}

bool cs_front_take(struct cs_front *front, const struct cs_message *message, struct cs_asked *asked)
{
    front->taken = copy(message);
    asked->misread = false;
    asked->unreadable = message->length > HEAD_BYTES_MAX || message->field_count > HEAD_FIELDS_MAX
                            ? CS_REFUSE_HEAD_TOO_LARGE
                            : CS_REFUSE_NOTHING;
    return front->taken != NULL;
}

void cs_front_end(struct cs_front *front)
{
    free(front->taken);
}

void cs_front_show(const struct cs_front *front, const struct cs_buffer *in, struct cs_asked *asked)
{
    if (front->taken != NULL) { /* none of it stands in |in| */
        asked->message = *front->taken;
        asked->message.length = 0;
        asked->surplus = in->length;
        return;
    }
    cs_message_of_request(&front->request, in->length == 0 ? "" : in->data, in->length, &asked->message);
    asked->surplus = in->length - asked->message.length;
}

/* The head that the faulty parser believes to see takes the place of the one that came. */
static bool rewrite(struct cs_front *front, const struct cs_proxy_config *config, struct cs_buffer *in)
{
    size_t end = front->request.head_length;
    struct cs_draft out = {0};

    if (!cs_fault_rewrite(config, in->data, end, &out) && !cs_fault_octets(config, in->data, end, &out) &&
        !cs_fault_merges_trailer(config, in->data, in->length, &end, &out) && !cs_fault_head(config, in, &end, &out))
        return true;
    cs_draft_add(&out, in->data + end, in->length - end);
    if (out.broken) {
        cs_draft_free(&out);
        return false;
    }
    cs_buffer_free(in);
    *in = out.bytes;
    parse_again(front, in);
    return true;
}

static enum cs_front_answer read_whole(struct cs_front *front, const struct cs_proxy_config *config,
                                       struct cs_buffer *in, struct cs_asked *asked)
{
    if (!rewrite(front, config, in))
        return CS_FRONT_BROKEN;
    asked->unreadable = check_size(&front->request, in);
    if (asked->unreadable == CS_REFUSE_NOTHING && cs_fault_dislikes(config, &front->request, in->data))
        asked->unreadable = CS_REFUSE_BAD_REQUEST;
    asked->misread = cs_fault_misreads(config, &front->request, in->data, &asked->reading);
    return CS_FRONT_WHOLE;
}

static enum cs_front_answer read_head(struct cs_front *front, const struct cs_proxy_config *config,
                                      struct cs_buffer *in, size_t fresh, struct cs_asked *asked)
{
    enum cs_answer answer;
    enum cs_fault_piece piece;

    if (!skip_empty_lines(front, config, in))
        return CS_FRONT_BAD;
    if (!is_begun(in))
        return CS_FRONT_MORE;
    cs_fault_shares_line(config, in, fresh);
    if (!cs_fault_ends_head(config, in))
        return CS_FRONT_BROKEN;
    answer = cs_request_parse(&front->request, in->data, in->length);
    front->in_pieces |= answer == CS_NEED_MORE;
    if (answer != CS_NEED_MORE && fresh > 0 && cs_has(config, CS_FAULT_EARLY_TWO_READS) && in->length > fresh)
        in->length = front->request.head_length;
    piece = fresh == 0 ? CS_FAULT_PIECE_FINE : cs_fault_on_piece(config, &front->request, in->length, fresh);
    if (piece == CS_FAULT_PIECE_REFUSED)
        return CS_FRONT_BAD;
    if (piece == CS_FAULT_PIECE_DIALS)
        return CS_FRONT_DIALS;
    return answer == CS_NEED_MORE ? CS_FRONT_MORE : read_whole(front, config, in, asked);
}

enum cs_front_answer cs_front_read(struct cs_front *front, const struct cs_proxy_config *config, struct cs_buffer *in,
                                   size_t fresh, struct cs_asked *asked)
{
    enum cs_front_answer answer;

    asked->unreadable = CS_REFUSE_NOTHING;
    asked->misread = false;
    answer = read_head(front, config, in, fresh, asked);
    cs_front_show(front, in, asked);
    return answer;
}
