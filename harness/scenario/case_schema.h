/* The words that a case file may hold, and the parts of its loader (private to the loader; a test compares the lists
 * with cases/README.md). */
#ifndef CONNECTSPEC_CASE_SCHEMA_H
#define CONNECTSPEC_CASE_SCHEMA_H

#include "harness/scenario/case.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/template.h"
#include "harness/scenario/yaml.h"
#include "reference/must_use.h"
#include "reports/fact_words.h"

#define CS_CASE_STEPS_MAX    4096               /* after repetition */
#define CS_CASE_PATIENCE_MAX 600                /* seconds */
#define CS_CASE_CROWD_MAX    4000               /* at the same time */
#define CS_CASE_CROWD_ALL    100000             /* one after another */
#define CS_CASE_CROWD_SPAN   64                 /* of them at once */
#define CS_CASE_VALUES_MAX   256                /* of a family */
#define CS_CASE_TEXT_MAX     (1024 * 1024)      /* of all byte strings, after repetition */
#define CS_CASE_HELD_MAX     (64 * 1024 * 1024) /* of all byte strings, filled in for every value */
#define CS_CASE_WORD_MAX     64                 /* of a name, a label, an operand that is a word */

/* Lists of words, each ending with NULL. */
extern const char *const cs_case_fields[];
extern const char *const cs_case_required_fields[];
extern const char *const cs_case_levels[];    /* in the order of enum cs_case_level */
const char *const *cs_case_needs(void);       /* of `needs` */
extern const char *const cs_case_listeners[]; /* of `listen`: the rows of listener_list.h */
extern const char *const cs_case_policies[];  /* of `enforces` */
extern const char *const cs_case_verbs[];     /* in the order of enum cs_verb */
extern const char *const cs_case_variables[];

struct cs_case_sample;

/* A case while it is loaded.  A family's values are read first, so that every byte string can be tried with each. */
struct cs_case_loader {
    struct cs_case *item;
    const char *text;
    size_t length;
    const struct cs_catalogue *catalogue;
    struct cs_diagnostics *diagnostics;
    struct cs_case_sample *sample; /* NULL until the values are read */
    bool *binding_used;            /* one for each name that a value binds */
    size_t template_bytes;
    size_t held_bytes;
};

/* Each reads one part of a case into |loader->item| and returns whether it was right; errors are in the diagnostics. */
CS_MUST_USE bool cs_case_load_values(struct cs_case_loader *loader, const struct cs_yaml_node *node);
CS_MUST_USE bool cs_case_load_steps(struct cs_case_loader *loader, const struct cs_yaml_node *node);
CS_MUST_USE bool cs_case_load_outcomes(struct cs_case_loader *loader, const struct cs_yaml_node *node,
                                       struct cs_outcome **out, size_t *count);
CS_MUST_USE bool cs_case_load_observation(struct cs_case_loader *loader, const struct cs_yaml_node *node);

/* A byte string: parsed, its variables looked up, filled in with made-up addresses for each value, and what comes out
 * compared with the form that |kind|'s operand has (NULL: any bytes).  NULL with an error. */
CS_MUST_USE struct cs_template *cs_case_load_template(struct cs_case_loader *loader, const struct cs_yaml_node *node,
                                                      const struct cs_condition_kind *kind);

/* What `request` and `respond` take: the head for every transport, and its text over HTTP/1.1 as the one segment. */
CS_MUST_USE bool cs_case_load_head(struct cs_case_loader *loader, struct cs_step *step,
                                   const struct cs_yaml_node *node);
void cs_head_free(struct cs_head *head);

/* The transports that a case can do with when it says nothing, in the order of cs_transport_names. */
unsigned cs_case_default_over(const struct cs_case *item);

/* Lower-case words of letters, digits and hyphens between slashes. */
bool cs_case_is_id(const char *id);

/* Whether the file at |path| is called |id|.yaml, folders and all. */
bool cs_case_path_ends_with(const char *path, const char *id);

/* What is wrong with a filled-in operand of |kind|, or NULL. */
const char *cs_operand_problem(const struct cs_condition_kind *kind, const char *text, size_t length);

/* What can only be said of the whole: steps that can never happen, actors that nobody plays, levels. */
void cs_case_check_steps(const struct cs_case_loader *loader);
void cs_case_check_outcomes(const struct cs_case_loader *loader);
void cs_case_check_level(const struct cs_case_loader *loader, const struct cs_yaml_node *level);

#endif
