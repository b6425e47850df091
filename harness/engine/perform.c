#include "harness/engine/perform.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/transport/h1/read.h"
#include "harness/transport/h2/block.h"
#include "harness/transport/h2/frame.h"
#include "reference/datagram.h"

/* What a case says of a head is what a link is told. */
_Static_assert((int)CS_DRESS_END == (int)CS_LINK_ENDS && (int)CS_DRESS_SPLIT == (int)CS_LINK_SPLIT &&
                   (int)CS_DRESS_PADDED == (int)CS_LINK_PADDED && (int)CS_DRESS_PRIORITY == (int)CS_LINK_PRIORITY &&
                   (int)CS_DRESS_SKIP == (int)CS_LINK_SKIP && (int)CS_DRESS_SKIPPED == (int)CS_LINK_SKIPPED &&
                   (int)CS_DRESS_RESET == (int)CS_LINK_RESETS,
               "the bits of cs_case_dress and cs_link_dress");

static size_t read_bytes(const void *context, uint64_t offset, char *buffer, size_t capacity)
{
    return cs_bytes_read(context, offset, buffer, capacity);
}

/* An order was not taken: the connection is gone, or there is no memory. */
static void refused(struct cs_connection *connection)
{
    if (!connection->ended)
        cs_links_trouble(connection->links, "no memory");
    else
        cs_links_record(connection->links, CS_EVENT_SEND_FAILED, connection->number, EPIPE);
}

struct cs_source cs_script_source(const struct cs_bytes *bytes, bool dribble)
{
    return (struct cs_source){.total = bytes->total, .read = read_bytes, .context = bytes, .dribble = dribble};
}

static void send_segments(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    for (size_t i = 0; i < planned->segment_count; i++) {
        const struct cs_bytes *bytes = &planned->segments[i];
        struct cs_source source = cs_script_source(bytes, planned->step->verb == CS_VERB_DRIBBLE);

        if (bytes->total > 0 && !cs_pipe_send(connection->pipe, source)) {
            refused(connection);
            return;
        }
    }
}

static void send_head(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    const struct cs_bytes *bytes = &planned->segments[0];
    const struct cs_source source = {.total = bytes->total, .read = read_bytes, .context = bytes};
    struct cs_planned_head *head = planned->head;

    cs_h1_message(planned->step->verb == CS_VERB_REQUEST ? CS_MESSAGE_REQUEST : CS_MESSAGE_RESPONSE, head->text,
                  head->length, &head->target, &head->protocol, &head->message);
    if (!cs_pipe_head(connection->pipe, &head->message, source, cs_h1_ends(&head->message)))
        refused(connection);
}

/* One field of a section, or the line of credentials as HTTP/1.1 has it (empty: there are none). */
static bool put_field(struct cs_buffer *out, const char *text, size_t length)
{
    static const char authorization[] = "Proxy-Authorization: ";

    if (length > sizeof(authorization) && memcmp(text, authorization, sizeof(authorization) - 1) == 0)
        return cs_h2_put_line(out, text, length);
    return cs_h2_put_text(out, text, length);
}

/* The section becomes the head's text, which lives as long as the plan. */
static void send_section(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_planned_head *head = planned->head;
    struct cs_buffer block = {0};
    bool good = true;

    for (size_t i = 0; good && i < planned->segment_count; i++) {
        size_t length;
        char *text = cs_bytes_flatten(&planned->segments[i], CS_H2_BLOCK_MAX, &length);

        good = text != NULL && put_field(&block, text, length);
        free(text);
    }
    free(head->text);
    head->text = block.data;
    head->length = block.length;
    head->span = (struct cs_source_span){.bytes = head->text, .length = head->length};
    if (!good)
        cs_links_trouble(connection->links, "no memory");
    else if (!cs_pipe_section(connection->pipe, cs_source_bytes(&head->span), planned->step->head->dress))
        refused(connection);
}

/* A step may be taken more than once, so each frame has bytes of its own. */
static void send_frame(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    const struct cs_frame_numbers *numbers = &planned->step->frame;
    struct cs_planned_head *head = planned->head;
    struct cs_planned_frame *made;
    size_t length = 0, front;
    char *payload =
        planned->segment_count == 0 ? calloc(1, 1) : cs_bytes_flatten(&planned->segments[0], CS_H2_BLOCK_MAX, &length);
    const struct cs_link_frame frame = {.length = length,
                                        .type = (uint32_t)numbers->type,
                                        .flags = (uint8_t)numbers->flags,
                                        .stream = (uint32_t)numbers->stream,
                                        .own = cs_pipe_number(connection->pipe)};

    made = malloc(sizeof(*made) + CS_LINK_FRAME_BYTES + length);
    if (payload == NULL || made == NULL) {
        cs_links_trouble(connection->links, "no memory");
        free(payload);
        free(made);
        return;
    }
    front = cs_pipe_frame(connection->pipe, &frame, made->bytes);
    memcpy(made->bytes + front, payload, length);
    free(payload);
    made->span = (struct cs_source_span){.bytes = made->bytes, .length = front + length};
    made->next = head->frames;
    head->frames = made;
    if (!cs_pipe_raw(connection->pipe, cs_source_bytes(&made->span), numbers->stream == 0))
        refused(connection);
}

static void send_raw(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    if (!cs_pipe_raw(connection->pipe, cs_script_source(&planned->segments[0], false), false))
        refused(connection);
}

/* In a tunnel a datagram is a capsule, which becomes the head's text. */
static void send_capsule(struct cs_connection *connection, struct cs_planned_head *head, const char *payload,
                         size_t length)
{
    char begin[CS_UDP_CAPSULE_HEAD_MAX];
    size_t used = cs_udp_capsule_write_head(begin, length);

    free(head->text);
    head->text = malloc(used + length + 1);
    if (head->text == NULL || used == 0) {
        cs_links_trouble(connection->links, used == 0 ? "no UDP packet holds so much" : "no memory");
        return;
    }
    memcpy(head->text, begin, used);
    memcpy(head->text + used, payload, length);
    head->length = used + length;
    head->span = (struct cs_source_span){.bytes = head->text, .length = head->length};
    if (!cs_pipe_send(connection->pipe, cs_source_bytes(&head->span)))
        refused(connection);
}

static void send_datagram(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    size_t length = 0;
    char *payload = cs_bytes_flatten(&planned->segments[0], CS_UDP_PAYLOAD_MAX + 1, &length);

    if (payload == NULL)
        cs_links_trouble(connection->links, "no memory");
    else if (connection->post != NULL)
        cs_connection_datagram(connection, payload, length);
    else
        send_capsule(connection, planned->head, payload, length);
    free(payload);
}

/* All of a DATAGRAM frame, which becomes the head's text. */
static void send_datagram_frame(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_planned_head *head = planned->head;

    free(head->text);
    head->text = cs_bytes_flatten(&planned->segments[0], CS_UDP_PAYLOAD_MAX, &head->length);
    head->span = (struct cs_source_span){.bytes = head->text, .length = head->length};
    if (head->text == NULL || !cs_recorder_datagram(&connection->recorder, false, head->text, head->length))
        cs_links_trouble(connection->links, "no memory");
    else if (!cs_pipe_datagram(connection->pipe, cs_source_bytes(&head->span)))
        refused(connection);
    else
        cs_links_record(connection->links, CS_EVENT_DATAGRAM_SENT, connection->number, head->length);
}

static void send_request(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    if (planned->step->head->section)
        send_section(connection, planned);
    else
        send_head(connection, planned);
}

void cs_script_perform(struct cs_connection *connection, const struct cs_planned_step *planned)
{
    struct cs_pipe *pipe = connection->pipe;

    switch (planned->step->verb) {
    case CS_VERB_REQUEST:
        send_request(connection, planned);
        break;
    case CS_VERB_RESPOND:
        send_head(connection, planned);
        break;
    case CS_VERB_FRAME:
        send_frame(connection, planned);
        break;
    case CS_VERB_RAW:
        send_raw(connection, planned);
        break;
    case CS_VERB_SEND:
    case CS_VERB_DRIBBLE:
        send_segments(connection, planned);
        break;
    case CS_VERB_FINISH:
        if (!cs_pipe_finish(pipe))
            refused(connection);
        break;
    case CS_VERB_CLOSE:
        if (!cs_pipe_close(pipe))
            refused(connection);
        break;
    case CS_VERB_RESET:
        if (!cs_pipe_reset(pipe))
            refused(connection);
        break;
    case CS_VERB_PAUSE:
        cs_pipe_pause(pipe);
        break;
    case CS_VERB_RESUME:
        cs_pipe_resume(pipe);
        break;
    case CS_VERB_DATAGRAM:
        send_datagram(connection, planned);
        break;
    case CS_VERB_DATAGRAM_FRAME:
        send_datagram_frame(connection, planned);
        break;
    case CS_VERB_JOIN: /* was done when the actor was looked for */
    case CS_VERB_RUN:  /* a case with one of these is not planned yet */
    case CS_VERB_TLS:
    case CS_VERB_SERVE:
    case CS_VERB_CONNECT:
    case CS_VERB_AWAIT:
    case CS_VERB_CROWD:
    case CS_VERB_MEASURE:
    case CS_VERB_FENCE:
    case CS_VERB_COUNT:
        break;
    }
}
