#include "harness/cli/fuzz_differ_tell.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell_group(const struct cs_differ_tell *tell, const struct cs_differ_group *group, double seconds)
{
    fprintf(stderr, "%6.1f s  %s: ", seconds, group->name);
    for (size_t i = 0; i < tell->count; i++)
        fprintf(stderr, "%s%s %s", i == 0 ? "" : "; ", tell->names[i], group->reactions[i]);
    fputc('\n', stderr);
}

void cs_differ_tell_look(struct cs_differ_tell *tell, const struct cs_differ *differ, double seconds)
{
    for (size_t i = 0; i < cs_differ_group_count(differ); i++) {
        const struct cs_differ_group *group = cs_differ_group_at(differ, i);

        if (tell->told[i] || group->state != CS_GROUP_STEADY)
            continue;
        tell->told[i] = true;
        if (!tell->quiet)
            tell_group(tell, group, seconds);
    }
}

void cs_differ_tell_end(struct cs_differ_tell *tell, const struct cs_differ *differ, double seconds)
{
    struct cs_differ_numbers numbers = cs_differ_numbers(differ);

    cs_differ_tell_look(tell, differ, seconds);
    if (!tell->quiet)
        fprintf(stderr,
                "%" PRIu64 " inputs in %.0f s, %" PRIu64 " kinds of behaviour, %" PRIu64 " disagreements, %" PRIu64
                " unsteady, %" PRIu64 " not asked again; seed %" PRIu64 "\n",
                numbers.inputs, seconds, numbers.kinds, numbers.disagreements, numbers.unsteady, numbers.open,
                numbers.seed);
}

static json_t *group_to_json(const struct cs_differ_tell *tell, const struct cs_differ_group *group)
{
    static const char *const states[CS_GROUP_STATES] = {"new", "new", "steady", "unsteady"};
    json_t *reactions = json_array();

    for (size_t i = 0; i < tell->count; i++)
        json_array_append_new(reactions, json_string(group->reactions[i]));
    return json_pack("{s:s,s:s,s:s,s:o,s:I,s:I,s:s}", "name", group->name, "state", states[group->state], "about",
                     group->about, "reactions", reactions, "input", (json_int_t)group->input, "seen",
                     (json_int_t)group->seen, "case", group->text == NULL ? "" : group->text);
}

static json_t *to_json(const struct cs_differ_tell *tell, const struct cs_differ *differ)
{
    struct cs_differ_numbers numbers = cs_differ_numbers(differ);
    json_t *groups = json_array(), *names = json_array();

    for (size_t i = 0; i < tell->count; i++)
        json_array_append_new(names, json_string(tell->names[i]));
    for (size_t i = 0; i < cs_differ_group_count(differ); i++)
        if (!cs_differ_group_at(differ, i)->merged)
            json_array_append_new(groups, group_to_json(tell, cs_differ_group_at(differ, i)));
    return json_pack("{s:s,s:o,s:I,s:I,s:I,s:o}", "connectspec", CONNECTSPEC_VERSION, "targets", names, "seed",
                     (json_int_t)numbers.seed, "inputs", (json_int_t)numbers.inputs, "kinds", (json_int_t)numbers.kinds,
                     "disagreements", groups);
}

bool cs_differ_tell_json(const struct cs_differ_tell *tell, const struct cs_differ *differ, const char *path)
{
    json_t *root = to_json(tell, differ);
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(2));
    char error[CS_FILE_ERROR_MAX] = "out of memory";
    bool fine = text != NULL && cs_file_write(path, text, strlen(text), error);

    if (!fine)
        fprintf(stderr, "connectspec fuzz: %s\n", error);
    free(text);
    json_decref(root);
    return fine;
}
