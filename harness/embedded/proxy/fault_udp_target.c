/* fault_udp.h: targets as lenient readers see them. */
#include <stdlib.h>
#include <string.h>

#include "harness/embedded/proxy/fault_udp.h"

#define PART_MAX 512

/* What stands in the path for host and port, decoded as the faulty proxy does. */
struct parts {
    char host[PART_MAX + 1];
    size_t host_length;
    char port[PART_MAX + 1];
};

static bool has(const struct cs_asked *asked, enum cs_fault fault)
{
    return cs_has(asked->config, fault);
}

static int digit(char byte)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = byte == '\0' ? NULL : strchr(digits, byte >= 'A' && byte <= 'F' ? byte + ('a' - 'A') : byte);

    return found == NULL ? -1 : (int)(found - digits);
}

/* In place; the new length. */
static size_t decode(char *text, size_t length)
{
    size_t kept = 0;

    for (size_t i = 0; i < length; i++) {
        bool encoded = text[i] == '%' && i + 2 < length && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;

        text[kept++] = encoded ? (char)(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
        i += encoded ? 2 : 0;
    }
    text[kept] = '\0';
    return kept;
}

/* Host and port of |path|, as they stand. */
static bool split(const char *path, size_t length, struct parts *out)
{
    static const char prefix[] = CS_UDP_PATH_PREFIX;
    const char *at = memmem(path, length, prefix, sizeof(prefix) - 1);
    const char *end = path + length, *slash, *last;

    if (at == NULL)
        return false;
    at += sizeof(prefix) - 1;
    slash = memchr(at, '/', (size_t)(end - at));
    last = slash == NULL ? NULL : memchr(slash + 1, '/', (size_t)(end - slash) - 1);
    if (last == NULL || slash - at > PART_MAX || last - slash - 1 > PART_MAX)
        return false;
    out->host_length = (size_t)(slash - at);
    memcpy(out->host, at, out->host_length);
    out->host[out->host_length] = '\0';
    memcpy(out->port, slash + 1, (size_t)(last - slash) - 1);
    out->port[last - slash - 1] = '\0';
    return true;
}

static bool read_parts(const struct cs_asked *asked, struct parts *out)
{
    struct cs_span span = asked->message.path.text;
    char path[2 * PART_MAX + 1];
    size_t length = span.length;

    if (length > sizeof(path) - 1)
        return false;
    memcpy(path, asked->message.text + span.start, length);
    if (has(asked, CS_FAULT_UDP_PATH_DECODED))
        length = decode(path, length);
    return split(path, length, out);
}

static void drop(struct parts *parts, size_t front, size_t behind)
{
    parts->host_length -= front + behind;
    memmove(parts->host, parts->host + front, parts->host_length);
    parts->host[parts->host_length] = '\0';
}

/* The host behind what the fault does to it. */
static void mend_host(const struct cs_asked *asked, struct parts *parts)
{
    const char *sign;

    parts->host_length = decode(parts->host, parts->host_length);
    if (has(asked, CS_FAULT_UDP_DECODES_TWICE))
        parts->host_length = decode(parts->host, parts->host_length);
    if (has(asked, CS_FAULT_UDP_NUL_CUTS))
        parts->host_length = strlen(parts->host);
    sign = memchr(parts->host, '@', parts->host_length);
    if (has(asked, CS_FAULT_UDP_USERINFO) && sign != NULL)
        drop(parts, (size_t)(sign - parts->host) + 1, 0);
    if (has(asked, CS_FAULT_UDP_COLON_RAW) && parts->host_length > 2 && parts->host[0] == '[')
        drop(parts, 1, 1);
}

static unsigned long read_port(const struct cs_asked *asked, const struct parts *parts)
{
    char *end;
    unsigned long port = strtoul(parts->port, &end, 10);

    if (port == 0 && (end == parts->port || *end == '\0') && has(asked, CS_FAULT_UDP_PORT_INVENTED))
        return asked->config->allowed[0];
    if (end == parts->port || (*end != '\0' && !has(asked, CS_FAULT_UDP_PORT_PREFIX)))
        return 0;
    return has(asked, CS_FAULT_UDP_PORT_WRAPS) ? port & UINT16_MAX : port;
}

/* What names the proxy, as the target. */
static bool own_name(const struct cs_asked *asked, struct cs_destination *out)
{
    struct cs_span span = asked->message.authority.text;
    struct cs_findings findings = {0};
    struct cs_authority authority;

    if (asked->message.version_major < 2)
        return cs_asked_host(asked, &authority) && cs_authority_destination(asked->message.text, &authority, out);
    return cs_authority_parse(asked->message.text + span.start, span.length, span.start, &authority, &findings) ==
               CS_COMPLETE &&
           cs_authority_destination(asked->message.text, &authority, out);
}

static bool is_of_target(enum cs_fault fault)
{
    static const enum cs_fault faults[] = {
#define FAULT(symbol, name, place, sentence) symbol,
        CS_FAULT_LIST_UDP_TARGET(FAULT)
#undef FAULT
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (faults[i] == fault)
            return true;
    return false;
}

bool cs_fault_udp_target(const struct cs_asked *asked, struct cs_destination *out)
{
    struct parts parts;
    unsigned long port;

    if (has(asked, CS_FAULT_UDP_CONNECT_TAKEN) && cs_is_connect(asked))
        return cs_authority_destination(asked->message.text, &asked->message.target, out);
    if (!is_of_target(asked->config->fault))
        return false;
    if (has(asked, CS_FAULT_UDP_HOST_DECIDES))
        return own_name(asked, out);
    if (!read_parts(asked, &parts))
        return false;
    if (has(asked, CS_FAULT_UDP_COLON_UNDECODED) && strcasestr(parts.host, "%3a") != NULL) {
        out->length = 0;
        return false;
    }
    mend_host(asked, &parts);
    port = read_port(asked, &parts);
    if (parts.host_length == 0 || parts.host_length > CS_DESTINATION_HOST_MAX || port == 0 || port > UINT16_MAX)
        return false;
    memcpy(out->host, parts.host, parts.host_length);
    out->length = parts.host_length;
    out->port = (uint16_t)port;
    return true;
}
