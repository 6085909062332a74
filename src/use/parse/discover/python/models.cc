// Models and data sets: values that reach a place that takes one.
#include <algorithm>

#include "use/parse/discover/python/reading.h"
#include "use/parse/discover/settings/settings.h"

namespace bartizan::use::python {
namespace {

using std::size_t;
using std::string_view;

constexpr string_view kArguments = "discovery-model-arguments";

bool one_of(string_view text, std::initializer_list<string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

Attribute attribute(string_view key, string_view value) {
  return {std::string(key), std::string(value), record::Provenance::observed, {}};
}

std::string lower(string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Formats that load_dataset takes for the files beside them.
bool is_builder(string_view name) {
  return one_of(name, {"csv", "json", "parquet", "text", "imagefolder", "audiofolder", "pandas",
                       "arrow", "webdataset", "xml", "generator", "videofolder", "sql"});
}

}  // namespace

void Reading::model_value(const Value& value, const Use& use) {
  if (!use.strong && !looks_like_model(value.text, catalog())) return;
  const auto id = canonical_model(value.text, use.hint, catalog());
  if (!id) return;
  // `model_name=self.name`: a word alone is an id where it stands in a call for one.
  const bool word = value.text.find_first_of("0123456789-/:.") == string_view::npos;
  const bool titled = !value.direct && value.text.front() >= 'A' && value.text.front() <= 'Z';
  if (word && (titled || use.hint.empty()) && !looks_like_model(value.text, catalog())) {
    return;
  }
  if (!use.strong && id->provider == "local") return;
  Detection out = make(ComponentKind::model, id->name, id->provider, use.signal, use.offset);
  out.certainty = use.most;
  if (!value.direct) out.certainty = std::min(out.certainty, Certainty::medium);
  if (!use.strong && out.certainty == Certainty::high) out.certainty = Certainty::medium;
  if (!value.env.empty()) out.attributes.push_back(attribute("env", value.env));
  for (const Attribute& extra : use.attributes) out.attributes.push_back(extra);
  models_.push_back({std::move(out), value.text, use.strong});
}

void Reading::model_values(NodeId node, ScopeId scope, const Use& use) {
  if (node == kNone) return;
  const NodeKind kind = at(node).kind;
  if (kind == NodeKind::list || kind == NodeKind::tuple || kind == NodeKind::set) {
    size_t count = 0;
    for (NodeId item = at(node).first; item != kNone; item = at(item).next) {
      if (++count > kMostListed) return;
    }
    for (NodeId item = at(node).first; item != kNone; item = at(item).next) {
      if (at(item).kind == NodeKind::string) model_values(item, scope, use);
    }
    return;
  }
  const Values values = resolver_.values(node, scope);
  for (size_t i = 0; i < values.known.size(); ++i) {
    const bool again = std::ranges::any_of(
        values.known.begin(), values.known.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const Value& earlier) { return earlier.text == values.known[i].text; });
    if (!again) model_value(values.known[i], use);
  }
  if (!use.strong) return;
  for (const Foreign& foreign : values.foreign) {
    // Its name is found where the symbol is defined.
    Detection out = make(ComponentKind::model, foreign.symbol, use.hint, use.signal, use.offset);
    out.certainty = Certainty::medium;
    for (const Attribute& extra : use.attributes) out.attributes.push_back(extra);
    source_.report.unresolved(out, foreign.symbol);
    // `from app import config; config.MODEL` is app's config or the module app.config.
    const size_t colon = foreign.symbol.rfind(':');
    const size_t dot = foreign.symbol.find('.', colon);
    if (dot == string_view::npos) continue;
    std::string other = foreign.symbol.substr(0, colon);
    if (!other.ends_with('.')) other += '.';
    other += foreign.symbol.substr(colon + 1, dot - colon - 1);
    other += ':';
    other += foreign.symbol.substr(dot + 1);
    source_.report.unresolved(out, other);
  }
}

// Names come again and again; what the lists say of each is asked once.
bool Reading::takes_model(string_view name) {
  const auto [known, fresh] = takes_model_.try_emplace(name, false);
  if (fresh) {
    known->second = is_model_name(name) || catalog().list(kArguments, lower(name)).has_value();
  }
  return known->second;
}

void Reading::model_call(NodeId call, string_view path, bool known, const Role* role,
                         const Place& place) {
  const bool ai = look_up(std::string(path), known).ai;
  bool takes = ai || role != nullptr;
  for (NodeId arg = at(at(call).first).next; arg != kNone && !takes; arg = at(arg).next) {
    takes =
        at(arg).kind == NodeKind::keyword && (takes_model(at(arg).text) || at(arg).text == "id");
  }
  if (!takes) return;
  Use use;
  use.offset = at(call).offset;
  use.signal = "py-call";
  use.strong = role != nullptr || ai;
  const size_t dot = path.rfind('.');
  const string_view last = dot == path.npos ? path : path.substr(dot + 1);
  if (last.ends_with("Error") || last.ends_with("Exception")) use.strong = false;
  if (role != nullptr) use.hint = role->option("hint");
  if (use.hint.empty()) use.hint = provider_of(path, catalog());
  if (use.hint == "litellm") use.hint.clear();

  if (ai) base_urls(call, place, use);
  const NodeId revision = resolver_.keyword(call, "revision");
  use.hub = use.hint == "huggingface" &&
            (one_of(last, {"from_pretrained", "hf_hub_download", "snapshot_download", "pipeline",
                           "SentenceTransformer", "CrossEncoder", "LLM"}));
  if (use.hub) {
    std::string pinned = resolver_.text(revision, place.scope);
    if (pinned.empty() && revision == kNone) {
      use.attributes.push_back(attribute("unpinned", "true"));
    } else if (!pinned.empty()) {
      use.attributes.push_back(attribute("revision", pinned));
    }
  }
  if (use.hint == "torchhub") {
    // "owner/repository:commit"; without it the branch of the day, whose code is run.
    const std::string repository = resolver_.text(resolver_.positional(call, 0), place.scope);
    const size_t colon = repository.find(':');
    use.attributes.push_back(colon == string_view::npos
                                 ? attribute("unpinned", "true")
                                 : attribute("revision", repository.substr(colon + 1)));
  }
  const NodeId trust = resolver_.keyword(call, "trust_remote_code");
  if (trust != kNone && at(trust).kind == NodeKind::boolean && at(trust).text == "True") {
    use.attributes.push_back(attribute("trust-remote-code", "true"));
  }
  if (role != nullptr && !role->option("loader").empty()) {
    use.attributes.push_back(attribute("loader", role->option("loader")));
  } else if (last == "from_pretrained") {
    use.attributes.push_back(attribute("loader", "from_pretrained"));
  }
  if (last == "pipeline") {
    std::string task = resolver_.text(resolver_.positional(call, 0), place.scope);
    if (task.empty()) task = resolver_.text(resolver_.keyword(call, "task"), place.scope);
    if (!task.empty() && task.size() < 64) use.attributes.push_back(attribute("task", task));
  }
  if (resolver_.keyword(call, "repo_type") != kNone &&
      resolver_.text(resolver_.keyword(call, "repo_type"), place.scope) != "model") {
    return dataset(call, Role{"dataset", "at=0 hint=huggingface"}, place);
  }

  if (role != nullptr && !role->option("at").empty()) {
    const auto index = static_cast<size_t>(role->option("at").front() - '0');
    if (const NodeId value = resolver_.positional(call, index); value != kNone) {
      use.offset = at(value).offset;
      model_values(value, place.scope, use);
    }
  }
  for (NodeId arg = at(at(call).first).next; arg != kNone; arg = at(arg).next) {
    if (at(arg).kind != NodeKind::keyword) continue;
    if (!takes_model(at(arg).text) && at(arg).text != "id" &&
        (role == nullptr || at(arg).text != role->option("arg"))) {
      continue;
    }
    auto listed = catalog().list(kArguments, lower(at(arg).text));
    if (role != nullptr && at(arg).text == role->option("arg")) listed = string_view();
    Use here = use;
    here.strong = use.strong && listed &&
                  (*listed != "weak" || (use.hint == "huggingface" && role != nullptr));
    if (!here.strong && place.table) continue;
    here.signal = "py-argument";
    here.offset = at(arg).offset;
    if (!here.strong && !listed) here.most = Certainty::low;
    model_values(at(arg).first, place.scope, here);
  }
}

void Reading::trusts(NodeId value, string_view name, ScopeId scope, std::uint32_t offset) {
  if (name != "trust_remote_code" && name != "trust_repo") return;
  // "check" asks a person.
  if (name == "trust_repo" && at(value).kind == NodeKind::string) return;
  const Resolver::Truth truth = resolver_.truth(value, scope);
  if (truth == Resolver::Truth::no) return;
  const bool on = truth == Resolver::Truth::yes;
  source_.report.setting(settings::kRemoteCode, on ? "no" : "unknown", line_of(offset),
                         std::string(name) + (on ? " is true: a model may bring its own code"
                                                 : " is what a variable holds"));
}

void Reading::trusting_call(NodeId call, string_view path, const Place& place) {
  const bool hub = path.ends_with("hub.load");
  for (NodeId arg = at(at(call).first).next; arg != kNone; arg = at(arg).next) {
    if (at(arg).kind != NodeKind::keyword || (at(arg).text == "trust_repo" && !hub)) continue;
    trusts(at(arg).first, at(arg).text, place.scope, at(arg).offset);
  }
}

void Reading::local_file(NodeId call, const Role& role, const Place& place) {
  NodeId value = resolver_.positional(call, static_cast<size_t>(role.option("at").front() - '0'));
  for (const string_view name :
       {role.option("arg"), string_view("path"), string_view("filename"), string_view("f"),
        string_view("filepath"), string_view("model_path"), string_view("path_or_bytes")}) {
    if (value == kNone && !name.empty()) value = resolver_.keyword(call, name);
  }
  if (value == kNone) return;
  if (role.has("open")) {
    // pickle.load(open("x.pkl", "rb")), also through `with open(...) as f`
    NodeId opened = kNone;
    for (const NodeId origin : resolver_.origins(value, place.scope)) {
      if (at(origin).kind != NodeKind::call) continue;
      const std::string callee = resolver_.spelling(at(origin).first);
      if (callee == "open" || callee.ends_with(".open")) opened = origin;
    }
    if (opened == kNone) return;
    value = resolver_.positional(opened, 0);
    if (value == kNone) return;
  }
  for (const Value& found : resolver_.values(value, place.scope).known) {
    const string_view ending = model_extension(found.text, true, catalog());
    if (ending.empty() || one_of(ending, {".dat", ".data"})) continue;
    auto id = canonical_model(found.text, "local", catalog());
    if (!id) continue;
    Detection out = make(ComponentKind::model, id->name, "local", "py-load", at(call).offset);
    out.certainty = found.direct ? Certainty::high : Certainty::medium;
    out.attributes.push_back(attribute("loader", role.option("loader")));
    models_.push_back({std::move(out), found.text, true});
  }
}

// torchvision.models.resnet50(...): the callable is the model.
void Reading::named(NodeId call, string_view path, const Role& role) {
  const string_view name = path.substr(path.rfind('.') + 1);
  const bool data = role.name == "named-dataset";
  static constexpr auto kNoModels = {
      "get_model",          "list_models",       "get_weight",
      "get_model_weights",  "get_model_builder", "make_blobs",
      "make_moons",         "make_circles",      "make_classification",
      "make_regression",    "ImageFolder",       "DatasetFolder",
      "FakeData",           "VisionDataset",     "get_data_home",
      "load_svmlight_file", "fetch_openml",      "dump_svmlight_file",
      "load_files",         "clear_data_home"};
  if (std::ranges::find(kNoModels, name) != kNoModels.end() || name.starts_with("make_") ||
      name.find("_Weights") != name.npos) {
    return;
  }
  string_view shown = name;
  const string_view hint = role.option("hint");
  if (data && hint == "scikit-learn") {
    if (name.starts_with("load_"))
      shown.remove_prefix(5);
    else if (name.starts_with("fetch_"))
      shown.remove_prefix(6);
    else
      return;
  }
  put(make(data ? ComponentKind::dataset : ComponentKind::model, std::string(shown), hint,
           data ? "py-dataset" : "py-call", at(call).offset));
}

void Reading::dataset(NodeId call, const Role& role, const Place& place) {
  NodeId value = resolver_.positional(call, 0);
  for (const char* name : {"path", "repo_id", "handle", "name", "data_files"}) {
    if (value == kNone) value = resolver_.keyword(call, name);
  }
  if (value == kNone) return;
  for (const Value& found : resolver_.values(value, place.scope).known) {
    string_view name = found.text;
    string_view provider = role.option("hint");
    std::string local;
    if (is_builder(name) && provider == "huggingface") {
      const NodeId files = resolver_.keyword(call, "data_files");
      local = files == kNone ? std::string() : resolver_.text(files, place.scope);
      name = local;
      provider = "local";
    }
    if (provider == "huggingface" &&
        (name.starts_with('/') || name.starts_with("./") || name.starts_with("../"))) {
      provider = "local";
    }
    while (name.starts_with("./")) name.remove_prefix(2);
    if (name.empty() || name.size() > kMostModelId ||
        name.find_first_of(" \n\t<>{}$*") != name.npos) {
      continue;
    }
    Detection out =
        make(ComponentKind::dataset, std::string(name), provider, "py-dataset", at(call).offset);
    out.certainty = found.direct ? Certainty::high : Certainty::medium;
    const NodeId revision = resolver_.keyword(call, "revision");
    if (std::string pinned = resolver_.text(revision, place.scope); !pinned.empty()) {
      out.attributes.push_back(attribute("revision", pinned));
    }
    const NodeId trust = resolver_.keyword(call, "trust_remote_code");
    if (trust != kNone && at(trust).text == "True") {
      out.attributes.push_back(attribute("trust-remote-code", "true"));
    }
    put(std::move(out));
  }
}

// MODEL = "gpt-4o", model: str = "gpt-4o", def f(model="gpt-4o"), self.model = ...
void Reading::assigned(const Statement& s) {
  for (std::uint32_t i = 0; i < s.bindings; ++i) {
    const Binding& binding = tree_.bindings[s.first_binding + i];
    credential_name(binding.name, binding.offset, "py-assignment");
  }
  if (s.value == kNone) return;
  const NodeKind kind = at(s.value).kind;
  if (s.target != kNone) {
    // kwargs["trust_remote_code"] = True, config.trust_remote_code = True
    const Node& node = at(s.target);
    const bool index = node.kind == NodeKind::subscript && node.first != kNone;
    const NodeId named = index ? at(node.first).next : s.target;
    const bool names =
        index ? at(named).kind == NodeKind::string : node.kind == NodeKind::attribute;
    if (names && at(named).text == "trust_remote_code") {
      trusts(s.value, at(named).text, s.scope, s.offset);
    }
  }
  // A name is looked up where it is used.
  if (kind == NodeKind::name || kind == NodeKind::attribute || kind == NodeKind::subscript ||
      kind == NodeKind::dict) {
    return;
  }
  if (tree_.scopes[s.scope].kind == ScopeKind::klass && tables_.contains(s.scope)) return;
  std::string target;
  if (s.bindings == 1) {
    target = tree_.bindings[s.first_binding].name;
  } else if (s.target != kNone) {
    const Node& node = at(s.target);
    if (node.kind == NodeKind::attribute) target = node.text;
    if (node.kind == NodeKind::subscript && at(node.first).next != kNone) {
      const NodeId index = at(node.first).next;
      if (at(index).kind == NodeKind::string) target = at(index).text;
    }
  }
  if (target.empty()) return;
  const bool list = kind == NodeKind::list || kind == NodeKind::tuple || kind == NodeKind::set;
  if (list && !used_.contains(target)) return;
  // class GPT(Model): id = "gpt-4o"
  const bool id = target == "id" && tree_.scopes[s.scope].kind == ScopeKind::klass;
  if (!id && !is_model_name(target) && !catalog().list(kArguments, lower(target))) return;
  if (kind == NodeKind::call) {
    // A call that takes models itself has been read; what is left are defaults.
    const std::string callee = resolver_.spelling(at(s.value).first);
    if (callee.ends_with("from_pretrained") || callee.ends_with("Model")) return;
  }
  Use use;
  use.signal = "py-assignment";
  use.offset = s.offset;
  use.most = Certainty::medium;
  model_values(s.value, s.scope, use);
}

// {"model": "gpt-4o"}
void Reading::entries(NodeId dict, const Place& place) {
  for (NodeId key = at(dict).first; key != kNone && at(key).next != kNone;
       key = at(at(key).next).next) {
    if (at(key).kind != NodeKind::string) continue;
    const string_view name = at(key).text;
    if (name == "trust_remote_code") trusts(at(key).next, name, place.scope, at(key).offset);
    if (place.table || !takes_model(name)) continue;
    if (looks_like_model(name, catalog())) continue;
    Use use;
    use.signal = "py-entry";
    use.offset = at(at(key).next).offset;
    use.most = Certainty::medium;
    const NodeKind kind = at(at(key).next).kind;
    if (kind == NodeKind::name || kind == NodeKind::attribute) continue;
    model_values(at(key).next, place.scope, use);
  }
}

// add_argument("--model", default="gpt-4o"), click.option("--model", default=...)
void Reading::option(NodeId call, string_view last, const Place& place) {
  if (!one_of(last, {"add_argument", "option", "Option", "argument", "Argument", "add_option",
                     "addoption", "DEFINE_string"})) {
    return;
  }
  bool names_model = false;
  for (size_t i = 0; i < 4; ++i) {
    const NodeId flag = resolver_.positional(call, i);
    if (flag == kNone) break;
    if (at(flag).kind == NodeKind::string) {
      const string_view text = at(flag).text;
      const size_t from = std::min(text.find_first_not_of('-'), text.size());
      names_model = names_model || is_model_name(text.substr(from));
    }
  }
  if (!names_model) return;
  Use use;
  use.signal = "py-option";
  use.offset = at(call).offset;
  use.most = Certainty::medium;
  NodeId value = resolver_.keyword(call, "default");
  if (value == kNone && last == "DEFINE_string") value = resolver_.positional(call, 1);
  model_values(value, place.scope, use);
}

}  // namespace bartizan::use::python
