/* connectspec explain: a case or a requirement in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/library.h"
#include "harness/cli/names.h"
#include "harness/cli/output.h"
#include "harness/cli/published.h"
#include "harness/cli/sentences.h"
#include "harness/cli/wrap.h"
#include "harness/embedded/proxy/fault.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/yaml.h"
#include "reference/code.h"

static const char usage[] =
    "usage: connectspec explain [--cases FOLDER] CASE|TOPIC|REQUIREMENT...\n\n"
    "Shows in words what each is: a case (its id, alias or file), a topic (all of its cases), a requirement (its\n"
    "id).\n";

static void print_list(const char *heading, char *const *words, size_t count)
{
    if (count > 0)
        printf("\n%s\n", heading);
    for (size_t i = 0; i < count; i++)
        cs_print_wrapped("  - ", 4, words[i]);
}

static void print_fault(const char *name)
{
    puts(name);
    cs_print_wrapped("    the proxy ", 4, cs_fault_sentence(cs_fault_by_name(name)));
}

/* A byte string or a list of them, as the file writes it but in one line. */
static void print_operand(const struct cs_yaml_node *node)
{
    for (size_t i = 0; i < node->count; i++) {
        fputs(i > 0 ? ", " : "", stdout);
        print_operand(node->members[i]);
    }
    for (size_t i = 0; i < node->length; i++) {
        bool blank = i > 0 && node->text[i - 1] == '\n' && (node->text[i] == ' ' || node->text[i] == '\t');

        if (node->text[i] != '\n' && !blank)
            putchar(node->text[i]);
    }
}

static void print_condition(const struct cs_yaml_node *node, const char *name)
{
    const char *dot = strchr(name, '.');
    char subject[24] = "";
    const struct cs_condition_kind *kind = NULL;

    if (dot != NULL)
        snprintf(subject, sizeof(subject), "%.*s", (int)(dot - name), name);
    for (size_t i = 0; kind == NULL && cs_roles[i].name != NULL; i++) /* a condition means the same in each */
        kind = cs_condition_find(&cs_roles[i], subject, dot != NULL ? dot + 1 : name);
    fputs(name, stdout);
    if (node->key != NULL && (node->length > 0 || node->count > 0)) {
        fputs(" is ", stdout);
        print_operand(node);
    }
    putchar('\n');
    cs_print_wrapped("      ", 6, kind->meaning);
}

static void print_outcomes(const char *heading, const struct cs_yaml_node *list)
{
    if (list != NULL)
        printf("\n%s\n", heading);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct cs_yaml_node *outcome = list->members[i];

        fputs("  - ", stdout);
        if (outcome->kind == CS_YAML_SCALAR)
            print_condition(outcome, outcome->text);
        for (size_t j = 0; j < outcome->count; j++) {
            fputs(j > 0 ? "    and " : "", stdout);
            print_condition(outcome->members[j], outcome->members[j]->key);
        }
    }
}

static void print_verbs(const char *actor, const struct cs_yaml_node *node, int indent)
{
    if (node->kind == CS_YAML_SCALAR)
        printf("%*s%s: %s\n", indent, "", actor, node->text);
    for (size_t i = 0; i < node->count; i++) {
        printf("%*s%s: %s ", indent, "", actor, node->members[i]->key);
        print_operand(node->members[i]);
        putchar('\n');
    }
}

static void print_steps(const struct cs_yaml_node *list, int indent)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct cs_yaml_node *step = list->members[i];

        if (step->kind == CS_YAML_SCALAR) {
            printf("%*sfence\n", indent, "");
        } else if (strcmp(step->members[0]->key, "repeat") == 0) {
            printf("%*s%s times:\n", indent, "", cs_yaml_get(step->members[0], "times")->text);
            print_steps(cs_yaml_get(step->members[0], "steps"), indent + 2);
        } else {
            print_verbs(step->members[0]->key, step->members[0], indent);
        }
    }
}

static void print_bindings(const struct cs_yaml_node *value)
{
    for (size_t i = 0; i < value->count; i++) {
        if (strcmp(value->members[i]->key, "catches") == 0)
            continue;
        printf(" ${%s} = ", value->members[i]->key);
        print_operand(value->members[i]);
    }
}

static void print_values(const struct cs_yaml_node *values)
{
    if (values != NULL)
        puts("\nValues, each a case of its own");
    for (size_t i = 0; values != NULL && i < values->count; i++) {
        const struct cs_yaml_node *value = values->members[i];

        printf("  @%s:", value->key);
        if (value->kind == CS_YAML_SCALAR) {
            putchar(' ');
            print_operand(value);
        }
        print_bindings(value);
        putchar('\n');
    }
}

static void print_citations(const struct cs_case *item)
{
    puts("\nWhat is required");
    for (size_t i = 0; i < item->requirement_count; i++) {
        const struct cs_requirement *requirement = item->requirements[i];

        printf("  %s, %s, ", requirement->id, requirement->level);
        cs_print_source(requirement->source);
        putchar('\n');
        cs_print_wrapped("    ", 4, requirement->statement);
    }
}

static void print_catches(const struct cs_case *item)
{
    bool any = item->catch_count > 0;

    for (size_t i = 0; i < item->value_count; i++)
        any = any || item->values[i].catches != NULL;
    if (any)
        puts("\nFaults that it catches");
    for (size_t i = 0; i < item->catch_count; i++) {
        fputs("  - ", stdout);
        print_fault(item->catches[i]);
    }
    for (size_t i = 0; i < item->value_count; i++) {
        for (char **name = item->values[i].catches; name != NULL && *name != NULL; name++) {
            printf("  - @%s: ", item->values[i].label);
            print_fault(*name);
        }
    }
}

/* The tree says what people wrote; |item| was loaded from it without an error. */
static void explain_case(const struct cs_case *item, const struct cs_published *published)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_yaml_node *root =
        cs_yaml_load(item->text, strlen(item->text), CS_CASE_BYTES_MAX, item->path, &diagnostics);

    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    if (root == NULL)
        return;
    printf("%s (%s)\n", item->id, cs_case_level_name(item->level));
    cs_print_wrapped("", 0, item->title);
    if (item->danger != NULL)
        cs_print_wrapped("\nWhy it matters: ", 0, item->danger);
    print_citations(item);
    print_list("Real bugs that it would have caught", item->bugs, item->bug_count);
    print_list("Needs", item->needs, item->need_count);
    if (item->depends_on != NULL)
        printf("\nRuns only when %s has passed\n", item->depends_on);
    puts("\nWhat happens");
    print_steps(cs_yaml_get(root, "steps"), 2);
    print_values(cs_yaml_get(root, "values"));
    print_outcomes("What is accepted", cs_yaml_get(root, "accept"));
    print_outcomes("What only warns", cs_yaml_get(root, "warn"));
    print_catches(item);
    cs_published_print(published, item->id);
    cs_yaml_free(root);
}

static void print_citing(const struct cs_suite *suite, const struct cs_requirement *requirement)
{
    bool any = false;

    puts("\nCases");
    for (size_t i = 0; i < suite->count; i++) {
        const struct cs_case *item = suite->cases[i];

        if (!cs_case_cites(item, requirement))
            continue;
        printf("  - %s (%s)\n", item->id, cs_case_level_name(item->level));
        cs_print_wrapped("    ", 4, item->title);
        any = true;
    }
    if (!any && requirement->not_showable[0] != '\0')
        cs_print_wrapped("  none can show it: ", 4, requirement->not_showable);
    else if (!any)
        puts("  none");
}

/* The faults that its cases claim, each once. */
static void print_faults(const struct cs_suite *suite, const struct cs_requirement *requirement)
{
    bool claimed[CS_FAULT_COUNT] = {false};
    bool any = false;

    for (size_t i = 0; i < suite->count; i++) {
        const struct cs_case *item = suite->cases[i];

        if (!cs_case_cites(item, requirement))
            continue;
        for (size_t j = 0; j < item->catch_count; j++)
            claimed[cs_fault_by_name(item->catches[j])] = true;
        for (size_t j = 0; j < item->value_count; j++)
            for (char **name = item->values[j].catches; name != NULL && *name != NULL; name++)
                claimed[cs_fault_by_name(*name)] = true;
    }
    for (int fault = CS_FAULT_NONE + 1; fault < CS_FAULT_COUNT; fault++) {
        if (!claimed[fault])
            continue;
        if (!any)
            puts("\nFaults that they catch");
        any = true;
        fputs("  - ", stdout);
        print_fault(cs_fault_name((enum cs_fault)fault));
    }
}

/* The sentences that gave it, by place.  False after printing what is wrong with their list. */
static bool print_sentences(const struct cs_library *library, const struct cs_requirement *requirement)
{
    struct cs_sentences *sentences = cs_library_sentences(library);
    bool good = sentences != NULL;

    if (good)
        cs_sentences_print_of(sentences, requirement);
    cs_sentences_free(sentences);
    return good;
}

/* What the strict parser finds and files under it: the level there is that of the sender. */
static void print_codes(const struct cs_requirement *requirement)
{
    bool any = false;

    for (int code = CS_CODE_NONE + 1; code < CS_CODE_END; code++) {
        if (strcmp(cs_code_requirement((enum cs_code)code), requirement->id) != 0)
            continue;
        if (!any)
            puts("\nWhat connectspec parse finds (the level is for who sends it)");
        any = true;
        printf("  - %s, %s\n", cs_code_name((enum cs_code)code),
               cs_code_level((enum cs_code)code) == CS_MUST ? "MUST" : "SHOULD");
        cs_print_wrapped("    ", 4, cs_code_sentence((enum cs_code)code));
    }
}

static bool explain_requirement(const struct cs_library *library, const struct cs_requirement *requirement,
                                const struct cs_published *published)
{
    const struct cs_suite *suite = library->suite;
    bool good = true;

    printf("%s: %s for the %s, ", requirement->id, requirement->level, requirement->role);
    cs_print_source(requirement->source);
    printf(", severity %s\n", requirement->severity);
    cs_print_wrapped("", 0, requirement->statement);
    good = print_sentences(library, requirement);
    cs_print_wrapped("\nProbe: ", 2, requirement->probe);
    cs_print_wrapped("Pass: ", 2, requirement->pass);
    cs_print_wrapped("Fail: ", 2, requirement->fail);
    cs_print_wrapped("Inconclusive: ", 2, requirement->inconclusive);
    print_list("Accepted", requirement->accept, requirement->accept_count);
    if (requirement->ambiguity[0] != '\0')
        cs_print_wrapped("\nWhat the documents leave open: ", 2, requirement->ambiguity);
    print_list("See also", requirement->references, requirement->reference_count);
    print_codes(requirement);
    print_citing(suite, requirement);
    print_faults(suite, requirement);
    cs_published_print(published, requirement->id);
    return good;
}

/* False when there is no such topic. */
static bool explain_topic(const struct cs_suite *suite, const char *topic)
{
    size_t count = 0;

    for (size_t i = 0; i < suite->count; i++) {
        const struct cs_case *item = suite->cases[i];

        if (!cs_name_is_topic(topic, item))
            continue;
        count++;
        printf("%s (%s)\n", item->id, cs_case_level_name(item->level));
        cs_print_wrapped("  ", 2, item->title);
        if (item->danger != NULL)
            cs_print_wrapped("  Why it matters: ", 2, item->danger);
    }
    if (count > 0)
        printf("\n%zu case%s of %s; connectspec explain ID tells more of one\n", count, count == 1 ? "" : "s", topic);
    return count > 0;
}

static bool explain(const struct cs_library *library, const struct cs_published *published, const char *name)
{
    const struct cs_requirement *requirement = cs_catalogue_find(library->catalogue, name);
    char *id = requirement == NULL ? cs_name_of(library->suite, name) : NULL;
    const struct cs_case *item = id == NULL ? NULL : cs_suite_find(library->suite, id, NULL);
    bool good = true;

    if (requirement != NULL)
        good = explain_requirement(library, requirement, published);
    else if (item != NULL)
        explain_case(item, published);
    else if (id != NULL)
        good = explain_topic(library->suite, id);
    if (!good && requirement == NULL)
        cs_name_unknown(library->suite, library->catalogue, "no case, topic or requirement is called", name,
                        "connectspec list shows the cases");
    free(id);
    return good;
}

/* False for wrong usage, which has been told; the names are behind |optind|. */
static bool parse(int argc, char **argv, const char **cases, bool *help)
{
    static const struct option known[] = {
        {"cases", required_argument, NULL, 'c'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    int key;

    optind = 0;
    while ((key = cs_option_next(argc, argv, known)) != -1) {
        if (key == 'c')
            *cases = optarg;
        *help = *help || key == 'h';
        if (key == '?')
            return false;
    }
    if (optind == argc && !*help)
        fputs(usage, stderr);
    return *help || optind < argc;
}

int cs_cmd_explain(int argc, char **argv)
{
    const char *cases = NULL;
    bool help = false;
    struct cs_library library;
    struct cs_published *published = NULL;
    bool good = false;

    if (!parse(argc, argv, &cases, &help))
        return CS_EXIT_USAGE;
    if (help)
        return fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK;
    good = cs_library_load(cases, &library);
    if (good)
        published = cs_published_load();
    for (int i = optind; good && i < argc; i++) {
        if (i > optind)
            putchar('\n');
        good = explain(&library, published, argv[i]);
    }
    cs_published_free(published);
    cs_library_free(&library);
    return good ? CS_EXIT_OK : CS_EXIT_USAGE;
}
