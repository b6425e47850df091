#include "fuzz/live/store.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz/live/store_documents.h"
#include "harness/scenario/case.h"

static const char *const parts[CS_FINDING_STATES] = {"findings", "findings", "unsteady"};

static bool make_folder(const char *path, char error[CS_FILE_ERROR_MAX])
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    (void)snprintf(error, CS_FILE_ERROR_MAX, "cannot make the directory %.300s: %s", path, strerror(errno));
    return false;
}

bool cs_store_open(struct cs_store *store, const char *folder, const char *command, char error[CS_FILE_ERROR_MAX])
{
    static const char *const folders[] = {"", "/queue", "/findings", "/unsteady"};
    char path[PATH_MAX];

    *store = (struct cs_store){.folder = folder, .command = command};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s%s", folder, folders[i]);
        if (!make_folder(path, error))
            return false;
    }
    return true;
}

static bool write_json(const char *path, json_t *root, char error[CS_FILE_ERROR_MAX])
{
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2));
    bool fine = text != NULL && cs_file_write(path, text, strlen(text), error);

    if (text == NULL)
        (void)snprintf(error, CS_FILE_ERROR_MAX, "out of memory");
    free(text);
    json_decref(root);
    return fine;
}

bool cs_store_numbers(const struct cs_store *store, const struct cs_campaign_numbers *numbers,
                      char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX];
    json_t *root = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:f}", "seed", (json_int_t)numbers->seed, "next",
                             (json_int_t)numbers->next, "inputs", (json_int_t)numbers->inputs, "silent",
                             (json_int_t)numbers->silent, "undecided", (json_int_t)numbers->undecided, "deaths",
                             (json_int_t)numbers->deaths, "queued", (json_int_t)numbers->queued, "fingerprints",
                             (json_int_t)numbers->fingerprints, "findings", (json_int_t)numbers->findings, "unsteady",
                             (json_int_t)numbers->unsteady, "seconds", numbers->seconds);

    (void)snprintf(path, sizeof(path), "%s/campaign.json", store->folder);
    return write_json(path, root, error);
}

static uint64_t number_of(const json_t *root, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(root, key));

    return value < 0 ? 0 : (uint64_t)value;
}

bool cs_store_read_numbers(const struct cs_store *store, struct cs_campaign_numbers *out)
{
    char path[PATH_MAX];
    json_t *root;

    (void)snprintf(path, sizeof(path), "%s/campaign.json", store->folder);
    root = json_load_file(path, 0, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return false;
    }
    *out = (struct cs_campaign_numbers){
        .seed = (uint64_t)json_integer_value(json_object_get(root, "seed")),
        .next = number_of(root, "next"),
        .inputs = number_of(root, "inputs"),
        .silent = number_of(root, "silent"),
        .undecided = number_of(root, "undecided"),
        .deaths = number_of(root, "deaths"),
        .seconds = json_number_value(json_object_get(root, "seconds")),
    };
    json_decref(root);
    return true;
}

bool cs_store_dialogue(struct cs_store *store, const char *text, char error[CS_FILE_ERROR_MAX])
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s/queue/id:%06zu", store->folder, store->queued);
    if (!cs_file_write(path, text, strlen(text), error))
        return false;
    store->queued++;
    return true;
}

bool cs_store_each(const char *folder, bool plain,
                   void (*take)(void *context, const char *name, const char *text, size_t length), void *context)
{
    char path[PATH_MAX], error[CS_FILE_ERROR_MAX];
    struct dirent **entries = NULL;
    int count;

    (void)snprintf(path, sizeof(path), "%s%s", folder, plain ? "" : "/queue");
    count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char file[PATH_MAX + 256];
        struct stat status;
        char *text;
        size_t length;

        (void)snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(file, &status) == 0 && S_ISREG(status.st_mode) &&
            cs_file_load(file, CS_CASE_BYTES_MAX, &text, &length, error)) {
            take(context, entries[i]->d_name, text, length);
            free(text);
        }
        free(entries[i]);
    }
    free(entries);
    return count >= 0;
}

static json_t *finding_to_json(const struct cs_campaign_finding *finding)
{
    static const char *const states[CS_FINDING_STATES] = {"new", "steady", "unsteady"};
    const struct cs_symptom *symptom = &finding->symptom;

    return json_pack("{s:s,s:s,s:s,s:b,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:f,s:I,s:i,s:i}", "name", finding->name, "key",
                     symptom->key, "state", states[finding->state], "must", symptom->must, "finding", symptom->finding,
                     "reading", symptom->reading, "about", symptom->about, "every",
                     symptom->every == NULL ? "" : symptom->every, "reason", symptom->reason, "suite", finding->suite,
                     "input", (json_int_t)finding->input, "seconds", finding->seconds, "seen",
                     (json_int_t)finding->seen, "tries", (int)finding->tries, "repeated", (int)finding->repeated);
}

/* The other folder, where it may have been before. */
static void remove_folder(const struct cs_store *store, const char *part, const char *name)
{
    static const char *const files[] = {"case.yaml",      "finding.json", "transcript.json",
                                        "packets.pcapng", "repeat",       "message"};
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s/%s/%s", store->folder, part, name, files[i]);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof(path), "%s/%s/%s", store->folder, part, name);
    (void)rmdir(path);
}

bool cs_store_finding(const struct cs_store *store, const struct cs_campaign_finding *finding,
                      char error[CS_FILE_ERROR_MAX])
{
    const char *part = parts[finding->state];
    char folder[PATH_MAX], path[PATH_MAX + 32];

    (void)snprintf(folder, sizeof(folder), "%s/%s/%s", store->folder, part, finding->name);
    if (!make_folder(folder, error))
        return false;
    (void)snprintf(path, sizeof(path), "%s/case.yaml", folder);
    if (!cs_file_write(path, finding->text, strlen(finding->text), error) ||
        !cs_store_write_documents(folder, store, finding, error))
        return false;
    (void)snprintf(path, sizeof(path), "%s/finding.json", folder);
    if (!write_json(path, finding_to_json(finding), error))
        return false;
    remove_folder(store, parts[finding->state == CS_FINDING_UNSTEADY ? CS_FINDING_NEW : CS_FINDING_UNSTEADY],
                  finding->name);
    return true;
}

void cs_store_remove(const struct cs_store *store, const struct cs_campaign_finding *finding)
{
    remove_folder(store, parts[CS_FINDING_NEW], finding->name);
    remove_folder(store, parts[CS_FINDING_UNSTEADY], finding->name);
}

static void copy_text(const json_t *root, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(root, key));

    (void)snprintf(out, size, "%s", text == NULL ? "" : text);
}

static struct cs_campaign_finding *finding_from_json(const json_t *root)
{
    struct cs_campaign_finding *finding = calloc(1, sizeof(*finding));
    char state[16];

    if (finding == NULL)
        return NULL;
    copy_text(root, "name", finding->name, sizeof(finding->name));
    copy_text(root, "key", finding->symptom.key, sizeof(finding->symptom.key));
    copy_text(root, "finding", finding->symptom.finding, sizeof(finding->symptom.finding));
    copy_text(root, "reading", finding->symptom.reading, sizeof(finding->symptom.reading));
    copy_text(root, "about", finding->symptom.about, sizeof(finding->symptom.about));
    copy_text(root, "reason", finding->symptom.reason, sizeof(finding->symptom.reason));
    copy_text(root, "suite", finding->suite, sizeof(finding->suite));
    copy_text(root, "state", state, sizeof(state));
    finding->symptom.must = json_is_true(json_object_get(root, "must"));
    finding->state = strcmp(state, "steady") == 0     ? CS_FINDING_STEADY
                     : strcmp(state, "unsteady") == 0 ? CS_FINDING_UNSTEADY
                                                      : CS_FINDING_NEW;
    finding->input = number_of(root, "input");
    finding->seen = (size_t)number_of(root, "seen");
    finding->tries = (unsigned)number_of(root, "tries");
    finding->repeated = (unsigned)number_of(root, "repeated");
    finding->seconds = json_number_value(json_object_get(root, "seconds"));
    return finding;
}

/* What cannot be read is as if it was not there: it will be found again. */
static void read_finding(const char *folder, const char *name,
                         void (*take)(void *context, struct cs_campaign_finding *finding), void *context)
{
    char path[PATH_MAX + 300], error[CS_FILE_ERROR_MAX];
    struct cs_campaign_finding *finding;
    size_t length;
    json_t *root;

    (void)snprintf(path, sizeof(path), "%s/%s/finding.json", folder, name);
    root = json_load_file(path, 0, NULL);
    if (!json_is_object(root)) {
        json_decref(root);
        return;
    }
    finding = finding_from_json(root);
    json_decref(root);
    if (finding == NULL)
        return;
    (void)snprintf(path, sizeof(path), "%s/%s/case.yaml", folder, name);
    if (strcmp(finding->name, name) == 0 && cs_file_load(path, CS_CASE_BYTES_MAX, &finding->text, &length, error))
        take(context, finding);
    else
        cs_campaign_finding_free(finding);
}

void cs_store_findings(const struct cs_store *store, void (*take)(void *context, struct cs_campaign_finding *finding),
                       void *context)
{
    for (int state = CS_FINDING_STEADY; state < CS_FINDING_STATES; state++) {
        struct dirent **entries = NULL;
        char folder[PATH_MAX];
        int count;

        (void)snprintf(folder, sizeof(folder), "%s/%s", store->folder, parts[state]);
        count = scandir(folder, &entries, NULL, alphasort);
        for (int i = 0; i < count; i++) {
            if (entries[i]->d_name[0] != '.')
                read_finding(folder, entries[i]->d_name, take, context);
            free(entries[i]);
        }
        free(entries);
    }
}
