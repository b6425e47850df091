/* Target: cs_credentials_parse and cs_basic_decode.  Seeds: corpus/credentials/.  Dictionary: fuzz/credentials.dict. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
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
    check_basic(text, size);
    return 0;
}
