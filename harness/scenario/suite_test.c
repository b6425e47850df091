/* The catalogue and the suite: our own, and small ones with mistakes across files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/scenario/case.h"
#include "reference/testing.h"

#define CASES CS_SOURCE_DIR "/cases"

static void test_own(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_catalogue *catalogue = cs_catalogue_load(CASES "/requirements.yaml", &diagnostics);
    struct cs_suite *suite = catalogue != NULL ? cs_suite_load(CASES, catalogue, &diagnostics) : NULL;

    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_EQUAL(diagnostics.count, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(suite);
    CU_ASSERT(catalogue->count >= 320);
    CU_ASSERT(suite->count > 0);
    for (size_t i = 0; i < suite->count; i++) {
        CU_ASSERT(i == 0 || strcmp(suite->cases[i - 1]->id, suite->cases[i]->id) < 0);
        CU_ASSERT_PTR_EQUAL(cs_suite_find(suite, suite->cases[i]->id, NULL), suite->cases[i]);
    }
    cs_suite_free(suite);
    cs_catalogue_free(catalogue);
    cs_diagnostics_free(&diagnostics);
}

static void test_requirement(void)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_catalogue *catalogue = cs_catalogue_load(CASES "/requirements.yaml", &diagnostics);
    const struct cs_requirement *item = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(catalogue);
    item = cs_catalogue_find(catalogue, "CN-TARGET-001");
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    CU_ASSERT_STRING_EQUAL(item->level, "MUST");
    CU_ASSERT_STRING_EQUAL(item->role, "proxy");
    CU_ASSERT_STRING_EQUAL(item->source, "RFC 9110 §9.3.6");
    CU_ASSERT_STRING_EQUAL(item->source_check, "read");
    CU_ASSERT_STRING_EQUAL(item->statement, "A CONNECT whose target has a colon but no port digits is rejected; no "
                                            "default port is ever supplied.");
    CU_ASSERT_STRING_EQUAL(item->inconclusive, CS_REQUIREMENT_INCONCLUSIVE);
    CU_ASSERT_STRING_EQUAL(item->ambiguity, "");
    CU_ASSERT_EQUAL(item->accept_count, 2);
    CU_ASSERT_EQUAL(item->reference_count, 2);
    CU_ASSERT_PTR_NULL(cs_catalogue_find(catalogue, "CN-TARGET-000"));
    cs_catalogue_free(catalogue);
}

/* A folder of small files that goes away again. */
struct folder {
    char path[64];
    char *made[8];
    size_t count;
};

static void make_folder(struct folder *folder)
{
    memset(folder, 0, sizeof(*folder));
    snprintf(folder->path, sizeof(folder->path), "/tmp/connectspec-suite-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder->path));
}

static const char *make_file(struct folder *folder, const char *name, const char *text)
{
    char *path = NULL;
    FILE *file = NULL;

    CU_ASSERT_FATAL(asprintf(&path, "%s/%s", folder->path, name) > 0);
    folder->made[folder->count++] = path;
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static void remove_folder(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        unlink(folder->made[i]);
        free(folder->made[i]);
    }
    CU_ASSERT_EQUAL(rmdir(folder->path), 0);
}

/* A case of that id; |more| are further lines. */
static void make_case(struct folder *folder, const char *id, const char *more)
{
    char name[80];
    char text[500];

    snprintf(name, sizeof(name), "%s.yaml", id);
    snprintf(text, sizeof(text),
             "id: %s\ntitle: a\nlevel: may\nrequirements: [X]\nsteps: [client: {send: a}]\naccept: [refused]\n%s", id,
             more);
    make_file(folder, name, text);
}

static struct cs_suite *load(struct folder *folder, struct cs_diagnostics *diagnostics)
{
    memset(diagnostics, 0, sizeof(*diagnostics));
    return cs_suite_load(folder->path, NULL, diagnostics);
}

static void test_find(void)
{
    struct cs_diagnostics diagnostics;
    struct cs_suite *suite = NULL;
    struct folder folder;
    int value = 7;

    make_folder(&folder);
    make_case(&folder, "b", "aliases: [old]\n");
    make_case(&folder, "a", "depends_on: old\nvalues: {x: '1', y: '2'}\nwarn: [refused: '40${value}']\n");
    make_file(&folder, "requirements.yaml", "no case");
    make_file(&folder, "notes.txt", "no case either");
    make_file(&folder, ".hidden.yaml", "nor this");
    suite = load(&folder, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(suite);
    CU_ASSERT_EQUAL_FATAL(suite->count, 2);
    CU_ASSERT_STRING_EQUAL(suite->cases[0]->id, "a");
    CU_ASSERT_PTR_EQUAL(cs_suite_find(suite, "a", &value), suite->cases[0]);
    CU_ASSERT_EQUAL(value, -1);
    CU_ASSERT_PTR_EQUAL(cs_suite_find(suite, "a@y", &value), suite->cases[0]);
    CU_ASSERT_EQUAL(value, 1);
    CU_ASSERT_PTR_EQUAL(cs_suite_find(suite, "old", &value), suite->cases[1]);
    CU_ASSERT_PTR_NULL(cs_suite_find(suite, "a@z", NULL));
    CU_ASSERT_PTR_NULL(cs_suite_find(suite, "b@x", NULL));
    CU_ASSERT_PTR_NULL(cs_suite_find(suite, "", NULL));
    cs_suite_free(suite);
    remove_folder(&folder);
}

/* How many cases are loaded for |name| alone: 0 where it takes all of them. */
static size_t count_for(struct folder *folder, const char *name)
{
    char *names[] = {strdup(name)};
    struct cs_suite *suite = cs_suite_load_named(folder->path, names, 1, NULL);
    size_t count = suite == NULL ? 0 : suite->count;

    if (suite != NULL) {
        CU_ASSERT_PTR_NOT_NULL(cs_suite_find(suite, "a", NULL));
        CU_ASSERT_PTR_NULL(cs_suite_find(suite, "other", NULL));
    }
    cs_suite_free(suite);
    free(names[0]);
    return count;
}

static void test_named(void)
{
    struct folder folder;

    make_folder(&folder);
    make_case(&folder, "a", "depends_on: b@x\naliases: [old]\n");
    make_case(&folder, "b", "values: {x: '1'}\nwarn: [refused: '40${value}']\n");
    make_case(&folder, "broken", "depends_on: nothing\n");
    make_case(&folder, "other", "");
    make_file(&folder, "bad.yaml", "no case");
    CU_ASSERT_EQUAL(count_for(&folder, "a"), 2);
    CU_ASSERT_EQUAL(count_for(&folder, "a@x+h2"), 2);
    CU_ASSERT_EQUAL(count_for(&folder, "old"), 0);
    CU_ASSERT_EQUAL(count_for(&folder, "*"), 0);
    CU_ASSERT_EQUAL(count_for(&folder, "broken"), 0);
    CU_ASSERT_EQUAL(count_for(&folder, "bad"), 0);
    CU_ASSERT_EQUAL(count_for(&folder, "../a"), 0);
    CU_ASSERT_EQUAL(count_for(&folder, ""), 0);
    remove_folder(&folder);
}

/* One error, at |path|'s line |line|, that begins like |message|. */
static void expect_error(struct folder *folder, const char *name, size_t line, const char *message)
{
    struct cs_diagnostics diagnostics;
    struct cs_suite *suite = load(folder, &diagnostics);
    const struct cs_diagnostic *first = &diagnostics.items[0];

    CU_ASSERT_PTR_NULL(suite);
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
    CU_ASSERT_STRING_EQUAL(first->path + strlen(folder->path) + 1, name);
    CU_ASSERT_EQUAL(first->place.line, line);
    CU_ASSERT_NSTRING_EQUAL(first->message, message, strlen(message));
    cs_diagnostics_free(&diagnostics);
    remove_folder(folder);
}

static void test_missing_dependency(void)
{
    struct folder folder;

    make_folder(&folder);
    make_case(&folder, "a", "depends_on: b\n");
    make_case(&folder, "c", "depends_on: a\n");
    expect_error(&folder, "a.yaml", 7, "no case `b`");
}

static void test_dependency_on_itself(void)
{
    struct folder folder;

    make_folder(&folder);
    make_case(&folder, "a", "depends_on: a\n");
    expect_error(&folder, "a.yaml", 7, "`a` depends on this case in turn");
}

static void test_dependency_circle(void)
{
    struct cs_diagnostics diagnostics;
    struct folder folder;

    make_folder(&folder);
    make_case(&folder, "a", "depends_on: b\n");
    make_case(&folder, "b", "depends_on: c\n");
    make_case(&folder, "c", "depends_on: b\n");
    CU_ASSERT_PTR_NULL(load(&folder, &diagnostics));
    CU_ASSERT_EQUAL(diagnostics.count, 3);
    cs_diagnostics_free(&diagnostics);
    remove_folder(&folder);
}

static void test_alias_twice(void)
{
    struct folder folder;

    make_folder(&folder);
    make_case(&folder, "a", "");
    make_case(&folder, "b", "aliases: [a]\n");
    expect_error(&folder, "b.yaml", 0, "the alias `a` is a name of ");
}

static void test_id_and_path(void)
{
    struct folder folder;

    make_folder(&folder);
    make_file(&folder, "x.yaml",
              "id: y\ntitle: a\nlevel: may\nrequirements: [X]\nsteps: [client: {send: a}]\n"
              "accept: [refused]\n");
    expect_error(&folder, "x.yaml", 1, "the id has to be the path: `x`");
}

#define ENTRY                                                                                                          \
    "- id: X\n  area: a\n  role: proxy\n  level: MUST\n  basis: none\n  severity: low\n  source: a\n  statement: a\n"  \
    "  probe: a\n  pass: a\n  fail: a\n"

static void test_bad_catalogues(void)
{
    static const struct {
        const char *text;
        size_t line;
        const char *message;
    } rows[] = {
        {ENTRY, 0, NULL},
        {"a: b\n", 1, "a list of requirements is needed here"},
        {ENTRY ENTRY, 12, "the id `X` stands here twice"},
        {ENTRY "  refs: [a]\n", 12, "unknown key `refs`"},
        {ENTRY "  source_check: read\n", 12, "`read` is no `source_check`"},
        {"- id: X\n  area: a\n  role: server\n  level: MUST\n  basis: none\n  severity: low\n  source: a\n"
         "  statement: a\n  probe: a\n  pass: a\n  fail: a\n",
         3, "`server` is no `role`"},
        {"- id: X\n  area: a\n  role: proxy\n  level: MUST\n  basis: none\n  severity: low\n  source: a\n"
         "  statement: a\n  probe: a\n  pass: a\n",
         1, "`fail` is missing"},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_catalogue *catalogue = NULL;
        struct folder folder;

        make_folder(&folder);
        catalogue = cs_catalogue_load(make_file(&folder, "r.yaml", rows[i].text), &diagnostics);
        CU_ASSERT_EQUAL(catalogue != NULL, rows[i].message == NULL);
        CU_ASSERT_EQUAL(diagnostics.count, rows[i].message == NULL ? 0 : 1);
        CU_ASSERT_EQUAL(diagnostics.items[0].place.line, rows[i].line);
        if (rows[i].message != NULL)
            CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, rows[i].message);
        cs_catalogue_free(catalogue);
        cs_diagnostics_free(&diagnostics);
        remove_folder(&folder);
    }
}

/* not-showable.yaml beside the catalogue. */
static void test_reasons(void)
{
    static const struct {
        const char *text;
        const char *reason; /* of X; NULL: an error */
    } rows[] = {
        {"{}\n", ""},    {"X: because\n", "because"}, {"Y: because\n", NULL}, {"X: [because]\n", NULL}, {"X:\n", NULL},
        {"- X\n", NULL}, {"X: a\nX: b\n", NULL},
    };

    for (size_t i = 0; i < CS_COUNT(rows); i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_catalogue *catalogue = NULL;
        struct folder folder;

        make_folder(&folder);
        make_file(&folder, "not-showable.yaml", rows[i].text);
        catalogue = cs_catalogue_load(make_file(&folder, "r.yaml", ENTRY), &diagnostics);
        CU_ASSERT_EQUAL(catalogue != NULL, rows[i].reason != NULL);
        CU_ASSERT_EQUAL(diagnostics.count, rows[i].reason != NULL ? 0 : 1);
        if (catalogue != NULL && rows[i].reason != NULL)
            CU_ASSERT_STRING_EQUAL(catalogue->items[0].not_showable, rows[i].reason);
        cs_catalogue_free(catalogue);
        cs_diagnostics_free(&diagnostics);
        remove_folder(&folder);
    }
}

int main(void)
{
    static const struct cs_unit_test tests[] = {
        {"own", test_own},
        {"requirement", test_requirement},
        {"find", test_find},
        {"named", test_named},
        {"missing dependency", test_missing_dependency},
        {"dependency on itself", test_dependency_on_itself},
        {"dependency circle", test_dependency_circle},
        {"alias twice", test_alias_twice},
        {"id and path", test_id_and_path},
        {"bad catalogues", test_bad_catalogues},
        {"reasons", test_reasons},
    };

    return cs_run_tests("suite", tests, CS_COUNT(tests));
}
