#include "reference/reading.h"

#include <string.h>

#include "reference/reading_rules.h"
#include "reference/scan.h"

static const char *const names[CS_READING_COUNT] = {
#define READING_NAME(symbol, name, sentence) [symbol] = name,
    CS_READING_LIST(READING_NAME)
#undef READING_NAME
};

static const char *const sentences[CS_READING_COUNT] = {
#define READING_SENTENCE(symbol, name, sentence) [symbol] = sentence,
    CS_READING_LIST(READING_SENTENCE)
#undef READING_SENTENCE
};

static bool (*const rules[CS_READING_LINE_FEED])(const struct cs_subject *subject, struct cs_destination *out) = {
    [CS_READING_DEFAULT_PORT_443] = cs_rule_default_port_443,
    [CS_READING_DEFAULT_PORT_80] = cs_rule_default_port_80,
    [CS_READING_PORT_MODULO] = cs_rule_port_modulo,
    [CS_READING_PORT_PREFIX] = cs_rule_port_prefix,
    [CS_READING_PORT_SIGN] = cs_rule_port_sign,
    [CS_READING_PORT_UNDERSCORE] = cs_rule_port_underscore,
    [CS_READING_PORT_HEX] = cs_rule_port_hex,
    [CS_READING_PORT_OCTAL] = cs_rule_port_octal,
    [CS_READING_FIRST_COLON] = cs_rule_first_colon,
    [CS_READING_LAST_COLON] = cs_rule_last_colon,
    [CS_READING_BARE_IPV6] = cs_rule_bare_ipv6,
    [CS_READING_BRACKET_REPAIR] = cs_rule_bracket_repair,
    [CS_READING_BRACKETED_NAME] = cs_rule_bracketed_name,
    [CS_READING_IPVFUTURE] = cs_rule_ipvfuture,
    [CS_READING_ZONE_STRIPPED] = cs_rule_zone_stripped,
    [CS_READING_USERINFO_STRIPPED] = cs_rule_userinfo_stripped,
    [CS_READING_USERINFO_FIRST] = cs_rule_userinfo_first,
    [CS_READING_ABSOLUTE_FORM] = cs_rule_absolute_form,
    [CS_READING_PATH_DROPPED] = cs_rule_path_dropped,
    [CS_READING_BLANKS_REMOVED] = cs_rule_blanks_removed,
    [CS_READING_FIRST_WORD] = cs_rule_first_word,
    [CS_READING_LAST_WORD] = cs_rule_last_word,
    [CS_READING_HOST_FIELD] = cs_rule_host_field,
    [CS_READING_LAST_HOST_FIELD] = cs_rule_last_host_field,
    [CS_READING_NUL_TRUNCATED] = cs_rule_nul_truncated,
    [CS_READING_PERCENT_TWICE] = cs_rule_percent_twice,
    [CS_READING_CONTROLS_STRIPPED] = cs_rule_controls_stripped,
    [CS_READING_UNICODE_DOTS] = cs_rule_unicode_dots,
    [CS_READING_BACKSLASH_CUT] = cs_rule_backslash_cut,
    [CS_READING_EMPTY_HOST_LOCAL] = cs_rule_empty_host_local,
    [CS_READING_IPV4_SPELLING] = cs_rule_ipv4_spelling,
    [CS_READING_TRUNCATED] = cs_rule_truncated,
    [CS_READING_BARE_CR_LINE] = cs_rule_bare_cr_line,
    [CS_READING_MAPPED_IPV4] = cs_rule_mapped_ipv4,
    [CS_READING_TRAILING_DOT] = cs_rule_trailing_dot,
    [CS_READING_PERCENT_KEPT] = cs_rule_percent_kept,
};

const char *cs_reading_name(enum cs_reading_kind kind)
{
    return (unsigned)kind < CS_READING_COUNT ? names[kind] : "unknown";
}

const char *cs_reading_sentence(enum cs_reading_kind kind)
{
    return (unsigned)kind < CS_READING_COUNT ? sentences[kind] : "";
}

static bool same_destination(const struct cs_destination *left, const struct cs_destination *right)
{
    return left->port == right->port && left->length == right->length &&
           cs_same_text(left->host, right->host, left->length);
}

/* Whether such a reader comes to a destination that a strict one would not reach. */
static bool leads_astray(const struct cs_subject *subject, enum cs_reading_kind kind, struct cs_destination *out)
{
    if (kind >= CS_READING_LINE_FEED)
        return cs_rule_borne(subject, kind, out);
    return rules[kind](subject, out) && !(subject->valid && same_destination(out, &subject->strict));
}

static size_t read_all(struct cs_subject *subject, struct cs_reading *out, size_t capacity)
{
    size_t count = 0;

    subject->valid = cs_read_strictly(subject->text, subject->length, &subject->strict);
    for (int kind = 0; kind < CS_READING_COUNT && count < capacity; kind++) {
        struct cs_reading *reading = &out[count];
        reading->kind = (enum cs_reading_kind)kind;
        if (leads_astray(subject, reading->kind, &reading->destination))
            count++;
    }
    return count;
}

size_t cs_request_readings(const char *data, size_t length, const struct cs_request *request, struct cs_reading *out,
                           size_t capacity)
{
    struct cs_subject subject = {
        .text = data + request->target.start,
        .length = request->target.length,
        .head = data,
        .head_length = request->head_length != 0 ? request->head_length : length,
        .request = request,
    };

    return read_all(&subject, out, capacity);
}

size_t cs_target_readings(const char *text, size_t length, struct cs_reading *out, size_t capacity)
{
    struct cs_subject subject = {.text = text, .length = length};

    return read_all(&subject, out, capacity);
}
