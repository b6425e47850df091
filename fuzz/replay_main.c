/* Runs every file of the folders that are named through one fuzz target: corpora as ordinary tests, with any compiler.
 * A missing or empty folder, or a file that cannot be read, is a failure. */
#include <dirent.h>
#include <sys/stat.h>

#include "fuzz/property.h"

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    uint8_t *data = NULL;
    size_t size;
    int fine = 0;

    if (file == NULL || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode))
        goto done;
    size = (size_t)status.st_size;
    data = malloc(size == 0 ? 1 : size); /* exactly as long, so that AddressSanitizer sees an over-read */
    if (data == NULL || fread(data, 1, size, file) != size)
        goto done;
    LLVMFuzzerTestOneInput(data, size);
    fine = 1;
done:
    if (!fine)
        fprintf(stderr, "%s: cannot be read\n", path);
    free(data);
    if (file != NULL)
        fclose(file);
    return fine;
}

/* How many files were run; -1 when something could not be. */
static int replay_folder(const char *folder)
{
    DIR *stream = opendir(folder);
    struct dirent *entry;
    int count = 0;

    if (stream == NULL)
        return -1;
    while ((entry = readdir(stream)) != NULL && count >= 0) {
        char *path = NULL;

        if (entry->d_name[0] == '.')
            continue;
        if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0 || !replay_file(path))
            count = -1;
        else
            count++;
        free(path);
    }
    closedir(stream);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = replay_folder(argv[i]);

        if (count <= 0) {
            fprintf(stderr, "%s: %s\n", argv[i], count == 0 ? "the corpus is empty" : "the corpus cannot be read");
            return 1;
        }
        printf("%s: %d inputs\n", argv[i], count);
    }
    return argc > 1 ? 0 : 2;
}
