/* Where this connectspec keeps its cases and target profiles. */
#ifndef CONNECTSPEC_HOME_H
#define CONNECTSPEC_HOME_H

#include "reference/must_use.h"

/* The folder that holds `cases/`, `profiles/` and `published/` or, in a checkout, `cases/`, `harness/launch/profiles/`
 * and `reports/published/`: the environment's CONNECTSPEC_HOME, else share/connectspec beside the program's own bin/,
 * else the nearest folder above the program that has `cases/requirements.yaml`.  Each function returns a string that
 * the caller frees, or NULL when nothing was found. */
CS_MUST_USE char *cs_home_cases(void);     /* the cases directory */
CS_MUST_USE char *cs_home_profiles(void);  /* the directory of target profiles */
CS_MUST_USE char *cs_home_published(void); /* the published results */
char *cs_home_self(void);                  /* the absolute path of the running program */

/* The absolute path of the root file system that the user named, or NULL with a message on standard error.  The caller
 * frees it. */
CS_MUST_USE char *cs_home_root_given(const char *folder);

#endif
