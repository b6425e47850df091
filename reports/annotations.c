#include "reports/annotations.h"

#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"
#include "reports/mistake.h"
#include "reports/text.h"

/* How many of one kind were printed, and how many were not. */
struct tally {
    const char *command;
    size_t printed;
    size_t left_out;
};

/* |special|: the characters that would end this part of the command. */
static void put_escaped(FILE *out, const char *text, const char *special)
{
    for (const char *at = text; *at != '\0'; at++)
        fprintf(out, strchr(special, *at) != NULL ? "%%%02X" : "%c", (unsigned char)*at);
}

static void put_text(FILE *out, const char *text, const char *special)
{
    char *clean = cs_clean(text);

    put_escaped(out, clean == NULL ? "" : clean, special);
    free(clean);
}

/* False when there were enough of them. */
static bool begin(FILE *out, struct tally *tally, const char *name, const char *title)
{
    if (tally->printed >= CS_ANNOTATIONS_MAX) {
        tally->left_out++;
        return false;
    }
    tally->printed++;
    fprintf(out, "::%s title=", tally->command);
    put_text(out, name, "%\r\n:,");
    put_escaped(out, ": ", "%\r\n:,");
    put_text(out, title, "%\r\n:,");
    fputs("::", out);
    return true;
}

static void put_mistake(FILE *out, struct tally *tally, const struct cs_result *result,
                        const struct cs_mistake *mistake)
{
    const struct cs_case_result *item = mistake->cases[0];
    char *name = cs_mistake_name_copy(mistake);
    char *values = cs_mistake_values_copy(mistake);
    char *details = cs_text_case_copy(result, item);

    if (name != NULL && values != NULL && details != NULL && begin(out, tally, name, item->title)) {
        put_text(out, item->verdict.reason, "%\r\n");
        put_escaped(out, values[0] == '\0' ? "" : "; ", "%\r\n");
        put_escaped(out, values, "%\r\n");
        put_escaped(out, "\n", "%\r\n");
        put_escaped(out, details, "%\r\n");
        fputc('\n', out);
    }
    free(details);
    free(values);
    free(name);
}

/* One annotation for each mistake: GitHub shows few. */
static void put_cases(FILE *out, struct tally *tally, const struct cs_result *result, enum cs_verdict_kind kind)
{
    struct cs_mistakes found = cs_mistakes_find(result, kind);

    for (size_t i = 0; i < found.count && cs_case_excuse(found.items[i].cases[0]) == NULL; i++)
        put_mistake(out, tally, result, &found.items[i]);
    cs_mistakes_free(&found);
}

static void put_gone(FILE *out, struct tally *tally, const struct cs_result *result)
{
    for (size_t i = 0; i < result->gone_count; i++) {
        if (!begin(out, tally, "connectspec", "a known failure is gone"))
            continue;
        put_text(out, result->gone[i], "%\r\n");
        fputc('\n', out);
    }
}

void cs_annotations_write(FILE *out, const struct cs_result *result)
{
    struct tally errors = {.command = "error"};
    struct tally warnings = {.command = "warning"};

    put_cases(out, &errors, result, CS_FAIL);
    put_cases(out, &errors, result, CS_UNSTEADY);
    put_cases(out, &errors, result, CS_ERROR);
    put_gone(out, &errors, result);
    put_cases(out, &warnings, result, CS_WARN);
    if (errors.left_out + warnings.left_out > 0)
        fprintf(out, "::notice title=connectspec::%zu errors and %zu warnings more are in the log and the summary\n",
                errors.left_out, warnings.left_out);
}

void cs_annotations_trouble(FILE *out, const char *message)
{
    fputs("::error title=connectspec::", out);
    put_text(out, message, "%\r\n");
    fputc('\n', out);
}

void cs_annotations_pause(FILE *out, const char *token, bool resume)
{
    fprintf(out, resume ? "::%s::\n" : "::stop-commands::%s\n", token);
}

void cs_annotations_mask(FILE *out, const char *secret)
{
    fputs("::add-mask::", out);
    put_escaped(out, secret, "%\r\n");
    fputc('\n', out);
}
