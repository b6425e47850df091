#include "harness/embedded/proxy/forward.h"

#include <string.h>

#include "harness/embedded/proxy/front_h1_next.h"

static const char scheme[] = "http://";

/* Splits "http://HOST:PORT/PATH"; |*host| is HOST:PORT, |*path| what stands behind it. */
static bool read_uri(const struct cs_asked *asked, struct cs_authority *authority, struct cs_span *host,
                     struct cs_span *path)
{
    struct cs_span target = cs_target(asked);
    const char *text = asked->message.text + target.start;
    struct cs_findings findings = {0};
    const char *slash;

    if (target.length < sizeof(scheme) || memcmp(text, scheme, sizeof(scheme) - 1) != 0)
        return false;
    host->start = target.start + sizeof(scheme) - 1;
    slash = memchr(asked->message.text + host->start, '/', target.length - (sizeof(scheme) - 1));
    if (slash == NULL)
        return false;
    path->start = (size_t)(slash - asked->message.text);
    path->length = target.start + target.length - path->start;
    host->length = path->start - host->start;
    return cs_authority_parse(asked->message.text + host->start, host->length, host->start, authority, &findings) ==
           CS_COMPLETE;
}

static bool is_plain_get(const struct cs_asked *asked)
{
    const struct cs_message *message = &asked->message;

    return asked->unreadable == CS_REFUSE_NOTHING && message->method.text.length == 3 &&
           memcmp(message->text + message->method.text.start, "GET", 3) == 0 && !message->findings.invalid &&
           message->framing.content_length_count == 0 && message->framing.transfer_encoding_count == 0;
}

bool cs_forward_reads(const struct cs_asked *asked, struct cs_destination *out)
{
    struct cs_authority authority;
    struct cs_span host, path;

    return asked->config->forwards && is_plain_get(asked) && read_uri(asked, &authority, &host, &path) &&
           cs_authority_destination(asked->message.text, &authority, out);
}

void cs_forward_request(const struct cs_asked *asked, struct cs_draft *out)
{
    struct cs_authority authority;
    struct cs_span host, path;

    if (read_uri(asked, &authority, &host, &path))
        cs_front_write_get(asked, path, host, out);
}

static size_t content_of(const struct cs_response *answer)
{
    if (answer->status < 200 || answer->status == 204 || answer->status == 304)
        return 0;
    return answer->framing.content_length_count == 1 && answer->framing.transfer_encoding_count == 0
               ? (size_t)answer->framing.content_length
               : SIZE_MAX - 1;
}

bool cs_forward_answer(const struct cs_buffer *held, size_t *head, size_t *content)
{
    struct cs_response answer;

    if (!cs_front_read_answer(held, &answer))
        return false;
    *head = answer.head_length;
    *content = content_of(&answer);
    return true;
}
