#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

#include "reports/behaviour.h"
#include "reports/mistake.h"
#include "reports/stream.h"
#include "reports/text_table.h"
#include "reports/text_wrap.h"

struct style {
    const char *bold;
    const char *red;
    const char *yellow;
    const char *green;
    const char *faint;
    const char *off;
};

static const struct style colored = {"\033[1m", "\033[1;31m", "\033[33m", "\033[32m", "\033[2m", "\033[0m"};
static const struct style plain = {"", "", "", "", "", ""};

/* "nine", "13". */
static const char *number(size_t value, char buffer[24])
{
    static const char *const words[] = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};

    if (value < sizeof(words) / sizeof(words[0]))
        return words[value];
    snprintf(buffer, 24, "%zu", value);
    return buffer;
}

static size_t count_deviations(const struct cs_mistake *items, size_t count)
{
    size_t deviations = 0;

    for (size_t i = 0; i < count; i++)
        deviations += items[i].count;
    return deviations;
}

static void print_dangers(FILE *out, const struct cs_mistake *items, size_t count)
{
    size_t dangerous = cs_mistakes_dangerous(items, count);
    char part[24];

    if (count == 1)
        fputs(dangerous == 1 ? ", a dangerous one" : ", not a dangerous one", out);
    else if (count > 1)
        fprintf(out, ", %s of them dangerous",
                dangerous == 0       ? "none"
                : dangerous == count ? "all"
                                     : number(dangerous, part));
}

/* "six mistakes (23 deviations), two of them dangerous, and 4 warnings" */
static void print_headline(FILE *out, const struct cs_mistakes *found, size_t count, size_t warnings,
                           const struct style *style)
{
    size_t deviations = count_deviations(found->items, count);
    const char *news = found->count > count ? "unexpected " : "";
    char total[24];
    char part[24];

    fprintf(out, "\n%s%s %s%s%s", style->bold, number(count, total), news, count == 0 ? "deviation" : "mistake",
            count == 1 ? "" : "s");
    if (deviations > count)
        fprintf(out, " (%zu deviations)", deviations);
    print_dangers(out, found->items, count);
    if (warnings > 0)
        fprintf(out, "%sand %s warning%s", count == 0 ? " " : ", ", number(warnings, part), warnings == 1 ? "" : "s");
    fprintf(out, "%s\n", style->off);
}

static size_t count_unexpected(const struct cs_mistakes *found)
{
    size_t unexpected = 0;

    while (unexpected < found->count && cs_case_excuse(found->items[unexpected].cases[0]) == NULL)
        unexpected++;
    return unexpected;
}

/* Failures that do not count, and lines of the list of known failures that hold no longer. */
static void print_known(FILE *out, const struct cs_result *result, const struct style *style)
{
    const char *gap = "\n";

    for (size_t i = 0; i < result->count; i++) {
        if (cs_case_excuse(&result->cases[i]) == NULL)
            continue;
        fprintf(out, "%s%sknown%s ", gap, style->faint, style->off);
        cs_text_put(out, result->cases[i].id);
        fputs(" -- ", out);
        cs_text_put(out, cs_case_excuse(&result->cases[i]));
        fputc('\n', out);
        gap = "";
    }
    for (size_t i = 0; i < result->gone_count; i++) {
        fprintf(out, "%s%sSTALE%s known failure, ", i == 0 ? "\n" : "", style->red, style->off);
        cs_text_put(out, result->gone[i]);
        fputc('\n', out);
    }
}

static void print_fail(FILE *out, const struct cs_case_result *item, const struct style *style)
{
    fprintf(out, " (%s): ", item->severity);
    cs_text_put(out, item->title);
    fprintf(out, "%s\n", style->off);
}

/* The first deviation of a mistake, and which others there are. */
static void print_mistake(FILE *out, const struct cs_result *result, const struct cs_mistake *mistake,
                          const struct style *style)
{
    fprintf(out, "\n%sFAIL%s %s", style->red, style->off, style->bold);
    cs_mistake_name(out, mistake);
    print_fail(out, mistake->cases[0], style);
    if (mistake->count > 1) {
        fputs("  ", out);
        cs_mistake_values(out, mistake);
        fputc('\n', out);
    }
    cs_text_case(out, result, mistake->cases[0]);
}

static void print_each(FILE *out, const struct cs_result *result, const struct cs_mistake *mistake,
                       const struct style *style)
{
    for (size_t i = 0; i < mistake->count; i++) {
        fprintf(out, "\n%sFAIL%s %s", style->red, style->off, style->bold);
        cs_text_put(out, mistake->cases[i]->id);
        print_fail(out, mistake->cases[i], style);
        cs_text_case(out, result, mistake->cases[i]);
    }
}

static void print_failures(FILE *out, const struct cs_result *result, const struct cs_text_look *look,
                           const struct style *style)
{
    struct cs_mistakes found = cs_mistakes_find(result, CS_FAIL);
    struct cs_mistakes warnings = cs_mistakes_find(result, CS_WARN);
    size_t count = count_unexpected(&found);
    size_t deviations = count_deviations(found.items, count);

    print_headline(out, &found, count, warnings.count, style);
    for (size_t i = 0; i < count; i++)
        (look->details ? print_each : print_mistake)(out, result, &found.items[i], style);
    if (!look->details && deviations > count)
        fprintf(out, "\n%s(--verbose tells of each of the %zu deviations)%s\n", style->faint, deviations, style->off);
    cs_mistakes_free(&warnings);
    cs_mistakes_free(&found);
}

static void print_warnings(FILE *out, const struct cs_result *result, const struct style *style)
{
    struct cs_mistakes found = cs_mistakes_find(result, CS_WARN);

    for (size_t i = 0; i < found.count; i++) {
        const struct cs_case_result *item = found.items[i].cases[0];

        fprintf(out, "%s%sWARN%s ", i == 0 ? "\n" : "", style->yellow, style->off);
        cs_mistake_name(out, &found.items[i]);
        fputs(" (", out);
        cs_text_source(out, item);
        fputs(")\n     ", out);
        cs_text_put(out, item->verdict.reason);
        fputs(found.items[i].count > 1 ? "; " : "", out);
        cs_mistake_values(out, &found.items[i]);
        fputc('\n', out);
    }
    cs_mistakes_free(&found);
}

static void print_unjudged(FILE *out, const struct cs_result *result, enum cs_verdict_kind kind, const char *label)
{
    size_t count;
    const struct cs_case_result **items = cs_result_select(result, kind, &count);

    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s%s ", i == 0 ? "\n" : "", label);
        cs_text_put(out, items[i]->id);
        fputs("\n     ", out);
        cs_text_put(out, items[i]->verdict.reason);
        fputc('\n', out);
    }
    free(items);
}

/* Those that came out now so, now so. */
static void print_unsteady(FILE *out, const struct cs_result *result, const struct style *style)
{
    size_t count;
    const struct cs_case_result **items = cs_result_select(result, CS_UNSTEADY, &count);

    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s%sUNSTEADY%s ", i == 0 ? "\n" : "", style->red, style->off);
        cs_text_put(out, items[i]->id);
        fputs("\n     ", out);
        cs_text_put(out, items[i]->verdict.reason);
        if (cs_case_excuse(items[i]) != NULL) {
            fputs("; known: ", out);
            cs_text_put(out, cs_case_excuse(items[i]));
        }
        fputc('\n', out);
    }
    free(items);
}

static int by_reason(const void *left, const void *right)
{
    const struct cs_case_result *a = *(const struct cs_case_result *const *)left;
    const struct cs_case_result *b = *(const struct cs_case_result *const *)right;

    return strcmp(a->verdict.reason, b->verdict.reason);
}

static void print_skips(FILE *out, const struct cs_result *result, const struct style *style)
{
    size_t count;
    const struct cs_case_result **items = cs_result_select(result, CS_SKIP, &count);

    if (count > 0) {
        qsort(items, count, sizeof(*items), by_reason);
        fputc('\n', out);
    }
    for (size_t i = 0; i < count;) {
        const char *reason = items[i]->verdict.reason;
        size_t first = i;

        while (i < count && strcmp(items[i]->verdict.reason, reason) == 0)
            i++;
        fprintf(out, "%sskipped %zu: ", style->faint, i - first);
        cs_text_put(out, reason);
        fprintf(out, "%s\n", style->off);
    }
    free(items);
}

static void print_closing(FILE *out, const struct cs_result *result, const struct style *style)
{
    struct cs_summary summary = cs_result_summary(result);
    const char *color = summary.of[CS_FAIL] + summary.of[CS_ERROR] + summary.of[CS_UNSTEADY] > 0 ? style->red
                        : summary.of[CS_WARN] + summary.of[CS_INCONCLUSIVE] > 0                  ? style->yellow
                                                                                                 : style->green;
    const char *divider = ": ";

    fputc('\n', out);
    if (result->controls.made > 0)
        fprintf(out, "control CONNECTs: %u of %u went through\n", result->controls.good, result->controls.made);
    if (result->repeat > 1)
        fprintf(out, "%u runs; %zu case%s came out now so, now so\n", result->repeat, summary.of[CS_UNSTEADY],
                summary.of[CS_UNSTEADY] == 1 ? "" : "s");
    fprintf(out, "%s%zu case%s in %.1f s", color, result->count, result->count == 1 ? "" : "s",
            (double)result->wall_us / 1e6);
    for (unsigned i = 0; i < CS_VERDICT_KINDS; i++) {
        if (summary.of[i] == 0)
            continue;
        fprintf(out, "%s%zu %s", divider, summary.of[i], cs_verdict_name((enum cs_verdict_kind)i));
        divider = ", ";
    }
    if (!result->complete) {
        fputs("; incomplete: ", out);
        cs_text_put(out, result->incomplete != NULL ? result->incomplete : "the run was broken off");
    }
    fprintf(out, "%s\n", style->off);
}

static void print_title(FILE *out, const struct cs_result *result, const struct style *style)
{
    fprintf(out, "%sconnectspec ", style->bold);
    cs_text_put(out, result->suite);
    fputs(" against ", out);
    cs_text_put(out, result->target);
    if (result->version[0] != 0) {
        fputs(" (", out);
        cs_text_put(out, result->version);
        fputc(')', out);
    }
    fprintf(out, "%s\n\n", style->off);
}

static void print_behaviour(FILE *out, const struct cs_result *result, const struct style *style)
{
    struct cs_behaviours found = cs_behaviours_of(&result, 1);

    if (found.count > 0)
        fprintf(out, "\n%sHow it behaves where it may choose%s\n", style->bold, style->off);
    for (size_t i = 0; i < found.count; i++) {
        fputs("  ", out);
        cs_text_put(out, found.items[i].what);
        fputs(": ", out);
        cs_text_put(out, found.items[i].is);
        fputc('\n', out);
    }
    cs_behaviours_free(&found);
}

static void print_all(FILE *out, const struct cs_result *result, const struct cs_text_look *look)
{
    const struct style *style = look->color ? &colored : &plain;

    print_title(out, result, style);
    cs_text_table(out, result);
    print_failures(out, result, look, style);
    print_unsteady(out, result, style);
    print_warnings(out, result, style);
    print_known(out, result, style);
    print_unjudged(out, result, CS_INCONCLUSIVE, "INCONCLUSIVE");
    print_unjudged(out, result, CS_ERROR, "ERROR");
    print_skips(out, result, style);
    if (look->details)
        print_behaviour(out, result, style);
    print_closing(out, result, style);
}

void cs_text_summary(FILE *out, const struct cs_result *result, const struct cs_text_look *look)
{
    char *text = NULL;
    size_t length = 0;
    FILE *buffer = look->width == 0 ? out : cs_stream_open(&text, &length);

    if (buffer != NULL)
        print_all(buffer, result, look);
    if (buffer == out)
        return;
    if (buffer != NULL && cs_stream_close(buffer)) {
        if (look->plain)
            cs_text_plain(text);
        cs_text_wrap(out, text, look->width);
    } else {
        cs_loss_note();
    }
    free(text);
}

void cs_text_red(FILE *out, const struct cs_result *result)
{
    struct cs_mistakes found = cs_mistakes_find(result, CS_FAIL);
    size_t count = count_unexpected(&found);

    for (size_t i = 0; i < count; i++) {
        fputs("FAIL ", out);
        cs_mistake_name(out, &found.items[i]);
        print_fail(out, found.items[i].cases[0], &plain);
    }
    for (size_t i = 0; i < result->count; i++) {
        const struct cs_case_result *item = &result->cases[i];

        if (item->verdict.kind == CS_UNSTEADY && cs_case_fails(result, item) && cs_case_excuse(item) == NULL) {
            fputs("UNSTEADY ", out);
            cs_text_put(out, item->id);
            print_fail(out, item, &plain);
        }
    }
    for (size_t i = 0; i < result->gone_count; i++) {
        fputs("STALE known failure, ", out);
        cs_text_put(out, result->gone[i]);
        fputc('\n', out);
    }
    cs_mistakes_free(&found);
}
