/* Another root file system: a folder that debootstrap or an unpacked container image has filled, in which a target is
 * started while we stay outside. */
#ifndef CONNECTSPEC_ROOT_H
#define CONNECTSPEC_ROOT_H

#include <stdbool.h>
#include <sys/types.h>

#include "reference/must_use.h"

#define CS_ROOT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" /* where programs are looked for */

/* Makes |root| the root of the calling process alone, in a mount namespace of its own (pivot_root(2)): with our /proc,
 * /dev and /sys, the files of our room that say how names are looked up, an empty /tmp, and each of |shared| (absolute
 * paths, NULL-terminated; folders or files) where it stands outside.  The working directory is / then.  0, or the errno
 * of the step that failed; then the process should not go on.  Needs to be root, or in a room. */
CS_MUST_USE int cs_root_enter(const char *root, const char *const *shared);

/* Whether |path|, absolute, can be executed inside |root|, links followed as from inside. */
bool cs_root_has_program(const char *root, const char *path);

/* Whether it can be read there. */
bool cs_root_has_file(const char *root, const char *path);

/* The ids of |user| by /etc/passwd inside |root|; false when there is none of that name. */
bool cs_root_user(const char *root, const char *user, uid_t *uid, gid_t *gid);

#endif
