// Watching: watch, notify.
#include "cli/options/grammar.h"

namespace bartizan::cli {

void Commands::add_watch() {
  CLI::App& watch = noun("watch", "Look at places by themselves, so that evidence stays true.");
  WatchCommands& all = watch_;

  CLI::App& add = *watch.add_subcommand("add", "Watch a folder or file.");
  add.footer(
      "Examples:\n"
      "  bartizan watch add /srv/models\n"
      "  bartizan watch add /srv/models --every 6h --rate '20 MiB'\n\n"
      "Looked at by bartizan serve where it lies below a --root, or by bartizan watch run from a\n"
      "timer. A raised posture looks more often. Naming it again changes it.\n\n"
      "Exit codes: 0 watched, 2 usage, 4 internal error.");
  add.add_option("PATH", all.add.path, "what is looked at")->required();
  add.add_option("--every", all.add.every, "how often: 6h, 1d, 2w (default 1d)")->type_name("TIME");
  add.add_option("--rate", all.add.rate, "bytes a second to read at most (default 32 MiB)")
      ->type_name("SIZE");
  add.add_option("--by", all.add.by, "who says so (default your account here)")->type_name("NAME");
  add_global(add, global_, {});
  carries_out(add, all.add);

  CLI::App& list = *watch.add_subcommand("list", "List watched places, and how the last look went.");
  list.footer(
      "Examples:\n"
      "  bartizan watch list\n"
      "  bartizan watch list --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 4 internal error.");
  add_global(list, global_, {"text", "json"});
  carries_out(list, all.list);

  CLI::App& remove = *watch.add_subcommand("remove", "Watch it no more; what is known stays.");
  remove.footer(
      "Examples:\n"
      "  bartizan watch remove /srv/models\n\n"
      "Exit codes: 0 no longer watched, 2 usage or it was not watched, 4 internal error.");
  remove.add_option("PATH", all.remove.path, "as watch list shows it")->required();
  add_global(remove, global_, {});
  carries_out(remove, all.remove);

  CLI::App& look = *watch.add_subcommand("run", "Look at what is due, once.");
  look.footer(
      "Examples:\n"
      "  bartizan watch run\n"
      "  bartizan watch run --all --format json\n"
      "  bartizan watch run --old -q\n\n"
      "For a timer or cron, every few minutes; bartizan serve does the same by itself. What is new\n"
      "or changed is read, and what was read longer ago than evidence counts (docs/watching.md).\n"
      "Follow it with bartizan notify send.\n\n"
      "Exit codes: 0 all was read, 2 usage, 3 something watched could not be read, 4 internal error.");
  look.add_option("PATH", all.run.paths, "only these watched places, due or not");
  look.add_flag("--all", all.run.all, "every watched place, due or not");
  look.add_flag("--old", all.run.old,
                "read every known model file again whose last reading is too old");
  look.add_flag("--require-sandbox", all.run.require_sandbox,
                "read nothing where files cannot be read in isolation");
  add_global(look, global_, {"text", "json"});
  carries_out(look, all.run);

  add_notify();
}

void Commands::add_notify() {
  CLI::App& notify =
      noun("notify", "Tell people of findings, clocks and answers without being asked.");
  WatchCommands& all = watch_;

  CLI::App& add = *notify.add_subcommand("add", "Tell somebody from now on.");
  add.footer(
      "Examples:\n"
      "  bartizan notify add webhook https://chat.example.org/hooks/bartizan --name ops\n"
      "  bartizan notify add webhook https://soar.example.org/in --from high --secret-file secret\n"
      "  bartizan notify add syslog unix:/dev/log\n"
      "  bartizan notify add syslog udp:logs.example.org:514 --from low\n\n"
      "Webhooks are signed (docs/watching.md). Without --secret-file a secret is made up and shown\n"
      "once. https alone, or http to this machine; no redirect is followed, and addresses of the\n"
      "link itself, where clouds keep credentials, are refused.\n\n"
      "Exit codes: 0 kept, 2 usage, 4 internal error.");
  add.add_option("KIND", all.notify_add.kind, "webhook or syslog")->required();
  add.add_option("ADDRESS", all.notify_add.address, "where it is")->required();
  add.add_option("--name", all.notify_add.name, "how you call it (default its address)")
      ->type_name("NAME");
  add.add_option("--from", all.notify_add.from, "what is less severe is not told (default medium)")
      ->type_name("info|low|medium|high|critical");
  add.add_option("--secret-file", all.notify_add.secret_file,
                 "a file with the secret of the signature")
      ->type_name("FILE");
  add.add_flag("--link-local", all.notify_add.link_local, "reach addresses of the link, too");
  add.add_option("--by", all.notify_add.by, "who says so (default your account here)")
      ->type_name("NAME");
  add_global(add, global_, {});
  carries_out(add, all.notify_add);

  CLI::App& list = *notify.add_subcommand("list", "List who is told, and what was.");
  list.footer(
      "Examples:\n"
      "  bartizan notify list\n"
      "  bartizan notify list --notices --format json\n\n"
      "Exit codes: 0 listed, 2 usage, 4 internal error.");
  list.add_flag("--notices", all.notify_list.notices, "the last hundred notices, too");
  add_global(list, global_, {"text", "json"});
  carries_out(list, all.notify_list);

  CLI::App& remove = *notify.add_subcommand("remove", "Tell somebody nothing any more.");
  remove.footer(
      "Examples:\n"
      "  bartizan notify remove ops\n\n"
      "What waits for it is forgotten, and so is its secret.\n\n"
      "Exit codes: 0 removed, 2 usage or nobody of that name, 4 internal error.");
  remove.add_option("TARGET", all.notify_remove.target, "its name or id")->required();
  add_global(remove, global_, {});
  carries_out(remove, all.notify_remove);

  CLI::App& test = *notify.add_subcommand("test", "Send a notice that says that it is a test.");
  test.footer(
      "Examples:\n"
      "  bartizan notify test ops\n\n"
      "Exit codes: 0 it arrived (a datagram: it was sent), 2 usage, 3 it did not, 4 internal error.");
  test.add_option("TARGET", all.notify_test.target, "its name or id")->required();
  add_global(test, global_, {});
  carries_out(test, all.notify_test);

  CLI::App& send = *notify.add_subcommand("send", "Look for news, and tell what is due.");
  send.footer(
      "Examples:\n"
      "  bartizan notify send\n"
      "  bartizan notify send --format json -q\n\n"
      "For a timer or cron, behind bartizan watch run; bartizan serve does the same by itself. Each\n"
      "notice is told once. What cannot be delivered is tried again by later runs, eight times in\n"
      "two days, then given up, which is a notice, too.\n\n"
      "Exit codes: 0 told, 2 usage, 3 somebody could not be told, 4 internal error.");
  add_global(send, global_, {"text", "json"});
  carries_out(send, all.notify_send);
}

}  // namespace bartizan::cli
