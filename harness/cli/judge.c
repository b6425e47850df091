/* `connectspec judge`: judges saved transcripts again, without a network. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/judge_invariants.h"
#include "harness/cli/round.h"
#include "harness/judge/judge.h"
#include "reports/text.h"
#include "reports/transcript_json.h"

static const char usage[] =
    "usage: connectspec judge TRANSCRIPT|FOLDER...\n"
    "Judges transcripts that `connectspec run --transcripts FOLDER` has saved and prints a line for each:\n"
    "case, verdict and reason; then one for each of the suite's invariants (cases/every) that does not hold in them.  "
    "The\n"
    "exit status is that of a run with these verdicts; 2 for a bad file.\n";

/* The case that the transcript carries; NULL after printing what is wrong with it. */
static struct cs_case *parse_case(const char *path, const struct cs_transcript *transcript)
{
    size_t length = strcspn(transcript->case_id, "@");
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_case *source = NULL;
    char *name = NULL;

    if (asprintf(&name, "%.*s.yaml", (int)length, transcript->case_id) < 0)
        return NULL;
    source = cs_case_parse(transcript->case_text, strlen(transcript->case_text), name, NULL, NULL, &diagnostics);
    if (source == NULL)
        fprintf(stderr, "%s: its case is invalid:\n", path);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(name);
    return source;
}

static bool judge_case(const char *path, const struct cs_transcript *transcript, const struct cs_case *source,
                       struct cs_verdict *verdict)
{
    char error[CS_TEMPLATE_ERROR_MAX] = "";
    struct cs_plan *plan = cs_plan_from_transcript(source, transcript, error);
    bool judged;

    if (plan == NULL) {
        fprintf(stderr, "%s: ", path);
        cs_text_put(stderr, error);
        fputc('\n', stderr);
        return false;
    }
    judged = cs_judge(plan, transcript, verdict);
    if (!judged)
        fputs("connectspec: out of memory\n", stderr);
    cs_plan_free(plan);
    return judged;
}

static void print_part(const char *label, const char *text)
{
    if (text == NULL || text[0] == 0)
        return;
    printf("  %-9s ", label);
    cs_text_put(stdout, text);
    putchar('\n');
}

static void print_verdict(const char *id, const struct cs_verdict *verdict)
{
    cs_text_put(stdout, id);
    printf(": %s", cs_verdict_name(verdict->kind));
    if (verdict->reason != NULL && verdict->reason[0] != 0) {
        fputs(": ", stdout);
        cs_text_put(stdout, verdict->reason);
    }
    putchar('\n');
    if (verdict->kind == CS_PASS)
        return;
    print_part("expected", verdict->expected);
    print_part("got", verdict->observed);
    print_part("reading", verdict->reading);
}

/* False after printing why the file cannot be judged. */
static bool judge_file(const char *path, struct cs_judge_invariants *invariants, struct cs_verdict *verdict)
{
    char error[CS_FILE_ERROR_MAX];
    struct cs_transcript *transcript = cs_transcript_load(path, error);
    struct cs_case *source = NULL;
    bool judged = false;

    if (transcript == NULL) {
        cs_say_bad_document(path, error);
        return false;
    }
    source = parse_case(path, transcript);
    if (source != NULL)
        judged = judge_case(path, transcript, source, verdict);
    if (judged) {
        print_verdict(transcript->case_id, verdict);
        cs_judge_invariants_look(invariants, transcript);
    }
    cs_case_free(source);
    cs_transcript_free(transcript);
    return judged;
}

/* ---- which files ---- */

struct judging {
    struct cs_result *result;
    struct cs_judge_invariants *invariants;
    size_t capacity;
    bool good; /* every file so far could be judged */
};

static void judge_one(struct judging *judging, const char *path)
{
    struct cs_result *result = judging->result;

    if (result->count == judging->capacity) {
        size_t capacity = judging->capacity * 2 + 16;
        struct cs_case_result *grown = realloc(result->cases, capacity * sizeof(*grown));

        if (grown == NULL) {
            fputs("connectspec judge: out of memory\n", stderr);
            judging->good = false;
            return;
        }
        memset(grown + judging->capacity, 0, (capacity - judging->capacity) * sizeof(*grown));
        result->cases = grown;
        judging->capacity = capacity;
    }
    if (judge_file(path, judging->invariants, &result->cases[result->count].verdict))
        result->count++;
    else
        judging->good = false;
}

static int is_document(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

/* All that `run --transcripts` has written into |folder|. */
static void judge_folder(struct judging *judging, const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_document, alphasort);

    if (count <= 0) {
        fprintf(stderr, "connectspec judge: %s: %s\n", folder, count < 0 ? strerror(errno) : "no transcript (*.json)");
        judging->good = false;
    }
    for (int i = 0; i < count; i++) {
        char *path = NULL;

        if (asprintf(&path, "%s/%s", folder, entries[i]->d_name) >= 0) {
            judge_one(judging, path);
            free(path);
        }
        free(entries[i]);
    }
    free(entries);
}

static void judge_path(struct judging *judging, const char *path)
{
    struct stat status;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        judge_folder(judging, path);
    else
        judge_one(judging, path);
}

/* What does not hold in the transcripts, and the worst of both exit statuses. */
static int judge_invariants(struct judging *judging)
{
    const struct cs_result *found = cs_judge_invariants_rule(judging->invariants);
    int status = cs_round_exit_status(judging->result);

    for (size_t i = 0; found != NULL && i < found->count; i++)
        if (found->cases[i].verdict.kind != CS_PASS)
            print_verdict(found->cases[i].id, &found->cases[i].verdict);
    if (found != NULL && status == CS_EXIT_OK)
        status = cs_round_exit_status(found);
    return status;
}

int cs_cmd_judge(int argc, char **argv)
{
    static const struct option known[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    struct judging judging = {.good = true};
    int status, key;

    optind = 0;
    key = cs_option_next(argc, argv, known);
    if (key == 'h')
        return fputs(usage, stdout) < 0 ? CS_EXIT_USAGE : CS_EXIT_OK;
    if (key == '?' || optind == argc) {
        if (key != '?')
            fputs(usage, stderr);
        return CS_EXIT_USAGE;
    }
    judging.result = cs_result_new();
    if (judging.result == NULL)
        return CS_EXIT_TARGET;
    judging.invariants = cs_judge_invariants_open();
    for (int i = optind; i < argc; i++)
        judge_path(&judging, argv[i]);
    status = judge_invariants(&judging);
    status = judging.good ? status : CS_EXIT_USAGE;
    cs_judge_invariants_close(judging.invariants);
    cs_result_free(judging.result);
    return status;
}
