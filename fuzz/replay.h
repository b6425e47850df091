/* Running saved inputs through a fuzz target without an engine. */
#ifndef CONNECTSPEC_REPLAY_H
#define CONNECTSPEC_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference/must_use.h"

/* Runs the message, or every message of the pack, in |data|.  False without memory. */
CS_MUST_USE bool cs_replay_input(const uint8_t *data, size_t size);

/* Runs each file, or each file of each folder, that |paths| names; what is a pack (fuzz/pack.h) message by message.
 * False, after saying so, for what is missing, empty or cannot be read. */
CS_MUST_USE bool cs_replay(char *const *paths, int count);

/* Writes every message of the packs (and single messages) among |paths| (as cs_replay) to a file of its own in
 * |folder|, named by a hash of its bytes.  False after saying what went wrong. */
CS_MUST_USE bool cs_replay_unpack(char *const *paths, int count, const char *folder);

#endif
