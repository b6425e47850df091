/* Target: cs_field_next, cs_list_has, and every way of skimming lines.  Seeds: corpus/fields/.  Dictionary:
 * fuzz/fields.dict. */
#include "fuzz/property.h"
#include "reference/skim.h"

/* All lines that are well-formed from |start| on, up to |bound|. */
struct passed {
    size_t position;
    size_t lines;
    size_t known;
    uint64_t places; /* of the known lines, mixed */
};

static void pass(void (*skim)(const char *data, size_t start, size_t bound, struct cs_skim *out), const char *data,
                 size_t bound, struct passed *passed)
{
    struct cs_skim out;

    do {
        skim(data, passed->position, bound, &out);
        require(out.position >= passed->position && out.position <= bound && out.count <= CS_SKIM_MAX);
        for (size_t i = 0; i < out.count; i++) {
            require(out.known[i].start < out.known[i].colon && out.known[i].colon < out.known[i].end);
            passed->places = passed->places * 31 + out.known[i].start * 7 + out.known[i].colon * 3 + out.known[i].end;
        }
        passed->position = out.position;
        passed->lines += out.lines;
        passed->known += out.count;
    } while (out.full);
}

/* A variant may stop early; where the plain one then ends is where the plain one alone does. */
static void require_equal_skim(void (*skim)(const char *data, size_t start, size_t bound, struct cs_skim *out),
                               const char *data, size_t bound)
{
    struct passed plain = {.position = 1};
    struct passed mixed = {.position = 1};

    pass(cs_skim_plain, data, bound, &plain);
    pass(skim, data, bound, &mixed);
    pass(cs_skim_plain, data, bound, &mixed);
    require(plain.position == mixed.position && plain.lines == mixed.lines);
    require(plain.known == mixed.known && plain.places == mixed.places);
}

/* Field lines behind a line end, in a copy that is exactly as long. */
static void check_skims(const uint8_t *fields, size_t size)
{
    char *data = malloc(size + 1);

    require(data != NULL);
    data[0] = '\n';
    if (size > 0)
        memcpy(data + 1, fields, size);
    require_equal_skim(cs_skim, data, size + 1);
#if defined(__x86_64__)
    if (cs_skim_has_avx2())
        require_equal_skim(cs_skim_avx2, data, size + 1);
    if (cs_skim_has_avx512())
        require_equal_skim(cs_skim_avx512, data, size + 1);
#endif
    free(data);
}

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
    if (is_sampled(own_number(data, size), 1, 32))
        check_skims(data, size);
    return 0;
}
