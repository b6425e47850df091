#include "harness/embedded/proxy/fault_kept.h"

#include <ctype.h>
#include <string.h>

#include "harness/embedded/proxy/front_h1_manner.h"

#define BEGINNING 32 /* letters of a name that are compared */

static bool is_one_of(const struct cs_asked *asked, const enum cs_fault *faults, size_t count)
{
    bool found = false;

    for (size_t i = 0; i < count; i++)
        found |= cs_has(asked->config, faults[i]);
    return found;
}

bool cs_fault_keeps_behind(const struct cs_asked *asked, enum cs_refusal refusal)
{
    static const enum cs_fault behind[] = {CS_FAULT_BEHIND_REFUSED, CS_FAULT_BEHIND_EATEN, CS_FAULT_BEHIND_LENGTH,
                                           CS_FAULT_HEAD_STICKS};
    static const enum cs_fault retry[] = {CS_FAULT_RETRY_EARLY_LOST, CS_FAULT_RETRY_TARGET};

    if (refusal == CS_REFUSE_METHOD || refusal == CS_REFUSE_UNKNOWN_METHOD)
        return (cs_has(asked->config, CS_FAULT_FIFTH_UNANNOUNCED) && asked->history.count < 4) ||
               is_one_of(asked, behind, sizeof(behind) / sizeof(behind[0]));
    return cs_asks_credentials(refusal) && is_one_of(asked, retry, sizeof(retry) / sizeof(retry[0]));
}

/* What the first Content-Length counts, as far as it has come. */
static size_t content_of(const struct cs_asked *asked)
{
    struct cs_span value;
    size_t length = 0;

    if (!cs_asked_field(asked, "content-length", 0, &value))
        return 0;
    for (size_t i = 0; i < value.length && length < asked->surplus; i++)
        if (isdigit((unsigned char)asked->message.text[value.start + i]))
            length = length * 10 + (size_t)(asked->message.text[value.start + i] - '0');
    return length < asked->surplus ? length : asked->surplus;
}

size_t cs_fault_note(struct cs_asked *asked)
{
    struct cs_history *history = &asked->history;

    history->further = true;
    history->other = !cs_is_connect(asked);
    history->count++;
    history->head |= cs_asks_for_head(asked);
    history->content = cs_has(asked->config, CS_FAULT_BEHIND_LENGTH) ? content_of(asked) : 0;
    if (!cs_authority_destination(asked->message.text, &asked->message.target, &history->destination))
        history->destination.length = 0;
    return history->content;
}

bool cs_fault_refuses_behind(const struct cs_asked *asked)
{
    return cs_has(asked->config, CS_FAULT_BEHIND_REFUSED) && asked->history.other;
}

bool cs_fault_goes_back(const struct cs_asked *asked, struct cs_destination *out)
{
    if (!cs_has(asked->config, CS_FAULT_RETRY_TARGET) || asked->history.destination.length == 0)
        return false;
    *out = asked->history.destination;
    return true;
}

/* ---- what Connection names ---- */

static bool is_listed(const struct cs_asked *asked, const char *name)
{
    struct cs_span value;
    bool listed = false;

    for (size_t nth = 0; cs_asked_field(asked, "connection", nth, &value); nth++)
        listed |= cs_list_has(asked->message.text, value, name);
    return listed;
}

bool cs_fault_forgives_listed(const struct cs_asked *asked, enum cs_code code)
{
    static const struct {
        enum cs_fault fault;
        enum cs_code code;
        const char *field;
    } rows[] = {
        {CS_FAULT_LISTED_HOST, CS_CODE_HOST_DUPLICATE, "host"},
        {CS_FAULT_LISTED_HOST, CS_CODE_HOST_MISMATCH, "host"},
        {CS_FAULT_LISTED_HOST, CS_CODE_HOST_INVALID, "host"},
        {CS_FAULT_LISTED_LENGTH, CS_CODE_CONTENT_LENGTH_IN_CONNECT, "content-length"},
        {CS_FAULT_LISTED_LENGTH, CS_CODE_CONTENT_LENGTH_NOT_DIGITS, "content-length"},
        {CS_FAULT_LISTED_LENGTH, CS_CODE_CONTENT_LENGTH_DIFFERS, "content-length"},
        {CS_FAULT_LISTED_CODING, CS_CODE_TRANSFER_ENCODING_IN_CONNECT, "transfer-encoding"},
        {CS_FAULT_LISTED_CODING, CS_CODE_TRANSFER_ENCODING_NOT_CHUNKED, "transfer-encoding"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && rows[i].code == code)
            return is_listed(asked, rows[i].field);
    return false;
}

bool cs_fault_lists_credentials(const struct cs_asked *asked)
{
    return cs_has(asked->config, CS_FAULT_LISTED_CREDENTIALS) && is_listed(asked, "proxy-authorization");
}

/* ---- names ---- */

static uint32_t hash_of(const struct cs_destination *destination, size_t letters)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < destination->length && i < letters; i++)
        hash = (hash ^ (unsigned char)destination->host[i]) * 16777619u;
    return hash % CS_NAMES_KEPT;
}

uint16_t cs_fault_port_kept(struct cs_proxy_memory *memory, const struct cs_destination *destination)
{
    uint16_t *port = memory == NULL ? NULL : &memory->ports[hash_of(destination, SIZE_MAX)];

    if (port != NULL && *port == 0)
        *port = destination->port;
    return port == NULL ? destination->port : *port;
}

uint32_t cs_fault_address_kept(struct cs_proxy_memory *memory, const struct cs_destination *destination,
                               uint32_t address)
{
    uint32_t *kept = memory == NULL ? &address : &memory->addresses[hash_of(destination, BEGINNING)];

    if (*kept == 0)
        *kept = address;
    return *kept;
}
