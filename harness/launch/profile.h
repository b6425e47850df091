/* Target profiles: YAML files that say how to start one piece of real software.  profiles/README.md is the language. */
#ifndef CONNECTSPEC_PROFILE_H
#define CONNECTSPEC_PROFILE_H

#include "harness/scenario/yaml.h"

#define CS_PROFILE_FILE_MAX (256 * 1024) /* bytes of a profile, and of each file template */

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

/* A profile with one of its variants: what is going to be started. */
struct cs_choice {
    const struct cs_profile *profile;
    const struct cs_yaml_node *variant; /* NULL: the profile as it stands */
};

/* Reads and checks a profile file.  NULL with |diagnostics|.  Free with cs_profile_free. */
struct cs_profile *cs_profile_load(const char *path, struct cs_diagnostics *diagnostics);
void cs_profile_free(struct cs_profile *profile); /* NULL is fine */

/* The profile that |name| means: NAME.yaml in |folder|, NAME-VARIANT, or a path (with a slash, or ending in .yaml).
 * With |auth| ("none", "basic", ...), the variant with that scheme is chosen.  NULL with |diagnostics|, which say
 * where to look when there is no such profile or variant.  The caller frees the profile. */
struct cs_profile *cs_profile_find(const char *folder, const char *name, const char *auth, struct cs_choice *choice,
                                   struct cs_diagnostics *diagnostics);

/* The names of all profiles in |folder|, sorted, with a NULL behind them; NULL when it cannot be read.  The caller
 * frees them with cs_words_free. */
char **cs_profile_names(const char *folder);

/* What the choice says for |key|: the variant's value, else the profile's, else NULL. */
const struct cs_yaml_node *cs_choice_get(const struct cs_choice *choice, const char *key);

/* As text ("" when it is not there), number or truth (|otherwise| when it is not there). */
const char *cs_choice_text(const struct cs_choice *choice, const char *key);
unsigned cs_choice_number(const struct cs_choice *choice, const char *key, unsigned otherwise);
bool cs_choice_flag(const struct cs_choice *choice, const char *key, bool otherwise);

/* The member |name| of the mapping |key|, the variant's before the profile's. */
const struct cs_yaml_node *cs_choice_member(const struct cs_choice *choice, const char *key, const char *name);

/* Calls |visit| for each member of the mapping |key|: all of the variant's, and those of the profile's that the variant
 * does not have.  Stops and returns false when |visit| does. */
bool cs_choice_each(const struct cs_choice *choice, const char *key,
                    bool (*visit)(const struct cs_yaml_node *member, void *context), void *context);

/* "squid" or "squid-basic".  The caller frees it. */
char *cs_choice_name(const struct cs_choice *choice);

/* Where the profile stands, as an absolute path.  The caller frees it; NULL: it is gone. */
char *cs_choice_folder(const struct cs_choice *choice);

/* Where the program is, as an absolute path: the first of `program` that can be executed (a bare name is looked for in
 * PATH, ${self} is |self|, other relative paths start at the profile's folder).  The caller frees it; NULL: not
 * installed, or one of its `modules` is not. */
char *cs_choice_program(const struct cs_choice *choice, const char *self);

/* How to install it: `install`, else the command for its Debian packages, else "".  The caller frees it. */
char *cs_choice_install(const struct cs_choice *choice);

/* What the program says of its version, or "" (not installed, no `version`, or it does not say). */
void cs_choice_version(const struct cs_choice *choice, const char *self, char *version, size_t capacity);

#endif
