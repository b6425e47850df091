/* connectspec parse: standard input through the reference parser, as one JSON object. */
#include <arpa/inet.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "reference/connectref.h"
#include "reports/escape.h"

static const char usage[] =
    "usage: connectspec parse request|response|h2-head|authority|host|challenge|credentials\n\n"
    "Feeds standard input, exact bytes, to the reference parser and prints one JSON object. request reads a\n"
    "message head; what follows the empty line is not looked at. response reads what answers a CONNECT: interim\n"
    "responses, the final head and, if anything follows that, its body, which then has to be whole. h2-head reads\n"
    "a decoded field section of HTTP/2, a line a field, `:method: CONNECT`. authority reads the target of CONNECT; "
    "host,\n"
    "challenge and credentials read the value of Host, Proxy-Authenticate and Proxy-Authorization.\n"
    "Exit status: 0 valid, 1 invalid or unfinished, 2 usage, or input larger than 16 MiB.\n";

#define INPUT_MAX ((size_t)16 << 20)

/* What was read, and what became of it.  Values are escaped: a byte that is no printable ASCII reads \xHH. */
struct parse {
    char *data;
    size_t length;
    size_t start; /* what spans count from: the final head behind interim responses */
    struct cs_findings findings;
    json_t *parts;    /* object: what a valid input consists of */
    json_t *readings; /* object: what lenient readers make of it, valid or not, an array a kind */
    bool failed;      /* no memory */
};

static void put(struct parse *parse, json_t *object, const char *key, json_t *value)
{
    parse->failed |= json_object_set_new(object, key, value) != 0;
}

static json_t *text_of(const char *bytes, size_t length)
{
    char *escaped = cs_escape(bytes, length);
    json_t *text = escaped == NULL ? NULL : json_string(escaped);

    free(escaped);
    return text;
}

static json_t *span_of(const struct parse *parse, struct cs_span span)
{
    return text_of(parse->data + parse->start + span.start, span.length);
}

static json_t *number_of(size_t number)
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

static void put_authority(struct parse *parse, const struct cs_authority *authority)
{
    bool literal = authority->kind == CS_HOST_IPV4 || authority->kind == CS_HOST_IPV6;
    char address[INET6_ADDRSTRLEN];

    put(parse, parse->parts, "host", span_of(parse, authority->host));
    put(parse, parse->parts, "host_kind", json_string(kind_name(authority->kind)));
    if (literal && inet_ntop(authority->kind == CS_HOST_IPV4 ? AF_INET : AF_INET6, authority->address, address,
                             sizeof(address)) != NULL)
        put(parse, parse->parts, "address", json_string(address));
    if (authority->port_number != 0)
        put(parse, parse->parts, "port", number_of(authority->port_number));
}

/* Adds |item| to the array |kind| of readings, with the name and the sentence of its mistake. */
static void put_reading(struct parse *parse, const char *kind, json_t *item, const char *name, const char *sentence)
{
    put(parse, item, "name", json_string(name));
    put(parse, item, "sentence", json_string(sentence));
    parse->failed |= json_array_append_new(json_object_get(parse->readings, kind), item) != 0;
}

static void put_destinations(struct parse *parse, const struct cs_reading *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_object();
        put(parse, item, "host", text_of(readings[i].destination.host, readings[i].destination.length));
        put(parse, item, "port", number_of(readings[i].destination.port));
        put_reading(parse, "readings", item, cs_reading_name(readings[i].kind), cs_reading_sentence(readings[i].kind));
    }
}

static const char *body_name(enum cs_body_kind kind)
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

static void put_bodies(struct parse *parse, const struct cs_body_reading *readings, size_t count)
{
    put(parse, parse->readings, "body_readings", json_array());
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_object();
        put(parse, item, "body", json_string(body_name(readings[i].body)));
        if (readings[i].body == CS_BODY_LENGTH)
            put(parse, item, "length", number_of(readings[i].length));
        put_reading(parse, "body_readings", item, cs_body_reading_name(readings[i].kind),
                    cs_body_reading_sentence(readings[i].kind));
    }
}

static void put_pairs(struct parse *parse, const struct cs_pair_reading *readings, size_t count)
{
    put(parse, parse->readings, "credentials_readings", json_array());
    for (size_t i = 0; i < count; i++) {
        const struct cs_basic_pair *pair = &readings[i].pair;
        json_t *item = json_object();
        put(parse, item, "user", text_of(pair->text, pair->user_length));
        put(parse, item, "password", text_of(pair->text + pair->user_length, pair->password_length));
        put_reading(parse, "credentials_readings", item, cs_pair_reading_name(readings[i].kind),
                    cs_pair_reading_sentence(readings[i].kind));
    }
}

static void end_head(struct parse *parse, enum cs_answer answer, const struct cs_findings *findings)
{
    parse->findings = *findings;
    if (answer == CS_NEED_MORE)
        cs_findings_add(&parse->findings, CS_CODE_INCOMPLETE, parse->length);
}

static void parse_request(struct parse *parse)
{
    struct cs_reading readings[CS_READING_COUNT];
    struct cs_body_reading bodies[CS_BODY_READING_COUNT];
    struct cs_pair_reading pairs[CS_PAIR_READING_COUNT];
    struct cs_credentials credentials;
    struct cs_request request;

    cs_request_init(&request, NULL);
    end_head(parse, cs_request_parse(&request, parse->data, parse->length), &request.findings);
    if (request.credentials_count > 0)
        cs_request_credentials(parse->data, &request, &credentials, &parse->findings);
    put(parse, parse->parts, "method", span_of(parse, request.method));
    put(parse, parse->parts, "target", span_of(parse, request.target));
    put(parse, parse->parts, "version", span_of(parse, request.version));
    if (request.is_connect)
        put_authority(parse, &request.authority);
    put(parse, parse->parts, "fields", number_of(request.field_count));
    put(parse, parse->parts, "head_length", number_of(request.head_length));
    put_destinations(parse, readings,
                     cs_request_readings(parse->data, parse->length, &request, readings, CS_READING_COUNT));
    put_bodies(parse, bodies,
               cs_request_body_readings(parse->data, parse->length, &request, bodies, CS_BODY_READING_COUNT));
    put_pairs(parse, pairs,
              cs_request_pair_readings(parse->data, parse->length, &request, pairs, CS_PAIR_READING_COUNT));
}

static void add_findings(struct parse *parse, const struct cs_findings *findings, size_t start)
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
static void read_head(struct parse *parse, struct cs_response *response)
{
    enum cs_answer answer;

    cs_response_init(response, NULL);
    answer = cs_response_parse(response, parse->data + parse->start, parse->length - parse->start);
    add_findings(parse, &response->findings, parse->start);
    if (answer == CS_NEED_MORE)
        cs_findings_add(&parse->findings, CS_CODE_INCOMPLETE, parse->length);
}

/* The body of the final response, when there is anything behind its head: a head alone is judged as one. */
static void read_body(struct parse *parse, const struct cs_response *response)
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
    put(parse, parse->parts, "body_length", number_of(body.read));
    put(parse, parse->parts, "surplus", number_of(parse->length - start - used));
}

static void parse_response(struct parse *parse)
{
    struct cs_response response;
    size_t interim = 0;

    read_head(parse, &response);
    while (is_interim(&response) && parse->start + response.head_length < parse->length) {
        parse->start += response.head_length;
        interim++;
        read_head(parse, &response);
    }
    put(parse, parse->parts, "interim", number_of(interim));
    put(parse, parse->parts, "version", span_of(parse, response.version));
    put(parse, parse->parts, "status", number_of(response.status));
    put(parse, parse->parts, "reason", span_of(parse, response.reason));
    put(parse, parse->parts, "body", json_string(body_name(response.body)));
    put(parse, parse->parts, "fields", number_of(response.field_count));
    put(parse, parse->parts, "head_length", number_of(response.head_length));
    read_body(parse, &response);
}

/* The fields of a section that is written a line each; a name ends at the first ": " behind its first byte.  Returns the
 * array, which the caller frees; NULL without memory. */
static struct cs_field *split_section(const struct parse *parse, size_t *count)
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

static void put_part(struct parse *parse, const char *key, const struct cs_head_part *part)
{
    if (part->there)
        put(parse, parse->parts, key, span_of(parse, part->text));
}

static void parse_h2_head(struct parse *parse)
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
    cs_field_section_read(response ? CS_SECTION_RESPONSE : CS_SECTION_REQUEST, 2, parse->data, parse->length, fields,
                          count, &message);
    end_head(parse, message.answer, &message.findings);
    put(parse, parse->parts, "kind", json_string(response ? "response" : "request"));
    if (response)
        put(parse, parse->parts, "status", number_of(message.status));
    put_part(parse, "method", &message.method);
    put_part(parse, "scheme", &message.scheme);
    put_part(parse, "authority", &message.authority);
    put_part(parse, "path", &message.path);
    put_part(parse, "protocol", &message.protocol);
    if (message.target.kind != CS_HOST_NONE)
        put_authority(parse, &message.target);
    put(parse, parse->parts, "fields", number_of(message.field_count));
    free(fields);
}

static void parse_authority(struct parse *parse)
{
    struct cs_reading readings[CS_READING_COUNT];
    struct cs_authority authority;

    cs_authority_parse(parse->data, parse->length, 0, &authority, &parse->findings);
    put_authority(parse, &authority);
    put_destinations(parse, readings, cs_target_readings(parse->data, parse->length, readings, CS_READING_COUNT));
}

static void parse_host(struct parse *parse)
{
    struct cs_authority authority;

    cs_host_value_parse(parse->data, parse->length, 0, &authority, &parse->findings);
    put_authority(parse, &authority);
}

static void put_auth(struct parse *parse, json_t *object, struct cs_span scheme, struct cs_span token68,
                     const struct cs_auth_param *params, size_t count)
{
    json_t *list = json_object();

    put(parse, object, "scheme", span_of(parse, scheme));
    if (token68.length > 0)
        put(parse, object, "token68", span_of(parse, token68));
    for (size_t i = 0; i < count; i++) {
        char *name = cs_escape(parse->data + params[i].name.start, params[i].name.length);
        if (name != NULL)
            put(parse, list, name, span_of(parse, params[i].value));
        parse->failed |= name == NULL;
        free(name);
    }
    put(parse, object, "parameters", list);
}

static void parse_challenge(struct parse *parse)
{
    json_t *list = json_array();
    struct cs_challenge challenge;
    size_t position = 0;

    while (cs_challenge_next(parse->data, parse->length, 0, &position, &challenge, &parse->findings)) {
        json_t *item = json_object();
        put_auth(parse, item, challenge.scheme_name, challenge.token68, challenge.params, challenge.param_count);
        parse->failed |= json_array_append_new(list, item) != 0;
    }
    put(parse, parse->parts, "challenges", list);
}

static void parse_credentials(struct parse *parse)
{
    struct cs_pair_reading pairs[CS_PAIR_READING_COUNT];
    struct cs_credentials credentials;

    cs_credentials_parse(parse->data, parse->length, 0, &credentials, &parse->findings);
    put_auth(parse, parse->parts, credentials.scheme_name, credentials.token68, credentials.params,
             credentials.param_count);
    put_pairs(parse, pairs, cs_value_pair_readings(parse->data, parse->length, pairs, CS_PAIR_READING_COUNT));
}

static const struct {
    const char *name;
    void (*run)(struct parse *parse);
} kinds[] = {
    {"request", parse_request},         {"response", parse_response}, {"authority", parse_authority},
    {"h2-head", parse_h2_head},         {"host", parse_host},         {"challenge", parse_challenge},
    {"credentials", parse_credentials},
};

/* Adds the findings of one level, so that those that make the input invalid come first. */
static void put_findings(struct parse *parse, json_t *list, enum cs_level level)
{
    for (size_t i = 0; i < parse->findings.count; i++) {
        enum cs_code code = parse->findings.items[i].code;
        json_t *item;
        if (cs_code_level(code) != level)
            continue;
        item = json_object();
        put(parse, item, "code", json_string(cs_code_name(code)));
        put(parse, item, "offset", number_of(parse->findings.items[i].offset));
        put(parse, item, "requirement", json_string(cs_code_requirement(code)));
        put(parse, item, "level", json_string(level == CS_MUST ? "MUST" : "SHOULD"));
        put(parse, item, "sentence", json_string(cs_code_sentence(code)));
        parse->failed |= json_array_append_new(list, item) != 0;
    }
}

/* The document.  NULL without memory. */
static json_t *describe(struct parse *parse)
{
    json_t *root = json_object();
    json_t *findings = json_array();
    bool valid = !parse->findings.invalid;

    put_findings(parse, findings, CS_MUST);
    put_findings(parse, findings, CS_SHOULD);
    put(parse, root, "valid", json_boolean(valid));
    if (!valid) {
        json_t *first = json_array_get(findings, 0);
        put(parse, root, "error", json_incref(json_object_get(first, "code")));
        put(parse, root, "offset", json_incref(json_object_get(first, "offset")));
        put(parse, root, "requirement", json_incref(json_object_get(first, "requirement")));
    } else {
        parse->failed |= json_object_update(root, parse->parts) != 0;
    }
    put(parse, root, "findings", findings);
    parse->failed |= json_object_update(root, parse->readings) != 0;
    if (!parse->failed)
        return root;
    json_decref(root);
    return NULL;
}

/* All of standard input; false, with a line on stderr, when there is too much of it. */
static bool read_input(struct parse *parse)
{
    parse->data = malloc(INPUT_MAX + 1);
    if (parse->data == NULL) {
        fputs("connectspec parse: out of memory\n", stderr);
        return false;
    }
    parse->length = fread(parse->data, 1, INPUT_MAX + 1, stdin);
    if (ferror(stdin) || parse->length > INPUT_MAX) {
        fputs("connectspec parse: standard input cannot be read, or is larger than 16 MiB\n", stderr);
        return false;
    }
    return true;
}

static int print_parse(struct parse *parse)
{
    json_t *root = describe(parse);
    int written = root == NULL ? -1 : json_dumpf(root, stdout, JSON_COMPACT);

    json_decref(root);
    if (written != 0 || putchar('\n') == EOF || fflush(stdout) != 0) {
        fputs("connectspec parse: the result cannot be written\n", stderr);
        return CS_EXIT_USAGE;
    }
    return parse->findings.invalid ? CS_EXIT_NONCONFORMANT : CS_EXIT_OK;
}

static int run(void (*parser)(struct parse *parse))
{
    struct parse parse = {.parts = json_object(), .readings = json_object()};
    int status = CS_EXIT_USAGE;

    cs_findings_init(&parse.findings);
    put(&parse, parse.readings, "readings", json_array());
    if (read_input(&parse)) {
        parser(&parse);
        status = print_parse(&parse);
    }
    json_decref(parse.parts);
    json_decref(parse.readings);
    free(parse.data);
    return status;
}

int cs_cmd_parse(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(usage, stdout);
        return CS_EXIT_OK;
    }
    for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(argv[1], kinds[i].name) == 0)
            return run(kinds[i].run);
    fputs(usage, stderr);
    return CS_EXIT_USAGE;
}
