/* The parts of run_options.c. */
#ifndef CONNECTSPEC_RUN_VALUES_H
#define CONNECTSPEC_RUN_VALUES_H

#include "harness/cli/run_options.h"
#include "reference/must_use.h"

extern const char *const cs_run_help[]; /* NULL behind the last part */

/* Each reads the value of one option into |out|.  Returns -1 to go on, or an exit status after a line on stderr. */
typedef int cs_run_value(const char *value, struct cs_run_options *out);

cs_run_value cs_run_print_ca;
cs_run_value cs_run_take_allowed_port;
cs_run_value cs_run_take_auth;
cs_run_value cs_run_take_color;
cs_run_value cs_run_take_deadline;
cs_run_value cs_run_take_denied_port;
cs_run_value cs_run_take_has;
cs_run_value cs_run_take_isolate;
cs_run_value cs_run_take_jobs;
cs_run_value cs_run_take_level;
cs_run_value cs_run_take_origin;
cs_run_value cs_run_take_origin_port;
cs_run_value cs_run_take_proxy_user;
cs_run_value cs_run_take_repeat;
cs_run_value cs_run_take_seed;
cs_run_value cs_run_take_since;

/* The account that the environment names, which nobody sees in a list of processes. */
int cs_run_take_environment(struct cs_run_options *out);

/* "connectspec run: MESSAGE 'VALUE'; connectspec run --help tells more" on stderr; an exit status. */
int cs_run_usage_error(const char *message, const char *value);

/* Writes |out->command|: the options that repeat the run, without a password. */
void cs_run_compose_command(struct cs_run_options *out);

/* Sets the facts of |list|, NAME or NAME=VALUE with commas between them, in |policy|.  False with a line on stderr: a
 * name is none, or the value is not its. */
CS_MUST_USE bool cs_run_set_facts(const char *list, struct cs_policy *policy);

#endif
