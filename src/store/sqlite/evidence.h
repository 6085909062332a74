// SqliteEvidence: store/evidence.h over the store's connection and mutex, which it does not own.
#pragma once

#include <mutex>

#include "store/evidence.h"
#include "store/sqlite/connection.h"

namespace bartizan::store::sqlite {

class SqliteEvidence final : public Evidence {
 public:
  SqliteEvidence(Connection& connection, std::mutex& mutex)
      : connection_(connection), mutex_(mutex) {}

  Result<void> add(const std::vector<record::Evidence>& evidence) override;
  Result<std::vector<record::Evidence>> latest(std::string_view system) override;
  Result<std::vector<record::Evidence>> latest_of_organisation() override;
  Result<std::vector<record::Evidence>> latest_of(record::EvidenceKind kind) override;
  Result<std::optional<record::Evidence>> piece(std::string_view id) override;
  Result<std::vector<record::Evidence>> about(record::EvidenceKind kind,
                                              std::string_view subject) override;

  Result<void> put_answer(const record::Answer& answer, const Attachment* attachment) override;
  Result<std::vector<record::Answer>> answers(std::string_view framework,
                                              std::string_view system) override;
  Result<std::vector<record::Answer>> answers_of_organisation(
      std::vector<record::Answer> known) override;
  Result<std::vector<record::Answer>> answers_of_systems() override;
  Result<bool> withdraw_answer(std::string_view id, std::string_view by, base::Millis now) override;
  Result<std::optional<Attachment>> attachment(std::string_view sha256) override;

  Result<void> put_action(const record::Action& action) override;
  Result<std::vector<record::Action>> actions(std::string_view system) override;
  Result<std::vector<record::Action>> action_history(std::string_view id) override;

  Result<void> put_standings(const std::vector<record::Standing>& standings) override;
  Result<std::vector<record::Standing>> standings(std::string_view framework,
                                                  std::string_view requirement,
                                                  std::string_view system,
                                                  base::Millis since) override;
  Result<std::vector<record::Standing>> standings_of_organisation(
      std::string_view framework, std::string_view requirement) override;
  Result<StandingsSince> standing_totals(std::uint64_t after) override;
  Result<std::vector<LastAssessed>> last_assessed(std::string_view framework) override;
  Result<std::vector<LastStanding>> last_standings(std::string_view framework) override;

 private:
  Connection& connection_;
  std::mutex& mutex_;
};

}  // namespace bartizan::store::sqlite
