/* Target: cs_credentials_parse, cs_basic_decode and cs_value_pair_readings.  Seeds: corpus/credentials/.  Dictionary:
 * fuzz/credentials.dict. */
#include "fuzz/property.h"

static void check_basic(const char *text, size_t size)
{
    char decoded[512];
    struct cs_span user;
    struct cs_span password;
    struct cs_findings findings;

    cs_findings_init(&findings);
    if (cs_basic_decode(text, size, 0, decoded, sizeof(decoded), &user, &password, &findings) != CS_COMPLETE) {
        require(findings.invalid);
        return;
    }
    require_span(user, sizeof(decoded));
    require_span(password, sizeof(decoded));
    require(decoded[user.length] == ':' && memchr(decoded, ':', user.length) == NULL);
}

/* No lenient reading comes to what a strict reader takes, and none is told twice. */
static void check_readings(const char *text, size_t size, const struct cs_credentials *credentials, bool valid)
{
    struct cs_pair_reading readings[CS_PAIR_READING_COUNT];
    size_t count = cs_value_pair_readings(text, size, readings, CS_PAIR_READING_COUNT);
    char strict[512];
    struct cs_span user = {0};
    struct cs_span password = {0};
    struct cs_findings findings;

    cs_findings_init(&findings);
    valid = valid && credentials->scheme == CS_SCHEME_BASIC &&
            cs_basic_decode(text + credentials->token68.start, credentials->token68.length, 0, strict, sizeof(strict),
                            &user, &password, &findings) == CS_COMPLETE;
    for (size_t i = 0; i < count; i++) {
        const struct cs_basic_pair *pair = &readings[i].pair;

        require(i == 0 || readings[i].kind > readings[i - 1].kind);
        require(pair->user_length + pair->password_length <= CS_PAIR_MAX);
        require(!valid || user.length + password.length > CS_PAIR_MAX || pair->user_length != user.length ||
                pair->password_length != password.length || memcmp(pair->text, strict, user.length) != 0 ||
                memcmp(pair->text + user.length, strict + password.start, password.length) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    uint64_t number = own_number(data, size);
    struct cs_credentials credentials;
    struct cs_findings findings;

    cs_findings_init(&findings);
    require((cs_credentials_parse(text, size, 0, &credentials, &findings) == CS_MALFORMED) == findings.invalid);
    require_span(credentials.scheme_name, size);
    require_span(credentials.token68, size);
    require(credentials.param_count <= CS_AUTH_PARAMS_MAX);
    for (size_t i = 0; i < credentials.param_count; i++) {
        require_span(credentials.params[i].name, size);
        require_span(credentials.params[i].value, size);
    }
    require_findings(&findings, size);
    if (is_sampled(number, 1, 4))
        check_basic(text, size);
    if (is_sampled(number, 2, 16))
        check_readings(text, size, &credentials, !findings.invalid);
    return 0;
}
