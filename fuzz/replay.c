#include "fuzz/replay.h"

#include <dirent.h>
#include <sys/stat.h>

#include "fuzz/pack.h"
#include "fuzz/property.h"

/* What is done with each message: run it, or write it to |folder|. */
struct errand {
    const char *folder;
};

/* A copy that is exactly as long, so that AddressSanitizer sees an over-read. */
static bool run_message(const uint8_t *message, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);

    if (copy == NULL)
        return false;
    if (size > 0)
        memcpy(copy, message, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return true;
}

static uint64_t hash(const uint8_t *data, size_t size)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        value = (value ^ data[i]) * UINT64_C(0x100000001b3);
    return value;
}

static bool save_message(const char *folder, const uint8_t *message, size_t size)
{
    char path[4096];
    FILE *file;
    bool fine;

    if (snprintf(path, sizeof(path), "%s/%016llx", folder, (unsigned long long)hash(message, size)) >=
        (int)sizeof(path))
        return false;
    file = fopen(path, "wb");
    fine = file != NULL && fwrite(message, 1, size, file) == size;
    return file != NULL && fclose(file) == 0 && fine;
}

static bool treat_messages(const struct errand *errand, const uint8_t *data, size_t size)
{
    struct cs_unpacker unpacker;
    const uint8_t *message;
    size_t length;

    cs_unpack(&unpacker, data, size);
    while (cs_unpack_next(&unpacker, &message, &length))
        if (!(errand->folder == NULL ? run_message(message, length) : save_message(errand->folder, message, length)))
            return false;
    return true;
}

bool cs_replay_input(const uint8_t *data, size_t size)
{
    return treat_messages(&(struct errand){NULL}, data, size);
}

static bool treat_file(const struct errand *errand, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    uint8_t *data = NULL;
    size_t size;
    bool fine = false;

    if (file == NULL || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode))
        goto done;
    size = (size_t)status.st_size;
    data = malloc(size == 0 ? 1 : size);
    fine = data != NULL && fread(data, 1, size, file) == size && treat_messages(errand, data, size);
done:
    if (!fine)
        fprintf(stderr, "%s: cannot be read, or its messages not be kept\n", path);
    free(data);
    if (file != NULL)
        fclose(file);
    return fine;
}

static bool treat_folder(const struct errand *errand, const char *folder, DIR *stream)
{
    struct dirent *entry;
    bool fine = true;
    int count = 0;

    while (fine && (entry = readdir(stream)) != NULL) {
        char *path = NULL;

        if (entry->d_name[0] == '.')
            continue;
        fine = asprintf(&path, "%s/%s", folder, entry->d_name) >= 0 && treat_file(errand, path);
        count++;
        free(path);
    }
    if (fine && count == 0)
        fprintf(stderr, "%s: the corpus is empty\n", folder);
    if (fine && count > 0)
        printf("%s: %d inputs\n", folder, count);
    return fine && count > 0;
}

static bool treat(const struct errand *errand, char *const *paths, int count)
{
    bool fine = count > 0;

    for (int i = 0; fine && i < count; i++) {
        DIR *stream = opendir(paths[i]);

        fine = stream != NULL ? treat_folder(errand, paths[i], stream) : treat_file(errand, paths[i]);
        if (stream != NULL)
            closedir(stream);
    }
    return fine;
}

bool cs_property_all;

bool cs_replay(char *const *paths, int count)
{
    cs_property_all = true;
    return treat(&(struct errand){NULL}, paths, count);
}

bool cs_replay_unpack(char *const *paths, int count, const char *folder)
{
    return treat(&(struct errand){folder}, paths, count);
}
