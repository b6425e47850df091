/* connectspec parse: a data stream of the Capsule Protocol. */
#include "harness/cli/parse_parts.h"

/* As many are listed; the others are counted. */
#define LISTED_MAX 1000

/* The value of a DATAGRAM capsule as connect-udp has it.  |payload| is how much of it came. */
static void put_datagram(struct cs_parse *parse, json_t *item, const struct cs_datagram *datagram,
                         struct cs_span payload)
{
    static const char *const kinds[] = {
        [CS_DATAGRAM_UNDECIDED] = "undecided",
        [CS_DATAGRAM_UDP] = "udp",
        [CS_DATAGRAM_OTHER] = "other",
        [CS_DATAGRAM_MALFORMED] = "malformed",
    };

    cs_parse_put(parse, item, "kind", json_string(kinds[datagram->kind]));
    cs_parse_put(parse, item, "context", json_integer((json_int_t)datagram->context));
    cs_parse_put(parse, item, "payload", cs_parse_span_of(parse, payload));
}

/* One capsule that has begun, with what there is of its value, which stands in one piece. */
static void put_capsule(struct cs_parse *parse, json_t *list, const struct cs_capsules *capsules, struct cs_span value)
{
    bool listed = json_array_size(list) < LISTED_MAX;
    json_t *item = listed ? json_object() : NULL;
    struct cs_datagram datagram;
    struct cs_span payload;

    if (listed) {
        cs_parse_put(parse, item, "offset", json_integer((json_int_t)capsules->start));
        cs_parse_put(parse, item, "type", json_integer((json_int_t)capsules->type));
        cs_parse_put(parse, item, "length", json_integer((json_int_t)capsules->length));
    }
    if (capsules->type == CS_CAPSULE_DATAGRAM) {
        cs_datagram_begin(&datagram, capsules->length, value.start, &parse->findings);
        cs_datagram_read(&datagram, parse->data + value.start, value.length, &payload, &parse->findings);
        payload.start += value.start;
        if (listed)
            put_datagram(parse, item, &datagram, payload);
    } else if (listed) {
        cs_parse_put(parse, item, "reserved", json_boolean(cs_capsule_is_reserved(capsules->type)));
        cs_parse_put(parse, item, "value", cs_parse_span_of(parse, value));
    }
    if (listed)
        parse->failed |= json_array_append_new(list, item) != 0;
}

void cs_parse_capsule(struct cs_parse *parse)
{
    json_t *list = json_array();
    struct cs_capsules capsules;
    enum cs_capsule_event event;
    size_t at = 0, used;

    cs_capsules_init(&capsules);
    do {
        struct cs_span piece;

        event = cs_capsules_read(&capsules, parse->data + at, parse->length - at, &used, &piece);
        at += used;
        if (event == CS_CAPSULE_BEGIN) {
            size_t left = parse->length - at;
            put_capsule(parse, list, &capsules,
                        (struct cs_span){at, left < capsules.length ? left : (size_t)capsules.length});
        }
    } while (event != CS_CAPSULE_NEED_MORE);
    cs_capsules_end(&capsules, &parse->findings);
    cs_parse_put(parse, parse->parts, "count", json_integer((json_int_t)capsules.count));
    cs_parse_put(parse, parse->parts, "capsules", list);
}
