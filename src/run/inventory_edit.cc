#include "run/inventory_edit.h"

#include <algorithm>
#include <map>

#include "base/hash.h"

namespace bartizan::run {
namespace {

std::unexpected<Refused> store_says(const base::Error& error) {
  return std::unexpected(Refused{Refused::Why::store, "", std::string("the store: ") + error.what});
}
std::unexpected<Refused> changed(std::string what) {
  return std::unexpected(Refused{Refused::Why::changed, "", std::move(what)});
}

// The field as it was before an edit.
void put_back(record::UseCase& use_case, const use::Schema& schema,
              const store::UseCaseEdit& edit) {
  (void)use::set_field(use_case, schema, edit.field, edit.before);
  const auto at = std::ranges::find(use_case.fields, edit.field, &record::Field::id);
  if (at == use_case.fields.end()) {
    // A cell that was blank is a field without a value.
    if (edit.column) {
      use_case.fields.push_back({edit.field, edit.before, edit.treatment, edit.column});
    }
    return;
  }
  at->value = edit.before;
  at->treatment = edit.treatment;
  at->column = edit.column;
}

const record::Field* field_of(const record::UseCase& use_case, std::string_view id) {
  const auto at = std::ranges::find(use_case.fields, id, &record::Field::id);
  return at == use_case.fields.end() ? nullptr : &*at;
}

// Every field that is different, as an edit of it.
std::vector<store::UseCaseEdit> differences(const record::UseCase& before,
                                            const record::UseCase& after, const std::string& by,
                                            const std::string& reason, base::Millis now) {
  std::vector<store::UseCaseEdit> all;
  const auto add = [&](const record::Field* old, const record::Field* fresh) {
    store::UseCaseEdit edit;
    edit.use_case = before.id;
    edit.field = old != nullptr ? old->id : fresh->id;
    if (old != nullptr) {
      edit.before = old->value;
      edit.treatment = old->treatment;
      edit.column = old->column;
    }
    if (fresh != nullptr) edit.after = fresh->value;
    if (edit.before == edit.after) return;
    edit.by = by;
    edit.reason = reason;
    edit.at = now;
    all.push_back(std::move(edit));
  };
  for (const record::Field& old : before.fields) add(&old, field_of(after, old.id));
  for (const record::Field& fresh : after.fields) {
    if (field_of(before, fresh.id) == nullptr) add(nullptr, &fresh);
  }
  return all;
}

}  // namespace

std::expected<Edited, Refused> keep_changes(store::Store& store, const record::UseCase& before,
                                            Edited edited, const std::string& by,
                                            const std::string& reason, base::Millis now) {
  const auto edits = differences(before, edited.use_case, by, reason, now);
  if (edits.empty()) {
    edited.use_case = before;
    return edited;
  }
  for (const store::UseCaseEdit& edit : edits) edited.fields.push_back(edit.field);
  auto kept = store.inventory().edit_use_case(before, edited.use_case, edits);
  if (!kept) return store_says(kept.error());
  if (!*kept) return changed("somebody changed this record meanwhile");
  edited.edits = std::move(**kept);
  return edited;
}

base::Result<const use::Schema*> form_of(store::Store& store, const record::UseCase& use_case) {
  const use::Schema* newest = &use::schemas().front();
  if (use_case.import.empty()) return newest;
  const auto imports = store.inventory().imports();
  if (!imports) return std::unexpected(imports.error());
  const auto at = std::ranges::find(*imports, use_case.import, &store::ImportRow::id);
  const use::Schema* own = at == imports->end() ? nullptr : use::find_schema(at->schema);
  return own != nullptr ? own : newest;
}

std::string version_of(const record::UseCase& use_case) {
  std::string all = use_case.id;
  for (const record::Field& field : use_case.fields) {
    for (const std::string_view part :
         {std::string_view(field.id), std::string_view(field.value), name(field.treatment)}) {
      all += '\n' + std::to_string(part.size()) + ':' + std::string(part);
    }
  }
  return base::hex(base::sha256(all)).substr(0, 16);
}

std::expected<Edited, Refused> edit_use_case(store::Store& store, const record::UseCase& before,
                                             const use::Schema& schema, const EditRequest& request,
                                             base::Millis now) {
  const auto earlier = store.inventory().edits(before.id);
  if (!earlier) return store_says(earlier.error());
  Edited edited;
  edited.use_case = before;
  for (const auto& [field, value] : request.fields) {
    if (request.known_fields_only && schema.field(field) == nullptr &&
        field_of(before, field) == nullptr) {
      return std::unexpected(
          Refused{Refused::Why::wrong, field, "is no field of the form " + std::string(schema.id)});
    }
    // What was imported may stand again, whatever the form says to it.
    const auto first = std::ranges::find(*earlier, field, &store::UseCaseEdit::field);
    if (first != earlier->end() && first->before == value) {
      put_back(edited.use_case, schema, *first);
      continue;
    }
    if (const record::Field* now_there = field_of(before, field);
        now_there != nullptr && now_there->value == value) {
      continue;
    }
    record::Note note = use::set_field(edited.use_case, schema, field, value);
    if (note.level != record::NoteLevel::info) {
      return std::unexpected(Refused{Refused::Why::wrong, field, note.message});
    }
    if (!note.message.empty()) edited.notes.push_back(std::move(note));
  }
  return keep_changes(store, before, std::move(edited), request.by, request.reason, now);
}

std::expected<Edited, Refused> take_back_edits(store::Store& store, std::string_view use_case,
                                               const std::vector<std::int64_t>& edits,
                                               const std::string& by, base::Millis now) {
  const auto known = store.inventory().find_use_cases(use_case);
  if (!known) return store_says(known.error());
  const auto before = std::ranges::find(*known, use_case, &record::UseCase::id);
  if (before == known->end()) return changed("the record is not there any more");
  const auto schema = form_of(store, *before);
  if (!schema) return store_says(schema.error());
  const auto all = store.inventory().edits(use_case);
  if (!all) return store_says(all.error());
  Edited edited;
  edited.use_case = *before;
  for (const std::int64_t number : edits) {
    const auto edit = std::ranges::find(*all, number, &store::UseCaseEdit::number);
    if (edit == all->end()) return changed("the edit is not there any more");
    if (before->value(edit->field) != edit->after) {
      return changed(edit->field + " was changed since");
    }
    put_back(edited.use_case, **schema, *edit);
  }
  return keep_changes(store, *before, std::move(edited), by, "taken back", now);
}

base::Result<record::UseCase> with_edits(store::Store& store, const record::UseCase& known,
                                         record::UseCase fresh) {
  const auto edits = store.inventory().edits(known.id);
  if (!edits) return std::unexpected(edits.error());
  const auto schema = form_of(store, known);
  if (!schema) return std::unexpected(schema.error());
  struct Ends {
    const store::UseCaseEdit *first = nullptr, *last = nullptr;
  };
  std::map<std::string_view, Ends> fields;
  for (const store::UseCaseEdit& edit : *edits) {
    Ends& ends = fields[edit.field];
    if (ends.first == nullptr) ends.first = &edit;
    ends.last = &edit;
  }
  for (const auto& [field, ends] : fields) {
    const bool is_back = ends.last->after == ends.first->before;
    if (is_back || known.value(field) != ends.last->after) continue;
    (void)use::set_field(fresh, **schema, field, ends.last->after);
    const record::Field* stands = field_of(known, field);
    const auto at = std::ranges::find(fresh.fields, field, &record::Field::id);
    if (stands != nullptr && at != fresh.fields.end()) *at = *stands;
  }
  return fresh;
}

base::Result<std::vector<use::ExportedEdit>> exported_edits(store::Store& store) {
  const auto edits = store.inventory().edits("");
  if (!edits) return std::unexpected(edits.error());
  std::vector<use::ExportedEdit> all;
  for (const store::UseCaseEdit& edit : *edits) {
    all.push_back(
        {edit.use_case, edit.field, edit.before, edit.after, edit.by, edit.reason, edit.at});
  }
  return all;
}

base::Result<use::LintResult> lint_inventory(store::Store& store,
                                             std::span<const record::UseCase> use_cases,
                                             std::string_view today, bool public_list) {
  std::map<std::string_view, std::vector<record::UseCase>> by_import;
  for (const record::UseCase& one : use_cases) by_import[one.import].push_back(one);
  use::LintResult all;
  for (const auto& [import, rows] : by_import) {
    const auto schema = form_of(store, rows.front());
    if (!schema) return std::unexpected(schema.error());
    use::LintOptions options;
    options.today = today;
    options.public_list = public_list;
    for (const record::UseCase& other : use_cases) {
      if (other.import != import && other.value("development_stage") == "Retired") {
        options.retired_ids.emplace(other.value("id"));
      }
    }
    options.retired_ids.erase("");
    use::LintResult one = use::lint(**schema, rows, options);
    std::ranges::move(one.findings, std::back_inserter(all.findings));
    all.rows += one.rows;
    all.missing += one.missing;
    all.rows_missing += one.rows_missing;
    for (const auto& [key, count] : one.required) {
      all.required[key].applicable += count.applicable;
      all.required[key].missing += count.missing;
    }
  }
  return all;
}

}  // namespace bartizan::run
