/* Target: cs_response_parse and cs_exchange_read.  Seeds: corpus/response/.  Dictionary: fuzz/response.dict. */
#include "fuzz/property.h"

static void require_same(const struct cs_response *left, const struct cs_response *right)
{
    require(left->answer == right->answer && left->head_length == right->head_length);
    require(left->status == right->status && left->body == right->body && left->field_count == right->field_count);
    require(left->version_minor == right->version_minor && left->connection_close == right->connection_close);
    require(left->challenge_count == right->challenge_count);
    require_same_span(left->version, right->version);
    require_same_span(left->challenge, right->challenge);
    require_same_span(left->reason, right->reason);
    require_same_findings(&left->findings, &right->findings);
}

/* Bounds only ever turn a head away, and say so. */
static void check_limits(const char *text, size_t size, const struct cs_response *whole)
{
    const struct cs_limits limits = {.head_bytes = 64, .fields = 2};
    struct cs_response bounded;

    cs_response_init(&bounded, &limits);
    cs_response_parse(&bounded, text, size);
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
static void check_long_way(const char *text, size_t size, const struct cs_response *whole)
{
    const struct cs_limits limits = {.fields = SIZE_MAX};
    struct cs_response response;

    cs_response_init(&response, &limits);
    cs_response_parse(&response, text, size);
    require_same(whole, &response);
}

static void check_head(const char *text, size_t size, uint64_t number)
{
    struct cs_response whole;
    struct cs_response parts;

    cs_response_init(&whole, NULL);
    cs_response_parse(&whole, text, size);
    require(whole.head_length <= size);
    require_span(whole.version, size);
    require_span(whole.reason, size);
    require_span(whole.challenge, size);
    require_findings(&whole.findings, size);
    require(whole.answer != CS_COMPLETE || !whole.findings.invalid);
    if (is_sampled(number, 1, 32)) {
        cs_response_init(&parts, NULL);
        cs_response_parse(&parts, text, split_point(number, size));
        cs_response_parse(&parts, text, size);
        require_same(&whole, &parts);
    }
    if (is_sampled(number, 2, 32))
        check_limits(text, size, &whole);
    if (is_sampled(number, 3, 32))
        check_long_way(text, size, &whole);
}

static void check_exchange(const char *text, size_t size, size_t split)
{
    struct cs_exchange whole;
    struct cs_exchange parts;

    cs_exchange_init(&whole);
    cs_exchange_read(&whole, text, size, size, true);
    cs_exchange_init(&parts);
    cs_exchange_read(&parts, text, split, split, false);
    cs_exchange_read(&parts, text, size, size, false);
    cs_exchange_read(&parts, text, size, size, true);
    require(whole.state == parts.state && whole.final_count == parts.final_count);
    require(whole.interim_count == parts.interim_count && whole.surplus == parts.surplus && whole.end == parts.end);
    require(whole.end <= size && whole.surplus <= size);
    require(whole.state != CS_EXCHANGE_TUNNEL || (whole.final.status >= 200 && whole.final.status < 300));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t number = own_number(data, size);

    check_head((const char *)data, size, number);
    if (is_sampled(number, 4, 4))
        check_exchange((const char *)data, size, split_point(number, size));
    return 0;
}
