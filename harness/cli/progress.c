#include "harness/cli/progress.h"

#include <stdio.h>
#include <unistd.h>
#include <uv.h>

#include "harness/cli/output.h"

#define CS_REDRAW_NS UINT64_C(50000000)

void cs_progress_begin(struct cs_progress *progress, bool quiet, bool verbose)
{
    *progress = (struct cs_progress){.terminal = isatty(STDERR_FILENO) != 0, .quiet = quiet, .verbose = verbose};
}

static void draw(struct cs_progress *progress, size_t done, size_t total)
{
    const size_t *of = progress->seen.of;

    unsigned width = cs_output_width(stderr);
    char line[160];

    (void)snprintf(line, sizeof(line), "%zu/%zu  %zu pass, %zu fail, %zu warn, %zu skip, %zu inconclusive", done, total,
                   of[CS_PASS], of[CS_FAIL], of[CS_WARN], of[CS_SKIP], of[CS_INCONCLUSIVE] + of[CS_ERROR]);
    fprintf(stderr, "\r\033[K%.*s", width == 0 ? (int)sizeof(line) : (int)width - 1, line);
    progress->drawn_at = uv_hrtime();
}

void cs_progress_case(struct cs_progress *progress, const struct cs_case_result *result, size_t done, size_t total)
{
    if (result->verdict.kind < CS_VERDICT_KINDS)
        progress->seen.of[result->verdict.kind]++;
    if (progress->verbose)
        fprintf(stderr, "%s%-12s %s\n", progress->terminal ? "\r\033[K" : "", cs_verdict_name(result->verdict.kind),
                result->id);
    else if (progress->terminal && !progress->quiet &&
             (done == total || uv_hrtime() - progress->drawn_at > CS_REDRAW_NS))
        draw(progress, done, total);
}

void cs_progress_end(struct cs_progress *progress)
{
    if (progress->terminal && progress->drawn_at != 0)
        fputs("\r\033[K", stderr);
    progress->drawn_at = 0;
}
