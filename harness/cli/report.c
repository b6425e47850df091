/* `connectspec report`: makes documents from saved results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/describe.h"
#include "harness/cli/output.h"
#include "reports/documents.h"
#include "reports/redact.h"
#include "reports/result_json.h"
#include "reports/site.h"
#include "reports/text.h"

static const char usage[] =
    "usage: connectspec report RESULT.json... [OPTION...]\n"
    "Makes one document of each kind asked for from all the results, as `connectspec run --json F` writes them.\n"
    "\n"
    "  --html F, --markdown F, --junit F, --tap F, --sarif F, --badge F, --pcap F\n"
    "  --advice F        a bug report of each product, with what was sent and what a mend looks like (Markdown)\n"
    "\n"
    "  --site DIR        a site of static pages: index, a page a product, a page a requirement\n"
    "  --published F     one result in the form that is kept and compared\n"
    "  --verbose         every deviation on its own in that summary, not one for each mistake\n"
    "  --keep-secrets    a password that a result holds stays in there\n"
    "\n"
    "F may be `-`, or missing before another option or at the end: standard output.  Without any option: the\n"
    "summary that a run prints.\n";

struct request {
    const char *documents[CS_DOCUMENT_KINDS]; /* paths; NULL: not asked for */
    size_t count;
    const char **paths; /* of the results */
    const char *published;
    const char *site;
    bool help;
    bool keep_secrets;
    bool verbose;
};

/* Where the path of the document goes that |argument| asks for, or NULL. */
static const char **document_place(struct request *request, const char *argument)
{
    if (strncmp(argument, "--", 2) != 0)
        return NULL;
    if (strcmp(argument, "--published") == 0)
        return &request->published;
    if (strcmp(argument, "--site") == 0)
        return &request->site;
    for (int i = 0; i < CS_DOCUMENT_KINDS; i++)
        if (strcmp(cs_document_kinds[i].name, argument + 2) == 0)
            return &request->documents[i];
    return NULL;
}

static bool is_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != 0;
}

/* False for wrong usage. */
static bool parse(int argc, char **argv, struct request *request)
{
    for (int i = 1; i < argc; i++) {
        const char **place = document_place(request, argv[i]);

        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            request->help = true;
        else if (strcmp(argv[i], "--keep-secrets") == 0)
            request->keep_secrets = true;
        else if (strcmp(argv[i], "--verbose") == 0)
            request->verbose = true;
        else if (place != NULL)
            *place = i + 1 < argc && !is_option(argv[i + 1]) ? argv[++i] : "-";
        else if (is_option(argv[i]))
            return false;
        else
            request->paths[request->count++] = argv[i];
    }
    return request->help || (request->count > 0 && (request->published == NULL || request->count == 1));
}

static struct cs_result *load_one(const struct request *request, const char *path)
{
    char error[CS_FILE_ERROR_MAX];
    struct cs_result *result = cs_result_load(path, error);

    if (result == NULL) {
        cs_say_bad_document(path, error);
        return NULL;
    }
    if (!request->keep_secrets && cs_redact_wanted(result) && !cs_redact_result(result)) {
        fputs("connectspec: out of memory\n", stderr);
        cs_result_free(result);
        return NULL;
    }
    return result;
}

/* Loads all results; false after printing what is wrong. */
static bool load(const struct request *request, struct cs_result **results)
{
    for (size_t i = 0; i < request->count; i++) {
        results[i] = load_one(request, request->paths[i]);
        if (results[i] == NULL)
            return false;
    }
    return cs_describe_all(results, request->count);
}

static bool write_published(const struct request *request, const struct cs_result *result)
{
    char error[CS_FILE_ERROR_MAX];

    if (cs_result_save(result, request->published, true, error))
        return true;
    fprintf(stderr, "connectspec: %s\n", error);
    return false;
}

static bool write_documents(const struct request *request, const struct cs_result *const *results)
{
    char error[CS_FILE_ERROR_MAX];
    struct cs_text_look look = {
        .details = request->verbose, .width = cs_output_width(stdout), .plain = cs_output_is_plain(stdout)};
    bool asked = false;
    bool written = true;

    if (request->published != NULL) {
        asked = true;
        written = write_published(request, results[0]);
    }
    if (request->site != NULL) {
        asked = true;
        if (!cs_site_write(results, request->count, request->site, error)) {
            fprintf(stderr, "connectspec: %s\n", error);
            written = false;
        }
    }
    for (int i = 0; i < CS_DOCUMENT_KINDS; i++) {
        if (request->documents[i] == NULL)
            continue;
        asked = true;
        if (cs_document_write((enum cs_document)i, results, request->count, request->documents[i], error))
            continue;
        fprintf(stderr, "connectspec: %s\n", error);
        written = false;
    }
    for (size_t i = 0; !asked && i < request->count; i++)
        cs_text_summary(stdout, results[i], &look);
    return written;
}

int cs_cmd_report(int argc, char **argv)
{
    struct request request = {.count = 0};
    struct cs_result **results = calloc((size_t)argc, sizeof(struct cs_result *));
    int status = CS_EXIT_USAGE;

    request.paths = calloc((size_t)argc, sizeof(*request.paths));
    if (results == NULL || request.paths == NULL)
        fputs("connectspec: out of memory\n", stderr);
    else if (!parse(argc, argv, &request))
        fputs(usage, stderr);
    else if (request.help)
        status = fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK;
    else if (load(&request, results) && write_documents(&request, (const struct cs_result *const *)results))
        status = CS_EXIT_OK;
    for (size_t i = 0; results != NULL && i < request.count; i++)
        cs_result_free(results[i]);
    free(request.paths);
    free(results);
    return status;
}
