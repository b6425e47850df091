/* Target: our verdict on a request head beside http_parser's (Node.js's parser of old).  Each class of disagreement
 * has to stand in fuzz/DIFFERENCES.md, else it is a bug of one of the two.  Seeds: corpus/differential/.  Dictionary:
 * fuzz/differential.dict. */
#include <http_parser.h>

#include "fuzz/differences.h"
#include "fuzz/property.h"

/* What http_parser says of a head. */
struct other {
    bool complete;
    const char *error; /* "HPE_...", where it takes no tab "HPE_...-at-tab", or NULL */
    size_t target_start;
    size_t target_length;
    size_t head_length;
    const char *data;
};

static int on_target(http_parser *parser, const char *at, size_t length)
{
    struct other *other = parser->data;

    if (other->target_length == 0)
        other->target_start = (size_t)(at - other->data);
    other->target_length += length;
    return 0;
}

static int on_head(http_parser *parser)
{
    struct other *other = parser->data;

    other->complete = true;
    http_parser_pause(parser, 1); /* what follows the head is not compared */
    return 0;
}

static struct other ask_other(const char *data, size_t size, http_parser *parser)
{
    static const http_parser_settings settings = {.on_url = on_target, .on_headers_complete = on_head};
    struct other other = {.data = data};

    http_parser_init(parser, HTTP_REQUEST);
    parser->data = &other;
    other.head_length = http_parser_execute(parser, &settings, data, size);
    if (!other.complete && parser->http_errno != HPE_OK)
        other.error = http_errno_name((enum http_errno)parser->http_errno);
    if (!other.complete && parser->http_errno == HPE_INVALID_CONTENT_LENGTH && data[other.head_length] == '\t')
        other.error = "HPE_INVALID_CONTENT_LENGTH-at-tab";
    return other;
}

/* Our first finding that makes the head invalid; "" when there is none. */
static const char *first_violation(const struct cs_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (cs_code_level(findings->items[i].code) == CS_MUST)
            return cs_code_name(findings->items[i].code);
    return "";
}

static const char *our_word(const struct cs_request *request)
{
    const char *violation = first_violation(&request->findings);

    if (violation[0] != '\0')
        return violation;
    return request->answer == CS_COMPLETE ? "accepted" : "incomplete";
}

/* A length beyond both bounds: a finding of ours that leaves the head readable, an error of theirs. */
static bool is_too_long(const struct cs_request *request, const struct other *other)
{
    return request->answer == CS_COMPLETE && request->framing.content_length == CS_LENGTH_TOO_LARGE &&
           strcmp(other->error, "HPE_INVALID_CONTENT_LENGTH") == 0;
}

static void require_explained(const char *ours, const char *theirs)
{
    for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
        if (strcmp(differences[i].ours, ours) == 0 && strcmp(differences[i].theirs, theirs) == 0)
            return;
    fprintf(stderr, "a difference that fuzz/DIFFERENCES.md does not explain: ours `%s`, theirs `%s`\n", ours, theirs);
    abort();
}

/* Both took it: they have to agree on what it says. */
static void require_same_reading(const struct cs_request *request, const struct other *other, const http_parser *parser,
                                 const char *text)
{
    struct http_parser_url url;

    require(request->is_connect == (parser->method == HTTP_CONNECT));
    require(request->target.start == other->target_start && request->target.length == other->target_length);
    require(request->version_major == parser->http_major && request->version_minor == parser->http_minor);
    require(!request->framing.content_length_valid || request->framing.content_length == parser->content_length);
    require(request->head_length == other->head_length || request->head_length == other->head_length + 1);
    if (!request->is_connect || request->authority.kind == CS_HOST_IPFUTURE)
        return;
    http_parser_url_init(&url);
    if (http_parser_parse_url(text + request->target.start, request->target.length, 1, &url) != 0) {
        require_explained("accepted", "target-refused");
        return;
    }
    require(url.port == request->authority.port_number);
    require(url.field_data[UF_HOST].len ==
            request->authority.host.length - (request->authority.kind == CS_HOST_IPV6 ? 2 : 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct cs_request request;
    http_parser parser;
    struct other other = ask_other(text, size, &parser);
    const char *ours;

    cs_request_init(&request, NULL);
    cs_request_parse(&request, text, size);
    ours = our_word(&request);
    if (strcmp(ours, "accepted") == 0 && other.complete)
        require_same_reading(&request, &other, &parser, text);
    else if (first_violation(&request.findings)[0] == '\0' && other.error != NULL)
        require_explained(is_too_long(&request, &other) ? "content-length-too-large" : ours, other.error);
    else if (other.error == NULL && (strcmp(ours, "incomplete") != 0 || other.complete))
        require_explained(ours, "accepts");
    return 0;
}
