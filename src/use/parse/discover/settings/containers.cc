// Who runs containers and units, and how they are confined.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "text/lines.h"
#include "use/parse/discover/infra/put.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::settings {
namespace {

using std::string_view;
using text::Node;

constexpr string_view kYes = "yes", kNo = "no", kUnknown = "unknown";
// A manifest of more containers was not written by hand.
constexpr std::size_t kMostContainers = 30;

std::string quoted(string_view name) { return name.empty() ? "it" : std::string(name); }

bool is_number(string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<bool> truth(const Node* node) {
  if (node == nullptr) return std::nullopt;
  if (node->text == "true" || node->text == "yes" || node->text == "on") return true;
  if (node->text == "false" || node->text == "no" || node->text == "off") return false;
  return std::nullopt;
}

// Whether a list has an entry that is, or begins with, `wanted`.
const Node* entry(const Node* list, string_view wanted) {
  if (list == nullptr) return nullptr;
  const auto found = std::ranges::find_if(
      list->items, [&](const Node& item) { return string_view(item.text).starts_with(wanted); });
  return found == list->items.end() ? nullptr : &*found;
}

// What is stated about one container's confinement.
struct Confined {
  std::string name;
  std::uint32_t line = 0;
  const Node* open = nullptr;  // what opens it up
  std::string opened;          // in words
  bool read_only = false, no_capabilities = false, no_new_privileges = false;
  bool no_network = false;
  std::string sandbox;  // a runtime that is a sandbox of its own

  void opens(const Node& node, string_view words) {
    if (open != nullptr) return;
    open = &node;
    opened = words;
  }
};

void put_confined(SourceText& source, const Confined& seen) {
  const std::string who = quoted(seen.name);
  if (seen.open != nullptr) {
    return source.report.setting(kSandboxed, kNo, seen.open->line, who + ' ' + seen.opened);
  }
  std::string lacks;
  const auto lack = [&](bool has, string_view words) {
    if (!has) lacks += (lacks.empty() ? "" : ", ") + std::string(words);
  };
  if (seen.sandbox.empty()) {
    lack(seen.read_only, "a read-only file system");
    lack(seen.no_capabilities, "dropped capabilities (ALL)");
    lack(seen.no_new_privileges, "no new privileges");
  }
  lack(seen.no_network, "no network, or an internal one");
  if (lacks.empty()) {
    return source.report.setting(
        kSandboxed, kYes, seen.line,
        who + (seen.sandbox.empty()
                   ? " runs on a read-only file system, without capabilities, new privileges or "
                     "a way outside"
                   : " runs in the sandbox " + seen.sandbox + " without a way outside"));
  }
  source.report.setting(kSandboxed, kUnknown, seen.line, "of " + who + " is not stated: " + lacks);
}

void put_owner(SourceText& source, string_view name, string_view user, const Node& at) {
  const std::string who = quoted(name);
  if (infra::has_expansion(user)) {
    source.report.setting(kNotRoot, kUnknown, at.line,
                          who + " runs as a user that a variable names: " + std::string(user));
  } else if (is_root(user)) {
    source.report.setting(kNotRoot, kNo, at.line, who + " runs as root");
  } else {
    source.report.setting(kNotRoot, kYes, at.line, who + " runs as the user " + std::string(user));
  }
}

// The socket of a container engine is root on its host.
bool is_engine_socket(string_view path) {
  return path.find("docker.sock") != path.npos || path.find("containerd.sock") != path.npos ||
         path.find("crio.sock") != path.npos || path.find("podman.sock") != path.npos;
}

// capabilities(7): with one of these a process becomes root of the host, or does what only root
// may.
bool is_root_capability(string_view name) {
  if (name.starts_with("CAP_") || name.starts_with("cap_")) name.remove_prefix(4);
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  static constexpr std::array<string_view, 6> kRoot{"ALL",        "SYS_ADMIN", "SYS_MODULE",
                                                    "SYS_PTRACE", "SYS_RAWIO", "DAC_READ_SEARCH"};
  return std::ranges::find(kRoot, upper) != kRoot.end();
}

const Node* root_capability(const Node* list) {
  if (list == nullptr) return nullptr;
  const auto found = std::ranges::find_if(
      list->items, [](const Node& one) { return is_root_capability(one.text); });
  return found == list->items.end() ? nullptr : &*found;
}

// All networks of a service lead nowhere but to its neighbours.
bool is_internal(const Node& service, const Node& document) {
  const Node* mode = service.find("network_mode");
  if (mode != nullptr) return mode->text == "none";
  const Node* networks = service.find("networks");
  const Node* defined = document.find("networks");
  if (networks == nullptr || networks->items.empty() || defined == nullptr) return false;
  return std::ranges::all_of(networks->items, [&](const Node& one) {
    const Node* network = defined->find(networks->is_array() ? one.text : one.key);
    return network != nullptr && truth(network->find("internal")).value_or(false);
  });
}

void put_privileged(SourceText& source, const std::string& who, const Node& at) {
  source.report.setting(kNotRoot, kNo, at.line, who + " runs with the privileges of root");
}

void put_service(SourceText& source, const Node& service, const Node& document) {
  Confined seen;
  seen.name = service.key;
  seen.line = service.line;
  const Node* privileged = service.find("privileged");
  if (truth(privileged).value_or(false)) seen.opens(*privileged, "is privileged");
  for (const string_view key : {"network_mode", "pid", "ipc", "userns_mode"}) {
    const Node* mode = service.find(key);
    if (mode != nullptr && mode->text == "host") {
      seen.opens(*mode, "shares the host's " + std::string(key));
    }
  }
  const Node* options = service.find("security_opt");
  for (const string_view off : {"seccomp:unconfined", "seccomp=unconfined", "apparmor:unconfined",
                                "apparmor=unconfined", "label:disable", "label=disable"}) {
    if (const Node* found = entry(options, off)) {
      seen.opens(*found, "turns a confinement off: " + found->text);
    }
  }
  const Node* capability = root_capability(service.find("cap_add"));
  if (capability != nullptr) seen.opens(*capability, "has the capability " + capability->text);
  const Node* socket = nullptr;
  if (const Node* volumes = service.find("volumes")) {
    for (const Node& volume : volumes->items) {
      const string_view path = volume.is_object() ? volume.string("source") : volume.text;
      if (!is_engine_socket(path)) continue;
      if (socket == nullptr) socket = &volume;
      seen.opens(volume, "reaches the socket of the container engine");
    }
  }
  seen.no_network = is_internal(service, document);
  seen.read_only = truth(service.find("read_only")).value_or(false);
  seen.no_capabilities = entry(service.find("cap_drop"), "ALL") != nullptr ||
                         entry(service.find("cap_drop"), "all") != nullptr;
  const Node* privileges = entry(options, "no-new-privileges");
  seen.no_new_privileges = privileges != nullptr && !privileges->text.ends_with("false");
  const string_view runtime = service.string("runtime");
  if (runtime.starts_with("runsc") || runtime.starts_with("kata")) seen.sandbox = runtime;
  put_confined(source, seen);

  if (truth(privileged).value_or(false)) {
    put_privileged(source, quoted(service.key), *privileged);
  } else if (capability != nullptr) {
    put_privileged(source, quoted(service.key), *capability);
  } else if (socket != nullptr) {
    put_privileged(source, quoted(service.key), *socket);
  } else if (const Node* user = service.find("user"); user != nullptr && !user->text.empty()) {
    put_owner(source, service.key, user->text, *user);
  } else if (service.find("build") == nullptr) {
    source.report.setting(kNotRoot, kUnknown, service.line,
                          quoted(service.key) +
                              " runs as its image's user, which is root where the image says none: "
                              "state user:");
  }
}

// The security context of a container over that of its pod.
const Node* context_of(const Node& container, const Node& pod, string_view key) {
  for (const Node* holder : {&container, &pod}) {
    const Node* context = holder->find("securityContext");
    const Node* value = context == nullptr ? nullptr : context->find(key);
    if (value != nullptr) return value;
  }
  return nullptr;
}

void put_container(SourceText& source, const Node& container, const Node& pod) {
  Confined seen;
  seen.name = container.string("name");
  seen.line = container.line;
  const Node* privileged = context_of(container, pod, "privileged");
  if (truth(privileged).value_or(false)) seen.opens(*privileged, "is privileged");
  for (const string_view key : {"hostNetwork", "hostPID", "hostIPC"}) {
    const Node* shared = pod.find(key);
    if (truth(shared).value_or(false)) seen.opens(*shared, "shares the host: " + std::string(key));
  }
  const Node* profile = context_of(container, pod, "seccompProfile");
  if (profile != nullptr && profile->string("type") == "Unconfined") {
    seen.opens(*profile, "runs without seccomp");
  }
  if (const Node* volumes = pod.find("volumes")) {
    for (const Node& volume : volumes->items) {
      const Node* path = volume.at({"hostPath", "path"});
      if (path == nullptr) continue;
      if (path->text == "/") seen.opens(*path, "has the host's whole file system");
      if (is_engine_socket(path->text)) {
        seen.opens(*path, "reaches the socket of the container engine");
      }
    }
  }
  seen.read_only = truth(context_of(container, pod, "readOnlyRootFilesystem")).value_or(false);
  const Node* escalation = context_of(container, pod, "allowPrivilegeEscalation");
  seen.no_new_privileges = !truth(escalation).value_or(true);
  const Node* capabilities = context_of(container, pod, "capabilities");
  seen.no_capabilities =
      capabilities != nullptr && entry(capabilities->find("drop"), "ALL") != nullptr;
  const Node* added =
      capabilities == nullptr ? nullptr : root_capability(capabilities->find("add"));
  if (added != nullptr) seen.opens(*added, "has the capability " + added->text);
  const string_view runtime = pod.string("runtimeClassName");
  if (runtime.starts_with("gvisor") || runtime.starts_with("kata")) seen.sandbox = runtime;
  put_confined(source, seen);

  const Node* user = context_of(container, pod, "runAsUser");
  const Node* not_root = context_of(container, pod, "runAsNonRoot");
  const std::string who = quoted(seen.name);
  if (truth(privileged).value_or(false)) {
    put_privileged(source, who, *privileged);
  } else if (added != nullptr) {
    put_privileged(source, who, *added);
  } else if (user != nullptr && (is_number(user->text) || is_root(user->text))) {
    put_owner(source, seen.name, user->text, *user);
  } else if (truth(not_root).value_or(false)) {
    source.report.setting(kNotRoot, kYes, not_root->line, who + " must not run as root");
  } else {
    source.report.setting(kNotRoot, kUnknown, container.line,
                          who +
                              " runs as its image's user, which is root where the image says "
                              "none: state runAsNonRoot: true");
  }
}

// The pod that a manifest asks for, itself or in a template.
const Node* pod_of(const Node& document) {
  if (document.string("kind") == "Pod") return document.find("spec");
  if (const Node* pod = document.at({"spec", "jobTemplate", "spec", "template", "spec"}))
    return pod;
  if (const Node* pod = document.at({"spec", "template", "spec"})) return pod;
  // KServe writes the pod where others write a template of it.
  if (const Node* pod = document.at({"spec", "predictor"})) {
    return pod->find("containers") != nullptr ? pod : nullptr;
  }
  return nullptr;
}

}  // namespace

bool is_root(string_view user) {
  const string_view said = text::trim(user);
  string_view name = said.substr(0, said.find(':'));
  // Without a name before the colon it is the user by default, 0.
  if (name.empty()) return !said.empty();
  if (name == "root") return true;
  if (name.starts_with('+') || name.starts_with('-')) name.remove_prefix(1);
  return is_number(name) && name.find_first_not_of('0') == name.npos;
}

void put_user(SourceText& source, string_view user, string_view image, std::uint32_t line) {
  if (user.empty()) {
    source.report.setting(kNotRoot, kUnknown, line,
                          "it states no USER and runs as the user of " + std::string(image) +
                              ", which is root where that says none: state USER");
    return;
  }
  Node at;
  at.line = line;
  put_owner(source, "its container", user, at);
}

void put_compose(SourceText& source, const Node& document) {
  const Node* services = document.find("services");
  if (services == nullptr || !services->is_object()) return;
  std::size_t seen = 0;
  for (const Node& service : services->items) {
    if (!service.is_object() || seen++ == kMostContainers) continue;
    // Of GitHub's workflows and others that have "services", too.
    if (service.find("image") == nullptr && service.find("build") == nullptr) continue;
    put_service(source, service, document);
  }
}

void put_pods(SourceText& source, const Node& document) {
  if (document.string("apiVersion").empty() || document.string("kind").empty()) return;
  const Node* pod = pod_of(document);
  if (pod == nullptr) return;
  std::size_t seen = 0;
  for (const string_view kind : {"initContainers", "containers", "ephemeralContainers"}) {
    const Node* containers = pod->find(kind);
    if (containers == nullptr || !containers->is_array()) continue;
    for (const Node& container : containers->items) {
      if (container.is_object() && seen++ < kMostContainers) put_container(source, container, *pod);
    }
  }
}

void put_engine_option(SourceText& source, string_view option, string_view value,
                       std::uint32_t line) {
  const std::string who = "a container that is started with " + std::string(option);
  Node at;
  at.line = line;
  if (option == "--privileged") {
    if (value != "false") put_privileged(source, who, at);
  } else if (option == "--user" || option == "-u") {
    if (is_root(value)) put_owner(source, who, value, at);
  } else if (option == "--cap-add") {
    if (is_root_capability(value)) put_privileged(source, who + " " + std::string(value), at);
  } else if (option == "-v" || option == "--volume" || option == "--mount") {
    if (is_engine_socket(value)) put_privileged(source, who + " of the engine's socket", at);
  }
}

bool claims_unit(string_view path, string_view) { return path.ends_with(".service"); }

// systemd.exec(5): what of it takes away what a service that reads foreign files does not need.
void read_unit(SourceText& source) {
  bool service = false;
  bool no_new_privileges = false, system_read_only = false, calls_filtered = false;
  bool user_said = false, no_network = false;
  std::uint32_t line_number = 0, start = 0;
  string_view rest = source.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const string_view line = text::trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++line_number;
    if (!source.budget.charge_steps(line.size() + 1)) return;
    if (line.starts_with('[')) {
      service = line == "[Service]";
      continue;
    }
    const std::size_t equal = line.find('=');
    if (!service || equal == line.npos || line.starts_with('#') || line.starts_with(';')) continue;
    const string_view key = text::trim(line.substr(0, equal));
    const string_view value = text::trim(line.substr(equal + 1));
    const bool on = value == "yes" || value == "true" || value == "on" || value == "1";
    if (key == "ExecStart" && start == 0) start = line_number;
    if (key == "NoNewPrivileges") no_new_privileges = on;
    if (key == "ProtectSystem") system_read_only = value == "strict" || value == "full";
    if (key == "PrivateNetwork") no_network = no_network || on;
    if (key == "IPAddressDeny") no_network = no_network || value == "any";
    if (key == "SystemCallFilter") calls_filtered = !value.empty();
    if (key == "User" || key == "DynamicUser") user_said = key == "User" ? !is_root(value) : on;
  }
  if (start == 0) return;
  std::string lacks;
  const auto lack = [&](bool has, string_view words) {
    if (!has) lacks += (lacks.empty() ? "" : ", ") + std::string(words);
  };
  lack(user_said, "User= of its own");
  lack(no_new_privileges, "NoNewPrivileges=yes");
  lack(system_read_only, "ProtectSystem=strict");
  lack(calls_filtered, "SystemCallFilter=");
  lack(no_network, "PrivateNetwork=yes, or IPAddressDeny=any");
  if (lacks.empty()) {
    source.report.setting(kSandboxed, kYes, start,
                          "the service has a user of its own, a read-only system, a filter of "
                          "system calls, no new privileges and no network");
  } else {
    source.report.setting(kSandboxed, kUnknown, start, "of the service is not stated: " + lacks);
  }
}

}  // namespace bartizan::use::settings
