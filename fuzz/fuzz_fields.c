/* Target: cs_field_next and cs_list_has.  Seeds: corpus/fields/.  Dictionary: fuzz/fields.dict. */
#include "fuzz/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct cs_findings findings;
    struct cs_field field;
    size_t position = 0;
    size_t before = 0;

    cs_findings_init(&findings);
    while (cs_field_next(text, size, &position, &field, &findings)) {
        require(position > before && position <= size);
        require(field.line.start >= before && field.line.start + field.line.length <= position);
        require(field.name.start >= field.line.start);
        require(field.name.start + field.name.length <= field.line.start + field.line.length);
        require(field.value.length == 0 ||
                field.value.start + field.value.length <= field.line.start + field.line.length);
        cs_list_has(text, field.value, "close");
        before = position;
    }
    require(position <= size);
    require_findings(&findings, size);
    return 0;
}
