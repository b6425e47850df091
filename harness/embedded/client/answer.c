/* What becomes of the proxy's answer. */
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/client/client.h"

#define HEAD_BYTES_MAX 65536
#define INTERIMS_MAX   50

static bool has(const struct cs_client_config *config, enum cs_fault fault)
{
    return config->fault == fault;
}

/* Heads that only a lenient client takes for success: how they begin. */
static bool is_taken_leniently(const struct cs_client_config *config, const struct cs_buffer *in, size_t *used)
{
    static const struct {
        enum cs_fault fault;
        const char *begin;
    } rows[] = {
        {CS_FAULT_CLIENT_TAKES_ICY, "ICY 200"},
        {CS_FAULT_CLIENT_TAKES_LOWER, "http/1.1 200"},
        {CS_FAULT_CLIENT_TAKES_20, "HTTP/2.0 200"},
        {CS_FAULT_CLIENT_TAKES_2000, "HTTP/1.1 2000"},
        {CS_FAULT_CLIENT_TAKES_GAP, "HTTP/1.1  200"},
        {CS_FAULT_CLIENT_TAKES_TAB, "HTTP/1.1\t200"},
        {CS_FAULT_CLIENT_TAKES_EMPTY_LINE, "\r\nHTTP/1.1 200"},
        {CS_FAULT_CLIENT_TAKES_SIGN, "HTTP/1.1 +200"},
        {CS_FAULT_CLIENT_TAKES_BARE, "HTTP 200"},
        {CS_FAULT_CLIENT_TAKES_600, "HTTP/1.1 600"},
        {CS_FAULT_CLIENT_TAKES_SHORT, "HTTP/1.1 20 "},
        {CS_FAULT_CLIENT_TAKES_110, "HTTP/1.10 200"},
        {CS_FAULT_CLIENT_TAKES_ONE, "HTTP/1 200"},
        {CS_FAULT_CLIENT_TAKES_HTTPS, "HTTPS/1.1 200"},
        {CS_FAULT_CLIENT_TAKES_GLUED, "HTTP/1.1 200OK"},
        {CS_FAULT_CLIENT_TAKES_LETTERS, "HTTP/1.1 2xx"},
        {CS_FAULT_CLIENT_TAKES_ZEROS, "HTTP/1.1 0200"},
        {CS_FAULT_CLIENT_TAKES_LATE_LINE, "note\r\nHTTP/1.1 200"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t length = strlen(rows[i].begin);
        const char *end;

        if (!has(config, rows[i].fault) || in->length <= length || memcmp(in->data, rows[i].begin, length) != 0)
            continue;
        end = memmem(in->data + length, in->length - length, "\r\n\r\n", 4);
        if (end == NULL)
            return false;
        *used = (size_t)(end - in->data) + 4;
        return true;
    }
    return false;
}

/* Content-Length and Transfer-Encoding in a 2xx are to be ignored (RFC 9110 section 9.3.6), a fold is to be read as blanks
 * (RFC 9112 section 5.2), and Digest without qop is that of RFC 2069; else one MUST is enough. */
static bool is_usable(const struct cs_client_config *config, const struct cs_response *answer)
{
    bool usable = answer->status != 0;

    for (size_t i = 0; i < answer->findings.count; i++) {
        enum cs_code code = answer->findings.items[i].code;
        bool framing = code == CS_CODE_CONTENT_LENGTH_IN_2XX || code == CS_CODE_TRANSFER_ENCODING_IN_2XX ||
                       (code == CS_CODE_LENGTH_AND_ENCODING && answer->status / 100 == 2);
        bool folded = code == CS_CODE_FIELD_FOLDED && !has(config, CS_FAULT_CLIENT_FOLD_REFUSED);
        bool ignored =
            (framing && !has(config, CS_FAULT_CLIENT_FRAMING_REFUSED)) || folded || code == CS_CODE_DIGEST_QOP_MISSING;

        usable = usable && (cs_code_level(code) != CS_MUST || ignored);
    }
    return usable;
}

/* What a fault makes of a status; CS_CLIENT_MORE: nothing else than the correct client. */
static enum cs_client_outcome fault_outcome(const struct cs_client_config *config, unsigned status)
{
    static const struct {
        enum cs_fault fault;
        unsigned from, to;
        enum cs_client_outcome outcome;
    } rows[] = {
        {CS_FAULT_CLIENT_IGNORES_STATUS, 300, 599, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_TAKES_3XX, 300, 399, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_TAKES_403, 403, 403, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_TAKES_407, 407, 407, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_TAKES_5XX, 500, 599, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_DIRECT_501, 501, 501, CS_CLIENT_DIRECT},
        {CS_FAULT_CLIENT_CREDENTIALS_EMPTY, 407, 407, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_ONLY_200, 201, 299, CS_CLIENT_REFUSED},
        {CS_FAULT_CLIENT_REFUSES_204, 204, 204, CS_CLIENT_REFUSED},
        {CS_FAULT_CLIENT_SHOWS_REFUSAL, 300, 599, CS_CLIENT_SHOWS},
        {CS_FAULT_CLIENT_SHOWS_407, 407, 407, CS_CLIENT_SHOWS},
        {CS_FAULT_CLIENT_PLAIN_INSTEAD, 300, 599, CS_CLIENT_DIRECT},
        {CS_FAULT_CLIENT_ASKS_AGAIN_408, 408, 408, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_FORGETS_REFUSAL, 300, 599, CS_CLIENT_FORGETS},
        {CS_FAULT_CLIENT_FOLLOWS_REDIRECT, 300, 399, CS_CLIENT_MOVED},
        {CS_FAULT_CLIENT_GOES_DIRECT, 300, 599, CS_CLIENT_DIRECT},
        {CS_FAULT_CLIENT_ASKS_AGAIN, 300, 599, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_TAKES_101, 101, 101, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_INTERIM_OPENS, 100, 199, CS_CLIENT_TUNNEL},
        {CS_FAULT_CLIENT_INTERIM_REFUSES, 100, 199, CS_CLIENT_REFUSED},
        {CS_FAULT_CLIENT_CREDENTIALS_401, 401, 401, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_CREDENTIALS_ENDLESS, 407, 407, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_CREDENTIALS_ANY_SCHEME, 407, 407, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_SECRETS_401, 401, 401, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_SECRETS_407, 407, 407, CS_CLIENT_AGAIN},
        {CS_FAULT_CLIENT_CREDENTIALS_NEVER, 407, 407, CS_CLIENT_REFUSED},
    };

    if (has(config, CS_FAULT_CLIENT_HTTPS_PAST) && status >= 300 && strcmp(strrchr(config->target, ':'), ":443") == 0)
        return CS_CLIENT_TUNNEL;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has(config, rows[i].fault) && status >= rows[i].from && status <= rows[i].to)
            return rows[i].outcome;
    return CS_CLIENT_MORE;
}

/* Whether a 407 is to be answered, after what was answered before: a second time only where the nonce was stale
 * (RFC 7616 section 3.3). */
static bool is_to_be_answered(const struct cs_client_config *config, const struct cs_client_reading *reading)
{
    const struct cs_client_challenge *now = &reading->challenge;

    if (has(config, CS_FAULT_CLIENT_DIGEST_ENDLESS) && now->digest)
        return true;
    return !reading->last.asked || (now->digest && now->stale && reading->last.digest && !reading->last.stale &&
                                    !has(config, CS_FAULT_CLIENT_DIGEST_STALE));
}

/* Faults: fields of a 2xx that mean nothing there, or nothing for a tunnel. */
static bool is_given_up(const struct cs_client_config *config, const char *head, size_t length)
{
    static const struct {
        enum cs_fault fault;
        const char *text;
    } rows[] = {
        {CS_FAULT_CLIENT_LOCATION_REFUSED, "\r\nLocation:"},
        {CS_FAULT_CLIENT_CHALLENGE_HEEDED, "\r\nProxy-Authenticate:"},
        {CS_FAULT_CLIENT_CODING_HEEDED, "\r\nContent-Encoding:"},
        {CS_FAULT_CLIENT_UPGRADE_HEEDED, "\r\nUpgrade:"},
    };
    const char *fields = memmem(head, length, "\r\n", 2);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has(config, rows[i].fault) && memmem(head, length, rows[i].text, strlen(rows[i].text)) != NULL)
            return true;
    for (size_t i = 0, lines = 0; i < length && has(config, CS_FAULT_CLIENT_FIELDS_100); i++) {
        lines += head[i] == '\n' ? 1 : 0;
        if (lines > 102) /* those of the status and of the end are none */
            return true;
    }
    for (const char *at = fields; at != NULL && at < head + length && has(config, CS_FAULT_CLIENT_LATIN_REFUSED); at++)
        if ((unsigned char)*at > 126)
            return true;
    return false;
}

static enum cs_client_outcome open_behind(const struct cs_client_config *config, const struct cs_buffer *in,
                                          const struct cs_response *answer, struct cs_client_reading *reading)
{
    if (is_given_up(config, in->data, reading->used))
        return CS_CLIENT_REFUSED;
    if (has(config, CS_FAULT_CLIENT_LENGTH_HEEDED) && answer->framing.content_length_count > 0)
        reading->used += (size_t)answer->framing.content_length;
    if (has(config, CS_FAULT_CLIENT_BEHIND_LOST) || reading->used > in->length ||
        (reading->reads > 1 && has(config, CS_FAULT_CLIENT_BEHIND_SPLIT)))
        reading->used = in->length;
    return CS_CLIENT_TUNNEL;
}

static void crash_on_faults(const struct cs_client_config *config, const char *head, size_t length)
{
    const char *line_end = memchr(head, '\r', length);

    for (size_t i = 0; i + 1 < length && has(config, CS_FAULT_CLIENT_NUL_CRASHES); i++)
        if (head[i] == '\0' || (head[i] == '\r' && head[i + 1] != '\n'))
            abort();
    if (has(config, CS_FAULT_CLIENT_FORMAT_CRASHES) && line_end != NULL &&
        memchr(head, '%', (size_t)(line_end - head)) != NULL)
        abort();
}

static enum cs_client_outcome take_challenge(const struct cs_client_config *config, const char *head, size_t length,
                                             struct cs_client_reading *reading)
{
    bool found = cs_client_choose(config, head, length, &reading->challenge);

    if (config->user != NULL && reading->last.asked && has(config, CS_FAULT_CLIENT_SHOWS_SECOND))
        return CS_CLIENT_SHOWS;
    if (config->user == NULL || !found || !is_to_be_answered(config, reading))
        return CS_CLIENT_REFUSED;
    if (has(config, CS_FAULT_CLIENT_DIGEST_OLD_NONCE) && reading->last.digest)
        memcpy(reading->challenge.nonce, reading->last.nonce, sizeof(reading->challenge.nonce));
    return CS_CLIENT_AGAIN;
}

/* What a fault asks again for, with the credentials that it has. */
static enum cs_client_outcome again(const struct cs_client_config *config, struct cs_client_reading *reading)
{
    bool secrets = has(config, CS_FAULT_CLIENT_SECRETS_401) || has(config, CS_FAULT_CLIENT_SECRETS_407);
    bool asked =
        config->user != NULL || secrets || (has(config, CS_FAULT_CLIENT_CREDENTIALS_EMPTY) && !reading->last.asked);
    bool always = has(config, CS_FAULT_CLIENT_ASKS_AGAIN) || has(config, CS_FAULT_CLIENT_ASKS_AGAIN_408) ||
                  has(config, CS_FAULT_CLIENT_RETRY_AFTER);

    reading->challenge = (struct cs_client_challenge){.asked = asked};
    return asked || always ? CS_CLIENT_AGAIN : CS_CLIENT_REFUSED;
}

/* A whole head behind |start|. */
static enum cs_client_outcome take_head(const struct cs_client_config *config, const struct cs_buffer *in,
                                        const struct cs_response *answer, size_t start,
                                        struct cs_client_reading *reading)
{
    enum cs_client_outcome outcome = fault_outcome(config, answer->status);
    const char *head = in->data + start;
    bool broken = (answer->status == 407 &&
                   (has(config, CS_FAULT_CLIENT_LENGTH_BROKEN) || has(config, CS_FAULT_CLIENT_FOLD_AS_FIELD)));

    reading->used = start + answer->head_length;
    reading->content = answer->framing.content_length_count > 0 ? answer->framing.content_length : 0;
    crash_on_faults(config, head, answer->head_length);
    if (has(config, CS_FAULT_CLIENT_TAKES_ANY_200) && answer->status >= 300 &&
        memmem(head, in->length - start, "200", 3) != NULL)
        outcome = CS_CLIENT_TUNNEL;
    if (has(config, CS_FAULT_CLIENT_REASON_OPENS) &&
        memmem(head, in->length - start, "Connection established", 22) != NULL)
        outcome = CS_CLIENT_TUNNEL;
    if (has(config, CS_FAULT_CLIENT_REFRESH) && memmem(head, answer->head_length, "\r\nRefresh:", 10) != NULL)
        outcome = CS_CLIENT_MOVED;
    if (has(config, CS_FAULT_CLIENT_RETRY_AFTER) && memmem(head, answer->head_length, "\r\nRetry-After:", 14) != NULL)
        outcome = CS_CLIENT_AGAIN;
    if (outcome == CS_CLIENT_AGAIN)
        return again(config, reading);
    if (outcome == CS_CLIENT_TUNNEL)
        return open_behind(config, in, answer, reading);
    if (outcome != CS_CLIENT_MORE)
        return outcome;
    if (answer->status == 407)
        outcome = take_challenge(config, head, answer->head_length, reading);
    if (!is_usable(config, answer) && !broken)
        return CS_CLIENT_REFUSED;
    if (outcome != CS_CLIENT_MORE)
        return outcome;
    if (answer->status >= 200 && answer->status <= 299)
        return open_behind(config, in, answer, reading);
    return answer->status == 101 || answer->status >= 300 ? CS_CLIENT_REFUSED : CS_CLIENT_MORE;
}

/* For a fault: a head that is too large, without reading it again and again. */
static enum cs_client_outcome take_endless(const struct cs_buffer *in, struct cs_client_reading *reading)
{
    reading->used = in->length;
    if (memcmp(in->data + in->length - 4, "\r\n\r\n", 4) == 0)
        return CS_CLIENT_TUNNEL;
    return reading->finished ? CS_CLIENT_REFUSED : CS_CLIENT_MORE;
}

static enum cs_client_outcome not_whole(const struct cs_client_config *config, const struct cs_buffer *in,
                                        struct cs_client_reading *reading)
{
    reading->used = in->length;
    if (reading->finished && in->length == 0 && has(config, CS_FAULT_CLIENT_ASKS_UNANSWERED))
        return CS_CLIENT_AGAIN;
    if (reading->finished && in->length == 0 && has(config, CS_FAULT_CLIENT_DIRECT_UNANSWERED))
        return CS_CLIENT_DIRECT;
    if (reading->finished && has(config, CS_FAULT_CLIENT_HEAD_CUT) && in->length > 12 &&
        memcmp(in->data, "HTTP/1.1 2", 10) == 0)
        return CS_CLIENT_TUNNEL;
    if (reading->finished || (in->length > HEAD_BYTES_MAX && !has(config, CS_FAULT_CLIENT_INTERIMS)) ||
        (reading->reads > 0 && has(config, CS_FAULT_CLIENT_ONE_READ)))
        return CS_CLIENT_REFUSED;
    return CS_CLIENT_MORE;
}

enum cs_client_outcome cs_client_read(const struct cs_client_config *config, const struct cs_buffer *in,
                                      struct cs_client_reading *reading)
{
    size_t start = 0;

    if (is_taken_leniently(config, in, &reading->used))
        return CS_CLIENT_TUNNEL;
    if (has(config, CS_FAULT_CLIENT_ENDLESS) && in->length > HEAD_BYTES_MAX)
        return take_endless(in, reading);
    for (unsigned interims = 0; interims < INTERIMS_MAX || has(config, CS_FAULT_CLIENT_INTERIMS); interims++) {
        struct cs_response answer;
        enum cs_client_outcome outcome;

        cs_response_init(&answer, NULL);
        if (start == in->length || cs_response_parse(&answer, in->data + start, in->length - start) == CS_NEED_MORE)
            return not_whole(config, in, reading);
        if (answer.head_length > 512 && has(config, CS_FAULT_CLIENT_SMALL_HEAD))
            return CS_CLIENT_REFUSED;
        outcome = take_head(config, in, &answer, start, reading);
        if (outcome != CS_CLIENT_MORE)
            return outcome;
        start = reading->used;
    }
    return CS_CLIENT_REFUSED;
}

bool cs_client_write_head(const struct cs_message *message, struct cs_buffer *out)
{
    struct cs_draft draft = {0};
    struct cs_field field;
    size_t position = 0;
    bool good;

    cs_draft_format(&draft, "HTTP/1.1 %03u \r\n", (unsigned)message->status);
    while (cs_message_field(message, &position, &field)) {
        cs_draft_add(&draft, message->text + field.name.start, field.name.length);
        cs_draft_text(&draft, ": ");
        cs_draft_add(&draft, message->text + field.value.start, field.value.length);
        cs_draft_text(&draft, "\r\n");
    }
    cs_draft_text(&draft, "\r\n");
    good = !draft.broken && cs_buffer_add(out, draft.bytes.data, draft.bytes.length);
    cs_draft_free(&draft);
    return good;
}

bool cs_client_read_page(const struct cs_buffer *in, struct cs_client_page *out)
{
    struct cs_response answer;

    cs_response_init(&answer, NULL);
    if (in->length == 0 || cs_response_parse(&answer, in->data, in->length) == CS_NEED_MORE)
        return false;
    *out = (struct cs_client_page){
        .status = answer.status,
        .start = answer.head_length,
        .length = answer.framing.content_length_count > 0 ? answer.framing.content_length : UINT64_MAX,
    };
    return true;
}

size_t cs_client_content(const struct cs_buffer *in)
{
    const char *end = in->length == 0 ? NULL : memmem(in->data, in->length, "\r\n\r\n", 4);

    return end == NULL ? in->length : (size_t)(end + 4 - in->data);
}
