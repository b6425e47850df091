/* Malformed requests as lenient readers take them: a list of fields, mended one by one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness/embedded/proxy/fault_h2.h"
#include "harness/transport/section.h"

struct piece {
    const char *text;
    size_t length;
};

static bool is(struct piece name, const char *word)
{
    return name.length == strlen(word) && strncasecmp(name.text, word, name.length) == 0;
}

static bool is_any(struct piece name, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (is(name, words[i]))
            return true;
    return false;
}

static bool has_line(struct piece value)
{
    return memchr(value.text, '\r', value.length) != NULL || memchr(value.text, '\n', value.length) != NULL ||
           memchr(value.text, '\0', value.length) != NULL;
}

/* A name that no field has (RFC 9113 section 8.2.1). */
static bool is_odd(struct piece name)
{
    for (size_t i = 0; i < name.length; i++)
        if ((unsigned char)name.text[i] <= ' ' || (unsigned char)name.text[i] >= 0x7f || (name.text[i] == ':' && i > 0))
            return true;
    return name.length == 0;
}

static struct piece trim(struct piece value)
{
    while (value.length > 0 && (value.text[0] == ' ' || value.text[0] == '\t')) {
        value.text++;
        value.length--;
    }
    while (value.length > 0 && (value.text[value.length - 1] == ' ' || value.text[value.length - 1] == '\t'))
        value.length--;
    return value;
}

static struct piece cut(struct piece value)
{
    for (size_t i = 0; i < value.length; i++)
        if (value.text[i] == '\r' || value.text[i] == '\n' || value.text[i] == '\0')
            value.length = i;
    return value;
}

static struct piece without_tail(struct piece value)
{
    for (size_t i = 0; i < value.length; i++)
        if (value.text[i] == '/' || value.text[i] == '?' || value.text[i] == '#')
            value.length = i;
    return value;
}

static const char *const extended[] = {":protocol", ":scheme", ":path", NULL};

/* Whether the lenient reader does without the field. */
static bool drops(enum cs_fault fault, struct piece name, struct piece value)
{
    static const char *const known[] = {":method", ":scheme", ":authority", ":path", ":protocol", NULL};
    static const char *const hops[] = {"connection",        "proxy-connection", "keep-alive",
                                       "transfer-encoding", "upgrade",          NULL};

    switch ((int)fault) {
    case CS_FAULT_H2_SCHEME:
        return is(name, ":scheme");
    case CS_FAULT_H2_PATH:
        return is(name, ":path");
    case CS_FAULT_H2_CONNECTION_FIELD:
        return is_any(name, hops);
    case CS_FAULT_H2_LENGTH_LIMITS: /* and counts it itself */
        return is(name, "content-length");
    case CS_FAULT_H2_TE:
        return is(name, "te");
    case CS_FAULT_H2_PSEUDO_UNKNOWN:
        return name.length > 0 && name.text[0] == ':' && !is_any(name, known);
    case CS_FAULT_H2_LINES_DROPPED:
        return has_line(value) && name.text[0] != ':';
    case CS_FAULT_H2_NAMES_DROPPED:
        return is_odd(name);
    case CS_FAULT_H2_PROTOCOL_DROPPED:
    case CS_FAULT_H2_PROTOCOL_TUNNELS:
        return is_any(name, extended);
    default:
        return false;
    }
}

static struct piece name_of(enum cs_fault fault, struct piece name)
{
    bool host = fault == CS_FAULT_H2_HOST_FOR_AUTHORITY || fault == CS_FAULT_H2_HOST_DECIDES;

    return host && is(name, "host") ? (struct piece){":authority", 10} : name;
}

/* What a lenient reader connects to; |out| has what it wrote itself. */
static struct piece authority_of(const struct cs_proxy_config *config, struct piece value, char out[256])
{
    char text[128];
    char *colon, *at;
    unsigned long port;

    if (config->fault == CS_FAULT_H2_AUTHORITY_CUT)
        return cut(value);
    if (config->fault == CS_FAULT_H2_AUTHORITY_TAIL)
        return without_tail(value);
    if (value.length >= sizeof(text))
        return value;
    memcpy(text, value.text, value.length);
    text[value.length] = '\0';
    at = strchr(text, '@');
    if (config->fault == CS_FAULT_H2_USERINFO && at != NULL)
        return (struct piece){out, (size_t)snprintf(out, 256, "%s", at + 1)};
    colon = strrchr(text, ':');
    port = colon == NULL ? 0 : strtoul(colon + 1, NULL, 10);
    if (config->fault == CS_FAULT_H2_PORT_INVENTED && (colon == NULL || colon[1] == '\0'))
        port = config->allowed[0];
    else if ((config->fault != CS_FAULT_H2_PORT_WRAPS || port < 65536) &&
             (config->fault != CS_FAULT_H2_PORT_SIGN || colon == NULL || colon[1] != '+'))
        return value;
    return (struct piece){out, (size_t)snprintf(out, 256, "%.*s:%lu", (int)strcspn(text, ":"), text, port % 65536)};
}

static struct piece value_of(const struct cs_proxy_config *config, struct piece name, struct piece value, char out[256])
{
    enum cs_fault fault = config->fault;

    if (fault == CS_FAULT_H2_EDGES_TRIMMED)
        return trim(value);
    if (fault == CS_FAULT_H2_METHOD_ANY_CASE && is(name, ":method") && is(value, "CONNECT"))
        return (struct piece){"CONNECT", 7};
    return is(name, ":authority") ? authority_of(config, value, out) : value;
}

static bool put(struct cs_h2_mended *out, struct piece name, struct piece value, bool lower)
{
    size_t start = out->text.length;

    if (out->count == CS_H2_MENDED_FIELDS || !cs_buffer_add(&out->text, name.text, name.length) ||
        !cs_buffer_add(&out->text, ": ", 2) || !cs_buffer_add(&out->text, value.text, value.length) ||
        !cs_buffer_add(&out->text, "\r\n", 2))
        return false;
    for (size_t i = start; lower && i < start + name.length; i++)
        if (out->text.data[i] >= 'A' && out->text.data[i] <= 'Z')
            out->text.data[i] = (char)(out->text.data[i] + ('a' - 'A'));
    out->fields[out->count++] =
        (struct cs_field){.name = {start, name.length}, .value = {start + name.length + 2, value.length}};
    return true;
}

/* Whether another one of its name counts. */
static bool is_outdone(enum cs_fault fault, const char *section, const struct cs_field *fields, size_t count,
                       size_t index)
{
    struct piece name = {section + fields[index].name.start, fields[index].name.length};
    bool host = fault == CS_FAULT_H2_HOST_DECIDES && is(name, ":authority");

    for (size_t i = 0; i < count; i++) {
        struct piece other = {section + fields[i].name.start, fields[i].name.length};
        bool same = other.length == name.length && memcmp(other.text, name.text, name.length) == 0;

        if (host && is(other, "host"))
            return true;
        if (same && name.length > 0 && name.text[0] == ':' &&
            ((fault == CS_FAULT_H2_PSEUDO_FIRST && i < index) || (fault == CS_FAULT_H2_PSEUDO_LAST && i > index)))
            return true;
    }
    return false;
}

/* Pseudo-fields go first: |pseudo| says which of the two are wanted now. */
static bool put_all(const struct cs_proxy_config *config, const char *section, const struct cs_field *fields,
                    size_t count, bool pseudo, struct cs_h2_mended *out)
{
    enum cs_fault fault = config->fault;
    bool sorts = fault == CS_FAULT_H2_PSEUDO_LATE || fault == CS_FAULT_H2_HOST_FOR_AUTHORITY ||
                 fault == CS_FAULT_H2_HOST_DECIDES;

    for (size_t i = 0; i < count; i++) {
        struct piece name = {section + fields[i].name.start, fields[i].name.length};
        struct piece value = {section + fields[i].value.start, fields[i].value.length};
        struct piece now = name_of(fault, name);
        char written[256];
        bool first = now.length > 0 && now.text[0] == ':';

        if ((sorts ? first != pseudo : !pseudo) || drops(fault, name, value) ||
            is_outdone(fault, section, fields, count, i))
            continue;
        if (!put(out, now, value_of(config, now, value, written), fault == CS_FAULT_H2_UPPER_CASE))
            return false;
    }
    return true;
}

bool cs_h2_fault_mends(const struct cs_proxy_config *config, const char *section, size_t length,
                       struct cs_h2_mended *out)
{
    struct cs_field fields[CS_H2_MENDED_FIELDS];
    size_t count = cs_section_fields(section, length, fields, CS_H2_MENDED_FIELDS);

    if (cs_fault_place(config->fault) != CS_PLACE_H2 || !put_all(config, section, fields, count, true, out) ||
        !put_all(config, section, fields, count, false, out) || out->text.length == 0)
        return false;
    cs_field_section_read(CS_SECTION_REQUEST, 2, out->text.data, out->text.length, out->fields, out->count,
                          &out->message);
    return true;
}

bool cs_h2_fault_takes(enum cs_fault fault, const struct cs_message *message)
{
    switch ((int)fault) {
    case CS_FAULT_ORIGIN_H2_FORM_200:
    case CS_FAULT_ORIGIN_H2_FORM_SILENT:
    case CS_FAULT_ORIGIN_H2_FORM_HANDS_ON:
        return message->scheme.there && message->path.there && !message->protocol.there;
    case CS_FAULT_ORIGIN_H2_EXTENDED_200:
        return message->protocol.there;
    default:
        return false;
    }
}

bool cs_h2_fault_dislikes(enum cs_fault fault, const struct cs_message *message)
{
    return fault == CS_FAULT_H2_TE_TRAILERS && cs_message_has(message, "te");
}
