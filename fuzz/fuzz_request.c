/* Target: cs_request_parse, and the lenient readings of a head.  Seeds: corpus/request/.  Dictionary:
 * fuzz/request.dict. */
#include "fuzz/property.h"

static void require_same(const struct cs_request *left, const struct cs_request *right)
{
    require(left->answer == right->answer && left->head_length == right->head_length);
    require_same_span(left->method, right->method);
    require_same_span(left->target, right->target);
    require_same_span(left->version, right->version);
    require_same_span(left->host_value, right->host_value);
    require_same_span(left->credentials, right->credentials);
    require(left->is_connect == right->is_connect && left->field_count == right->field_count);
    require(left->host_count == right->host_count && left->credentials_count == right->credentials_count);
    require(left->connection_close == right->connection_close);
    require(left->connection_keep_alive == right->connection_keep_alive);
    require(left->framing.content_length_count == right->framing.content_length_count);
    require(left->framing.chunked == right->framing.chunked);
    require(left->authority.kind == right->authority.kind);
    require(left->authority.port_number == right->authority.port_number);
    require(memcmp(&left->host, &right->host, sizeof(left->host)) == 0);
    require_same_findings(&left->findings, &right->findings);
}

static void require_inside(const struct cs_request *request, size_t size)
{
    require(request->head_length <= size);
    require_span(request->method, size);
    require_span(request->target, size);
    require_span(request->version, size);
    require_span(request->host_value, size);
    require_span(request->credentials, size);
    require_span(request->authority.host, size);
    require_findings(&request->findings, size);
    require(request->answer != CS_COMPLETE || !request->findings.invalid);
    /* What two recipients could read in two ways is never accepted. */
    require(request->answer != CS_COMPLETE || request->host_count <= 1);
    require(request->answer != CS_COMPLETE || request->credentials_count <= 1);
    require(request->answer != CS_COMPLETE || request->framing.content_length_count == 0 ||
            request->framing.transfer_encoding_count == 0);
}

/* What is accepted, written out again in its plainest form, is accepted with the same destination. */
static void require_canonical(const char *text, const struct cs_request *request)
{
    struct cs_destination before;
    struct cs_destination after;
    struct cs_request again;
    char plain[1200];
    int host = (int)request->authority.host.length;
    int length;

    if (!cs_authority_destination(text, &request->authority, &before))
        return;
    length = snprintf(plain, sizeof(plain), "CONNECT %.*s:%u HTTP/1.1\r\nHost: %.*s:%u\r\n\r\n", host,
                      text + request->authority.host.start, before.port, host, text + request->authority.host.start,
                      before.port);
    cs_request_init(&again, NULL);
    require(cs_request_parse(&again, plain, (size_t)length) == CS_COMPLETE);
    require(cs_authority_destination(plain, &again.authority, &after));
    require(before.port == after.port && before.length == after.length &&
            memcmp(before.host, after.host, before.length) == 0);
}

/* Bounds only ever turn a head away, and say so. */
static void check_limits(const char *text, size_t size, const struct cs_request *whole)
{
    const struct cs_limits limits = {.head_bytes = 64, .fields = 2};
    struct cs_request bounded;

    cs_request_init(&bounded, &limits);
    cs_request_parse(&bounded, text, size);
    if (bounded.findings.dropped > 0)
        return; /* the one that says so may be among those */
    if (cs_findings_has(&bounded.findings, CS_CODE_HEAD_TOO_LARGE))
        require(bounded.answer == CS_MALFORMED && size > limits.head_bytes);
    else if (cs_findings_has(&bounded.findings, CS_CODE_TOO_MANY_FIELDS))
        require(bounded.answer == CS_MALFORMED && bounded.field_count >= limits.fields);
    else
        require_same(whole, &bounded);
}

/* A bound on the number of fields rules out the short ways: without them, the same. */
static void check_long_way(const char *text, size_t size, const struct cs_request *whole)
{
    const struct cs_limits limits = {.fields = SIZE_MAX};
    struct cs_request request;

    cs_request_init(&request, &limits);
    cs_request_parse(&request, text, size);
    require_same(whole, &request);
}

/* Each reading once, in order; none of framing that a strict reader has, too. */
static void check_readings(const char *text, size_t size, const struct cs_request *request)
{
    struct cs_reading readings[CS_READING_COUNT];
    struct cs_body_reading bodies[CS_BODY_READING_COUNT];
    struct cs_pair_reading pairs[CS_PAIR_READING_COUNT];
    size_t count = cs_request_readings(text, size, request, readings, CS_READING_COUNT);
    size_t body_count = cs_request_body_readings(text, size, request, bodies, CS_BODY_READING_COUNT);
    size_t pair_count = cs_request_pair_readings(text, size, request, pairs, CS_PAIR_READING_COUNT);

    for (size_t i = 0; i < count; i++) {
        require(readings[i].kind < CS_READING_COUNT && readings[i].destination.length <= CS_DESTINATION_HOST_MAX);
        require(cs_reading_name(readings[i].kind)[0] != '\0' && cs_reading_sentence(readings[i].kind)[0] != '\0');
        require(i == 0 || readings[i].kind > readings[i - 1].kind);
        require(readings[i].kind < CS_READING_LINE_FEED || request->answer == CS_MALFORMED); /* something is borne */
    }
    for (size_t i = 0; i < body_count; i++) {
        require(i == 0 || bodies[i].kind > bodies[i - 1].kind);
        require(cs_body_reading_name(bodies[i].kind)[0] != '\0' && cs_body_reading_sentence(bodies[i].kind)[0] != '\0');
        require((bodies[i].body == CS_BODY_LENGTH) == (bodies[i].length > 0));
        require(request->answer != CS_COMPLETE || bodies[i].body != CS_BODY_LENGTH ||
                bodies[i].length != request->framing.content_length || !request->framing.content_length_valid ||
                request->framing.transfer_encoding_count > 0);
    }
    for (size_t i = 0; i < pair_count; i++) {
        require(i == 0 || pairs[i].kind > pairs[i - 1].kind);
        require(cs_pair_reading_name(pairs[i].kind)[0] != '\0' && cs_pair_reading_sentence(pairs[i].kind)[0] != '\0');
        require(pairs[i].pair.user_length + pairs[i].pair.password_length <= CS_PAIR_MAX);
    }
}

/* What is made for another target is not taken. */
static void check_credentials(const char *text, size_t size, const struct cs_request *request)
{
    struct cs_credentials credentials;
    struct cs_findings findings;
    const struct cs_auth_param *uri;
    bool taken;

    cs_findings_init(&findings);
    taken = cs_request_credentials(text, request, &credentials, &findings) == CS_COMPLETE;
    require(taken == !findings.invalid);
    require_findings(&findings, size);
    uri = cs_auth_param_find(text, 0, credentials.params, credentials.param_count, "uri");
    require(!taken || credentials.scheme != CS_SCHEME_DIGEST || uri->value.length == request->target.length);
}

/* Read in two pieces, or byte by byte. */
static void check_splits(const char *text, size_t size, uint64_t number, const struct cs_request *whole)
{
    struct cs_request split;

    cs_request_init(&split, NULL);
    cs_request_parse(&split, text, split_point(number, size));
    cs_request_parse(&split, text, size);
    require_same(whole, &split);
    if (!is_sampled(number, 1, 128))
        return;
    cs_request_init(&split, NULL);
    for (size_t i = 0; i <= size && i <= 600; i++)
        cs_request_parse(&split, text, i);
    cs_request_parse(&split, text, size);
    require_same(whole, &split);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    uint64_t number = own_number(data, size);
    struct cs_request whole;

    cs_request_init(&whole, NULL);
    cs_request_parse(&whole, text, size);
    require_inside(&whole, size);
    if (is_sampled(number, 2, 32))
        check_splits(text, size, number, &whole);
    if (is_sampled(number, 3, 32))
        check_limits(text, size, &whole);
    if (is_sampled(number, 4, 32))
        check_long_way(text, size, &whole);
    if (is_sampled(number, 5, 32))
        check_readings(text, size, &whole);
    if (whole.credentials_count > 0 && is_sampled(number, 6, 4))
        check_credentials(text, size, &whole);
    if (whole.answer == CS_COMPLETE && whole.is_connect && is_sampled(number, 7, 4))
        require_canonical(text, &whole);
    return 0;
}
