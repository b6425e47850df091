/* One case under way: its links to the target, its place in the script, its barrier, its deadline and its transcript.
 * Internal to the engine.  drive.c begins and ends it and watches the time; links.c records what happens on the
 * sockets, script.c takes the steps, barrier.c makes sure that nothing is still to come, challenge.c collects what
 * Digest credentials answer; role_NAME.c knows what the target is. */
#ifndef CONNECTSPEC_DRIVE_H
#define CONNECTSPEC_DRIVE_H

#include "harness/engine/barrier.h"
#include "harness/engine/challenge.h"
#include "harness/engine/engine.h"
#include "harness/engine/host.h"
#include "harness/engine/links.h"
#include "harness/engine/script.h"
#include "harness/plan/credentials.h"
#include "harness/plan/plan.h"
#include "reference/must_use.h"

struct cs_drive;

/* What the target is: where it stands between those that we play, and how one knows that it has done its work. */
struct cs_role {
    const char *name; /* "proxy", ... */
    /* The case's listeners, and whatever else has to be there before its first step.  Trouble of the links where that
     * fails. */
    void (*open)(struct cs_drive *drive);
    /* Something happened: does what no step of the case is for; NULL: nothing. */
    void (*look)(struct cs_drive *drive);
    /* Whether nothing of what the case has caused is still to come. */
    enum cs_progress (*settle)(struct cs_drive *drive);
    /* The deadline passed while cs_role.settle waited, or while a step did. */
    void (*abandon)(struct cs_drive *drive);
    /* Those with a program: takes one of its steps, and lets it go when the case is over; else NULL. */
    enum cs_progress (*program)(struct cs_drive *drive, const struct cs_planned_step *planned, bool begins);
    void (*close)(struct cs_drive *drive);
};
extern const struct cs_role cs_role_proxy, cs_role_origin, cs_role_client;

/* The client under test of one case. */
struct cs_seated {
    struct cs_program *program; /* NULL: not started, or let go */
    struct cs_connection *output, *errors;
    struct cs_tls_context *tls; /* what our proxy shows it; NULL: plain TCP */
    bool exited;
};

/* What a drive needs of the run that it belongs to.  Outlives the drive's last callback. */
struct cs_drive_setting {
    uv_loop_t *loop;
    struct sockaddr_storage target;
    struct cs_tls_context *tls; /* NULL: plain TCP */
    const struct cs_policy *policy;
    const struct cs_role *role;
    const struct cs_program_kind *programs; /* of clients; NULL: none */
    struct cs_keys *keys;                   /* of TLS in tunnels */
    const char *suite;
    double deadline;               /* seconds */
    struct cs_client_ports *ports; /* for clients; NULL: the kernel chooses */
    struct cs_pace pace;
    void (*trace)(const struct cs_transcript *transcript, const struct cs_event *event); /* NULL: nobody watches */
    void (*on_end)(void *context, struct cs_drive *drive); /* drive->transcript may be taken (set it NULL) */
    void *context;
};

struct cs_drive {
    struct cs_drive *next; /* of the engine's list */
    struct cs_drive *previous;
    const struct cs_drive_setting *setting;
    struct cs_engine_item item;
    bool alone; /* the engine's: has exclusive use of ::1 and 127.0.0.1 */
    struct cs_transcript *transcript;
    struct cs_plan *plan; /* NULL until the challenges are there */
    struct cs_links links;
    struct cs_script script;
    struct cs_barrier barrier;
    struct cs_host host;
    struct cs_seated seated;
    struct cs_challenge challenge;
    struct cs_purse pool; /* of nonces */
    uv_timer_t timer;
    bool begun;       /* the challenges are there: planned and listening */
    bool was_sending; /* when the deadline passed last */
    bool over;
};

/* Makes a drive that has not begun; never calls back; NULL without memory. */
CS_MUST_USE struct cs_drive *cs_drive_new(const struct cs_drive_setting *setting, const struct cs_engine_item *item,
                                          const struct cs_addresses *addresses);

/* Collects challenges, plans, listens and takes the first steps.  It ends by itself, with on_end, maybe at once. */
void cs_drive_start(struct cs_drive *drive);

/* Whether the client that is tested has come to us, and nothing has been heard of it for |seconds|. */
CS_MUST_USE bool cs_drive_stands_still(const struct cs_drive *drive, double seconds);

/* Ends it with a trouble of ours, on_end included. */
void cs_drive_fail(struct cs_drive *drive, const char *trouble);

/* Ends it without on_end.  Frees itself, as after on_end, once the loop lets go. */
void cs_drive_drop(struct cs_drive *drive);

#endif
