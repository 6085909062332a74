// SqliteWatch: store/watch.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/sqlite/connection.h"
#include "store/watch.h"

namespace bartizan::store::sqlite {

class SqliteWatch final : public Watch {
 public:
  SqliteWatch(Connection& connection, std::mutex& mutex) : connection_(connection), mutex_(mutex) {}

  Result<void> put_place(const record::Watched& place) override;
  Result<bool> remove_place(std::string_view path) override;
  Result<std::vector<record::Watched>> places() override;
  Result<bool> begin_look(std::string_view path) override;
  Result<void> end_look(const record::Watched& place) override;
  Result<record::WatchSettings> settings() override;
  Result<void> put_settings(const record::WatchSettings& settings) override;
  Result<std::string> value(std::string_view key) override;
  Result<void> put_value(std::string_view key, std::string_view value) override;
  Result<void> put_target(const record::NotifyTarget& target) override;
  Result<bool> remove_target(std::string_view id) override;
  Result<std::vector<record::NotifyTarget>> targets() override;
  Result<TargetLoad> load(std::string_view target) override;
  Result<std::vector<record::Notice>> unseen(std::vector<record::Notice> notices) override;
  Result<void> tell(const std::vector<record::Notice>& notices, std::size_t loud) override;
  Result<std::vector<NoticeRow>> notices(std::int64_t before, std::size_t limit) override;
  Result<std::uint64_t> notice_count() override;
  Result<std::vector<Due>> take_due(std::string_view target, Millis now, std::size_t limit,
                                    std::span<const Millis> pauses) override;
  Result<void> delivered(std::string_view target, std::span<const std::int64_t> numbers,
                         Millis now) override;
  Result<std::uint64_t> failed(std::string_view target, std::span<const std::int64_t> numbers,
                               std::string_view problem, unsigned most_attempts,
                               Millis now) override;
  Result<std::vector<SightedFindings>> findings_after(std::int64_t sighting, record::Severity least,
                                                      std::size_t limit) override;
  Result<std::int64_t> last_sighting() override;
  Result<std::vector<DueFile>> due_files(std::string_view path, Millis before,
                                         std::size_t limit) override;
  Result<void> keep_job(const record::KeptJob& job) override;
  Result<void> start_job(std::string_view id, bool begun) override;
  Result<void> drop_job(std::string_view id) override;
  Result<std::vector<record::KeptJob>> kept_jobs() override;

 private:
  // Inside of a call.
  std::string get(std::string_view key);
  void set(std::string_view key, std::string_view value);
  void remember_where_findings_begin();

  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
