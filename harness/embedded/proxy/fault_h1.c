#include "harness/embedded/proxy/fault_h1.h"

#include <string.h>

static const struct {
    enum cs_fault fault;
    enum cs_reading_kind kind;
} readings[] = {
    {CS_FAULT_DEFAULT_PORT, CS_READING_DEFAULT_PORT_443},
    {CS_FAULT_DEFAULT_WEB, CS_READING_DEFAULT_PORT_443},
    {CS_FAULT_PORT_MODULO, CS_READING_PORT_MODULO},
    {CS_FAULT_PORT_TRUNCATED_POLICY, CS_READING_PORT_MODULO},
    {CS_FAULT_PORT_PREFIX, CS_READING_PORT_PREFIX},
    {CS_FAULT_PORT_SIGN, CS_READING_PORT_SIGN},
    {CS_FAULT_PORT_HEX, CS_READING_PORT_HEX},
    {CS_FAULT_PORT_OCTAL, CS_READING_PORT_OCTAL},
    {CS_FAULT_FIRST_COLON, CS_READING_FIRST_COLON},
    {CS_FAULT_LAST_COLON, CS_READING_LAST_COLON},
    {CS_FAULT_BARE_IPV6, CS_READING_BARE_IPV6},
    {CS_FAULT_BRACKET_REPAIR, CS_READING_BRACKET_REPAIR},
    {CS_FAULT_BRACKETED_NAME, CS_READING_BRACKETED_NAME},
    {CS_FAULT_IPVFUTURE, CS_READING_IPVFUTURE},
    {CS_FAULT_USERINFO_STRIPPED, CS_READING_USERINFO_STRIPPED},
    {CS_FAULT_USERINFO_FIRST, CS_READING_USERINFO_FIRST},
    {CS_FAULT_ABSOLUTE_FORM, CS_READING_ABSOLUTE_FORM},
    {CS_FAULT_PATH_DROPPED, CS_READING_PATH_DROPPED},
    {CS_FAULT_BLANKS_REMOVED, CS_READING_BLANKS_REMOVED},
    {CS_FAULT_FIRST_WORD, CS_READING_FIRST_WORD},
    {CS_FAULT_LAST_WORD, CS_READING_LAST_WORD},
    {CS_FAULT_HOST_FIELD, CS_READING_HOST_FIELD},
    {CS_FAULT_LAST_HOST_FIELD, CS_READING_LAST_HOST_FIELD},
    {CS_FAULT_NUL_TRUNCATED, CS_READING_NUL_TRUNCATED},
    {CS_FAULT_PERCENT_TWICE, CS_READING_PERCENT_TWICE},
    {CS_FAULT_CONTROLS_STRIPPED, CS_READING_CONTROLS_STRIPPED},
    {CS_FAULT_UNICODE_DOTS, CS_READING_UNICODE_DOTS},
    {CS_FAULT_BACKSLASH_CUT, CS_READING_BACKSLASH_CUT},
    {CS_FAULT_EMPTY_HOST_LOCAL, CS_READING_EMPTY_HOST_LOCAL},
    {CS_FAULT_TRUNCATED, CS_READING_TRUNCATED},
    {CS_FAULT_BARE_CR_LINE, CS_READING_BARE_CR_LINE},
};

enum cs_reading_kind cs_fault_reading_kind(enum cs_fault fault)
{
    for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++)
        if (readings[i].fault == fault)
            return readings[i].kind;
    return CS_READING_COUNT;
}

/* A host of 256 bytes and more, as a length of one byte describes it. */
static bool wrap_name(const struct cs_request *request, const char *data, struct cs_destination *out)
{
    const struct cs_authority *authority = &request->authority;

    if (authority->host.length < 256)
        return false;
    *out = (struct cs_destination){.length = authority->host.length % 256, .port = authority->port_number};
    memcpy(out->host, data + authority->host.start, out->length);
    return true;
}

bool cs_fault_misreads(const struct cs_proxy_config *config, const struct cs_request *request, const char *data,
                       struct cs_destination *out)
{
    enum cs_reading_kind kind = cs_fault_reading_kind(config->fault);
    struct cs_reading found[CS_READING_COUNT];
    size_t count;

    if (cs_has(config, CS_FAULT_NAME_WRAPPED) && request->is_connect)
        return wrap_name(request, data, out);
    if (kind == CS_READING_COUNT || !request->is_connect)
        return false;
    count = cs_request_readings(data, request->head_length, request, found, CS_READING_COUNT);
    for (size_t i = 0; i < count; i++) {
        if (found[i].kind != kind)
            continue;
        *out = found[i].destination;
        /* 443 stands for any invented port: here the one that a case can listen on. */
        if (cs_has(config, CS_FAULT_DEFAULT_PORT) && config->allowed_count > 0)
            out->port = config->allowed[0];
        return true;
    }
    return false;
}

/* The end of the head lies in more than the last |fresh| bytes of |length|. */
static bool end_was_split(const struct cs_request *request, size_t length, size_t fresh)
{
    size_t before = fresh < length ? length - fresh : 0;

    return request->head_length > 0 && before > 0 && request->head_length - 4 < before;
}

enum cs_fault_piece cs_fault_on_piece(const struct cs_proxy_config *config, const struct cs_request *request,
                                      size_t length, size_t fresh)
{
    bool whole = request->answer != CS_NEED_MORE;

    if ((!whole && cs_has(config, CS_FAULT_ONE_READ)) ||
        (whole && cs_has(config, CS_FAULT_SPLIT_CRLF) && end_was_split(request, length, fresh)))
        return CS_FAULT_PIECE_REFUSED;
    if (!whole && cs_has(config, CS_FAULT_EARLY_CONNECT) && request->is_connect && request->host_count > 0 &&
        !request->findings.invalid)
        return CS_FAULT_PIECE_DIALS;
    return CS_FAULT_PIECE_FINE;
}

/* Whether a value stands behind its colon otherwise than with one space before and nothing after it. */
static bool has_blanks(const struct cs_request *request, const char *data, struct cs_span value)
{
    return value.length > 0 && request->head_length > 0 &&
           (data[value.start - 1] != ' ' || data[value.start - 2] != ':' || data[value.start + value.length] != '\r');
}

bool cs_fault_dislikes(const struct cs_proxy_config *config, const struct cs_request *request, const char *data)
{
    return cs_has(config, CS_FAULT_OWS_KEPT) &&
           (has_blanks(request, data, request->host_value) || has_blanks(request, data, request->credentials));
}
