/* The subcommands: one file each.  |argv[0]| is the subcommand's own name; the result is the exit status of the
 * contract (0 as expected, 1 nonconformance or invalid, 2 usage or an invalid file, 3 target, 77 nothing run). */
#ifndef CONNECTSPEC_COMMAND_H
#define CONNECTSPEC_COMMAND_H

#define CS_EXIT_OK            0
#define CS_EXIT_NONCONFORMANT 1
#define CS_EXIT_USAGE         2
#define CS_EXIT_TARGET        3
#define CS_EXIT_NOTHING_RUN   77

/* |argv| has |argc| members and NULL behind them; it stays the caller's. */
int cs_cmd_expect(int argc, char **argv);
int cs_cmd_explain(int argc, char **argv);
int cs_cmd_init(int argc, char **argv);
int cs_cmd_judge(int argc, char **argv);
int cs_cmd_lint(int argc, char **argv);
int cs_cmd_list(int argc, char **argv);
int cs_cmd_mutants(int argc, char **argv);
int cs_cmd_parse(int argc, char **argv);
int cs_cmd_proxy(int argc, char **argv);
int cs_cmd_origin(int argc, char **argv);
int cs_cmd_client(int argc, char **argv);
int cs_cmd_report(int argc, char **argv);
int cs_cmd_fuzz(int argc, char **argv);
int cs_cmd_send(int argc, char **argv);
int cs_cmd_run(int argc, char **argv);
int cs_cmd_targets(int argc, char **argv);

#endif
