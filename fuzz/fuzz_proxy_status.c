/* Target: cs_proxy_status_parse.  Seeds: corpus/proxy_status/.  Dictionary: fuzz/proxy_status.dict. */
#include "fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cs_proxy_status status;
    struct cs_findings findings;

    cs_findings_init(&findings);
    require((cs_proxy_status_parse((const char *)data, size, 0, &status, &findings) == CS_MALFORMED) ==
            findings.invalid);
    require_span(status.last, size);
    require_span(status.error, size);
    require(status.recommended == 0 || (status.recommended >= 200 && status.recommended <= 599));
    require_findings(&findings, size);
    return 0;
}
