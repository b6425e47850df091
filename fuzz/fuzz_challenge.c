/* Target: cs_challenge_next.  Seeds: corpus/challenge/.  Dictionary: fuzz/challenge.dict. */
#include "fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct cs_challenge challenge;
    struct cs_findings findings;
    size_t position = 0;
    size_t before = 0;

    cs_findings_init(&findings);
    while (cs_challenge_next(text, size, 0, &position, &challenge, &findings)) {
        require(position > before && position <= size);
        require_span(challenge.scheme_name, size);
        require_span(challenge.token68, size);
        require(challenge.param_count <= CS_AUTH_PARAMS_MAX);
        for (size_t i = 0; i < challenge.param_count; i++) {
            require_span(challenge.params[i].name, size);
            require_span(challenge.params[i].value, size);
        }
        cs_auth_param_find(text, 0, challenge.params, challenge.param_count, "realm");
        before = position;
    }
    require_findings(&findings, size);
    return 0;
}
