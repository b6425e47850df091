/* Target: a saved transcript through reader, planner and judge.  Seeds: corpus/transcript/.  Dictionary:
 * fuzz/transcript.dict. */
#include "fuzz/property.h"
#include "harness/judge/judge.h"
#include "reports/transcript_json.h"

static void judge(const struct cs_case *source, const struct cs_transcript *transcript)
{
    char error[CS_TEMPLATE_ERROR_MAX];
    struct cs_plan *plan = cs_plan_from_transcript(source, transcript, error);
    struct cs_verdict first = {0};
    struct cs_verdict second = {0};

    if (plan == NULL)
        return;
    if (!cs_judge(plan, transcript, &first) || !cs_judge(plan, transcript, &second))
        abort();
    require(first.kind < CS_VERDICT_KINDS && first.kind == second.kind && strcmp(first.reason, second.reason) == 0);
    require(first.kind == CS_PASS || first.reason[0] != '\0');
    cs_verdict_free(&first);
    cs_verdict_free(&second);
    cs_plan_free(plan);
}

static struct cs_case *parse_case(const struct cs_transcript *transcript, struct cs_diagnostics *diagnostics)
{
    char path[160];

    (void)snprintf(path, sizeof(path), "cases/%.*s.yaml", (int)strcspn(transcript->case_id, "@"), transcript->case_id);
    return cs_case_parse(transcript->case_text, strlen(transcript->case_text), path, NULL, NULL, diagnostics);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cs_diagnostics diagnostics;
    char error[CS_FILE_ERROR_MAX];
    json_t *root = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    struct cs_transcript *transcript = root == NULL ? NULL : cs_transcript_from_json(root, error);
    struct cs_case *source = NULL;

    memset(&diagnostics, 0, sizeof(diagnostics));
    if (transcript != NULL)
        source = parse_case(transcript, &diagnostics);
    if (source != NULL)
        judge(source, transcript);
    cs_case_free(source);
    cs_diagnostics_free(&diagnostics);
    cs_transcript_free(transcript);
    json_decref(root);
    return 0;
}
