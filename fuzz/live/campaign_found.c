#include <stdlib.h>
#include <string.h>

#include "fuzz/live/campaign_internal.h"
#include "reports/redact.h"

void cs_campaign_write(struct cs_campaign *campaign, const struct cs_campaign_finding *finding)
{
    bool kept = campaign->options.redact && finding->transcript != NULL && !cs_redact_transcript(finding->transcript);

    if (kept && campaign->trouble[0] == '\0')
        (void)snprintf(campaign->trouble, sizeof(campaign->trouble), "out of memory"); /* no secret is written */
    if (campaign->trouble[0] == '\0' && !finding->hidden)
        (void)cs_store_finding(&campaign->store, finding, campaign->trouble);
}

struct cs_campaign_finding *cs_campaign_find(const struct cs_campaign *campaign, const struct cs_symptom *symptom,
                                             const struct cs_campaign_finding *except)
{
    bool by_suite = strncmp(symptom->key, "case:", 5) == 0;

    for (size_t i = 0; i < campaign->finding_count; i++) {
        struct cs_campaign_finding *finding = campaign->findings[i];
        bool same =
            by_suite ? strcmp(finding->symptom.key, symptom->key) == 0 : cs_symptom_is_same(&finding->symptom, symptom);

        if (finding != except && !finding->merged && same)
            return finding;
    }
    return NULL;
}

void cs_campaign_merge(struct cs_campaign *campaign, struct cs_campaign_finding *finding,
                       struct cs_campaign_finding *into)
{
    into->seen += finding->seen;
    finding->merged = finding->hidden = true;
    finding->state = CS_FINDING_UNSTEADY;
    cs_store_remove(&campaign->store, finding);
}

/* The case's text, which may stand alone under another id. */
static char *text_of_suite(const struct cs_case *source)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    for (const char *line = source->text; out != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        size_t length = end == NULL ? strlen(line) : (size_t)(end - line) + 1;

        if (strncmp(line, "id:", 3) == 0)
            fputs("id: case\n", out);
        else if (strncmp(line, "depends_on:", 11) != 0 && strncmp(line, "aliases:", 8) != 0)
            fwrite(line, 1, length, out);
        line += length;
    }
    return out != NULL && fclose(out) == 0 ? text : NULL;
}

static bool fill(struct cs_campaign *campaign, struct cs_campaign_finding *finding, const struct cs_input *input)
{
    finding->input = input->number;
    if (strncmp(finding->symptom.key, "case:", 5) == 0) {
        (void)snprintf(finding->suite, sizeof(finding->suite), "%s%s%s", input->source->id, input->value < 0 ? "" : "@",
                       input->value < 0 ? "" : input->source->values[input->value].label);
        finding->text = text_of_suite(input->source);
        return finding->text != NULL;
    }
    finding->dialogue = input->dialogue == NULL ? NULL : cs_dialogue_copy(input->dialogue);
    if (finding->dialogue == NULL)
        return false;
    free(finding->text);
    finding->text = NULL;
    cs_case_free(cs_campaign_case(campaign, finding->dialogue, &finding->symptom, &finding->text));
    return finding->text != NULL;
}

/* An unsteady finding that shows again gets another chance, with what showed it now. */
static void see_again(struct cs_campaign *campaign, struct cs_campaign_finding *finding, struct cs_input *input)
{
    finding->seen++;
    if (finding->state != CS_FINDING_UNSTEADY || finding->hidden || finding->tries > 60 || finding->dialogue == NULL)
        return;
    cs_dialogue_free(finding->dialogue);
    finding->dialogue = NULL;
    if (fill(campaign, finding, input))
        finding->state = CS_FINDING_NEW;
}

static double seconds_of(const struct cs_campaign *campaign)
{
    struct timespec now = campaign->saved;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return campaign->numbers.seconds + (double)(now.tv_sec - campaign->saved.tv_sec) +
           (double)(now.tv_nsec - campaign->saved.tv_nsec) / 1e9;
}

void cs_campaign_found(struct cs_campaign *campaign, struct cs_input *input, const struct cs_symptom *symptom,
                       struct cs_transcript *transcript)
{
    struct cs_campaign_finding *finding = cs_campaign_find(campaign, symptom, NULL);

    if (finding != NULL) {
        see_again(campaign, finding, input);
        cs_transcript_free(transcript);
        return;
    }
    finding = campaign->finding_count == CS_CAMPAIGN_FINDINGS_MAX ? NULL : calloc(1, sizeof(*finding));
    if (finding == NULL) {
        cs_transcript_free(transcript);
        return;
    }
    *finding = (struct cs_campaign_finding){.symptom = *symptom, .transcript = transcript, .seen = 1};
    finding->seconds = seconds_of(campaign);
    cs_finding_name((const struct cs_campaign_finding *const *)campaign->findings, campaign->finding_count, finding);
    if (!fill(campaign, finding, input)) {
        cs_campaign_finding_free(finding);
        return;
    }
    finding->hidden = strcmp(symptom->finding, "no-answer") == 0;
    campaign->findings[campaign->finding_count++] = finding;
    cs_campaign_write(campaign, finding);
}
