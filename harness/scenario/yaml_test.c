#include "harness/scenario/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reference/testing.h"

#define LIMIT ((size_t)300 * 1024)

static struct cs_yaml_node *load(const char *text, size_t length, struct cs_diagnostics *diagnostics)
{
    /* A copy of the exact size lets the sanitizer see a byte read behind the end. */
    char *copy = malloc(length > 0 ? length : 1);
    struct cs_yaml_node *root = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, text, length);
    memset(diagnostics, 0, sizeof(*diagnostics));
    root = cs_yaml_load(copy, length, LIMIT, "x.yaml", diagnostics);
    free(copy);
    return root;
}

static void test_tree(void)
{
    static const char text[] = "a: one\nb: ['two', \"thr\\x65e\"]\nc:\n  d: |\n    four\n  e:\n";
    struct cs_diagnostics diagnostics;
    struct cs_yaml_node *root = load(text, sizeof(text) - 1, &diagnostics);
    const struct cs_yaml_node *list = cs_yaml_get(root, "b");
    const struct cs_yaml_node *inner = cs_yaml_get(cs_yaml_get(root, "c"), "d");
    const struct cs_yaml_node *absent = cs_yaml_get(cs_yaml_get(root, "c"), "e");

    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_EQUAL(root->count, 3);
    CU_ASSERT_STRING_EQUAL(root->members[0]->key, "a");
    CU_ASSERT_STRING_EQUAL(root->members[0]->text, "one");
    CU_ASSERT_EQUAL(root->members[0]->place.column, 4);
    CU_ASSERT_EQUAL(list->count, 2);
    CU_ASSERT_EQUAL(list->members[0]->style, CS_YAML_SINGLE_QUOTED);
    CU_ASSERT_EQUAL(list->members[1]->style, CS_YAML_DOUBLE_QUOTED);
    CU_ASSERT_STRING_EQUAL(list->members[1]->text, "three");
    CU_ASSERT_EQUAL(list->members[1]->place.line, 2);
    CU_ASSERT_EQUAL(list->members[1]->place.column, 12);
    CU_ASSERT_STRING_EQUAL(inner->text, "four\n");
    CU_ASSERT_EQUAL(inner->style, CS_YAML_LITERAL);
    CU_ASSERT_EQUAL(inner->key_place.line, 4);
    CU_ASSERT_EQUAL(inner->key_place.column, 3);
    CU_ASSERT_EQUAL(absent->length, 0);
    CU_ASSERT_PTR_NULL(cs_yaml_get(root, "d"));
    cs_yaml_free(root);
}

struct bad {
    const char *text;
    size_t length;
    size_t line;
    size_t column;
    const char *message; /* a beginning */
};
#define ROW(text, line, column, message)                                                                               \
    {                                                                                                                  \
        text, sizeof(text) - 1, line, column, message                                                                  \
    }

static const struct bad bad_files[] = {
    ROW("", 1, 1, "the file is empty"),
    ROW("# nothing\n", 2, 1, "the file is empty"),
    ROW("a: 1\na: 2\n", 2, 1, "this key stands here twice"),
    ROW("a: {b: 1, b: 2}\n", 1, 11, "this key stands here twice"),
    ROW("a: &x 1\n", 1, 4, "anchors are not allowed"),
    ROW("&x a: 1\n", 1, 1, "anchors are not allowed"),
    ROW("a: &x [1]\n", 1, 4, "anchors are not allowed"),
    ROW("a: *x\n", 1, 4, "aliases are not allowed"),
    ROW("*x : 1\n", 1, 1, "a key has to be a word"),
    ROW("a: !!str 1\n", 1, 4, "tags are not allowed"),
    ROW("a: ! {}\n", 1, 4, "tags are not allowed"),
    ROW("<<: {a: 1}\n", 1, 1, "merge keys are not allowed"),
    ROW("? [a]\n: 1\n", 1, 3, "a key has to be a word"),
    ROW("'': 1\n", 1, 1, "a key has to be a word"),
    ROW("\"a\\0b\": 1\n", 1, 1, "a key has to be a word"),
    ROW("a: 1\n---\nb: 1\n", 2, 1, "a second document"),
    ROW("%YAML 1.1\n---\na: 1\n", 1, 1, "directives are not allowed"),
    ROW("%TAG ! x\n---\na: 1\n", 1, 1, "directives are not allowed"),
    ROW("a: [1\nb: 2\n", 2, 2, "not YAML: while parsing a flow sequence"),
    ROW("a: \"\\q\"\n", 1, 5, "not YAML: while parsing a quoted scalar"),
    ROW("\303\244: \"\303\244\", \"b\n", 1, 9, "not YAML: "),
    ROW("a: \"x\\0y\"\n", 1, 4, "a NUL byte"),
    ROW("a: x\0y\n", 1, 5, "a NUL byte"),
    ROW("a: 1\nbb: \377\n", 2, 5, "invalid UTF-8"),
    ROW("a: \300\200\n", 1, 4, "invalid UTF-8"),
    ROW("a: \355\240\200\n", 1, 4, "invalid UTF-8"),
    ROW("a: \360\200\200\200\n", 1, 4, "invalid UTF-8"),
    ROW("a: \364\220\200\200\n", 1, 4, "invalid UTF-8"),
    ROW("a: \303", 1, 4, "invalid UTF-8"),
    ROW("a: \303\244\033[31m\n", 1, 6, "a control character"),
    ROW("a: \302\233\n", 1, 4, "a control character"),
    ROW("a: b\rc: d\n", 1, 5, "a line end other than LF and CRLF"),
    ROW("a: b\342\200\250c\n", 1, 5, "a line end other than LF and CRLF"),
    ROW("\357\273\277a: b\n", 1, 1, "a byte order mark"),
    ROW("a: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n", 1, 19, "nested too deeply"),
};

static void test_bad(void)
{
    for (size_t i = 0; i < CS_COUNT(bad_files); i++) {
        const struct bad *row = &bad_files[i];
        struct cs_diagnostics diagnostics;
        struct cs_yaml_node *root = load(row->text, row->length, &diagnostics);
        const struct cs_diagnostic *first = &diagnostics.items[0];
        bool right = root == NULL && diagnostics.count == 1 && first->place.line == row->line &&
                     first->place.column == row->column &&
                     strncmp(first->message, row->message, strlen(row->message)) == 0;

        if (!right)
            printf("\n%zu: %s\n", i, row->text);
        if (!right)
            cs_diagnostics_print(&diagnostics);
        CU_ASSERT(right);
        cs_yaml_free(root);
        cs_diagnostics_free(&diagnostics);
    }
}

static void test_crlf(void)
{
    static const char text[] = "a: |\r\n  b\r\nc: d\r\n";
    struct cs_diagnostics diagnostics;
    struct cs_yaml_node *root = load(text, sizeof(text) - 1, &diagnostics);

    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_STRING_EQUAL(cs_yaml_get(root, "a")->text, "b\n");
    CU_ASSERT_EQUAL(cs_yaml_get(root, "c")->place.line, 3);
    CU_ASSERT_EQUAL(cs_yaml_get(root, "c")->place.column, 4);
    cs_yaml_free(root);
}

struct hostile {
    const char *before;
    const char *again;
    const char *after;
    bool good;
};

/* Repeated to almost the size limit, each has to be done with in linear time. */
static const struct hostile hostile_files[] = {
    {"", "[", "", false},
    {"", "{a: ", "", false},
    {"", "- ", "x", false},
    {"", "? ", "x", false},
    {"a: [", "a,", "b]", true},
    {"a: [", "[],", "b]", true},
    {"a: '", "x", "'", true},
    {"a: '", "''", "'", true},
    {"a: \"", "\\x41", "\"", true},
    {"a: |\n", "  \n", "  x\n", true},
    {"a: |\n", "  x\n", "  x\n", true},
    {"a: ", "\303\244", "", true},
    {"a: [", "\303\244,", "b]", true},
    {"a: x", " ", "\n", true},
    {"#", "x", "\na: b", true},
    {"", "#\n", "a: b", true},
    {"a: ", "&a ", "b", false},
    {"a: ", "*a ", "", false},
    {"a: ", "!a ", "b", false},
    {"", "---\n", "", false},
    {"%", "x", "", false},
    {"", "\"", "", false},
    {"a: [", "{a: b},", "b]", true},
    {"a: [", "a: b,", "b]", true},
    {"a: x\n", "b\n", "", false},
};

static char *repeated(const struct hostile *row, size_t *length)
{
    size_t step = strlen(row->again);
    size_t count = (LIMIT - 100) / step;
    char *text = malloc(LIMIT);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    *length = (size_t)snprintf(text, LIMIT, "%s", row->before);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + *length, row->again, step);
        *length += step;
    }
    *length += (size_t)snprintf(text + *length, 50, "%s", row->after);
    return text;
}

static void test_hostile(void)
{
    for (size_t i = 0; i < CS_COUNT(hostile_files); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        size_t length = 0;
        char *text = repeated(&hostile_files[i], &length);
        clock_t begun = clock();
        struct cs_yaml_node *root = cs_yaml_load(text, length, LIMIT, "x.yaml", &diagnostics);
        double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;

        if ((root != NULL) != hostile_files[i].good || seconds >= 5)
            printf("\n%zu: %s took %f s\n", i, hostile_files[i].again, seconds);
        CU_ASSERT_EQUAL(root != NULL, hostile_files[i].good);
        CU_ASSERT_EQUAL(diagnostics.count, hostile_files[i].good ? 0 : 1);
        CU_ASSERT(seconds < 5);
        cs_yaml_free(root);
        cs_diagnostics_free(&diagnostics);
        free(text);
    }
}

static void test_too_long(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};

    CU_ASSERT_PTR_NULL(cs_yaml_load("a: b\n", 5, 4, "x.yaml", &diagnostics));
    CU_ASSERT_EQUAL(diagnostics.count, 1);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, "longer than 4 bytes");
    cs_diagnostics_free(&diagnostics);
}

static void test_many_keys(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    char text[CS_YAML_KEYS_MAX * 10];
    size_t length = 0;

    for (int i = 0; i <= CS_YAML_KEYS_MAX; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "k%d: 1\n", i);
    CU_ASSERT_PTR_NULL(cs_yaml_load(text, length, LIMIT, "x.yaml", &diagnostics));
    CU_ASSERT_EQUAL(diagnostics.items[0].place.line, CS_YAML_KEYS_MAX + 1);
    cs_diagnostics_free(&diagnostics);
}

/* The place of the byte that the @ in a scalar's text marks: the file's own @ stands there. */
static void test_place_within(void)
{
    static const char *const files[] = {
        "a: xy@z\n",
        "a: 'x''y@z'\n",
        "a: '@'\n",
        "a: |\n  x\n  y@z\n",
        "a: | # why\n\n    x\n    \303\244 y @z\n",
        "a: >\n  x\n  y@z\n\n  b\n",
        "a: x\n  y\n  @z\n",
        "a:\n  'x\n\n  y  @z'\n",
    };

    for (size_t i = 0; i < CS_COUNT(files); i++) {
        struct cs_diagnostics diagnostics;
        size_t length = strlen(files[i]);
        struct cs_yaml_node *root = load(files[i], length, &diagnostics);
        const struct cs_yaml_node *node = cs_yaml_get(root, "a");
        const char *want = strchr(files[i], '@');
        struct cs_place got;
        size_t line = 1;
        size_t column = 1;

        CU_ASSERT_PTR_NOT_NULL_FATAL(node);
        got = cs_yaml_place_within(node, files[i], length, strcspn(node->text, "@"));
        for (const char *at = files[i]; at < want; at++) {
            column = *at == '\n' ? 1 : column + 1;
            line += *at == '\n' ? 1 : 0;
        }
        CU_ASSERT_EQUAL(got.line, line);
        CU_ASSERT_EQUAL(got.column, column);
        cs_yaml_free(root);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"tree", test_tree},
        {"bad files", test_bad},
        {"CRLF", test_crlf},
        {"hostile files", test_hostile},
        {"too long", test_too_long},
        {"many keys", test_many_keys},
        {"place within", test_place_within},
    };

    return cs_run_tests("yaml", tests, CS_COUNT(tests));
}
