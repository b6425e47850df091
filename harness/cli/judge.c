/* `connectspec judge`: judges saved transcripts again, without a network. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/command.h"
#include "harness/cli/round.h"
#include "harness/judge/judge.h"
#include "reports/text.h"
#include "reports/transcript_json.h"

static const char usage[] =
    "usage: connectspec judge TRANSCRIPT...\n"
    "Judges transcripts that `connectspec run --transcripts DIR` has saved and prints a line for each:\n"
    "case, verdict and reason.  The exit status is that of a run with these verdicts; 2 for a bad file.\n";

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

    if (plan == NULL) {
        fprintf(stderr, "%s: ", path);
        cs_text_put(stderr, error);
        fputc('\n', stderr);
        return false;
    }
    cs_judge(plan, transcript, verdict);
    cs_plan_free(plan);
    return true;
}

static void print_part(const char *label, const char *text)
{
    if (text == NULL || text[0] == 0)
        return;
    printf("  %-9s ", label);
    cs_text_put(stdout, text);
    putchar('\n');
}

static void print_verdict(const struct cs_transcript *transcript, const struct cs_verdict *verdict)
{
    cs_text_put(stdout, transcript->case_id);
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
static bool judge_file(const char *path, struct cs_verdict *verdict)
{
    char error[CS_FILE_ERROR_MAX];
    struct cs_transcript *transcript = cs_transcript_load(path, error);
    struct cs_case *source = NULL;
    bool judged = false;

    if (transcript == NULL) {
        fprintf(stderr, "%s: %s\n", path, error);
        return false;
    }
    source = parse_case(path, transcript);
    if (source != NULL)
        judged = judge_case(path, transcript, source, verdict);
    if (judged)
        print_verdict(transcript, verdict);
    cs_case_free(source);
    cs_transcript_free(transcript);
    return judged;
}

int cs_cmd_judge(int argc, char **argv)
{
    struct cs_result *result = cs_result_new();
    bool good = true;
    int status;

    if (argc < 2 || argv[1][0] == '-') {
        bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;

        fputs(usage, asked ? stdout : stderr);
        cs_result_free(result);
        return asked ? CS_EXIT_OK : CS_EXIT_USAGE;
    }
    if (result != NULL)
        result->cases = calloc((size_t)argc, sizeof(*result->cases));
    if (result == NULL || result->cases == NULL) {
        cs_result_free(result);
        return CS_EXIT_TARGET;
    }
    for (int i = 1; i < argc; i++) {
        if (judge_file(argv[i], &result->cases[result->count].verdict))
            result->count++;
        else
            good = false;
    }
    status = good ? cs_round_exit_status(result) : CS_EXIT_USAGE;
    cs_result_free(result);
    return status;
}
