#include "harness/cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/cli/github.h"
#include "reports/documents.h"
#include "reports/file.h"
#include "reports/result_json.h"
#include "reports/text.h"
#include "reports/text_wrap.h"
#include "reports/transcript_json.h"

static bool complain(const char *error)
{
    fprintf(stderr, "connectspec: %s\n", error);
    return false;
}

static bool write_documents(const struct cs_result *result, const struct cs_run_options *options)
{
    char error[CS_FILE_ERROR_MAX];
    bool fine = true;

    for (int i = 0; i < CS_DOCUMENT_KINDS; i++) {
        const char *path = options->documents[i];

        if (path != NULL && !cs_document_write((enum cs_document)i, &result, 1, path, error))
            fine = complain(error);
    }
    return fine;
}

/* One file for each case: its id with "/" written as "." */
static bool write_transcript(const char *folder, const struct cs_case_result *item)
{
    char error[CS_FILE_ERROR_MAX];
    char *path = NULL;
    bool fine;

    if (asprintf(&path, "%s/%s.json", folder, item->id) < 0)
        return complain("out of memory");
    for (char *at = path + strlen(folder) + 1; *at != '\0'; at++)
        if (*at == '/')
            *at = '.';
    fine = cs_transcript_save(item->transcript, path, error);
    free(path);
    return fine || complain(error);
}

static bool write_transcripts(const struct cs_result *result, const char *folder)
{
    for (size_t i = 0; folder != NULL && i < result->count; i++)
        if (result->cases[i].transcript != NULL && !write_transcript(folder, &result->cases[i]))
            return false;
    return true;
}

static bool write_json(const struct cs_result *result, const char *path, bool published)
{
    char error[CS_FILE_ERROR_MAX];

    return path == NULL || cs_result_save(result, path, published, error) || complain(error);
}

static bool make_folder(const char *folder)
{
    if (folder == NULL || mkdir(folder, 0777) == 0 || errno == EEXIST)
        return true;
    fprintf(stderr, "connectspec: cannot make the directory %s: %s\n", folder, strerror(errno));
    return false;
}

static bool check_path(const char *path)
{
    char error[CS_FILE_ERROR_MAX];

    return path == NULL || cs_file_check(path, error) || complain(error);
}

bool cs_output_prepare(const struct cs_run_options *options)
{
    bool fine = check_path(options->json) && check_path(options->published) && make_folder(options->transcripts);

    for (int i = 0; fine && i < CS_DOCUMENT_KINDS; i++)
        fine = check_path(options->documents[i]);
    return fine;
}

static bool on_stdout(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

/* Whether standard output is a document. */
static bool is_taken(const struct cs_run_options *options)
{
    bool taken = on_stdout(options->json) || on_stdout(options->published);

    for (int i = 0; i < CS_DOCUMENT_KINDS; i++)
        taken = taken || on_stdout(options->documents[i]);
    return taken;
}

unsigned cs_output_width(FILE *out)
{
    struct winsize size;

    if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col >= 40 || size.ws_col == 0 ? size.ws_col : 40;
}

bool cs_output_is_plain(FILE *out)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = "";

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && locale[0] == '\0'; i++)
        locale = getenv(names[i]) == NULL ? "" : getenv(names[i]);
    return isatty(fileno(out)) && strcasestr(locale, "utf-8") == NULL && strcasestr(locale, "utf8") == NULL;
}

void cs_print_source(const char *source)
{
    char *shown = cs_output_is_plain(stdout) ? strdup(source) : NULL;

    if (shown != NULL)
        cs_text_plain(shown);
    fputs(shown == NULL ? source : shown, stdout);
    free(shown);
}

static void print_summary(const struct cs_result *result, const struct cs_run_options *options)
{
    struct cs_text_look look = {.color = options->color,
                                .details = options->verbose,
                                .width = cs_output_width(stdout),
                                .plain = cs_output_is_plain(stdout)};

    if (cs_github_here())
        cs_github_quote_summary(stdout, result, &look);
    else
        cs_text_summary(stdout, result, &look);
}

bool cs_output(const struct cs_result *result, const struct cs_run_options *options)
{
    bool taken = is_taken(options);
    bool fine;

    if (!options->quiet && !taken && result->count > 0)
        print_summary(result, options);
    if (options->quiet)
        cs_text_red(stderr, result);
    if (cs_github_here())
        cs_github_report(taken ? stderr : stdout, result);
    fine = write_json(result, options->json, false);
    fine = write_json(result, options->published, true) && fine;
    fine = write_documents(result, options) && fine;
    return write_transcripts(result, options->transcripts) && fine;
}
