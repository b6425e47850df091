/* connectspec parse: values of fields. */
#include <stdlib.h>

#include "harness/cli/parse_parts.h"
#include "reports/escape.h"

void cs_parse_authority(struct cs_parse *parse)
{
    struct cs_reading readings[CS_READING_COUNT];
    struct cs_authority authority;

    cs_authority_parse(parse->data, parse->length, 0, &authority, &parse->findings);
    cs_parse_put_authority(parse, &authority);
    cs_parse_put_destinations(parse, readings,
                              cs_target_readings(parse->data, parse->length, readings, CS_READING_COUNT));
}

void cs_parse_host(struct cs_parse *parse)
{
    struct cs_authority authority;

    cs_host_value_parse(parse->data, parse->length, 0, &authority, &parse->findings);
    cs_parse_put_authority(parse, &authority);
}

static void put_auth(struct cs_parse *parse, json_t *object, struct cs_span scheme, struct cs_span token68,
                     const struct cs_auth_param *params, size_t count)
{
    json_t *list = json_object();

    cs_parse_put(parse, object, "scheme", cs_parse_span_of(parse, scheme));
    if (token68.length > 0)
        cs_parse_put(parse, object, "token68", cs_parse_span_of(parse, token68));
    for (size_t i = 0; i < count; i++) {
        char *name = cs_escape(parse->data + params[i].name.start, params[i].name.length);
        if (name != NULL)
            cs_parse_put(parse, list, name, cs_parse_span_of(parse, params[i].value));
        parse->failed |= name == NULL;
        free(name);
    }
    cs_parse_put(parse, object, "parameters", list);
}

void cs_parse_challenge(struct cs_parse *parse)
{
    json_t *list = json_array();
    struct cs_challenge challenge;
    size_t position = 0;

    while (cs_challenge_next(parse->data, parse->length, 0, &position, &challenge, &parse->findings)) {
        json_t *item = json_object();
        put_auth(parse, item, challenge.scheme_name, challenge.token68, challenge.params, challenge.param_count);
        parse->failed |= json_array_append_new(list, item) != 0;
    }
    cs_parse_put(parse, parse->parts, "challenges", list);
}

void cs_parse_credentials(struct cs_parse *parse)
{
    struct cs_pair_reading pairs[CS_PAIR_READING_COUNT];
    struct cs_credentials credentials;

    cs_credentials_parse(parse->data, parse->length, 0, &credentials, &parse->findings);
    put_auth(parse, parse->parts, credentials.scheme_name, credentials.token68, credentials.params,
             credentials.param_count);
    cs_parse_put_pairs(parse, pairs, cs_value_pair_readings(parse->data, parse->length, pairs, CS_PAIR_READING_COUNT));
}
