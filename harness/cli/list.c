/* connectspec list: the cases, and what they cover. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/items.h"
#include "harness/cli/library.h"
#include "harness/cli/list_json.h"
#include "harness/cli/print_json.h"
#include "harness/cli/select.h"
#include "harness/cli/sentences.h"
#include "harness/cli/wrap.h"
#include "harness/transport/transport.h"
#include "reports/fact_words.h"

static const char usage[] =
    "usage: connectspec list [OPTION...] [CASE...]\n\n"
    "Lists the cases, one to a line: id, level, requirements, what they need, over which transports they run.\n"
    "CASE is an id, a topic or a pattern.\n\n"
    "  --requirements   the other way round: each requirement, its level and role, what it asks, the cases that cite\n"
    "                   it, or why none can show it\n"
    "  --sentences      each normative sentence of the RFCs and the requirements that it gave, or why none\n"
    "  --json           the same as JSON\n"
    "  --match GLOB     only cases whose id matches\n"
    "  --tag TAG        only cases with that tag\n"
    "  --level LEVEL    must, should (with must) or all\n"
    "  --cases FOLDER   other cases than the suite's own\n";

struct options {
    struct cs_selection_options selection;
    const char *cases;
    bool requirements;
    bool sentences;
    bool json;
    bool help;
};

static bool is_level(const char *text)
{
    return strcmp(text, "must") == 0 || strcmp(text, "should") == 0 || strcmp(text, "all") == 0;
}

/* False when the arguments are not understood. */
static bool read_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {
        {"requirements", no_argument, NULL, 'r'},
        {"sentences", no_argument, NULL, 's'},
        {"json", no_argument, NULL, 'j'},
        {"match", required_argument, NULL, 'm'},
        {"tag", required_argument, NULL, 't'},
        {"level", required_argument, NULL, 'l'},
        {"cases", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int key = 0;

    optind = 0;
    while ((key = cs_option_next(argc, argv, known)) != -1) {
        if (key == '?')
            return false;
        out->requirements = out->requirements || key == 'r';
        out->sentences = out->sentences || key == 's';
        out->json = out->json || key == 'j';
        out->help = out->help || key == 'h';
        if (key == 'm')
            out->selection.match = optarg;
        else if (key == 't')
            out->selection.tag = optarg;
        else if (key == 'l')
            out->selection.level = optarg;
        else if (key == 'c')
            out->cases = optarg;
    }
    out->selection.slow = true;
    out->selection.names = argv + optind;
    out->selection.name_count = (size_t)(argc - optind);
    return out->selection.level == NULL || is_level(out->selection.level);
}

static void print_words(char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i > 0 ? ", " : "", words[i]);
}

/* Those that there are. */
static void print_transports(unsigned over)
{
    const char *before = "  over ";

    for (size_t i = 0; cs_transport_names[i] != NULL; i++) {
        if ((over & 1u << i) == 0 || cs_transport_alpn(cs_transport_names[i]) == NULL)
            continue;
        printf("%s%s", before, cs_transport_names[i]);
        before = ", ";
    }
}

static int id_width(const struct cs_selection *selection)
{
    size_t width = 0;

    for (size_t i = 0; i < selection->count; i++) {
        char *id = cs_item_id(&selection->items[i]);

        if (id != NULL && strlen(id) > width)
            width = strlen(id);
        free(id);
    }
    return width < 60 ? (int)width : 60;
}

static void print_cases(const struct cs_selection *selection)
{
    int width = id_width(selection);

    for (size_t i = 0; i < selection->count; i++) {
        const struct cs_case *source = selection->items[i].source;
        char *id = cs_item_id(&selection->items[i]);

        printf("%-*s  %-7s  ", width, id != NULL ? id : "", cs_case_level_name(source->level));
        print_words(source->requirement_ids, source->requirement_count);
        if (source->need_count > 0)
            fputs("  needs ", stdout);
        print_words(source->needs, source->need_count);
        print_transports(source->over);
        putchar('\n');
        free(id);
    }
}

/* The cases that cite |requirement|, or why there is none.  The members of a family stand beside each other. */
static void print_citing(const struct cs_requirement *requirement, const struct cs_selection *selection)
{
    const struct cs_case *last = NULL;

    for (size_t i = 0; i < selection->count; i++) {
        const struct cs_case *source = selection->items[i].source;

        if (source == last || !cs_case_cites(source, requirement))
            continue;
        printf("%s%s", last != NULL ? ", " : "    cases: ", source->id);
        last = source;
    }
    if (last == NULL && requirement->not_showable[0] != '\0')
        printf("    cannot be shown: %s", requirement->not_showable);
    else if (last == NULL)
        fputs("    no case", stdout);
    putchar('\n');
}

/* Prints one requirement; whether any case cites it. */
static bool print_requirement(const struct cs_requirement *requirement, const struct cs_selection *selection)
{
    printf("%-18s  %-15s  %-6s  %s\n", requirement->id, requirement->level, requirement->role, requirement->severity);
    cs_print_wrapped("    ", 4, requirement->statement);
    print_citing(requirement, selection);
    return cs_list_cited(requirement, selection);
}

static void print_coverage(const struct cs_catalogue *catalogue, const struct cs_selection *selection)
{
    size_t covered = 0, hidden = 0;

    for (size_t i = 0; i < catalogue->count; i++) {
        covered += print_requirement(&catalogue->items[i], selection) ? 1 : 0;
        hidden += catalogue->items[i].not_showable[0] != '\0' ? 1 : 0;
    }
    printf("%zu of %zu requirements have a case, %zu cannot be shown\n", covered, catalogue->count, hidden);
}

static bool list_sentences(const struct cs_library *library, bool json)
{
    struct cs_sentences *sentences = cs_library_sentences(library);
    bool good = sentences != NULL;

    if (good && json)
        good = cs_sentences_print_json(sentences);
    else if (good)
        cs_sentences_print(sentences);
    cs_sentences_free(sentences);
    return good;
}

static bool print(const struct options *options, const struct cs_library *library, const struct cs_selection *selection)
{
    if (options->sentences)
        return list_sentences(library, options->json);
    if (options->json)
        return cs_print_json(options->requirements ? cs_list_json_requirements(library->catalogue, selection)
                                                   : cs_list_json_cases(selection));
    if (options->requirements)
        print_coverage(library->catalogue, selection);
    else
        print_cases(selection);
    return true;
}

static int list(const struct options *options)
{
    struct cs_library library;
    struct cs_selection selection = {.items = NULL};
    bool good = cs_library_load(options->cases, &library) && cs_select(library.suite, &options->selection, &selection);

    good = good && print(options, &library, &selection);
    free(selection.items);
    cs_library_free(&library);
    return good ? CS_EXIT_OK : CS_EXIT_USAGE;
}

int cs_cmd_list(int argc, char **argv)
{
    struct options options = {.cases = NULL};

    if (!read_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return CS_EXIT_USAGE;
    }
    if (!options.help)
        return list(&options);
    fputs(usage, stdout);
    return CS_EXIT_OK;
}
