#include "harness/cli/library.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/cli/home.h"

/* What is asked for of |directory|: all of it, or what the cases |names| need. */
static struct cs_suite *load(const char *directory, const struct cs_wanted *wanted, struct cs_library *library,
                             struct cs_diagnostics *diagnostics)
{
    struct cs_suite *suite =
        wanted->all ? NULL : cs_suite_load_named(directory, wanted->names, wanted->name_count, library->catalogue);

    return suite != NULL ? suite : cs_suite_load(directory, library->catalogue, diagnostics);
}

bool cs_library_load_wanted(const char *cases, const struct cs_wanted *wanted, struct cs_library *out)
{
    static const struct cs_wanted probes = {.all = false};
    struct cs_diagnostics diagnostics = {.count = 0};
    char *own = cs_home_cases();
    char *catalogue = NULL;

    *out = (struct cs_library){.suite = NULL};
    if (own == NULL) {
        fputs("connectspec: its cases are not to be found; set CONNECTSPEC_HOME to the folder that has cases/\n",
              stderr);
        return false;
    }
    if (asprintf(&catalogue, "%s/requirements.yaml", own) >= 0)
        out->catalogue = cs_catalogue_load(catalogue, &diagnostics);
    else
        catalogue = NULL;
    if (out->catalogue != NULL)
        out->suite = load(cases != NULL ? cases : own, wanted, out, &diagnostics);
    if (out->suite != NULL && cases != NULL)
        out->own = load(own, &probes, out, &diagnostics);
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(catalogue);
    free(own);
    return out->suite != NULL && (cases == NULL || out->own != NULL);
}

bool cs_library_load(const char *cases, struct cs_library *out)
{
    return cs_library_load_wanted(cases, &(struct cs_wanted){.all = true}, out);
}

const struct cs_suite *cs_library_own(const struct cs_library *library)
{
    return library->own != NULL ? library->own : library->suite;
}

struct cs_sentences *cs_library_sentences(const struct cs_library *library)
{
    struct cs_diagnostics diagnostics = {.count = 0};
    struct cs_sentences *sentences = NULL;
    char *own = cs_home_cases();
    char *path = NULL;

    if (own != NULL && asprintf(&path, "%s/sentences.yaml", own) >= 0)
        sentences = cs_sentences_load(path, library->catalogue, &diagnostics);
    else
        path = NULL;
    cs_diagnostics_print(&diagnostics);
    cs_diagnostics_free(&diagnostics);
    free(path);
    free(own);
    return sentences;
}

void cs_library_free(struct cs_library *library)
{
    cs_suite_free(library->suite);
    cs_suite_free(library->own);
    cs_catalogue_free(library->catalogue);
    *library = (struct cs_library){.suite = NULL};
}
