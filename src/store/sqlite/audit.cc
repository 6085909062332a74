#include "store/sqlite/audit.h"

#include <sys/random.h>

#include <algorithm>
#include <array>

#include "base/escape.h"
#include "base/hash.h"
#include "store/sqlite/guarded.h"

namespace bartizan::store::sqlite {
namespace {

using record::AuditEntry;
using record::AuditEvent;
using record::AuditHead;
using View = std::string_view;
using Names = std::map<std::string, std::string>;

// What the program does by itself is nobody's personal data.
constexpr std::string_view kProgram = "bartizan";
constexpr std::string_view kPseudonym = "person_";
constexpr std::size_t kPseudonymDigits = 26;  // of base32: 130 bits
// A detail is a line for people, not a place for documents.
constexpr std::size_t kLongestText = 2000;

std::string kept(std::string_view text) {
  return base::encode_text(text.substr(0, std::min(text.size(), kLongestText)));
}

std::string pseudonym_from(std::string_view salt, std::string_view name) {
  std::string salted(salt);
  salted += '\n';
  salted += name;
  return std::string(kPseudonym) + base::base32(base::sha256(salted), kPseudonymDigits);
}

std::string drawn_salt() {
  base::Digest bytes{};
  BZ_CHECK(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return base::hex(bytes);
}

// The text with every known pseudonym replaced by its name.
std::string shown(const std::string& text, const Names& names) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find(kPseudonym); at != text.npos; at = text.find(kPseudonym, from)) {
    out.append(text, from, at - from);
    const std::string word = text.substr(at, kPseudonym.size() + kPseudonymDigits);
    const auto known = names.find(word);
    out += known == names.end() ? word : known->second;
    from = std::min(at + word.size(), text.size());
  }
  out.append(text, from, text.npos);
  return out;
}

constexpr const char* kColumns =
    "SELECT number, at, who, via, what, subject, detail, previous, hash FROM audit ";

AuditEntry entry_of(const Statement& row) {
  AuditEntry e;
  e.number = row.number(0);
  e.at = row.number(1);
  e.who = row.text(2);
  e.via = row.text(3);
  e.what = row.text(4);
  e.subject = row.text(5);
  e.detail = row.text(6);
  e.previous = row.text(7);
  e.hash = row.text(8);
  return e;
}

void show(AuditEntry& e, const Names& names) {
  e.shown_who = shown(e.who, names);
  e.shown_subject = shown(e.subject, names);
  e.shown_detail = shown(e.detail, names);
}

// SQLite counts the numbers that it gave, whatever became of the rows.
std::int64_t numbers_given(Connection& connection) {
  return connection.number("SELECT seq FROM sqlite_sequence WHERE name = 'audit'");
}

// Where a log begins: its own mark, so that no other log fits behind it.
std::string beginning(const std::string& chain) { return base::hex(base::sha256(chain)); }

bool matches(const AuditEntry& e, const AuditFilter& f) {
  const auto holds = [&](const std::string& text) { return text.find(f.text) != text.npos; };
  if (!f.text.empty() && !holds(e.shown_who) && !holds(e.what) && !holds(e.shown_subject) &&
      !holds(e.shown_detail)) {
    return false;
  }
  if (!f.who.empty() && e.who != f.who && e.shown_who != f.who) return false;
  if (!f.what.empty() && e.what != f.what && !e.what.starts_with(f.what + '.')) return false;
  return f.subject.empty() || e.subject == f.subject || e.shown_subject == f.subject;
}

// An entry is dated when its command begins and written when it is done.
constexpr base::Millis kMostLate = base::Millis{10} * 60 * 1000;
constexpr std::size_t kMostBackwards = 100;

// Where the dates of the log run backwards, told in ranges: from the first entry that is dated well
// before what was written earlier to the last one before the dates are back.
class Dates {
 public:
  void add(const AuditEntry& e) {
    if (e.at + kMostLate < latest_) {
      if (first_ == 0) {
        first_ = e.number;
        from_ = to_ = e.at;
      }
      last_ = e.number;
      from_ = std::min(from_, e.at);
      to_ = std::max(to_, e.at);
      return;
    }
    tell();
    if (e.at < latest_) return;
    latest_ = e.at;
    latest_number_ = e.number;
  }
  std::vector<std::string> backwards() {
    tell();
    if (more_ > 0)
      said_.push_back("dates run backwards at " + std::to_string(more_) + " more places");
    return said_;
  }

 private:
  void tell() {
    if (first_ == 0) return;
    const bool one = first_ == last_;
    const std::string from = minute(from_), to = minute(to_);
    std::string said =
        one ? "entry " + std::to_string(first_) + " is dated "
            : "entries " + std::to_string(first_) + " to " + std::to_string(last_) + " are dated ";
    said += from + (from == to ? "" : " to " + to) + " UTC, before entry " +
            std::to_string(latest_number_) + " (" + minute(latest_) +
            "), which was written earlier: a clock was wrong, or was set back";
    if (said_.size() < kMostBackwards) {
      said_.push_back(std::move(said));
    } else {
      ++more_;
    }
    first_ = 0;
  }
  static std::string minute(base::Millis at) {
    std::string text = base::format_utc(at).substr(0, 16);  // to the minute
    text[10] = ' ';
    return text;
  }

  base::Millis latest_ = 0, from_ = 0, to_ = 0;
  std::int64_t latest_number_ = 0, first_ = 0, last_ = 0;
  std::size_t more_ = 0;
  std::vector<std::string> said_;
};

}  // namespace

Names SqliteAudit::names() {
  Names all;
  Statement rows(connection_, "SELECT pseudonym, name FROM audit_name");
  while (rows.step()) all.emplace(rows.text(0), rows.text(1));
  return all;
}

std::string SqliteAudit::pseudonym_of(std::string_view name) {
  if (name.empty() || name == kProgram) return std::string(name);
  const std::string text = kept(name);
  Statement known(connection_, "SELECT pseudonym FROM audit_name WHERE name = ?");
  if (known.bind(View(text)).step()) return known.text(0);
  const std::string salt = drawn_salt();
  std::string made = pseudonym_from(salt, text);
  Statement(connection_, "INSERT INTO audit_name VALUES(?, ?, ?)")
      .bind(View(made), View(text), View(salt))
      .run();
  return made;
}

AuditHead SqliteAudit::current() {
  AuditHead head;
  std::string floor_hash;
  {
    Statement chain(connection_, "SELECT chain, floor, floor_hash FROM audit_chain");
    if (!chain.step()) throw SqliteError{SQLITE_CORRUPT};
    head = {chain.text(0), chain.number(1), chain.text(2)};
  }
  if (head.hash.empty()) head.hash = beginning(head.chain);
  Statement last(connection_, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1");
  if (last.step()) {
    head.number = last.number(0);
    head.hash = last.text(1);
  }
  return head;
}

std::int64_t SqliteAudit::write(const AuditEvent& event) {
  const AuditHead head = current();
  AuditEntry e;
  // Behind every number that was ever given: a tail that was cut off leaves a gap for good.
  e.number = std::max(head.number, numbers_given(connection_)) + 1;
  e.at = event.at;
  e.who = pseudonym_of(event.who);
  e.via = kept(event.via);
  e.what = kept(event.what);
  e.subject = kept(event.subject);
  e.detail = kept(event.detail);
  for (std::size_t i = 0; i < event.people.size(); ++i) {
    const std::string mark = '{' + std::to_string(i) + '}';
    const std::string person = pseudonym_of(event.people[i]);
    for (std::string* text : {&e.subject, &e.detail}) {
      for (std::size_t at = text->find(mark); at != text->npos;
           at = text->find(mark, at + person.size())) {
        text->replace(at, mark.size(), person);
      }
    }
  }
  e.previous = head.hash;
  e.hash = hash_of(e);
  Statement(connection_,
            "INSERT INTO audit(number, at, who, via, what, subject, detail, previous, hash) "
            "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(e.number, e.at, View(e.who), View(e.via), View(e.what), View(e.subject), View(e.detail),
            View(e.previous), View(e.hash))
      .run();
  return e.number;
}

Result<std::int64_t> SqliteAudit::append(const AuditEvent& event) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    const std::int64_t number = write(event);
    transaction.commit();
    return number;
  });
}

void SqliteAudit::next(const AuditEvent& event) {
  const std::lock_guard lock(mutex_);
  announced_[std::this_thread::get_id()] = {event, 0, 0};
}

std::int64_t SqliteAudit::taken() {
  const std::lock_guard lock(mutex_);
  const auto found = announced_.find(std::this_thread::get_id());
  if (found == announced_.end()) return 0;
  const std::int64_t number = found->second.number;
  announced_.erase(found);
  return number;
}

void SqliteAudit::before_commit() {
  const auto found = announced_.find(std::this_thread::get_id());
  if (found == announced_.end() || found->second.number != 0) return;
  found->second.written = write(found->second.event);
}

void SqliteAudit::committed() {
  const auto found = announced_.find(std::this_thread::get_id());
  if (found == announced_.end() || found->second.number != 0) return;
  found->second.number = found->second.written;
}

Result<AuditHead> SqliteAudit::head() {
  return guarded(mutex_, [&] { return current(); });
}

Result<std::vector<AuditEntry>> SqliteAudit::entries(const AuditFilter& filter) {
  return guarded(mutex_, [&] {
    const Names known = names();
    Statement rows(connection_,
                   (std::string(kColumns) +
                    "WHERE (?1 = 0 OR number < ?1) AND (?2 = 0 OR at >= ?2) AND (?3 = 0 OR at < "
                    "?3) ORDER BY number DESC")
                       .c_str());
    rows.bind(filter.before, filter.from, filter.to);
    std::vector<AuditEntry> all;
    while (all.size() < filter.limit && rows.step()) {
      AuditEntry e = entry_of(rows);
      show(e, known);
      if (matches(e, filter)) all.push_back(std::move(e));
    }
    return all;
  });
}

Result<std::optional<AuditEntry>> SqliteAudit::entry(std::int64_t number) {
  return guarded(mutex_, [&]() -> std::optional<AuditEntry> {
    Statement row(connection_, (std::string(kColumns) + "WHERE number = ?").c_str());
    if (!row.bind(number).step()) return std::nullopt;
    AuditEntry e = entry_of(row);
    show(e, names());
    return e;
  });
}

Result<std::string> SqliteAudit::hash_at(std::int64_t number) {
  return guarded(mutex_, [&]() -> std::string {
    Statement row(connection_,
                  "SELECT hash FROM audit WHERE number = ?1 UNION ALL "
                  "SELECT floor_hash FROM audit_chain WHERE floor = ?1 AND floor > 0");
    return row.bind(number).step() ? row.text(0) : std::string();
  });
}

Result<Audit::Checked> SqliteAudit::check() {
  return guarded(mutex_, [&] {
    Checked checked;
    Dates dates;
    const auto problem = [&](std::int64_t place, std::string what) {
      checked.backwards = dates.backwards();
      checked.place = place;
      checked.problem = std::move(what);
      return checked;
    };
    Statement chain(connection_, "SELECT chain, floor, floor_hash FROM audit_chain");
    if (!chain.step()) return problem(0, "the log has lost its beginning");
    AuditHead head{chain.text(0), chain.number(1), chain.text(2)};
    chain.reset();
    if (head.hash.empty()) head.hash = beginning(head.chain);
    checked.head = head;
    checked.floor = head.number;
    checked.end = std::max(head.number, connection_.number("SELECT max(number) FROM audit"));
    Statement rows(connection_, (std::string(kColumns) + "ORDER BY number").c_str());
    while (rows.step()) {
      const AuditEntry e = entry_of(rows);
      const std::int64_t wanted = head.number + 1;
      const std::string at = "entry " + std::to_string(e.number);
      if (e.number < wanted) return problem(e.number, at + " was put in");
      if (e.number != wanted) {
        const std::int64_t last = e.number - 1;
        return problem(wanted, wanted == last ? "entry " + std::to_string(wanted) + " is missing"
                                              : "entries " + std::to_string(wanted) + " to " +
                                                    std::to_string(last) + " are missing");
      }
      if (e.previous != head.hash) {
        return problem(e.number, at + " does not follow the one before it: one of the two was "
                                      "replaced");
      }
      if (hash_of(e) != e.hash) return problem(e.number, at + " was changed");
      head.number = e.number;
      head.hash = e.hash;
      if (checked.first == 0) checked.first = e.number;
      checked.last = e.number;
      ++checked.entries;
      checked.head = head;
      dates.add(e);
    }
    const std::int64_t given = numbers_given(connection_);
    if (given > head.number) {
      return problem(head.number + 1,
                     "the log was cut off behind entry " + std::to_string(head.number) + ": " +
                         std::to_string(given - head.number) + " more were written");
    }
    Statement named(connection_, "SELECT pseudonym, name, salt FROM audit_name");
    while (named.step()) {
      if (pseudonym_from(named.text(2), named.text(1)) != named.text(0)) {
        return problem(0, "the name behind " + named.text(0) + " was changed: it says " +
                              named.text(1) + " now");
      }
    }
    checked.backwards = dates.backwards();
    return checked;
  });
}

Result<std::string> SqliteAudit::pseudonym(std::string_view name) {
  return guarded(mutex_, [&] {
    Transaction transaction(connection_);
    std::string made = pseudonym_of(name);
    // Not the change that somebody announced.
    connection_.exec("COMMIT");
    return made;
  });
}

Result<std::string> SqliteAudit::forget_name(std::string_view name) {
  return guarded(mutex_, [&]() -> std::string {
    const std::string text = kept(name);
    Transaction transaction(connection_);
    std::string was;
    {
      Statement known(connection_, "SELECT pseudonym FROM audit_name WHERE name = ?");
      if (known.bind(View(text)).step()) was = known.text(0);
    }
    if (was.empty()) return was;
    Statement(connection_, "DELETE FROM audit_name WHERE name = ?").bind(View(text)).run();
    transaction.commit();
    return was;
  });
}

Result<std::int64_t> SqliteAudit::drop_until(std::int64_t number, const AuditHead& anchored) {
  return guarded(mutex_, [&]() -> Result<std::int64_t> {
    Transaction transaction(connection_);
    const AuditHead head = current();
    const auto hash_of_entry = [&](std::int64_t of) -> std::string {
      Statement row(connection_, "SELECT hash FROM audit WHERE number = ?");
      return row.bind(of).step() ? row.text(0) : std::string();
    };
    const std::string at_floor = hash_of_entry(number);
    if (at_floor.empty()) return std::int64_t{0};  // dropped before
    if (anchored.chain != head.chain || anchored.number < number ||
        hash_of_entry(anchored.number) != anchored.hash) {
      return base::fail(base::Code::invalid, "no signed head vouches for these entries");
    }
    Statement(connection_, "UPDATE audit_chain SET floor = ?, floor_hash = ?")
        .bind(number, View(at_floor))
        .run();
    Statement(connection_, "DELETE FROM audit WHERE number <= ?").bind(number).run();
    const std::int64_t dropped = connection_.number("SELECT changes()");
    transaction.commit();
    return dropped;
  });
}

}  // namespace bartizan::store::sqlite
