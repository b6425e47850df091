/* Target: cs_host_value_parse.  Seeds: corpus/host/.  Dictionary: fuzz/host.dict. */
#include "fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct cs_authority host;
    struct cs_authority shifted;
    struct cs_findings findings;
    struct cs_findings more;
    enum cs_answer answer;

    cs_findings_init(&findings);
    answer = cs_host_value_parse(text, size, 0, &host, &findings);
    require((answer == CS_MALFORMED) == findings.invalid);
    require_span(host.host, size);
    require_span(host.port, size);
    require_findings(&findings, size);
    /* Where the value stands in its message changes nothing but the offsets. */
    cs_findings_init(&more);
    require(cs_host_value_parse(text, size, 100, &shifted, &more) == answer);
    require(more.count == findings.count && shifted.kind == host.kind && shifted.port_number == host.port_number);
    for (size_t i = 0; i < more.count; i++)
        require(more.items[i].code == findings.items[i].code && more.items[i].offset == findings.items[i].offset + 100);
    return 0;
}
