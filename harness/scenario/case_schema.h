/* The words that a case file may hold, and how one is loaded (private to the loader; a test compares the lists with
 * cases/README.md). */
#ifndef CONNECTSPEC_CASE_SCHEMA_H
#define CONNECTSPEC_CASE_SCHEMA_H

#include "harness/scenario/case.h"
#include "harness/scenario/yaml.h"

#define CS_CASE_STEPS_MAX  4096              /* after repetition */
#define CS_CASE_VALUES_MAX 256               /* of a family */
#define CS_CASE_TEXT_MAX   (1024 * 1024)     /* of all byte strings, after repetition */
#define CS_CASE_HELD_MAX   (64 * 1024 * 1024) /* of all byte strings, filled in for every value */
#define CS_CASE_NAME_MAX   24                /* of an actor */

/* Lists of words, each ending with NULL. */
extern const char *const cs_case_fields[];
extern const char *const cs_case_required_fields[];
extern const char *const cs_case_levels[]; /* in the order of enum cs_case_level */
extern const char *const cs_case_needs[];
extern const char *const cs_case_listeners[]; /* of `listen` */
extern const char *const cs_case_policies[];  /* of `enforces` */
extern const char *const cs_case_verbs[];     /* in the order of enum cs_verb */
extern const char *const cs_case_variables[];

/* A case while it is loaded.  A family's values are read first, so that every byte string can be tried with each. */
struct cs_case_loader {
    struct cs_case *item;
    const char *text;
    size_t length;
    const struct cs_catalogue *catalogue;
    struct cs_diagnostics *diagnostics;
    size_t template_bytes;
    size_t held_bytes;
    struct cs_trial *trial;
    bool *binding_used; /* one for each name that the values bind */
};

/* What a filled-in operand has to look like: returns NULL or what is wrong with it. */
typedef const char *cs_operand_check(const struct cs_condition_kind *kind, const char *text);
