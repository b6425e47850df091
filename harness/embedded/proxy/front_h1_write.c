/* Answers in HTTP/1.1. */
#include <string.h>

#include "harness/embedded/proxy/decide_udp.h"
#include "harness/embedded/proxy/fault_answer.h"
#include "harness/embedded/proxy/front_h1.h"
#include "harness/embedded/proxy/front_h1_manner.h"

static void add_status_line(const struct cs_asked *asked, struct cs_draft *out, unsigned status, const char *reason)
{
    const struct cs_proxy_config *config = asked->config;
    const struct cs_message *message = &asked->message;
    bool echoes = cs_has(config, CS_FAULT_VERSION_ECHO) && (message->version_major > 0 || message->version_minor > 0);
    bool bare = cs_has(config, CS_FAULT_NO_REASON_SPACE);
    const struct cs_status_line *line = cs_fault_status_line(asked, status < 300 && status >= 200);

    if (line != NULL) {
        cs_draft_format(out, "%s%s%s%u %s\r\n", line->version, line->gap, line->digits, status,
                        line->reason != NULL ? line->reason : reason);
        return;
    }
    cs_draft_format(out, "HTTP/%u.%u %u%s%s\r\n", echoes ? message->version_major : 1u,
                    echoes ? message->version_minor : 1u, status, bare ? "" : " ", bare ? "" : reason);
}

/* A head, or a whole answer, is composed.  One fault ends its lines with LF alone. */
static void end_lines(const struct cs_asked *asked, struct cs_draft *out)
{
    size_t kept = 0;

    if (!cs_has(asked->config, CS_FAULT_STATUS_LF))
        return;
    for (size_t i = 0; i < out->bytes.length; i++)
        if (out->bytes.data[i] != '\r')
            out->bytes.data[kept++] = out->bytes.data[i];
    out->bytes.length = kept;
}

static bool is_http10(const struct cs_asked *asked)
{
    return asked->message.version_major == 1 && asked->message.version_minor == 0;
}

void cs_front_write_success(const struct cs_asked *asked, struct cs_draft *out)
{
    const struct cs_proxy_config *config = asked->config;

    if (cs_udp_asks(asked)) {
        cs_front_write_udp(asked, out);
        return;
    }
    if (cs_manner_write(asked, NULL, out))
        return;
    if (cs_has(config, CS_FAULT_INTERIM_TO_HTTP10) && is_http10(asked))
        cs_draft_text(out, "HTTP/1.1 100 Continue\r\n\r\n");
    if (cs_has(config, CS_FAULT_UPGRADE_101) && cs_message_has(&asked->message, "upgrade"))
        cs_draft_text(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: tunnel\r\nConnection: upgrade\r\n\r\n");
    add_status_line(asked, out, 200, "Connection established");
    if (cs_has(config, CS_FAULT_TE_IN_2XX))
        cs_draft_text(out, "Transfer-Encoding: chunked\r\n");
    if (cs_has(config, CS_FAULT_LENGTH_IN_2XX))
        cs_draft_text(out, "Content-Length: 0\r\n");
    cs_draft_text(out, cs_fault_added_field(asked, true));
    cs_draft_text(out, "\r\n");
    if (cs_has(config, CS_FAULT_EXTRA_LINE))
        cs_draft_text(out, "\r\n");
    if (cs_has(config, CS_FAULT_TWO_STATUS))
        cs_draft_text(out, "HTTP/1.1 200 OK\r\n\r\n");
    end_lines(asked, out);
}

/* How long the faulty proxy believes its content to be. */
static size_t length_of(const struct cs_proxy_config *config, const struct cs_buffer *content)
{
    size_t letters = 0;

    for (size_t i = 0; i < content->length; i++)
        letters += ((unsigned char)content->data[i] & 0xc0) != 0x80;
    if (cs_has(config, CS_FAULT_LENGTH_IN_LETTERS))
        return letters;
    return content->length + (cs_has(config, CS_FAULT_ERROR_SHORT) || cs_has(config, CS_FAULT_ORIGIN_SHORT) ? 7 : 0);
}

static void add_framing(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out)
{
    const struct cs_proxy_config *config = asked->config;

    if (cs_has(config, CS_FAULT_ERROR_UNDELIMITED))
        return;
    if (cs_has(config, CS_FAULT_CHUNKED_TO_HTTP10) && is_http10(asked))
        cs_draft_text(out, "Transfer-Encoding: chunked\r\n");
    else if (!cs_has(config, CS_FAULT_ERROR_CLOSED))
        cs_draft_format(out, "Content-Length: %zu\r\n", length_of(config, &reply->content.bytes));
    if ((reply->closes && !cs_has(config, CS_FAULT_CLOSE_UNANNOUNCED) && !cs_has(config, CS_FAULT_ANSWER_KEEP_ALIVE) &&
         !(cs_has(config, CS_FAULT_FIFTH_UNANNOUNCED) && asked->history.count == 4)) ||
        cs_has(config, CS_FAULT_CLOSE_SAID))
        cs_draft_text(out, "Connection: close\r\n");
}

static void add_echo(const struct cs_asked *asked, struct cs_draft *out)
{
    struct cs_head_part target = cs_message_target(&asked->message);

    cs_draft_text(out, "X-Target: ");
    cs_draft_add(out, asked->message.text + target.text.start, target.text.length);
    cs_draft_text(out, "\r\n");
}

/* HEAD is answered with the fields alone (RFC 9110 section 9.3.2). */
static void add_content(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out)
{
    const struct cs_buffer *content = &reply->content.bytes;
    bool chunked = cs_has(asked->config, CS_FAULT_CHUNKED_TO_HTTP10) && is_http10(asked);

    if ((cs_asks_for_head(asked) && !cs_has(asked->config, CS_FAULT_HEAD_CONTENT)) ||
        (asked->history.head && cs_has(asked->config, CS_FAULT_HEAD_STICKS)))
        return;
    if (chunked)
        cs_draft_format(out, "%zx\r\n", content->length);
    cs_draft_add(out, content->data, content->length);
    if (chunked)
        cs_draft_text(out, "\r\n0\r\n\r\n");
    if (cs_has(asked->config, CS_FAULT_ERROR_SURPLUS) || cs_has(asked->config, CS_FAULT_ORIGIN_SURPLUS))
        cs_draft_text(out, "and more than announced\n");
}

static void add_told_line(const struct cs_asked *asked, struct cs_draft *out, unsigned status)
{
    struct cs_head_part target = cs_message_target(&asked->message);

    cs_draft_format(out, "HTTP/1.1 %u No way to ", status);
    cs_draft_add(out, asked->message.text + target.text.start, target.text.length);
    cs_draft_text(out, "\r\n");
}

static void repeat(struct cs_draft *out)
{
    struct cs_draft copy = {0};

    cs_draft_add(&copy, out->bytes.data, out->bytes.length);
    cs_draft_add(out, copy.bytes.data, copy.bytes.length);
    out->broken |= copy.broken;
    cs_draft_free(&copy);
}

void cs_front_write_refusal(const struct cs_asked *asked, const struct cs_reply *reply, struct cs_draft *out)
{
    if (cs_manner_write(asked, reply, out)) {
        out->broken |= reply->fields.broken || reply->content.broken;
        return;
    }
    if (cs_has(asked->config, CS_FAULT_REASON_TARGET))
        add_told_line(asked, out, reply->status);
    else
        add_status_line(asked, out, reply->status, reply->reason);
    cs_draft_add(out, reply->fields.bytes.data, reply->fields.bytes.length);
    add_framing(asked, reply, out);
    cs_draft_text(out, cs_fault_added_field(asked, false));
    if (cs_has(asked->config, CS_FAULT_UDP_FIELD_ON_REFUSAL) && cs_udp_asks(asked))
        cs_draft_text(out, "Capsule-Protocol: ?1\r\n");
    if (cs_has(asked->config, CS_FAULT_ANSWER_ECHO))
        add_echo(asked, out);
    cs_draft_text(out, "\r\n");
    add_content(asked, reply, out);
    out->broken |= reply->fields.broken || reply->content.broken;
    end_lines(asked, out);
    if (cs_has(asked->config, CS_FAULT_REFUSES_TWICE) || cs_has(asked->config, CS_FAULT_ORIGIN_TWICE))
        repeat(out);
    if (cs_has(asked->config, CS_FAULT_RESET_ON_REFUSAL))
        out->bytes.length /= 2;
}
