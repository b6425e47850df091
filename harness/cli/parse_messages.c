/* connectspec parse: messages. */
#include <stdlib.h>
#include <string.h>

#include "harness/cli/parse_parts.h"

/* How a strict reader finds the end of the content that follows the head. */
static void put_content(struct cs_parse *parse, const struct cs_framing *framing)
{
    bool length = framing->content_length_valid && framing->content_length > 0;
    enum cs_body_kind kind = framing->transfer_encoding_count > 0 ? CS_BODY_CHUNKED
                             : length                             ? CS_BODY_LENGTH
                                                                  : CS_BODY_NONE;

    cs_parse_put(parse, parse->parts, "body", json_string(cs_parse_body_name(kind)));
    if (kind == CS_BODY_LENGTH)
        cs_parse_put(parse, parse->parts, "length", json_integer((json_int_t)framing->content_length));
}

void cs_parse_request(struct cs_parse *parse)
{
    struct cs_reading readings[CS_READING_COUNT];
    struct cs_body_reading bodies[CS_BODY_READING_COUNT];
    struct cs_pair_reading pairs[CS_PAIR_READING_COUNT];
    struct cs_credentials credentials;
    struct cs_request request;

    cs_request_init(&request, NULL);
    cs_parse_end_head(parse, cs_request_parse(&request, parse->data, parse->length), &request.findings);
    if (request.credentials_count > 0)
        cs_request_credentials(parse->data, &request, &credentials, &parse->findings);
    cs_parse_put(parse, parse->parts, "method", cs_parse_span_of(parse, request.method));
    cs_parse_put(parse, parse->parts, "target", cs_parse_span_of(parse, request.target));
    cs_parse_put(parse, parse->parts, "version", cs_parse_span_of(parse, request.version));
    if (request.is_connect)
        cs_parse_put_authority(parse, &request.authority);
    put_content(parse, &request.framing);
    cs_parse_put(parse, parse->parts, "fields", cs_parse_number_of(request.field_count));
    cs_parse_put(parse, parse->parts, "head_length", cs_parse_number_of(request.head_length));
    cs_parse_put_destinations(parse, readings,
                              cs_request_readings(parse->data, parse->length, &request, readings, CS_READING_COUNT));
    cs_parse_put_bodies(parse, bodies,
                        cs_request_body_readings(parse->data, parse->length, &request, bodies, CS_BODY_READING_COUNT));
    cs_parse_put_pairs(parse, pairs,
                       cs_request_pair_readings(parse->data, parse->length, &request, pairs, CS_PAIR_READING_COUNT));
}

static void add_findings(struct cs_parse *parse, const struct cs_findings *findings, size_t start)
{
    for (size_t i = 0; i < findings->count; i++)
        cs_findings_add(&parse->findings, findings->items[i].code, start + findings->items[i].offset);
    parse->findings.dropped += findings->dropped;
}

static bool is_interim(const struct cs_response *response)
{
    return response->answer == CS_COMPLETE && response->status / 100 == 1 && response->status != 101;
}

/* The head at |parse->start|. */
static void read_head(struct cs_parse *parse, struct cs_response *response)
{
    enum cs_answer answer;

    cs_response_init(response, NULL);
    answer = cs_response_parse(response, parse->data + parse->start, parse->length - parse->start);
    add_findings(parse, &response->findings, parse->start);
    if (answer == CS_NEED_MORE)
        cs_findings_add(&parse->findings, CS_CODE_INCOMPLETE, parse->length);
}

/* The body of the final response, when there is anything behind its head: a head alone is judged as one. */
static void read_body(struct cs_parse *parse, const struct cs_response *response)
{
    size_t start = parse->start + response->head_length;
    struct cs_findings findings;
    struct cs_body body;
    size_t used = 0;
    enum cs_answer answer;

    if (response->answer != CS_COMPLETE || start == parse->length)
        return;
    cs_findings_init(&findings);
    cs_body_init(&body, response->body, response->framing.content_length);
    answer = cs_body_read(&body, parse->data + start, parse->length - start, &used, &findings);
    add_findings(parse, &findings, start);
    if (answer == CS_NEED_MORE && (body.kind == CS_BODY_LENGTH || body.kind == CS_BODY_CHUNKED))
        cs_findings_add(&parse->findings, CS_CODE_INCOMPLETE, parse->length);
    cs_parse_put(parse, parse->parts, "body_length", cs_parse_number_of(body.read));
    cs_parse_put(parse, parse->parts, "surplus", cs_parse_number_of(parse->length - start - used));
}

void cs_parse_response(struct cs_parse *parse)
{
    struct cs_response response;
    size_t interim = 0;

    read_head(parse, &response);
    while (is_interim(&response) && parse->start + response.head_length < parse->length) {
        parse->start += response.head_length;
        interim++;
        read_head(parse, &response);
    }
    cs_parse_put(parse, parse->parts, "interim", cs_parse_number_of(interim));
    cs_parse_put(parse, parse->parts, "version", cs_parse_span_of(parse, response.version));
    cs_parse_put(parse, parse->parts, "status", cs_parse_number_of(response.status));
    cs_parse_put(parse, parse->parts, "reason", cs_parse_span_of(parse, response.reason));
    cs_parse_put(parse, parse->parts, "body", json_string(cs_parse_body_name(response.body)));
    cs_parse_put(parse, parse->parts, "fields", cs_parse_number_of(response.field_count));
    cs_parse_put(parse, parse->parts, "head_length", cs_parse_number_of(response.head_length));
    read_body(parse, &response);
}

/* The fields of a section that is written a line each; a name ends at the first ": " behind its first byte.  Returns
 * the array, which the caller frees; NULL without memory. */
static struct cs_field *split_section(const struct cs_parse *parse, size_t *count)
{
    struct cs_field *fields = calloc(parse->length / 2 + 1, sizeof(*fields));

    *count = 0;
    for (size_t at = 0; fields != NULL && at < parse->length;) {
        const char *lf = memchr(parse->data + at, '\n', parse->length - at);
        size_t end = lf == NULL ? parse->length : (size_t)(lf - parse->data);
        size_t line = end > at && lf != NULL && parse->data[end - 1] == '\r' ? end - 1 : end;
        size_t colon = at + 1;

        while (colon + 1 < line && (parse->data[colon] != ':' || parse->data[colon + 1] != ' '))
            colon++;
        if (line > at) {
            bool both = colon + 1 < line;

            fields[*count].name = (struct cs_span){at, (both ? colon : line) - at};
            fields[*count].value = (struct cs_span){both ? colon + 2 : line, both ? line - colon - 2 : 0};
            ++*count;
        }
        at = end + 1;
    }
    return fields;
}

static void put_part(struct cs_parse *parse, const char *key, const struct cs_head_part *part)
{
    if (part->there)
        cs_parse_put(parse, parse->parts, key, cs_parse_span_of(parse, part->text));
}

static void read_section(struct cs_parse *parse, uint8_t version)
{
    static const char status[] = ":status: ";
    size_t count;
    struct cs_field *fields = split_section(parse, &count);
    bool response = memmem(parse->data, parse->length, status, sizeof(status) - 1) != NULL;
    struct cs_message message;

    if (fields == NULL) {
        parse->failed = true;
        return;
    }
    cs_field_section_read(response ? CS_SECTION_RESPONSE : CS_SECTION_REQUEST, version, parse->data, parse->length,
                          fields, count, &message);
    cs_parse_end_head(parse, message.answer, &message.findings);
    cs_parse_put(parse, parse->parts, "kind", json_string(response ? "response" : "request"));
    if (response)
        cs_parse_put(parse, parse->parts, "status", cs_parse_number_of(message.status));
    put_part(parse, "method", &message.method);
    put_part(parse, "scheme", &message.scheme);
    put_part(parse, "authority", &message.authority);
    put_part(parse, "path", &message.path);
    put_part(parse, "protocol", &message.protocol);
    if (message.target.kind != CS_HOST_NONE)
        cs_parse_put_authority(parse, &message.target);
    cs_parse_put(parse, parse->parts, "fields", cs_parse_number_of(message.field_count));
    free(fields);
}

void cs_parse_h2_head(struct cs_parse *parse)
{
    read_section(parse, 2);
}

void cs_parse_h3_head(struct cs_parse *parse)
{
    read_section(parse, 3);
}
