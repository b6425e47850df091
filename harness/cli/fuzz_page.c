#include "harness/cli/fuzz_page.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/escape.h"

#define PLOT_BYTES_MAX (4 * 1024 * 1024)
#define POINTS_MAX     2000

struct point {
    double seconds, kinds, findings;
};

/* Text of a target never becomes markup. */
static void put(FILE *out, const char *text)
{
    char *clean = cs_clean(text);

    for (const char *at = clean; at != NULL && *at != '\0'; at++) {
        if (*at == '&' || *at == '<' || *at == '>' || *at == '"' || *at == '\'')
            fprintf(out, "&#%d;", *at);
        else
            fputc(*at, out);
    }
    free(clean);
}

/* The same with its line ends. */
static void put_lines(FILE *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);

        put(out, line == NULL ? "" : line);
        fputc('\n', out);
        free(line);
        text += length + (text[length] == '\n');
    }
}

/* The points of plot_data, every second one left out as often as there are too many. */
static size_t read_points(const char *folder, struct point points[POINTS_MAX])
{
    char path[PATH_MAX], error[CS_FILE_ERROR_MAX];
    char *text, *rest, *line;
    size_t length, count = 0;

    (void)snprintf(path, sizeof(path), "%s/plot_data", folder);
    if (!cs_file_load(path, PLOT_BYTES_MAX, &text, &length, error))
        return 0;
    rest = text;
    while ((line = strsep(&rest, "\n")) != NULL) {
        struct point point;

        if (sscanf(line, "%lf, %*d, %*d, %*d, %*d, %*d, %*f%%, %lf, %*d, %*d, %*f, %*d, %lf", &point.seconds,
                   &point.findings, &point.kinds) != 3)
            continue;
        for (size_t i = 0; count == POINTS_MAX && i < POINTS_MAX / 2; i++)
            points[i] = points[i * 2 + 1];
        count = count == POINTS_MAX ? POINTS_MAX / 2 : count;
        points[count++] = point;
    }
    free(text);
    return count;
}

static void write_curve(FILE *out, const struct point *points, size_t count)
{
    double most = 1, last = 1;

    for (size_t i = 0; i < count; i++) {
        most = points[i].kinds > most ? points[i].kinds : most;
        last = points[i].seconds > last ? points[i].seconds : last;
    }
    fputs("<svg viewBox='0 0 640 220' role='img' aria-label='kinds of behaviour over time'>"
          "<path d='M40 10V190H630' fill='none' stroke='currentColor'/>"
          "<polyline fill='none' stroke='#2a6fdb' stroke-width='2' points='",
          out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%.1f,%.1f ", 40 + points[i].seconds / last * 590, 190 - points[i].kinds / most * 175);
    fputs("'/>", out);
    for (size_t i = 1; i < count; i++)
        if (points[i].findings > points[i - 1].findings)
            fprintf(out, "<circle cx='%.1f' cy='%.1f' r='4' fill='#c33'/>", 40 + points[i].seconds / last * 590,
                    190 - points[i].kinds / most * 175);
    fprintf(out,
            "<text x='36' y='20' text-anchor='end'>%.0f</text><text x='630' y='206' text-anchor='end'>%.0f s</text>"
            "<text x='50' y='206'>kinds of behaviour; red: findings</text></svg>",
            most, last);
}

static void write_finding(FILE *out, const struct cs_campaign_finding *finding)
{
    static const char *const folders[CS_FINDING_STATES] = {"findings", "findings", "unsteady"};

    fprintf(out, "<tr><td>%s</td><td><a href='%s/%s/case.yaml'>%s</a></td><td>",
            finding->symptom.must ? "MUST" : "advice", folders[finding->state], finding->name, finding->name);
    put(out, finding->symptom.reason);
    fputs("</td><td>", out);
    put(out, finding->symptom.reading);
    fputs("</td><td>", out);
    put(out, finding->suite);
    fprintf(out,
            "</td><td>%u of %u</td><td>%.1f s</td></tr>\n<tr><td></td><td "
            "colspan='6'><details><summary>case</summary><pre>",
            finding->repeated, finding->tries, finding->seconds);
    put_lines(out, finding->text);
    fputs("</pre></details></td></tr>\n", out);
}

static void write_page(FILE *out, const char *folder, const char *target, const struct cs_campaign *campaign)
{
    struct cs_campaign_numbers numbers = cs_campaign_numbers(campaign);
    struct point *points = calloc(POINTS_MAX, sizeof(*points));

    fputs("<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
          "<title>connectspec fuzz: ",
          out);
    put(out, target);
    fputs("</title><style>body{font:16px/1.4 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;"
          "color-scheme:light dark}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
          "padding:.3em .6em .3em 0;border-top:1px solid #8884}pre{overflow:auto;font-size:13px}svg{max-width:640px;"
          "width:100%;font-size:12px}svg text{fill:currentColor}</style><h1>",
          out);
    put(out, target);
    fprintf(out,
            "</h1><p>%" PRIu64 " inputs in %.0f s, %" PRIu64 " kinds of behaviour, %" PRIu64 " findings, %" PRIu64
            " unsteady; seed %" PRIu64 ".</p>",
            numbers.inputs, numbers.seconds, numbers.fingerprints, numbers.findings, numbers.unsteady, numbers.seed);
    if (points != NULL)
        write_curve(out, points, read_points(folder, points));
    free(points);
    fputs("<h2>Findings</h2><table><tr><th></th><th>case</th><th>what</th><th>reading</th><th>in the suite</th>"
          "<th>repeated</th><th>after</th></tr>\n",
          out);
    for (size_t i = 0; i < cs_campaign_finding_count(campaign); i++)
        if (!cs_campaign_finding_at(campaign, i)->hidden)
            write_finding(out, cs_campaign_finding_at(campaign, i));
    fputs("</table></html>\n", out);
}

bool cs_fuzz_page_write(const char *folder, const char *target, const struct cs_campaign *campaign,
                        char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool fine = false;

    (void)snprintf(path, sizeof(path), "%s/index.html", folder);
    if (out == NULL)
        return false;
    write_page(out, folder, target, campaign);
    if (fclose(out) == 0)
        fine = cs_file_write(path, text, size, error);
    free(text);
    return fine;
}
