#include "harness/embedded/proxy/parent.h"

#include <string.h>

#include "harness/embedded/proxy/front_h1_next.h"

#define ANSWER_BYTES_MAX 65536

/* A sender of a 2xx may break rules whose breach every client has to ignore (RFC 9110 section 9.3.6). */
static bool is_usable(const struct cs_asked *asked, const struct cs_buffer *held, const struct cs_response *answer)
{
    bool usable = answer->status != 0 && !(cs_has(asked->config, CS_FAULT_PARENT_REASON) && answer->reason.length == 0);

    for (size_t i = 0; i < answer->findings.count; i++) {
        enum cs_code code = answer->findings.items[i].code;
        bool ignored = (code == CS_CODE_CONTENT_LENGTH_IN_2XX || code == CS_CODE_TRANSFER_ENCODING_IN_2XX) &&
                       !cs_has(asked->config, CS_FAULT_PARENT_FRAMING_HEEDED);
        usable = usable && (cs_code_level(code) != CS_MUST || ignored);
    }
    if (cs_has(asked->config, CS_FAULT_PARENT_STATUS_LENIENT))
        usable = usable || memmem(held->data, held->length, "200 OK", 6) != NULL;
    return usable;
}

static bool opens(const struct cs_asked *asked, unsigned status)
{
    if (cs_has(asked->config, CS_FAULT_PARENT_200_ALONE))
        return status == 200;
    return (status >= 200 && status <= 299) || cs_has(asked->config, CS_FAULT_PARENT_REFUSAL_TUNNELS) ||
           (status >= 100 && status <= 199 && cs_has(asked->config, CS_FAULT_PARENT_INTERIM_OPENS)) ||
           cs_has(asked->config, CS_FAULT_PARENT_STATUS_LENIENT);
}

static enum cs_parent_answer read_whole(const struct cs_asked *asked, const struct cs_buffer *held,
                                        const struct cs_response *answer)
{
    if (!is_usable(asked, held, answer))
        return CS_PARENT_REFUSES;
    if (opens(asked, answer->status))
        return CS_PARENT_OPENS;
    return answer->status >= 200 || cs_has(asked->config, CS_FAULT_PARENT_INTERIM_FINAL) ? CS_PARENT_REFUSES
                                                                                         : CS_PARENT_INTERIM;
}

static enum cs_parent_answer read_finished(const struct cs_asked *asked, const struct cs_buffer *held, size_t *head)
{
    *head = held->length;
    if (cs_has(asked->config, CS_FAULT_PARENT_HEAD_CUT) && cs_front_begins_success(held))
        return CS_PARENT_OPENS;
    if (cs_has(asked->config, CS_FAULT_PARENT_END_SILENT) && held->length == 0)
        return CS_PARENT_SILENCE;
    return CS_PARENT_REFUSES;
}

enum cs_parent_answer cs_parent_read(const struct cs_asked *asked, const struct cs_buffer *held, bool finished,
                                     size_t *head)
{
    bool endless = held->length > ANSWER_BYTES_MAX;
    struct cs_response answer;

    if (finished)
        return read_finished(asked, held, head);
    if (endless)
        return cs_has(asked->config, CS_FAULT_PARENT_ENDLESS) ? CS_PARENT_MORE : CS_PARENT_REFUSES;
    if (!cs_front_read_answer(held, &answer))
        return cs_has(asked->config, CS_FAULT_PARENT_ONE_READ) ? CS_PARENT_REFUSES : CS_PARENT_MORE;
    *head = answer.head_length;
    return read_whole(asked, held, &answer);
}

static void remember(const struct cs_asked *asked, const struct cs_buffer *held)
{
    struct cs_proxy_memory *memory = asked->config->memory;
    struct cs_span target = cs_target(asked);
    struct cs_refusal_kept *kept;

    if (memory == NULL || !cs_has(asked->config, CS_FAULT_PARENT_CACHED) || target.length >= sizeof(kept->target))
        return;
    kept = &memory->refusals[memory->refusal_count++ % CS_REFUSALS_KEPT];
    memcpy(kept->target, asked->message.text + target.start, target.length);
    kept->target[target.length] = '\0';
    kept->length = held->length < sizeof(kept->answer) ? held->length : sizeof(kept->answer);
    if (kept->length > 0)
        memcpy(kept->answer, held->data, kept->length);
}

bool cs_parent_hands_over(const struct cs_asked *asked, const struct cs_buffer *held, struct cs_draft *out)
{
    remember(asked, held);
    if (cs_has(asked->config, CS_FAULT_PARENT_CUT_MENDED))
        cs_front_write_mended(held, out);
    else if (cs_has(asked->config, CS_FAULT_PARENT_407_STRIPPED) && cs_front_has_status(held, "407"))
        cs_front_write_stripped(out);
    else if (cs_has(asked->config, CS_FAULT_PARENT_ANSWER_COPIED))
        cs_draft_add(out, held->data, held->length);
    return out->bytes.length > 0;
}

const struct cs_refusal_kept *cs_parent_recall(const struct cs_asked *asked)
{
    const struct cs_proxy_memory *memory = asked->config->memory;
    struct cs_span target = cs_target(asked);

    for (size_t i = 0; cs_has(asked->config, CS_FAULT_PARENT_CACHED) && memory != NULL && i < CS_REFUSALS_KEPT &&
                       i < memory->refusal_count;
         i++) {
        const struct cs_refusal_kept *kept = &memory->refusals[i];

        if (strlen(kept->target) == target.length &&
            memcmp(asked->message.text + target.start, kept->target, target.length) == 0)
            return kept;
    }
    return NULL;
}
