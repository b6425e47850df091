/* `connectspec run`: judges one target and writes the documents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "harness/cli/authority.h"
#include "harness/cli/command.h"
#include "harness/cli/github.h"
#include "harness/cli/hide.h"
#include "harness/cli/home.h"
#include "harness/cli/known.h"
#include "harness/cli/library.h"
#include "harness/cli/output.h"
#include "harness/cli/progress.h"
#include "harness/cli/round.h"
#include "harness/cli/run.h"
#include "harness/cli/signals.h"
#include "harness/cli/ways.h"
#include "harness/plan/plan.h"
#include "reports/annotations.h"
#include "reports/escape.h"
#include "reports/join.h"
#include "reports/redact.h"
#include "reports/repeat.h"

#define ORIGIN_CAPACITY    4 /* small servers listen with a queue of five, and what is judged is not that */
#define DESCRIPTORS_OWN    32
#define DESCRIPTORS_A_CASE 8
#define DESCRIPTORS_ENOUGH (DESCRIPTORS_OWN + 64 * DESCRIPTORS_A_CASE)

struct run {
    struct cs_run_options options;
    struct cs_ways ways;
    const struct cs_way *way; /* the one that is gone now */
    struct cs_known known;
    struct cs_progress progress;
    struct cs_round *round;
    struct cs_result *result;
    struct cs_signals signals;
    int signal; /* that stopped us, or 0 */
    bool failed_fast;
    int status;
};

static void on_case(void *context, const struct cs_case_result *result, size_t done, size_t total)
{
    struct run *run = context;
    struct cs_case_result named = *result;

    if (asprintf(&named.id, "%s%s", result->id, run->way->suffix) < 0)
        return;
    cs_progress_case(&run->progress, &named, done, total);
    if (run->options.fail_fast && !run->failed_fast && cs_gate_is_unexpected(&run->known.gate, &named) &&
        cs_round_stands(run->round, result)) {
        run->failed_fast = true;
        cs_round_stop(run->round);
    }
    free(named.id);
}

static void on_end(void *context, struct cs_result *result, int status, const char *message)
{
    struct run *run = context;

    run->result = result;
    run->status = status;
    cs_progress_end(&run->progress);
    if (message != NULL)
        fprintf(stderr, "connectspec: %s\n", message);
    if (message != NULL && cs_github_here())
        cs_annotations_trouble(stderr, message);
    cs_signals_close(&run->signals);
}

static void on_signal(void *context, int number)
{
    struct run *run = context;

    run->signal = number;
    if (run->round != NULL)
        cs_round_stop(run->round);
}

/* Drives the loop until the round is over.  False when it could not even start. */
static bool drive(struct run *run, const struct cs_round_options *options)
{
    struct cs_diagnostics diagnostics = {.count = 0};

    cs_signals_watch(&run->signals, options->loop, on_signal, run);
    run->result = NULL;
    run->round = cs_round_start(options, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    if (run->round == NULL)
        cs_signals_close(&run->signals);
    uv_run(options->loop, UV_RUN_DEFAULT);
    cs_round_free(run->round);
    run->round = NULL;
    return run->result != NULL;
}

/* Whether one more run would be like those before. */
static bool goes_on(const struct run *run)
{
    return run->signal == 0 && run->status == 0 && !run->failed_fast && run->result != NULL;
}

/* As many runs as were asked for, told as one. */
static bool drive_all(struct run *run, struct cs_round_options *options)
{
    unsigned wanted = run->options.repeat > 1 ? run->options.repeat : 1;
    struct cs_result **results = calloc(wanted, sizeof(*results));
    unsigned count = 0;

    options->trials = wanted > 1;
    while (results != NULL && count < wanted && drive(run, options)) {
        results[count++] = run->result;
        options->trials = false;
        if (!goes_on(run))
            break;
    }
    if (wanted > 1 && count > 0)
        run->result = cs_repeat_merge(results, count);
    free(results);
    return count > 0 && run->result != NULL;
}

static void say_unjudged(const struct cs_result *result)
{
    char *reason = cs_clean(cs_round_open_reason(result));
    struct cs_summary summary = cs_result_summary(result);

    fprintf(stderr, "connectspec: %zu cases that ran are inconclusive, more than 2 %%: this run is no answer (%s)\n",
            summary.of[CS_INCONCLUSIVE], reason == NULL ? "" : reason);
    free(reason);
}

/* The exit status of a finished run: trouble first, then what the verdicts ask for. */
static int conclude(const struct run *run, const struct cs_result *result)
{
    if (run->signal != 0)
        return 128 + run->signal;
    if (run->status != 0)
        return run->status;
    if (cs_round_is_unjudged(result))
        say_unjudged(result);
    return cs_round_exit_status(result);
}

/* The documents and the exit status. */
static int report(const struct run *run)
{
    if (!cs_gate_apply(&run->known.gate, run->result)) {
        fputs("connectspec: out of memory\n", stderr);
        return CS_EXIT_USAGE;
    }
    if (!run->options.keep_secrets && cs_redact_wanted(run->result) && !cs_hide_secrets(run->result)) {
        fputs("connectspec: out of memory\n", stderr);
        return CS_EXIT_USAGE;
    }
    return cs_output(run->result, &run->options) ? conclude(run, run->result) : CS_EXIT_USAGE;
}

/* "tunnel/opens  0.001234  client  received 39". */
static void trace(const struct cs_transcript *transcript, const struct cs_event *event)
{
    const struct cs_channel *channel = event->channel < 0 ? NULL : &transcript->channels[event->channel];
    const char *who = channel == NULL ? "-" : channel->actor[0] != '\0' ? channel->actor : channel->listener;

    fprintf(stderr, "%-40s %9.6f  %-10s %s", transcript->case_id, (double)event->at_us / 1e6, who,
            cs_event_name(event->kind));
    if (event->value > 0 || event->kind == CS_EVENT_STEP)
        fprintf(stderr, " %llu", (unsigned long long)event->value);
    fputc('\n', stderr);
}

/* A case takes some six descriptors: no more at once than there may be. */
static unsigned jobs_of(unsigned wanted)
{
    struct rlimit limit;
    unsigned most;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max >= DESCRIPTORS_ENOUGH)
        return wanted;
    most = limit.rlim_max < 2 * DESCRIPTORS_OWN ? 1 : (unsigned)(limit.rlim_max - DESCRIPTORS_OWN) / DESCRIPTORS_A_CASE;
    if (wanted != 0 && wanted <= most)
        return wanted;
    fprintf(stderr, "connectspec: %llu open files are allowed (ulimit -Hn): no more than %u cases at once\n",
            (unsigned long long)limit.rlim_max, most);
    return most;
}

/* The name of the target as the user gave it. */
static void forget_layer(struct cs_result *result, const char *suffix)
{
    char *found = suffix[0] == '\0' ? NULL : strstr(result->target, suffix);
    size_t length = strlen(suffix);

    if (found != NULL && (found[length] == '\0' || found[length] == '+'))
        memmove(found, found + length, strlen(found + length) + 1);
}

/* Goes one way: the result is run->result.  False when it did not come to one. */
static bool go(struct run *run, struct cs_round_options *round)
{
    const struct cs_way *way = run->way;
    struct sockaddr_storage address;
    struct cs_policy policy;
    bool gone;

    round->items = way->selection.items;
    round->item_count = way->selection.count;
    round->request = way->options.target;
    if (way->options.proxy != NULL) {
        if (!cs_run_options_remote(&way->options, &address, &policy) || !cs_run_options_tls(&way->options, &round->tls))
            return false;
        round->address = &address;
        round->policy = &policy;
        if (!run->options.keep_secrets && cs_github_here())
            cs_github_mask(stderr, &policy);
    }
    cs_progress_begin(&run->progress, run->options.quiet, run->options.verbose);
    gone = drive_all(run, round);
    cs_tls_context_free(round->tls);
    round->tls = NULL;
    if (gone)
        forget_layer(run->result, way->suffix);
    return gone && cs_join_mark(run->result, way->suffix);
}

/* All ways, told as one result. */
static bool go_all(struct run *run, struct cs_round_options *round)
{
    struct cs_result **results = calloc(run->ways.count, sizeof(struct cs_result *));
    size_t count = 0;

    for (size_t i = 0; results != NULL && i < run->ways.count; i++) {
        run->way = &run->ways.items[i];
        if (run->way->selection.count == 0)
            continue;
        if (!go(run, round))
            break;
        results[count++] = run->result;
        if (!goes_on(run))
            break;
    }
    if (count > 0)
        run->result = cs_join_results(results, count);
    free(results);
    return count > 0 && run->result != NULL;
}

static int drive_ways(struct run *run, const struct cs_suite *probes)
{
    struct cs_run_options *options = &run->options;
    struct cs_round_options round = {
        .loop = uv_default_loop(),
        .probes = probes,
        .jobs = jobs_of(options->jobs),
        .capacity = options->role != NULL && options->jobs == 0 ? ORIGIN_CAPACITY : 0,
        .deadline = options->deadline,
        .suite = CONNECTSPEC_VERSION,
        .command = options->command,
        .keep_transcripts = options->transcripts != NULL || options->documents[CS_DOCUMENT_PCAP] != NULL,
        .trace = options->trace ? trace : NULL,
        .context = run,
        .on_case = on_case,
        .on_end = on_end,
    };
    char *profiles = cs_home_profiles();
    char *self = cs_home_self();
    struct cs_resolver *resolver = NULL;
    int status = CS_EXIT_USAGE;

    round.profiles = profiles;
    round.self = self;
    if (cs_authority_load(&round.authority) && cs_isolate_serve_names(round.loop, &resolver) && go_all(run, &round))
        status = report(run);
    cs_certificate_authority_free(round.authority);
    cs_isolate_stop(round.loop, resolver);
    uv_loop_close(uv_default_loop());
    free(profiles);
    free(self);
    return status;
}

/* What we start goes into a room; what runs already is outside, and so are we. */
static bool isolate(const struct cs_run_options *options, const struct cs_target_kind *kind)
{
    return kind->runs_already || cs_isolate(options->isolation, options->quiet);
}

/* The cases of the ways that have a suffix, for the list of known failures. */
static bool know_ways(struct run *run, const struct cs_suite *suite)
{
    size_t bare = run->known.gate.count;

    for (size_t i = 0; run->options.expect != NULL && suite != NULL && i < run->ways.count; i++) {
        const struct cs_way *way = &run->ways.items[i];
        const struct cs_policy policy = cs_way_policy(way);

        for (size_t k = 0; way->suffix[0] != '\0' && k < bare; k++) {
            char *id = NULL;
            bool known;

            if (cs_plan_foreign_reason(run->known.items[k].source, &policy) != NULL)
                continue;
            known = asprintf(&id, "%s%s", run->known.cases[k].id, way->suffix) >= 0 && cs_known_add(&run->known, id);
            free(id);
            if (!known)
                return false;
        }
    }
    return true;
}

/* Few cases are loaded where few are named, but known failures may name any. */
static bool load(const struct cs_run_options *options, struct cs_library *library)
{
    const struct cs_selection_options *given = &options->selection;
    struct cs_wanted wanted = {.all = given->name_count == 0 || options->expect != NULL,
                               .names = given->names,
                               .name_count = given->name_count};

    return cs_library_load_wanted(options->cases, &wanted, library);
}

int cs_run(const struct cs_run_options *options, struct cs_result **kept)
{
    struct run *run = calloc(1, sizeof(*run));
    struct cs_library library = {.suite = NULL};
    char *root = NULL;
    int status = CS_EXIT_USAGE;

    *kept = NULL;
    free(cs_home_self()); /* before the room */
    if (run == NULL)
        return CS_EXIT_USAGE;
    run->options = *options;
    if (options->target.root != NULL && (root = cs_home_root_given(options->target.root)) == NULL)
        goto done;
    run->options.target.root = root;
    if (!cs_ways_find(&run->options, &run->ways) || !load(options, &library) ||
        !cs_ways_select(&run->ways, library.suite) ||
        !cs_known_load(options->expect, library.suite, options->strict, &run->known) ||
        !know_ways(run, library.suite) || !cs_output_prepare(options) ||
        !isolate(&run->options, &run->ways.items[0].kind))
        goto done;
    status = drive_ways(run, cs_library_own(&library));
    *kept = run->result;
done:
    cs_known_free(&run->known);
    free(root);
    cs_ways_free(&run->ways);
    cs_library_free(&library);
    free(run);
    return status;
}

int cs_cmd_run(int argc, char **argv)
{
    struct cs_run_options options;
    struct cs_result *result;
    int status = cs_run_options_parse(argc, argv, &options);

    if (status >= 0)
        return status;
    status = cs_run(&options, &result);
    cs_result_free(result);
    return status;
}
