/* What commands do before and behind a run, without memory: they say so, once, or do it whole. */
#include "reference/failing_testing.h"

#include <sys/stat.h>
#include <unistd.h>

#include "harness/cli/known.h"
#include "harness/cli/list_json.h"
#include "harness/cli/print_json.h"

#define MOST 150

#define TEXT                                                                                                           \
    "id: t/x\ntitle: A test\nlevel: must\nrequirements: [CN-TARGET-001]\ncatches: [port-modulo]\n"                     \
    "values:\n  one: '1'\n  two: '2'\nsteps:\n  - client: {send: '${value}\\r\\n\\r\\n'}\naccept:\n  - refused\n"

static struct cs_case *source;
static struct cs_suite suite = {.count = 1, .cases = &source};
static char file[] = "/tmp/connectspec-memory-XXXXXX";

/* How much has been said on stderr, which is a file meanwhile. */
static off_t said_so_far(void)
{
    return lseek(STDERR_FILENO, 0, SEEK_END);
}

static enum failing_answer answer_of(bool done, bool right, off_t before)
{
    if (!done)
        return said_so_far() > before ? FAILING_SAID : FAILING_WRONG;
    return right ? FAILING_DONE : FAILING_WRONG;
}

static enum failing_answer pick(void *context)
{
    char *names[] = {(char[]){"t/*"}, (char[]){"t/x@two"}};
    const struct cs_selection_options options = {.names = names, .name_count = 2, .seed = 7};
    struct cs_selection selection = {.items = NULL};
    off_t before = said_so_far();
    bool done = cs_select(&suite, &options, &selection);
    bool right = selection.count == 2;

    (void)context;
    free(selection.items);
    return answer_of(done, right, before);
}

static enum failing_answer print(void *context)
{
    struct cs_engine_item items[] = {{.source = source, .value = 0}, {.source = source, .value = 1}};
    const struct cs_selection selection = {.count = 2, .items = items};
    json_t *root = cs_list_json_cases(&selection);
    bool done = root != NULL;
    bool right = json_array_size(json_object_get(root, "cases")) == 2;

    (void)context;
    json_decref(root);
    return done ? answer_of(true, right, 0) : FAILING_SAID; /* cs_print_json tells */
}

static enum failing_answer know(void *context)
{
    struct cs_known known = {.items = NULL};
    off_t before = said_so_far();
    bool done = cs_known_load(file, &suite, false, &known);
    bool right = known.expectations.count == 1;

    (void)context;
    cs_known_free(&known);
    return answer_of(done, right, before);
}

static void test_each(void)
{
    static const struct failing_work works[] = {
        {"a selection", pick, NULL, 0}, {"a list", print, NULL, 0}, {"known failures", know, NULL, 0}};
    struct cs_diagnostics diagnostics = {.count = 0};
    FILE *said = tmpfile();
    int kept = dup(STDERR_FILENO);
    int fd = mkstemp(file);

    CU_ASSERT_FATAL(said != NULL && kept >= 0 && fd >= 0);
    CU_ASSERT_FATAL(dprintf(fd, "suite: " CONNECTSPEC_VERSION "\nt/x@one\n") > 0);
    close(fd);
    source = cs_case_parse(TEXT, strlen(TEXT), "t/x.yaml", "t/x", NULL, &diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    CU_ASSERT_FATAL(dup2(fileno(said), STDERR_FILENO) >= 0);
    for (size_t i = 0; i < CS_COUNT(works); i++)
        failing_each(&works[i], MOST);
    dup2(kept, STDERR_FILENO);
    close(kept);
    fclose(said);
    unlink(file);
    cs_case_free(source);
}

int main(void)
{
    static const struct cs_unit_test tests[] = {{"commands", test_each}};

    return cs_run_tests("memory", tests, CS_COUNT(tests));
}
