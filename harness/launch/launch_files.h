/* The private directory of a launch and what stands in it. */
#ifndef CONNECTSPEC_LAUNCH_FILES_H
#define CONNECTSPEC_LAUNCH_FILES_H

#include "harness/launch/launch.h"
#include "harness/scenario/template.h"
#include "reference/must_use.h"

/* Makes launch->directory under $TMPDIR or /tmp and opens launch->log in it.  launch->drop, uid and gid are set. */
CS_MUST_USE bool cs_launch_make_directory(struct cs_launch *launch, const struct cs_choice *choice, char **error);

/* Makes the profile's directories and writes its files, filled in from |environment|. */
CS_MUST_USE bool cs_launch_write_files(struct cs_launch *launch, const struct cs_choice *choice,
                                       const struct cs_environment *environment, char **error);

/* One more file there. */
CS_MUST_USE bool cs_launch_write_file(const struct cs_launch *launch, const char *name, const char *text, char **error);
/* Writes certificate.pem, key.pem and both.pem of what |options|' certify makes. */
CS_MUST_USE bool cs_launch_write_certificates(const struct cs_launch *launch, const struct cs_launch_options *options,
                                              char **error);

#endif
