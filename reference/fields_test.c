#include "reference/fields.h"

#include <string.h>

#include "reference/findings_testing.h"

#define TEXT(string) string, sizeof(string) - 1

/* |parsed|: what the walk returned, "name=value;" for each line, "+value;" for a folded one. */
static const struct row {
    const char *text;
    size_t length;
    const char *parsed;
    const char *findings;
} rows[] = {
    {TEXT("A: b\r\nC:d\r\n\r\nx"), "A=b;C=d;", ""},
    {TEXT("A: \t b c \t\r\n\r\n"), "A=b c;", ""},
    {TEXT("A:\r\nB: \r\n\r\n"), "A=;B=;", ""},
    {TEXT("!#$%&'*+-.^_`|~9z: \x80\xff\r\n\r\n"), "!#$%&'*+-.^_`|~9z=\x80\xff;", ""},
    {TEXT("A: b\r\n"), "A=b;", ""},
    {TEXT("A: b\r\nunfinished: x"), "A=b;", ""},
    {TEXT(""), "", ""},
    {TEXT("\r\nA: b\r\n"), "", ""},
    {TEXT("A: b\n\n"), "A=b;", "bare-lf@4 bare-lf@5"},
    {TEXT("A: b\rc\r\n\r\n"), "A=b\rc;", "bare-cr@4"},
    {TEXT("A\r: b\r\n\r\n"), "A\r=b;", "bare-cr@1"},
    {TEXT("\r\r\n\r\n"), "\r=;", "field-no-colon@0 bare-cr@0"},
    {TEXT("A: b\0c\r\n\r\n"), "A=b", "nul-byte@4"},
    {TEXT("A\0: b\r\n\r\n"), "A", "nul-byte@1"},
    {TEXT("A: b\x01\x7f\r\n\r\n"), "A=b\x01\x7f;", "field-value-control@4 field-value-control@5"},
    {TEXT("junk\r\n\r\n"), "junk=;", "field-no-colon@0"},
    {TEXT(": b\r\n\r\n"), "=b;", "field-name-empty@0"},
    {TEXT("A B: c\r\n\r\n"), "A B=c;", "field-name-bad-character@1"},
    {TEXT("A(: c\r\n\r\n"), "A(=c;", "field-name-bad-character@1"},
    {TEXT("\x80: c\r\n\r\n"), "\x80=c;", "field-name-bad-character@0"},
    {TEXT("A : c\r\n\r\n"), "A =c;", "field-blank-before-colon@1"},
    {TEXT("A\t: c\r\n\r\n"), "A\t=c;", "field-blank-before-colon@1"},
    {TEXT("A: b\r\n c: d\r\n\r\n"), "A=b;+c: d;", "field-folded@6"},
    {TEXT("A: b\r\n\t\r\n\r\n"), "A=b;+;", "field-folded@6"},
    {TEXT(" A: b\r\n\r\n"), "+A: b;", "field-blank-led@0"},
    {TEXT("A: b\r\n \x01\0\r\n\r\n"), "A=b;+\x01", "field-folded@6 field-value-control@7 nul-byte@8"},
};

static void append(char *out, const char *data, struct cs_span span)
{
    size_t used = strlen(out);

    memcpy(out + used, data + span.start, span.length);
    out[used + span.length] = '\0';
}

static void walk(const char *data, size_t length, char *out, struct cs_findings *findings)
{
    struct cs_field field;
    size_t position = 0;

    out[0] = '\0';
    while (cs_field_next(data, length, &position, &field, findings)) {
        strcat(out, field.folded ? "+" : "");
        append(out, data, field.name);
        strcat(out, field.folded ? "" : "=");
        append(out, data, field.value);
        strcat(out, ";");
        CU_ASSERT(field.line.start + field.line.length < position && position <= length);
    }
    CU_ASSERT(position == length || data[position - 1] == '\n');
}

static void walks(void)
{
    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        char *data = cs_supervised_copy(rows[i].text, rows[i].length);
        char parsed[256];
        struct cs_findings findings;
        cs_findings_init(&findings);
        walk(data, rows[i].length, parsed, &findings);
        cs_expect_findings(&findings, rows[i].findings, rows[i].text);
        CU_ASSERT_EQUAL(strncmp(parsed, rows[i].parsed, strlen(rows[i].parsed)), 0);
        walk(data, rows[i].length, parsed, NULL);
        cs_supervised_free(data, rows[i].length);
    }
}

static void position_behind_the_end(void)
{
    struct cs_field field;
    size_t position = 0;

    CU_ASSERT_TRUE(cs_field_next("A: b\r\n\r\nrest", 12, &position, &field, NULL));
    CU_ASSERT_FALSE(cs_field_next("A: b\r\n\r\nrest", 12, &position, &field, NULL));
    CU_ASSERT_EQUAL(position, 8);
    CU_ASSERT_FALSE(cs_field_next("A: b\r\n\r\nrest", 12, &position, &field, NULL));
    CU_ASSERT_EQUAL(position, 12);
}

static void names(void)
{
    static const char data[] = "Host: x\r\nHost\r\n\r\n";
    struct cs_field field;
    size_t position = 0;

    CU_ASSERT_TRUE(cs_field_next(data, sizeof(data) - 1, &position, &field, NULL));
    CU_ASSERT_TRUE(cs_field_is(data, &field, "host"));
    CU_ASSERT_FALSE(cs_field_is(data, &field, "hos"));
    CU_ASSERT_FALSE(cs_field_is(data, &field, "hosu"));
    CU_ASSERT_TRUE(cs_field_next(data, sizeof(data) - 1, &position, &field, NULL));
    CU_ASSERT_FALSE(cs_field_is(data, &field, "host")); /* no colon */
}

static void lists(void)
{
    static const struct {
        const char *value;
        bool has_close;
    } lists[] = {
        {"close", true},        {"CLOSE", true},    {"a, close", true},    {"close,a", true},
        {",, \tclose ,", true}, {"a,b", false},     {"", false},           {"closed", false},
        {"a close", false},     {"close;x", false}, {"keep-alive", false}, {",", false},
    };

    for (size_t i = 0; i < CS_COUNT(lists); i++) {
        struct cs_span span = {0, strlen(lists[i].value)};
        char *value = cs_supervised_copy(lists[i].value, span.length);
        CU_ASSERT_EQUAL(cs_list_has(value, span, "close"), lists[i].has_close);
        cs_supervised_free(value, span.length);
    }
}

static void lists_of_tokens(void)
{
    static const struct {
        const char *value;
        bool tokens;
    } lists[] = {
        {"", true},      {"GET", true},      {"GET, HEAD", true},       {" ,GET\t,, HEAD , ", true},
        {"a b", false},  {"GET;q=1", false}, {"\"GET\"", false},        {"GET, H/D", false},
        {"\xe4", false}, {"GET\r", false},   {"!#$%&'*+-.^_`|~", true},
    };

    for (size_t i = 0; i < CS_COUNT(lists); i++) {
        size_t length = strlen(lists[i].value);
        char *value = cs_supervised_copy(lists[i].value, length);

        CU_ASSERT_EQUAL(cs_list_is_tokens(value, length), lists[i].tokens);
        cs_supervised_free(value, length);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"walks and findings", walks},
        {"the position behind the empty line", position_behind_the_end},
        {"field names", names},
        {"members of lists", lists},
        {"lists of tokens", lists_of_tokens},
    };

    return cs_run_tests("fields", tests, CS_COUNT(tests));
}
