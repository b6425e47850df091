/* Faults that hold for some requests alone: some are believed, some are not looked at, of some the early bytes are lost. */
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_auth.h"
#include "harness/embedded/proxy/fault_decide.h"
#include "harness/embedded/proxy/fault_relay.h"

#define FIELDS_MANY 50

static bool has(const struct cs_asked *asked, const char *name)
{
    return cs_message_has(&asked->message, name);
}

static bool is_apt(const struct cs_asked *asked)
{
    struct cs_span value;

    return cs_asked_field(asked, "user-agent", 0, &value) && value.length > 0 &&
           memmem(asked->message.text + value.start, value.length, "APT", 3) != NULL;
}

static bool goes_to_443(const struct cs_asked *asked)
{
    return asked->message.target.port_number == 443;
}

static bool has_many(const struct cs_asked *asked)
{
    return asked->message.field_count > FIELDS_MANY;
}

static bool has_early_bytes(const struct cs_asked *asked)
{
    return asked->surplus > 0;
}

static bool is_second(const struct cs_asked *asked)
{
    return asked->history.further;
}

bool cs_fault_trusts(const struct cs_asked *asked)
{
    static const struct {
        enum cs_fault fault;
        const char *field; /* that it has, or NULL */
        bool (*finds)(const struct cs_asked *asked);
    } rows[] = {
        {CS_FAULT_AUTH_VIA, "via", NULL},
        {CS_FAULT_AUTH_COOKIE, "cookie", NULL},
        {CS_FAULT_AUTH_ORIGINS, "authorization", NULL},
        {CS_FAULT_AUTH_UPGRADE, "upgrade", NULL},
        {CS_FAULT_AUTH_AGENT, NULL, is_apt},
        {CS_FAULT_AUTH_MANY, NULL, has_many},
        {CS_FAULT_AUTH_EARLY, NULL, has_early_bytes},
        {CS_FAULT_AUTH_443, NULL, goes_to_443},
        {CS_FAULT_AUTH_SECOND, NULL, is_second},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault))
            return rows[i].field != NULL ? has(asked, rows[i].field) : rows[i].finds(asked);
    return false;
}

bool cs_fault_is_guest(const struct cs_asked *asked, const char *text, struct cs_span user)
{
    static const struct {
        enum cs_fault fault;
        const char *user;
    } rows[] = {{CS_FAULT_USER_GUEST, "guest"}, {CS_FAULT_USER_GUEST, "anonymous"}, {CS_FAULT_USER_DEFAULT, "admin"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && user.length == strlen(rows[i].user) &&
            memcmp(text + user.start, rows[i].user, user.length) == 0)
            return true;
    return false;
}

bool cs_fault_shows_trace(const struct cs_asked *asked)
{
    const struct cs_span method = asked->message.method.text;

    return cs_has(asked->config, CS_FAULT_TRACE_SHOWN) && method.length == 5 &&
           memcmp(asked->message.text + method.start, "TRACE", 5) == 0;
}

static bool is_http10(const struct cs_message *message)
{
    return message->version_major == 1 && message->version_minor == 0;
}

bool cs_fault_forgives_http10(const struct cs_asked *asked, enum cs_code code)
{
    static const struct {
        enum cs_fault fault;
        enum cs_code code;
    } rows[] = {
        {CS_FAULT_HTTP10_HOSTS, CS_CODE_HOST_DUPLICATE},
        {CS_FAULT_HTTP10_HOSTS, CS_CODE_HOST_INVALID},
        {CS_FAULT_HTTP10_HOSTS, CS_CODE_HOST_MISMATCH},
        {CS_FAULT_HTTP10_LENGTHS, CS_CODE_CONTENT_LENGTH_IN_CONNECT},
        {CS_FAULT_HTTP10_LENGTHS, CS_CODE_CONTENT_LENGTH_NOT_DIGITS},
        {CS_FAULT_HTTP10_LENGTHS, CS_CODE_CONTENT_LENGTH_TOO_LARGE},
        {CS_FAULT_HTTP10_LENGTHS, CS_CODE_CONTENT_LENGTH_REPEATED},
        {CS_FAULT_HTTP10_LENGTHS, CS_CODE_CONTENT_LENGTH_DIFFERS},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (cs_has(asked->config, rows[i].fault) && rows[i].code == code)
            return is_http10(&asked->message);
    return false;
}

/* Of the host, in the table that remembers those that were let through. */
static uint8_t *place_of(struct cs_proxy_memory *memory, const struct cs_destination *destination)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < destination->length; i++)
        hash = (hash ^ (unsigned char)destination->host[i]) * 16777619u;
    return &memory->hosts[hash % sizeof(memory->hosts)];
}

void cs_fault_remember_host(struct cs_proxy_memory *memory, const struct cs_destination *destination)
{
    if (memory != NULL)
        *place_of(memory, destination) = 1;
}

bool cs_fault_knows_host(struct cs_proxy_memory *memory, const struct cs_destination *destination)
{
    return memory != NULL && *place_of(memory, destination) != 0;
}

void cs_fault_remembers(const struct cs_asked *asked, const struct cs_destination *destination)
{
    struct cs_proxy_memory *memory = asked->config->memory;

    if (cs_has(asked->config, CS_FAULT_PORTS_BY_HOST))
        cs_fault_remember_host(memory, destination);
    if (!cs_has(asked->config, CS_FAULT_PAGE_OF_LAST) || memory == NULL)
        return;
    memory->head_length = asked->message.length < sizeof(memory->head) ? asked->message.length : sizeof(memory->head);
    memcpy(memory->head, asked->message.text, memory->head_length);
}

bool cs_fault_host_known(const struct cs_asked *asked, const struct cs_destination *destination)
{
    return cs_fault_knows_host(asked->config->memory, destination);
}

bool cs_fault_early_lost(const struct cs_session *session)
{
    const struct cs_message *message = &session->asked.message;
    const struct {
        enum cs_fault fault;
        bool lost;
    } rows[] = {
        {CS_FAULT_EARLY_HTTP10, is_http10(message)},
        {CS_FAULT_EARLY_NAMES, message->target.kind == CS_HOST_NAME},
        {CS_FAULT_EARLY_IPV6, message->target.kind == CS_HOST_IPV6},
        {CS_FAULT_EARLY_LINE, session->front.empty_lines > 0},
        {CS_FAULT_RETRY_EARLY_LOST, session->asked.history.further},
    };
    bool lost = false;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        lost |= cs_has(session->config, rows[i].fault) && rows[i].lost;
    return lost;
}
