#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "store/sqlite/sqlite_store.h"

namespace bartizan::store::sqlite {
namespace {

std::string boot() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id;
}

// Field 22 of proc(5) stat, in clock ticks since boot; "" for a process that is not there. The
// fields are counted from behind the command's name, which may hold blanks and brackets.
std::string start_of(const std::string& process) {
  std::ifstream stat("/proc/" + process + "/stat");
  std::string line;
  if (!std::getline(stat, line)) return "";
  const std::size_t bracket = line.rfind(')');
  if (bracket == std::string::npos) return "";
  std::istringstream fields(line.substr(bracket + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i) fields >> field;
  return field;
}

}  // namespace

std::string this_process() {
  const std::string id = std::to_string(getpid());
  return boot() + ' ' + id + ' ' + start_of(id);
}

bool is_alive(const std::string& process) {
  std::istringstream parts(process);
  std::string boot_id, id, start;
  parts >> boot_id >> id >> start;
  return !start.empty() && boot_id == boot() && start_of(id) == start;
}

}  // namespace bartizan::store::sqlite
