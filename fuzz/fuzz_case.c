/* Target: cs_case_parse, a case file.  Seeds: corpus/case/.  Dictionary: fuzz/case.dict. */
#include "fuzz/property.h"
#include "harness/scenario/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cs_diagnostics diagnostics;
    struct cs_case *item;

    memset(&diagnostics, 0, sizeof(diagnostics));
    item = cs_case_parse((const char *)data, size, "cases/x.yaml", NULL, NULL, &diagnostics);
    /* Either a case or the reason why not, with its place inside the file. */
    require((item == NULL) == (diagnostics.count > 0));
    for (size_t i = 0; i < diagnostics.count && i < CS_DIAGNOSTICS_MAX; i++) {
        require(diagnostics.items[i].place.line <= size + 1);
        require(diagnostics.items[i].place.column <= size + 1);
    }
    require(item == NULL || (item->step_count > 0 && item->accept_count > 0));
    cs_case_free(item);
    cs_diagnostics_free(&diagnostics);
    return 0;
}
