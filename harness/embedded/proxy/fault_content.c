/* Faults in what is made of content that a CONNECT announces. */
#include "harness/embedded/proxy/fault_content.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/actions.h"
#include "harness/embedded/proxy/fault_h1.h"

/* The number in the |nth| Content-Length, in the lowest 64 bits; 0 where there is none. */
static uint64_t length_of(const struct cs_asked *asked, size_t nth)
{
    struct cs_span value;
    uint64_t number = 0;

    if (!cs_asked_field(asked, "content-length", nth, &value))
        return 0;
    for (size_t i = 0; i < value.length; i++)
        if (isdigit((unsigned char)asked->message.text[value.start + i]))
            number = number * 10 + (uint64_t)(asked->message.text[value.start + i] - '0');
    return number;
}

uint64_t cs_fault_content(const struct cs_session *session)
{
    const struct cs_proxy_config *config = session->config;
    uint64_t first = length_of(&session->asked, 0);

    if (cs_has(config, CS_FAULT_LENGTH_WRAPS_16))
        return first & 0xffff;
    if (cs_has(config, CS_FAULT_LENGTH_WRAPS_32))
        return first & 0xffffffff;
    if (cs_has(config, CS_FAULT_LENGTHS_ADDED))
        return first + length_of(&session->asked, 1);
    if (cs_has(config, CS_FAULT_BEHIND_LENGTH))
        return session->asked.history.content;
    return cs_has(config, CS_FAULT_LENGTH_WRAPS_64) ? first : 0;
}

/* What is content is dropped, the rest is for the tunnel. */
static bool drop_content(struct cs_session *session, const char *data, size_t length)
{
    uint64_t before = session->flows[CS_SIDE_CLIENT].received - length;
    uint64_t content = session->content;
    size_t left = content <= before ? 0 : content - before < length ? (size_t)(content - before) : length;

    cs_session_pass(session, CS_SIDE_CLIENT, data + left, length - left);
    return true;
}

/* The length of the line at |data| with its CRLF; 0 when it has not ended. */
static size_t line_length(const char *data, size_t length)
{
    const char *end = length == 0 ? NULL : memmem(data, length, "\r\n", 2);

    return end == NULL ? 0 : (size_t)(end - data) + 2;
}

/* In the first piece chunks are decoded up to the last one; all that follows is passed on as it is. */
static bool decode_chunks(struct cs_session *session, const char *data, size_t length)
{
    size_t at = 0;

    if (session->asked.message.framing.transfer_encoding_count == 0 ||
        session->flows[CS_SIDE_CLIENT].received != length)
        return false;
    while (at < length) {
        size_t line = line_length(data + at, length - at);
        size_t size = line == 3 ? (size_t)(isdigit((unsigned char)data[at]) ? data[at] - '0' : 0) : 0;

        if (line == 0)
            break;
        at += line;
        if (size == 0) {
            at += line_length(data + at, length - at);
            break;
        }
        size = size < length - at ? size : length - at;
        cs_session_pass(session, CS_SIDE_CLIENT, data + at, size);
        at += size + line_length(data + at + size, length - at - size);
    }
    cs_session_pass(session, CS_SIDE_CLIENT, data + at, length - at);
    return true;
}

bool cs_fault_on_content(struct cs_session *session, enum cs_side from, const char *data, size_t length)
{
    if (from != CS_SIDE_CLIENT)
        return false;
    if (cs_has(session->config, CS_FAULT_CODING_DECODED))
        return decode_chunks(session, data, length);
    return session->content > 0 && drop_content(session, data, length);
}

bool cs_fault_merges_trailer(const struct cs_proxy_config *config, const char *data, size_t length, size_t *end,
                             struct cs_draft *out)
{
    static const char coding[] = "Transfer-Encoding: chunked\r\n";
    const char *found, *behind;
    size_t trailer = *end + 3;

    if (!cs_has(config, CS_FAULT_TRAILER_MERGED) || *end < 4 || length < trailer + 4 ||
        memcmp(data + *end, "0\r\n", 3) != 0)
        return false;
    found = memmem(data, *end, coding, sizeof(coding) - 1);
    behind = memmem(data + trailer, length - trailer, "\r\n\r\n", 4);
    if (found == NULL || behind == NULL)
        return false;
    cs_draft_add(out, data, (size_t)(found - data));
    found += sizeof(coding) - 1;
    cs_draft_add(out, found, *end - 2 - (size_t)(found - data));
    cs_draft_add(out, data + trailer, (size_t)(behind - data) + 4 - trailer);
    *end = (size_t)(behind - data) + 4;
    return true;
}
