/* Target profiles: YAML files that say how to start one piece of real software, or where one runs.
 * profiles/README.md is the language. */
#ifndef CONNECTSPEC_PROFILE_H
#define CONNECTSPEC_PROFILE_H

#include "harness/scenario/yaml.h"
#include "reference/must_use.h"

#define CS_PROFILE_FILE_MAX (256 * 1024) /* bytes of a profile, and of each file template */
#define CS_LAYERS_MAX       8            /* of one choice */
#define CS_HEAD_SECONDS_MAX 10           /* of `head_seconds`: a case waits for it */

/* One profile file, checked: every key has the form that the language asks for, and every placeholder of it and of its
 * file templates is known. */
struct cs_profile {
    char *path;
    char *folder; /* of the profile; the file templates are named relative to it */
    char *name;
    char *text;
    size_t length;
    struct cs_yaml_node *root;
};

/* A profile with some of its layers: what is going to be started.  Copied freely; the profile has to outlive it. */
struct cs_choice {
    const struct cs_profile *profile;
    const char *root; /* root file system in which it is started, an absolute path; NULL: ours */
    size_t layer_count;
    const struct cs_yaml_node
        *layers[CS_LAYERS_MAX]; /* in the order of the file, so that a set of layers has one name */
};

/* Reads and checks a profile file.  NULL with |diagnostics|.  Free with cs_profile_free. */
CS_MUST_USE struct cs_profile *cs_profile_load(const char *path, struct cs_diagnostics *diagnostics);
/* The same of a text that stands in no file; |name| is that of the profile. */
CS_MUST_USE struct cs_profile *cs_profile_parse(const char *name, const char *text, struct cs_diagnostics *diagnostics);

void cs_profile_free(struct cs_profile *profile); /* NULL is fine */

/* What somebody asked for by name. */
struct cs_wish {
    const char *name;   /* PROFILE, PROFILE+LAYER+..., PROFILE-LAYER-..., or a path (with a slash, or ending in .yaml),
                           layers behind it with a plus */
    const char *layers; /* more layers, "basic+parent"; NULL: none */
    const char *root;   /* absolute path of the root file system to start it in; NULL: the profile's `root`, or ours */
    const char *auth;   /* "none", "basic", ...: adds the layer with that scheme where it is not there yet; NULL: any */
};

/* The profile that |wish| means, its file in |folder| unless the name is a path.  NULL with |diagnostics|, which say
 * where to look when there is no such profile or layer, and which layers exclude each other.  The caller frees the
 * profile. */
struct cs_profile *cs_profile_find(const char *folder, const struct cs_wish *wish, struct cs_choice *choice,
                                   struct cs_diagnostics *diagnostics);

/* The names of all profiles in |folder|, sorted, with a NULL behind them; NULL when it cannot be read.  The caller
 * frees them with cs_words_free. */
CS_MUST_USE char **cs_profile_names(const char *folder);

/* ---- layers (layers.c) ---- */

/* The mapping of all layers of |profile|, or NULL. */
const struct cs_yaml_node *cs_profile_layers(const struct cs_profile *profile);

/* Adds the layer called by the |length| bytes of |name|; one that is there already changes nothing.  False with
 * |diagnostics| when the profile has none of that name, when it and one that is there set the same key differently, or
 * there are CS_LAYERS_MAX. */
CS_MUST_USE bool cs_choice_add(struct cs_choice *choice, const char *name, size_t length,
                               struct cs_diagnostics *diagnostics);

/* Adds the fewest layers that between them give each of |needs| (ends with NULL; NULL: none) that a layer gives: the
 * needs that few layers give first, of several layers the first in the file.  What no layer gives stays open: whether
 * the target has it is for the facts to say.  False with |diagnostics| when the layers exclude each other. */
CS_MUST_USE bool cs_choice_cover(struct cs_choice *choice, const char *const *needs,
                                 struct cs_diagnostics *diagnostics);

/* ---- what a choice says (choice.c) ---- */

/* What the choice says for |key|: the last layer's value that has it, else the profile's, else NULL.  Of lists that
 * layers add to (KEY+), cs_choice_each tells the whole. */
const struct cs_yaml_node *cs_choice_get(const struct cs_choice *choice, const char *key);

/* As text ("" when it is not there), number or truth (|otherwise| when it is not there). */
const char *cs_choice_text(const struct cs_choice *choice, const char *key);
unsigned cs_choice_number(const struct cs_choice *choice, const char *key, unsigned otherwise);
CS_MUST_USE bool cs_choice_flag(const struct cs_choice *choice, const char *key, bool otherwise);

/* The member |name| of the mapping |key|, a layer's before the profile's; NULL when it is not there. */
const struct cs_yaml_node *cs_choice_member(const struct cs_choice *choice, const char *key, const char *name);

/* Calls |visit| for each entry of |key|.  Of a mapping: all of each layer's, and those of the profile's that no layer
 * has.  Of a list: those that cs_choice_get gives, and behind them what layers add.  Stops and returns false when
 * |visit| does. */
CS_MUST_USE bool cs_choice_each(const struct cs_choice *choice, const char *key,
                                bool (*visit)(const struct cs_yaml_node *member, void *context), void *context);

/* "squid" or "squid+basic+parent".  The caller frees it; NULL: no memory. */
CS_MUST_USE char *cs_choice_name(const struct cs_choice *choice);

/* Where the profile stands, as an absolute path.  The caller frees it; NULL: it is gone. */
CS_MUST_USE char *cs_choice_folder(const struct cs_choice *choice);

/* Where the program is, as an absolute path: the first of `program` that can be executed (a bare name is looked for in
 * PATH, ${self} is |self|, other relative paths start at the profile's folder).  The caller frees it; NULL: not
 * installed, or one of its `modules` or `needs_files` is not. */
CS_MUST_USE char *cs_choice_program(const struct cs_choice *choice, const char *self);

/* How to install it: `install`, else the command for its Debian packages, else "".  The caller frees it. */
CS_MUST_USE char *cs_choice_install(const struct cs_choice *choice);

/* What the program says of its version, or "" (not installed, no `version`, or it does not say). */
void cs_choice_version(const struct cs_choice *choice, const char *self, char *version, size_t capacity);

#endif
