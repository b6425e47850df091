#include "fuzz/live/finding.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Somebody was reached who should not have been. */
static bool is_contact(const char *finding)
{
    static const char *const contacts[] = {"tunnel-opened", "destination-contacted", "wrong-destination",
                                           "extra-connection", "denied-port-reached"};

    for (size_t i = 0; i < sizeof(contacts) / sizeof(contacts[0]); i++)
        if (strcmp(finding, contacts[i]) == 0)
            return true;
    return false;
}

bool cs_symptom_is_same(const struct cs_symptom *left, const struct cs_symptom *right)
{
    bool alike = strcmp(left->finding, right->finding) == 0 ||
                 (is_contact(left->finding) && is_contact(right->finding) && left->every == NULL);

    if (strcmp(left->key, right->key) == 0)
        return true;
    return alike && strcmp(left->about, right->about) == 0 &&
           (left->reading[0] == '\0' || right->reading[0] == '\0' || strcmp(left->reading, right->reading) == 0);
}

bool cs_symptom_of_verdict(const struct cs_verdict *verdict, const char *about, struct cs_symptom *out)
{
    if (verdict->kind != CS_FAIL && verdict->kind != CS_WARN)
        return false;
    *out = (struct cs_symptom){.must = verdict->kind == CS_FAIL};
    (void)snprintf(out->finding, sizeof(out->finding), "%s", verdict->finding);
    (void)snprintf(out->reading, sizeof(out->reading), "%s", verdict->reading);
    (void)snprintf(out->about, sizeof(out->about), "%s", about);
    (void)snprintf(out->reason, sizeof(out->reason), "%s", verdict->reason);
    (void)snprintf(out->key, sizeof(out->key), "%s|%s|%s", out->finding, out->reading, out->about);
    return true;
}

void cs_finding_slug(const char *text, char *out, size_t size)
{
    size_t used = 0;

    for (; *text != '\0' && used + 1 < size; text++) {
        if (isalnum((unsigned char)*text))
            out[used++] = (char)tolower((unsigned char)*text);
        else if (used > 0 && out[used - 1] != '-')
            out[used++] = '-';
    }
    while (used > 0 && out[used - 1] == '-')
        used--;
    out[used] = '\0';
}

static bool is_taken(const struct cs_campaign_finding *const *others, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!others[i]->merged && strcmp(others[i]->name, name) == 0)
            return true;
    return false;
}

void cs_finding_name(const struct cs_campaign_finding *const *others, size_t count, struct cs_campaign_finding *finding)
{
    char text[192], slug[80];

    (void)snprintf(text, sizeof(text), "%s %s %s", finding->symptom.finding, finding->symptom.about,
                   finding->symptom.reading);
    cs_finding_slug(text, slug, sizeof(slug));
    (void)snprintf(finding->name, sizeof(finding->name), "%s", slug);
    for (unsigned i = 2; is_taken(others, count, finding->name); i++)
        (void)snprintf(finding->name, sizeof(finding->name), "%s-%u", slug, i);
}

void cs_campaign_finding_free(struct cs_campaign_finding *finding)
{
    if (finding == NULL)
        return;
    cs_dialogue_free(finding->dialogue);
    cs_transcript_free(finding->transcript);
    free(finding->text);
    free(finding);
}
