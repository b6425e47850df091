#include "harness/cli/fuzz_watch.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/cli/fuzz_page.h"
#include "reports/escape.h"

#define PLOT_EVERY 2.0 /* seconds */

void cs_fuzz_watch_begin(struct cs_fuzz_watch *watch, const char *folder, const char *target, bool quiet,
                         const struct cs_campaign *campaign)
{
    *watch = (struct cs_fuzz_watch){
        .folder = folder,
        .target = target,
        .quiet = quiet,
        .terminal = isatty(STDERR_FILENO) != 0,
        .began = cs_campaign_numbers(campaign).seconds,
        .plotted = -PLOT_EVERY,
    };
    for (size_t i = 0; i < cs_campaign_finding_count(campaign); i++)
        watch->told[i] = true;
    if (!quiet && watch->told[0])
        fprintf(stderr, "%zu findings are there already\n", cs_campaign_finding_count(campaign));
}

static void clear_line(struct cs_fuzz_watch *watch)
{
    if (watch->line)
        fputs("\r\033[K", stderr);
    watch->line = false;
}

static void tell_finding(struct cs_fuzz_watch *watch, const struct cs_campaign_finding *finding, double seconds)
{
    char *reason = cs_clean(finding->symptom.reason);

    clear_line(watch);
    fprintf(stderr, "%6.1f s  %-6s %s: %s%s%s%s\n", seconds, finding->symptom.must ? "MUST" : "advice", finding->name,
            reason == NULL ? "" : reason, finding->suite[0] == '\0' ? "" : " (", finding->suite,
            finding->suite[0] == '\0' ? "" : ")");
    free(reason);
}

static void tell_findings(struct cs_fuzz_watch *watch, const struct cs_campaign *campaign, double seconds)
{
    for (size_t i = 0; i < cs_campaign_finding_count(campaign); i++) {
        const struct cs_campaign_finding *finding = cs_campaign_finding_at(campaign, i);

        if (watch->told[i] || finding->hidden)
            continue;
        watch->told[i] = true;
        watch->last_finding = seconds;
        if (!watch->quiet)
            tell_finding(watch, finding, seconds);
    }
}

static void tell_numbers(struct cs_fuzz_watch *watch, const struct cs_campaign_numbers *numbers, double seconds)
{
    if (watch->quiet || !watch->terminal)
        return;
    fprintf(stderr, "\r\033[K%.0f s  %" PRIu64 " inputs, %.0f/s  %" PRIu64 " kinds  %" PRIu64 " findings", seconds,
            numbers->inputs, seconds > 0 ? (double)numbers->inputs / (watch->began + seconds) : 0.0,
            numbers->fingerprints, numbers->findings);
    watch->line = true;
}

/* The next one may come through: the first that does not is told. */
static void tell(struct cs_fuzz_watch *watch, const char *error)
{
    if (!watch->told_unwritten)
        fprintf(stderr, "connectspec fuzz: %s\n", error);
    watch->told_unwritten = true;
}

static void write_file(struct cs_fuzz_watch *watch, const char *name, char *text)
{
    char path[PATH_MAX], error[CS_FILE_ERROR_MAX];

    (void)snprintf(path, sizeof(path), "%s/%s", watch->folder, name);
    if (text != NULL && !cs_file_write(path, text, strlen(text), error))
        tell(watch, error);
    free(text);
}

static long peak_memory(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss / 1024 : 0;
}

/* What afl-whatsup reads; what has no meaning here is 0. */
static char *stats_text(const struct cs_fuzz_watch *watch, const struct cs_campaign_numbers *numbers, double seconds)
{
    long long now = (long long)time(NULL);
    double whole = watch->began + seconds;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fprintf(out, "start_time        : %lld\nlast_update       : %lld\nrun_time          : %.0f\n",
            now - (long long)whole, now, whole);
    fprintf(out, "fuzzer_pid        : %d\ncycles_done       : 0\ncycles_wo_finds   : 0\n", (int)getpid());
    fprintf(out, "execs_done        : %" PRIu64 "\nexecs_per_sec     : %.2f\nexecs_ps_last_min : %.2f\n",
            numbers->inputs, whole > 0 ? (double)numbers->inputs / whole : 0,
            whole > 0 ? (double)numbers->inputs / whole : 0);
    fprintf(out,
            "corpus_count      : %" PRIu64 "\ncorpus_favored    : 0\ncorpus_found      : %" PRIu64
            "\ncorpus_imported   : 0\ncorpus_variable   : 0\nmax_depth         : 1\ncur_item          : 0\n",
            numbers->queued, numbers->queued);
    fputs("pending_favs      : 0\npending_total     : 0\nstability         : 100.00%\nbitmap_cvg        : 0.00%\n",
          out);
    fprintf(out, "saved_crashes     : %" PRIu64 "\nsaved_hangs       : %" PRIu64 "\n", numbers->findings,
            numbers->unsteady);
    fprintf(out, "last_find         : %lld\nlast_crash        : %lld\nlast_hang         : 0\n",
            now - (long long)(seconds - watch->last_find),
            watch->last_finding > 0 ? now - (long long)(seconds - watch->last_finding) : 0);
    fprintf(out, "execs_since_crash : 0\nexec_timeout      : 5000\nslowest_exec_ms   : 0\npeak_rss_mb       : %ld\n",
            peak_memory());
    fprintf(out, "cpu_affinity      : -1\nedges_found       : %" PRIu64 "\ntotal_edges       : %" PRIu64 "\n",
            numbers->fingerprints, numbers->fingerprints);
    fputs("var_byte_count    : 0\nhavoc_expansion   : 0\nauto_dict_entries : 0\ntestcache_size    : 0\n"
          "testcache_count   : 0\ntestcache_evict   : 0\n",
          out);
    fprintf(out,
            "afl_banner        : %s\nafl_version       : connectspec-%s\ntarget_mode       : default\n"
            "command_line      : connectspec fuzz\n",
            watch->target, CONNECTSPEC_VERSION);
    return fclose(out) == 0 ? text : NULL;
}

/* One line more of what afl-plot reads. */
static void plot(struct cs_fuzz_watch *watch, const struct cs_campaign_numbers *numbers, double seconds)
{
    static const char head[] = "# relative_time, cycles_done, cur_item, corpus_count, pending_total, pending_favs, "
                               "map_size, saved_crashes, saved_hangs, max_depth, execs_per_sec, total_execs, "
                               "edges_found\n";
    char path[PATH_MAX], line[320], error[CS_FILE_ERROR_MAX];
    double whole = watch->began + seconds;

    (void)snprintf(path, sizeof(path), "%s/plot_data", watch->folder);
    if (access(path, F_OK) != 0 && !cs_file_write(path, head, strlen(head), error))
        return;
    (void)snprintf(line, sizeof(line),
                   "%.0f, 0, 0, %" PRIu64 ", 0, 0, 0.00%%, %" PRIu64 ", %" PRIu64 ", 1, %.2f, %" PRIu64 ", %" PRIu64
                   "\n",
                   whole, numbers->queued, numbers->findings, numbers->unsteady,
                   whole > 0 ? (double)numbers->inputs / whole : 0, numbers->inputs, numbers->fingerprints);
    if (!cs_file_append(path, line, strlen(line), error))
        tell(watch, error);
}

static void write_files(struct cs_fuzz_watch *watch, const struct cs_campaign *campaign, double seconds)
{
    struct cs_campaign_numbers numbers = cs_campaign_numbers(campaign);
    char error[CS_FILE_ERROR_MAX];

    watch->plotted = seconds;
    write_file(watch, "fuzzer_stats", stats_text(watch, &numbers, seconds));
    plot(watch, &numbers, seconds);
    if (!cs_fuzz_page_write(watch->folder, watch->target, campaign, error))
        tell(watch, error);
}

void cs_fuzz_watch_look(struct cs_fuzz_watch *watch, const struct cs_campaign *campaign, double seconds)
{
    struct cs_campaign_numbers numbers = cs_campaign_numbers(campaign);

    if (numbers.fingerprints != watch->last_fingerprints)
        watch->last_find = seconds;
    watch->last_fingerprints = numbers.fingerprints;
    tell_findings(watch, campaign, seconds);
    tell_numbers(watch, &numbers, seconds);
    if (seconds - watch->plotted >= PLOT_EVERY)
        write_files(watch, campaign, seconds);
}

void cs_fuzz_watch_end(struct cs_fuzz_watch *watch, const struct cs_campaign *campaign, double seconds)
{
    tell_findings(watch, campaign, seconds);
    clear_line(watch);
    write_files(watch, campaign, seconds);
}
