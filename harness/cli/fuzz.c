/* `connectspec fuzz`: a live campaign against a running target. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/live/role.h"
#include "harness/cli/command.h"
#include "harness/cli/fuzz_differ.h"
#include "harness/cli/fuzz_drive.h"
#include "harness/cli/home.h"
#include "harness/cli/library.h"

static json_t *finding_to_json(const struct cs_campaign_finding *finding)
{
    static const char *const states[CS_FINDING_STATES] = {"new", "steady", "unsteady"};

    return json_pack("{s:s,s:s,s:b,s:s,s:s,s:s,s:s,s:s,s:I,s:f,s:I}", "name", finding->name, "state",
                     states[finding->state], "must", finding->symptom.must, "finding", finding->symptom.finding,
                     "reading", finding->symptom.reading, "about", finding->symptom.about, "reason",
                     finding->symptom.reason, "suite", finding->suite, "input", (json_int_t)finding->input, "seconds",
                     finding->seconds, "seen", (json_int_t)finding->seen);
}

static bool write_json(const struct cs_fuzz_options *options, const struct cs_campaign *campaign)
{
    struct cs_campaign_numbers numbers = cs_campaign_numbers(campaign);
    json_t *findings = json_array();
    char error[CS_FILE_ERROR_MAX] = "out of memory";
    bool fine;
    json_t *root;
    char *text;

    for (size_t i = 0; i < cs_campaign_finding_count(campaign); i++)
        if (!cs_campaign_finding_at(campaign, i)->hidden)
            json_array_append_new(findings, finding_to_json(cs_campaign_finding_at(campaign, i)));
    root = json_pack("{s:s,s:s,s:I,s:I,s:f,s:I,s:I,s:I,s:o}", "connectspec", CONNECTSPEC_VERSION, "command",
                     options->target.command, "seed", (json_int_t)numbers.seed, "inputs", (json_int_t)numbers.inputs,
                     "seconds", numbers.seconds, "kinds", (json_int_t)numbers.fingerprints, "silent",
                     (json_int_t)numbers.silent, "deaths", (json_int_t)numbers.deaths, "findings", findings);
    text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2));
    fine = text != NULL && cs_file_write(options->json, text, strlen(text), error);
    if (!fine)
        fprintf(stderr, "connectspec fuzz: %s\n", error);
    free(text);
    json_decref(root);
    return fine;
}

static void print_summary(const struct cs_fuzz_options *options, const struct cs_campaign *campaign)
{
    struct cs_campaign_numbers numbers = cs_campaign_numbers(campaign);

    fprintf(stderr,
            "%" PRIu64 " inputs in %.0f s, %" PRIu64 " kinds of behaviour, %" PRIu64 " findings, %" PRIu64
            " unsteady; seed %" PRIu64 "\n",
            numbers.inputs, numbers.seconds, numbers.fingerprints, numbers.findings, numbers.unsteady, numbers.seed);
    if (numbers.findings > 0)
        fprintf(stderr, "%s/index.html shows them, %s/findings/ has a case of each\n", options->out, options->out);
}

static bool found_any(const struct cs_fuzz_options *options, const struct cs_campaign *campaign)
{
    for (size_t i = 0; i < cs_campaign_finding_count(campaign); i++) {
        const struct cs_campaign_finding *finding = cs_campaign_finding_at(campaign, i);

        if (finding->state != CS_FINDING_UNSTEADY && !finding->hidden && (finding->symptom.must || options->strict))
            return true;
    }
    return false;
}

static int conclude(const struct cs_fuzz_options *options, const struct cs_fuzz_end *end,
                    const struct cs_campaign *campaign)
{
    if (end->message[0] != '\0')
        fprintf(stderr, "connectspec: %s\n", end->message);
    if (campaign == NULL)
        return end->status;
    if (!options->quiet)
        print_summary(options, campaign);
    if (options->json != NULL && !write_json(options, campaign))
        return CS_EXIT_USAGE;
    if (end->status != 0)
        return end->status;
    return found_any(options, campaign) ? CS_EXIT_NONCONFORMANT : CS_EXIT_OK;
}

/* What we start goes into a room; what runs already is outside, and so are we. */
static bool isolate(const struct cs_fuzz_options *options)
{
    char *profiles = cs_home_profiles();
    struct cs_target_kind kind = {.role = ""};

    if (profiles != NULL && options->target.proxy == NULL)
        (void)cs_target_look(profiles, &options->target.target, &kind);
    free(profiles);
    if (cs_live_role_find(kind.role) == NULL) {
        fprintf(stderr, "connectspec fuzz: %s is a %s: there are no campaigns for it\n",
                options->target.target.name == NULL ? "this target" : options->target.target.name, kind.role);
        return false;
    }
    return options->target.proxy != NULL || kind.runs_already || cs_isolate(options->target.isolation, options->quiet);
}

/* Two campaigns in one folder would write over each other.  The lock goes with the process, however that ends, and with no
 * child; where the folder can have none, the campaign does without. */
static bool lock(const char *folder)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[PATH_MAX];
    int fd;

    (void)snprintf(path, sizeof(path), "%s/.lock", folder);
    (void)mkdir(folder, 0777); /* the campaign tells what is wrong with it */
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 || fcntl(fd, F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN))
        return true;
    close(fd);
    fprintf(stderr, "connectspec fuzz: another campaign is under way in %s\n", folder);
    return false;
}

static bool is_ready(const struct cs_fuzz_options *options, struct cs_library *library)
{
    return cs_library_load(NULL, library) && lock(options->out);
}

static int run(struct cs_fuzz_options *options)
{
    struct cs_library library = {.suite = NULL};
    struct cs_campaign *campaign = NULL;
    struct cs_fuzz_end end;
    char *root = NULL;
    int status = CS_EXIT_USAGE;

    free(cs_home_self()); /* before the room */
    if (options->target.target.root != NULL && (root = cs_home_root_given(options->target.target.root)) == NULL)
        return CS_EXIT_USAGE;
    options->target.target.root = root;
    if (options->differential != NULL) {
        if (is_ready(options, &library))
            status = cs_fuzz_differ(options, library.suite, library.catalogue);
    } else if (is_ready(options, &library) && isolate(options)) {
        end = cs_fuzz_drive(options, library.suite, library.catalogue, &campaign);
        status = conclude(options, &end, campaign);
    }
    cs_campaign_free(campaign);
    cs_library_free(&library);
    free(root);
    return status;
}

int cs_cmd_fuzz(int argc, char **argv)
{
    struct cs_fuzz_options options;
    int status = cs_fuzz_options_parse(argc, argv, &options);

    return status >= 0 ? status : run(&options);
}
