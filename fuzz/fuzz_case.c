/* Target: cs_case_parse, a case file.  Seeds: corpus/case/.  Dictionary: fuzz/case.dict. */
#include "fuzz/property.h"
#include "harness/scenario/case.h"

/* The path that the case's own id asks for, so that the rest of the file is read too. */
static void name_path(const char *text, size_t size, char path[128])
{
    size_t length = 0;

    if (size > 4 && memcmp(text, "id: ", 4) == 0)
        while (length < 100 && 4 + length < size && text[4 + length] != '\n' && text[4 + length] != '\0')
            length++;
    (void)snprintf(path, 128, "cases/%.*s.yaml", (int)length, length == 0 ? "" : text + 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cs_diagnostics diagnostics;
    struct cs_case *item;
    char path[128];

    name_path((const char *)data, size, path);
    memset(&diagnostics, 0, sizeof(diagnostics));
    item = cs_case_parse((const char *)data, size, path, NULL, NULL, &diagnostics);
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
