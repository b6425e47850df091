/* `connectspec expect`: writes and mends files of known failures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/known.h"
#include "harness/cli/library.h"
#include "reports/escape.h"
#include "reports/file.h"
#include "reports/join.h"
#include "reports/result_json.h"

static const char usage[] =
    "usage: connectspec expect RESULT.json [--strict] [--cases DIR] > FILE\n"
    "       connectspec expect RESULT.json [--strict] [--cases DIR] --update FILE\n"
    "Lists the failures of a result (`connectspec run --json RESULT.json`) for `connectspec run --expect FILE`.\n"
    "\n"
    "  --update FILE  mend this list: what fails no longer leaves it, new failures are added at its end; comments,\n"
    "                 reasons, dates and links stay\n"
    "  --strict       broken SHOULDs too, for `run --strict`\n"
    "  --cases DIR    the cases that the result is of, where they are not the suite's\n"
    "\n"
    "A line of the list: ID [code=FINDING] [until=YYYY-MM-DD] [issue=URL] [-- reason]; `*` stands for anything.\n";

struct request {
    const char *result;
    const char *update;
    const char *cases;
    bool strict;
    bool help;
};

/* False for wrong usage, which has been told. */
static bool parse(int argc, char **argv, struct request *request)
{
    static const struct option known[] = {{"update", required_argument, NULL, 'u'},
                                          {"strict", no_argument, NULL, 's'},
                                          {"cases", required_argument, NULL, 'c'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    int key;

    optind = 0;
    while ((key = cs_option_next(argc, argv, known)) != -1) {
        if (key == '?')
            return false;
        request->help = request->help || key == 'h';
        request->strict = request->strict || key == 's';
        if (key == 'u')
            request->update = optarg;
        else if (key == 'c')
            request->cases = optarg;
    }
    if (optind + 1 == argc)
        request->result = argv[optind];
    if (!request->help && request->result == NULL)
        fputs(usage, stderr);
    return request->help || request->result != NULL;
}

/* A line for each failure that no line of the list explains. */
static bool add_failures(FILE *out, const struct cs_gate *gate, const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (cs_gate_is_unexpected(gate, &result->cases[i]) && !cs_known_write(out, &result->cases[i]))
            return false;
    return true;
}

static void write_new(FILE *out, const struct cs_result *result)
{
    char *target = cs_clean(result->target);
    char *version = cs_clean(result->version);

    cs_expect_write_suite(out, result->suite);
    fprintf(out, "# Known failures of %s %s\n", target == NULL ? "" : target, version == NULL ? "" : version);
    free(target);
    free(version);
}

/* A comment such as `connectspec init` writes above the failures of one severity. */
static bool is_heading(const char *line, size_t length)
{
    static const char *const words[] = {"# low", "# medium", "# high", "# critical"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (length == strlen(words[i]) && memcmp(line, words[i], length) == 0)
            return true;
    return false;
}

/* A place in a list that is mended. */
struct spot {
    const char *text; /* from the beginning of a line */
    size_t length;    /* of that line */
    unsigned line;
    size_t next; /* the first line of failures that is not behind it */
    bool fails;  /* this line is one of them */
    bool gone;   /* and leaves the list */
};

/* Goes on to the next line, from a spot of zeros to the first; false at the end. */
static bool go_on(struct spot *spot, const struct cs_gate *gate, const struct cs_result *result)
{
    const struct cs_expectations *list = gate->expectations;

    spot->text += spot->length + (spot->line > 0 && spot->text[spot->length] == '\n');
    spot->length = strcspn(spot->text, "\n");
    spot->line++;
    spot->fails = spot->next < list->count && list->items[spot->next].line == spot->line;
    spot->gone = spot->fails && cs_gate_is_gone(gate, &list->items[spot->next++], result);
    return *spot->text != '\0';
}

/* Whether all that stands below a heading leaves the list. */
static bool is_emptied(struct spot spot, const struct cs_gate *gate, const struct cs_result *result)
{
    bool lost = false;

    if (!is_heading(spot.text, spot.length))
        return false;
    while (go_on(&spot, gate, result) && !is_heading(spot.text, spot.length)) {
        if (spot.length > 0 && !spot.gone)
            return false;
        lost |= spot.gone;
    }
    return lost;
}

/* Copies the list |text| without its first line, the lines that are gone and the headings that stand above nothing
 * then, with the blank lines before these. */
static void copy_lines(FILE *out, const char *text, const struct cs_gate *gate, const struct cs_result *result)
{
    struct spot spot = {.text = text};
    size_t blanks = 0;

    while (go_on(&spot, gate, result)) {
        bool dropped = is_emptied(spot, gate, result);

        if (spot.length == 0 || dropped)
            blanks = dropped ? 0 : blanks + 1;
        else if (spot.line > 1 && !spot.gone) {
            for (; blanks > 0; blanks--)
                fputc('\n', out);
            fprintf(out, "%.*s\n", (int)spot.length, spot.text);
        }
    }
    for (; blanks > 0; blanks--)
        fputc('\n', out);
}

/* What the mending came to. */
static void say_changes(const char *path, const struct cs_gate *gate, const struct cs_result *result)
{
    size_t gone = 0, added = 0;

    for (size_t i = 0; i < gate->expectations->count; i++)
        gone += cs_gate_is_gone(gate, &gate->expectations->items[i], result) ? 1 : 0;
    for (size_t i = 0; i < result->count; i++)
        added += cs_gate_is_unexpected(gate, &result->cases[i]) ? 1 : 0;
    if (gone == 0 && added == 0)
        printf("%s: nothing has changed\n", path);
    else
        printf("%s: %zu failure%s left it, %zu came in\n", path, gone, gone == 1 ? "" : "s", added);
}

static char *mend(const char *text, const struct cs_gate *gate, const struct cs_result *result, size_t *length)
{
    char *document = NULL;
    FILE *out = open_memstream(&document, length);
    bool good;

    if (out == NULL)
        return NULL;
    cs_expect_write_suite(out, result->suite);
    copy_lines(out, text, gate, result);
    good = add_failures(out, gate, result);
    if (fclose(out) == 0 && good)
        return document;
    free(document);
    return NULL;
}

static int update(const struct request *request, struct cs_known *known, const struct cs_result *result)
{
    char error[CS_FILE_ERROR_MAX] = "out of memory";
    char *document = NULL;
    char *text = NULL;
    size_t length;
    bool good;

    known->gate.today = "0000-00-00"; /* a line whose date has passed stays, for its owner to decide */
    free(known->expectations.suite);
    known->expectations.suite = strdup(result->suite); /* no case is too young for the mended list */
    good =
        known->expectations.suite != NULL && cs_file_load(request->update, CS_EXPECT_BYTES_MAX, &text, &length, error);
    if (good)
        document = mend(text, &known->gate, result, &length);
    good = document != NULL && cs_file_write(request->update, document, length, error);
    if (!good)
        fprintf(stderr, "connectspec: %s\n", error);
    else
        say_changes(request->update, &known->gate, result);
    free(text);
    free(document);
    return good ? CS_EXIT_OK : CS_EXIT_USAGE;
}

/* What a run over several transports tells apart. */
static bool know_joined(struct cs_known *known, const struct cs_result *result)
{
    for (size_t i = 0; i < result->count; i++)
        if (cs_join_suffix(result->cases[i].id)[0] != '\0' && !cs_known_add(known, result->cases[i].id))
            return false;
    return true;
}

static int write_list(const struct request *request, const struct cs_result *result)
{
    struct cs_library library = {.suite = NULL};
    struct cs_known known = {.items = NULL};
    int status = CS_EXIT_USAGE;

    if (!cs_library_load(request->cases, &library) ||
        !cs_known_load(request->update, library.suite, request->strict, &known) || !know_joined(&known, result))
        goto done;
    if (request->update != NULL) {
        status = update(request, &known, result);
        goto done;
    }
    write_new(stdout, result);
    if (add_failures(stdout, &known.gate, result))
        status = CS_EXIT_OK; /* main sees whether it could be written */
    else
        fputs("connectspec expect: out of memory\n", stderr);
done:
    cs_known_free(&known);
    cs_library_free(&library);
    return status;
}

int cs_cmd_expect(int argc, char **argv)
{
    struct request request = {.result = NULL};
    char error[CS_FILE_ERROR_MAX];
    struct cs_result *result;
    int status;

    if (!parse(argc, argv, &request))
        return CS_EXIT_USAGE;
    if (request.help)
        return fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK;
    result = cs_result_load(request.result, error);
    if (result == NULL) {
        cs_say_bad_document(request.result, error);
        return CS_EXIT_USAGE;
    }
    status = write_list(&request, result);
    cs_result_free(result);
    return status;
}
