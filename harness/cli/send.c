/* `connectspec send`: one message of the user's own, and what a case would see. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/command.h"
#include "harness/cli/home.h"
#include "harness/cli/run.h"
#include "harness/cli/send_case.h"
#include "harness/cli/send_tell.h"
#include "harness/cli/target_words.h"
#include "reports/file.h"
#include "reports/transcript_json.h"

#define MESSAGE_MAX (48 * 1024) /* four bytes of a case for one */

static const char usage[] =
    "usage: connectspec send [OPTIONS] FILE\n"
    "\n"
    "Sends the bytes of FILE (- for standard input) to the target as they are, and tells what a case would see: what "
    "the\n"
    "strict parser finds in them, where lenient readings would lead, the answer judged, and who was reached.\n"
    "${host}, ${port}, ${authority}, ${other}, ${denied-port}, ${credentials} and the other variables of cases are\n"
    "filled in: at ${authority} our own listener waits.\n"
    "\n";

static const char usage_more[] =
    "\n"
    "  --exact                  fill nothing in\n"
    "  --transcript F           what happened, event by event, for connectspec judge (- for standard output)\n"
    "  --pcap F                 the same as a packet capture (pcapng)\n"
    "\n"
    "Exit status: 0 nothing wrong, 1 the target answered with what the strict parser rejects, or it connected for a\n"
    "message that it rejects, 2 usage, 3 trouble with the target, 77 the target lacks what a variable needs.\n";

struct send {
    struct cs_target_words words;
    const char *file;
    const char *transcript;
    bool exact;
};

struct message {
    char *bytes;
    size_t length;
    bool exact; /* as it is, without variables */
};

enum { OPT_EXACT = 1, OPT_TRANSCRIPT, OPT_PCAP, OPT_HELP };

static const struct option options[] = {
    CS_TARGET_OPTIONS,
    {"exact", no_argument, NULL, OPT_EXACT},
    {"transcript", required_argument, NULL, OPT_TRANSCRIPT},
    {"pcap", required_argument, NULL, OPT_PCAP},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static int take(struct send *send, int key, char *value)
{
    switch (key) {
    case OPT_EXACT:
        send->exact = true;
        return -1;
    case OPT_TRANSCRIPT:
        send->transcript = value;
        return -1;
    case OPT_PCAP:
        cs_target_words_add(&send->words, "--pcap");
        cs_target_words_add(&send->words, value);
        return -1;
    case OPT_HELP:
        fputs(usage, stdout);
        fputs(cs_target_help, stdout);
        fputs(usage_more, stdout);
        return CS_EXIT_OK;
    default:
        if (cs_target_words_take(&send->words, key, value))
            return -1;
        fputs("connectspec send --help tells more\n", stderr);
        return CS_EXIT_USAGE;
    }
}

static int parse(int argc, char **argv, struct send *out)
{
    int status = -1;
    int key;

    *out = (struct send){.file = NULL};
    optind = 1;
    while (status < 0 && (key = getopt_long(argc, argv, "", options, NULL)) != -1)
        status = take(out, key, optarg);
    if (status >= 0)
        return status;
    if (argc - optind != 1) {
        fputs("connectspec send: takes one FILE, or - for standard input\n", stderr);
        return CS_EXIT_USAGE;
    }
    out->file = argv[optind];
    return -1;
}

static bool complain(const char *text)
{
    fprintf(stderr, "connectspec send: %s\n", text);
    return false;
}

static bool read_message(const char *file, char **message, size_t *length)
{
    char error[CS_FILE_ERROR_MAX];

    if (!cs_file_load(strcmp(file, "-") == 0 ? "/dev/stdin" : file, MESSAGE_MAX, message, length, error))
        return complain(error);
    return *length > 0 || complain("there is no message: the file is empty");
}

/* A folder for one case; |folder| is its name. */
static bool make_folder(char folder[64])
{
    const char *place = getenv("TMPDIR");

    (void)snprintf(folder, 64, "%s/connectspec-send-XXXXXX",
                   place == NULL || place[0] == '\0' || strlen(place) > 32 || access(place, W_OK | X_OK) != 0 ? "/tmp"
                                                                                                              : place);
    if (mkdtemp(folder) != NULL)
        return true;
    folder[0] = '\0';
    return complain(strerror(errno));
}

static void remove_folder(const char *folder)
{
    static const char *const files[] = {"message.yaml", "message.json"};
    char path[80];

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

static int tell(const struct send *send, const struct cs_result *result, int status)
{
    char error[CS_FILE_ERROR_MAX];
    const struct cs_case_result *item = &result->cases[0];

    if (result->count == 0 || item->transcript == NULL) {
        (void)complain(result->count == 0 ? "nothing was sent" : item->verdict.reason);
        return status;
    }
    if (send->transcript != NULL && !cs_transcript_save(item->transcript, send->transcript, error)) {
        (void)complain(error);
        return CS_EXIT_USAGE;
    }
    if (item->transcript->trouble != NULL && status != CS_EXIT_TARGET)
        return complain(item->transcript->trouble) ? CS_EXIT_OK : CS_EXIT_USAGE;
    return cs_send_tell(send->transcript != NULL && strcmp(send->transcript, "-") == 0 ? stderr : stdout,
                        item->transcript)
               ? CS_EXIT_NONCONFORMANT
               : status;
}

/* "proxy" or "origin", as the target's words tell; NULL after a message where nothing can be sent to it. */
static const char *role_of(const struct cs_run_options *target)
{
    struct cs_target_kind kind = {.role = ""};
    char *profiles = cs_home_profiles();
    const struct cs_role_words *role = cs_roles;

    if (target->proxy == NULL && profiles != NULL)
        (void)cs_target_look(profiles, &target->target, &kind);
    free(profiles);
    if (target->proxy != NULL && target->role != NULL)
        role = cs_role_find(target->role);
    else if (kind.role[0] != '\0')
        role = cs_role_find(kind.role);
    if (role != NULL && cs_role_seat(role, "client", NULL) != NULL)
        return role->name;
    (void)complain("nobody can send to this target: it is a client");
    return NULL;
}

static bool write_case(const struct message *message, const char *role, const char *folder)
{
    char *text = cs_send_case(message->bytes, message->length, message->exact, role);
    char error[CS_FILE_ERROR_MAX];
    char path[80];
    bool written;

    if (text == NULL)
        return complain("out of memory");
    (void)snprintf(path, sizeof(path), "%s/message.yaml", folder);
    written = cs_file_write(path, text, strlen(text), error) || complain(error);
    free(text);
    return written;
}

static int run(struct send *send, const struct message *message, const char *folder)
{
    struct cs_run_options run_options;
    struct cs_result *result = NULL;
    const char *role;
    int status;

    cs_target_words_add(&send->words, "--cases");
    cs_target_words_add(&send->words, folder);
    cs_target_words_add(&send->words, "--quiet");
    cs_target_words_add(&send->words, "--transcripts"); /* a pass keeps its own, too */
    cs_target_words_add(&send->words, folder);
    status = cs_target_words_parse(&send->words, &run_options);
    if (status >= 0)
        return status;
    role = role_of(&run_options);
    if (role == NULL || !write_case(message, role, folder))
        return CS_EXIT_USAGE;
    status = cs_run(&run_options, &result);
    if (result != NULL && status != CS_EXIT_USAGE)
        status = tell(send, result, status);
    cs_result_free(result);
    return status;
}

int cs_cmd_send(int argc, char **argv)
{
    struct send send;
    struct message message = {.bytes = NULL};
    char folder[64] = "";
    int status = parse(argc, argv, &send);

    if (status >= 0)
        return status;
    message.exact = send.exact;
    if (!read_message(send.file, &message.bytes, &message.length))
        return CS_EXIT_USAGE;
    status = make_folder(folder) ? run(&send, &message, folder) : CS_EXIT_USAGE;
    if (folder[0] != '\0')
        remove_folder(folder);
    free(message.bytes);
    return status;
}
