#include "harness/cli/parse_parts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"

void cs_parse_put(struct cs_parse *parse, json_t *object, const char *key, json_t *value)
{
    parse->failed |= json_object_set_new(object, key, value) != 0;
}

json_t *cs_parse_text_of(const char *bytes, size_t length)
{
    char *escaped = cs_escape(bytes, length);
    json_t *text = escaped == NULL ? NULL : json_string(escaped);

    free(escaped);
    return text;
}

json_t *cs_parse_span_of(const struct cs_parse *parse, struct cs_span span)
{
    return cs_parse_text_of(parse->data + parse->start + span.start, span.length);
}

json_t *cs_parse_number_of(size_t number)
{
    return json_integer((json_int_t)number);
}

static const char *kind_name(enum cs_host_kind kind)
{
    switch (kind) {
    case CS_HOST_NONE:
        return "none";
    case CS_HOST_NAME:
        return "name";
    case CS_HOST_IPV4:
        return "ipv4";
    case CS_HOST_IPV6:
        return "ipv6";
    case CS_HOST_IPFUTURE:
        return "ipvfuture";
    }
    return "none";
}

void cs_parse_put_authority(struct cs_parse *parse, const struct cs_authority *authority)
{
    bool literal = authority->kind == CS_HOST_IPV4 || authority->kind == CS_HOST_IPV6;
    char address[INET6_ADDRSTRLEN];

    cs_parse_put(parse, parse->parts, "host", cs_parse_span_of(parse, authority->host));
    cs_parse_put(parse, parse->parts, "host_kind", json_string(kind_name(authority->kind)));
    if (literal && inet_ntop(authority->kind == CS_HOST_IPV4 ? AF_INET : AF_INET6, authority->address, address,
                             sizeof(address)) != NULL)
        cs_parse_put(parse, parse->parts, "address", json_string(address));
    if (authority->port_number != 0)
        cs_parse_put(parse, parse->parts, "port", cs_parse_number_of(authority->port_number));
}

/* Adds |item| to the array |kind| of readings, with the name and the sentence of its mistake. */
static void put_reading(struct cs_parse *parse, const char *kind, json_t *item, const char *name, const char *sentence)
{
    cs_parse_put(parse, item, "name", json_string(name));
    cs_parse_put(parse, item, "sentence", json_string(sentence));
    parse->failed |= json_array_append_new(json_object_get(parse->readings, kind), item) != 0;
}

/* As it would stand in a request-target: IPv6 addresses in brackets. */
static json_t *authority_of(const struct cs_destination *where)
{
    char text[sizeof(where->host) + 16];
    bool bracketed = memchr(where->host, ':', where->length) != NULL;
    int length = snprintf(text, sizeof(text), "%s%.*s%s:%u", bracketed ? "[" : "", (int)where->length, where->host,
                          bracketed ? "]" : "", (unsigned)where->port);

    return cs_parse_text_of(text, (size_t)length);
}

void cs_parse_put_destinations(struct cs_parse *parse, const struct cs_reading *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_object();
        cs_parse_put(parse, item, "host",
                     cs_parse_text_of(readings[i].destination.host, readings[i].destination.length));
        cs_parse_put(parse, item, "port", cs_parse_number_of(readings[i].destination.port));
        cs_parse_put(parse, item, "authority", authority_of(&readings[i].destination));
        put_reading(parse, "readings", item, cs_reading_name(readings[i].kind), cs_reading_sentence(readings[i].kind));
    }
}

const char *cs_parse_body_name(enum cs_body_kind kind)
{
    switch (kind) {
    case CS_BODY_NONE:
        return "none";
    case CS_BODY_TUNNEL:
        return "tunnel";
    case CS_BODY_LENGTH:
        return "length";
    case CS_BODY_CHUNKED:
        return "chunked";
    case CS_BODY_CLOSE:
        return "close";
    case CS_BODY_UNUSABLE:
        return "unusable";
    }
    return "unusable";
}

void cs_parse_put_bodies(struct cs_parse *parse, const struct cs_body_reading *readings, size_t count)
{
    cs_parse_put(parse, parse->readings, "body_readings", json_array());
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_object();
        cs_parse_put(parse, item, "body", json_string(cs_parse_body_name(readings[i].body)));
        if (readings[i].body == CS_BODY_LENGTH)
            cs_parse_put(parse, item, "length", cs_parse_number_of(readings[i].length));
        put_reading(parse, "body_readings", item, cs_body_reading_name(readings[i].kind),
                    cs_body_reading_sentence(readings[i].kind));
    }
}

void cs_parse_put_pairs(struct cs_parse *parse, const struct cs_pair_reading *readings, size_t count)
{
    cs_parse_put(parse, parse->readings, "credentials_readings", json_array());
    for (size_t i = 0; i < count; i++) {
        const struct cs_basic_pair *pair = &readings[i].pair;
        json_t *item = json_object();
        cs_parse_put(parse, item, "user", cs_parse_text_of(pair->text, pair->user_length));
        cs_parse_put(parse, item, "password", cs_parse_text_of(pair->text + pair->user_length, pair->password_length));
        put_reading(parse, "credentials_readings", item, cs_pair_reading_name(readings[i].kind),
                    cs_pair_reading_sentence(readings[i].kind));
    }
}

void cs_parse_end_head(struct cs_parse *parse, enum cs_answer answer, const struct cs_findings *findings)
{
    parse->findings = *findings;
    if (answer == CS_NEED_MORE)
        cs_findings_add(&parse->findings, CS_CODE_INCOMPLETE, parse->length);
}
