/* `connectspec mutants`: runs the suite against every fault of the embedded proxy, client and origin, and prints which
 * case caught which. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/isolate.h"
#include "harness/cli/library.h"
#include "harness/cli/mutants_json.h"
#include "harness/cli/round.h"
#include "harness/cli/signals.h"
#include "harness/embedded/proxy/fault.h"
#include "harness/launch/profile.h"

#define CS_ROUNDS_AT_ONCE 8

/* Seconds for a case of the clean programs, which share the machine with many others: they wait for nothing in vain,
 * but for a few cases that keep a client waiting. */
#define CS_CLEAN_DEADLINE 30

struct campaign {
    uv_loop_t *loop;
    const struct cs_suite *probes;
    char *profiles;
    char *self;
    struct cs_matrix matrix;
    size_t next; /* row that starts next */
    size_t under_way;
    size_t finished;
    unsigned at_once;
    const char *json; /* where the matrix is written, too; or NULL */
    bool terminal;
    int signal;
    int status;
    struct cs_signals signals;
};

struct arguments {
    const char *cases;
    bool claimed;
    bool slow;
    enum cs_isolation isolation;
    unsigned at_once;
    const char *json;
    char *const *faults;
    size_t fault_count;
};

static void start_more(struct campaign *campaign);

static void show_progress(const struct campaign *campaign)
{
    if (campaign->terminal)
        fprintf(stderr, "\r\033[K%zu/%zu rounds", campaign->finished, campaign->matrix.row_count);
}

static void on_end(void *context, struct cs_result *result, int status, const char *message)
{
    struct cs_matrix_row *row = context;
    struct campaign *campaign = row->owner;

    row->result = result;
    row->ended = true;
    /* The verdicts are enough; the transcripts of hundreds of rounds are too many to keep. */
    for (size_t i = 0; result != NULL && i < result->count; i++) {
        cs_transcript_free(result->cases[i].transcript);
        result->cases[i].transcript = NULL;
    }
    row->stopped = status == CS_EXIT_TARGET && row->fault != CS_FAULT_NONE;
    if (status != 0 && !row->stopped) {
        fprintf(stderr, "connectspec mutants: %s: %s\n", cs_fault_name(row->fault), message == NULL ? "" : message);
        campaign->status = status;
    }
    campaign->under_way--;
    campaign->finished++;
    show_progress(campaign);
    start_more(campaign);
}

static bool start(struct campaign *campaign, struct cs_matrix_row *row)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_round_options options = {
        .loop = campaign->loop,
        .items = row->items,
        .item_count = row->item_count,
        .probes = campaign->probes,
        .request = {.name = row->target, .fault = row->fault == CS_FAULT_NONE ? NULL : cs_fault_name(row->fault)},
        .profiles = campaign->profiles,
        .self = campaign->self,
        .suite = CONNECTSPEC_VERSION,
        .deadline = row->fault == CS_FAULT_NONE ? CS_CLEAN_DEADLINE : 0,
        .context = row,
        .on_end = on_end,
    };

    row->owner = campaign;
    row->round = cs_round_start(&options, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    return row->round != NULL;
}

static void start_more(struct campaign *campaign)
{
    while (campaign->signal == 0 && campaign->under_way < campaign->at_once &&
           campaign->next < campaign->matrix.row_count) {
        campaign->under_way++;
        if (!start(campaign, &campaign->matrix.rows[campaign->next++])) {
            campaign->under_way--;
            campaign->status = CS_EXIT_USAGE;
            campaign->next = campaign->matrix.row_count;
        }
    }
    if (campaign->under_way == 0)
        cs_signals_close(&campaign->signals);
}

static void on_signal(void *context, int number)
{
    struct campaign *campaign = context;

    campaign->signal = number;
    for (size_t i = 0; i < campaign->next; i++)
        if (!campaign->matrix.rows[i].ended && campaign->matrix.rows[i].round != NULL)
            cs_round_stop(campaign->matrix.rows[i].round);
}

/* Whether every round came to a result, if only that it was stopped. */
static bool is_whole(const struct cs_matrix *matrix)
{
    for (size_t i = 0; i < matrix->row_count; i++)
        if (matrix->rows[i].result == NULL)
            return false;
    return true;
}

static int conclude(struct campaign *campaign, bool all_faults)
{
    if (campaign->terminal)
        fputs("\r\033[K", stderr);
    if (campaign->signal != 0)
        return 128 + campaign->signal;
    if (campaign->json != NULL && !cs_matrix_write_json(&campaign->matrix, campaign->json))
        return CS_EXIT_USAGE;
    if (is_whole(&campaign->matrix) && !cs_matrix_print(&campaign->matrix, all_faults, stdout) && campaign->status == 0)
        return CS_EXIT_NONCONFORMANT;
    return campaign->status;
}

static const char help_text[] =
    "usage: connectspec mutants [OPTIONS] [FAULT...]\n"
    "\n"
    "Runs the suite against the clean embedded proxy, client and origin, which have to pass, and against each of "
    "their\n"
    "faults (all, or those named), each of which has to be caught, by every case that claims it.\n"
    "\n"
    "  --claimed        only the cases that claim a fault, and clean programs with the cases that are for their "
    "layers,\n"
    "                   not the whole suite against each\n"
    "  --slow           slow cases too\n"
    "  --cases DIR      cases of your own\n"
    "  --json FILE      every round with what went red, as JSON\n"
    "  --at-once N      rounds at a time, 1 to 64 (default 8)\n"
    "  --isolate MODE   as for connectspec run\n"
    "\n"
    "Exit status: 0 all caught, 1 not, 2 usage, 3 one could not be started.\n";

static int parse(int argc, char **argv, struct arguments *out)
{
    static const struct option long_options[] = {
        {"claimed", no_argument, NULL, 'c'},       {"slow", no_argument, NULL, 's'},
        {"cases", required_argument, NULL, 'd'},   {"json", required_argument, NULL, 'j'},
        {"at-once", required_argument, NULL, 'n'}, {"isolate", required_argument, NULL, 'i'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
    };
    int key;

    *out = (struct arguments){.at_once = CS_ROUNDS_AT_ONCE};
    optind = 0;
    while ((key = cs_option_next(argc, argv, long_options)) != -1) {
        if (key == 'c') {
            out->claimed = true;
        } else if (key == 's') {
            out->slow = true;
        } else if (key == 'd') {
            out->cases = optarg;
        } else if (key == 'j') {
            out->json = optarg;
        } else if (key == 'n') {
            out->at_once = (unsigned)strtoul(optarg, NULL, 10);
        } else if (key != 'i' || !cs_isolation_parse(optarg, &out->isolation)) {
            fputs(help_text, key == 'h' ? stdout : stderr);
            return key == 'h' ? CS_EXIT_OK : CS_EXIT_USAGE;
        }
    }
    out->faults = argv + optind;
    out->fault_count = (size_t)(argc - optind);
    if (out->at_once >= 1 && out->at_once <= 64)
        return -1;
    fputs("connectspec mutants: --at-once takes a number from 1 to 64\n", stderr);
    return CS_EXIT_USAGE;
}

static void free_rounds(struct campaign *campaign)
{
    for (size_t i = 0; i < campaign->matrix.row_count; i++)
        cs_round_free(campaign->matrix.rows[i].round);
}

static bool find_profiles(struct cs_matrix_wish *wish, const char *folder)
{
    bool found = true;

    for (size_t i = 0; i < CS_MATRIX_ROLES; i++) {
        struct cs_diagnostics diagnostics = {.count = 0};
        struct cs_choice choice;

        wish->profiles[i] =
            cs_profile_find(folder, &(struct cs_wish){.name = cs_matrix_profiles[i]}, &choice, &diagnostics);
        found = found && wish->profiles[i] != NULL;
        cs_diagnostics_print(&diagnostics);
        cs_diagnostics_free(&diagnostics);
    }
    return found;
}

static int run_campaign(const struct arguments *arguments, const struct cs_library *library)
{
    struct campaign campaign = {.loop = uv_default_loop(),
                                .probes = cs_library_own(library),
                                .at_once = arguments->at_once,
                                .json = arguments->json,
                                .terminal = isatty(STDERR_FILENO) != 0};
    struct cs_matrix_wish wish = {.faults = arguments->faults,
                                  .fault_count = arguments->fault_count,
                                  .claimed = arguments->claimed,
                                  .slow = arguments->slow};
    struct cs_resolver *resolver = NULL;
    int status = CS_EXIT_USAGE;

    campaign.profiles = cs_home_profiles();
    campaign.self = cs_home_self();
    if (find_profiles(&wish, campaign.profiles) && cs_isolate_serve_names(campaign.loop, &resolver) &&
        cs_matrix_build(&campaign.matrix, library->suite, &wish)) {
        cs_signals_watch(&campaign.signals, campaign.loop, on_signal, &campaign);
        start_more(&campaign);
        uv_run(campaign.loop, UV_RUN_DEFAULT);
        free_rounds(&campaign);
        status = conclude(&campaign, arguments->fault_count == 0);
    }
    cs_matrix_free(&campaign.matrix);
    for (size_t i = 0; i < CS_MATRIX_ROLES; i++)
        cs_profile_free(wish.profiles[i]);
    cs_isolate_stop(campaign.loop, resolver);
    uv_loop_close(campaign.loop);
    free(campaign.profiles);
    free(campaign.self);
    return status;
}

int cs_cmd_mutants(int argc, char **argv)
{
    struct arguments arguments;
    struct cs_library library = {.suite = NULL};
    int status = parse(argc, argv, &arguments);

    if (status >= 0)
        return status;
    status = cs_library_load(arguments.cases, &library) && cs_isolate(arguments.isolation, false)
                 ? run_campaign(&arguments, &library)
                 : CS_EXIT_USAGE;
    cs_library_free(&library);
    return status;
}
