#include "support/schema_check.h"

#include <fstream>
#include <sstream>

#define PICOJSON_USE_INT64 1
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wextra"
#include <picojson.h>

#include <valijson/adapters/picojson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

namespace bartizan::tests {

struct SchemaCheck::State {
  valijson::Schema schema;
  std::string problem;
};

SchemaCheck::SchemaCheck(const std::string& schema_file, int draft)
    : state_(std::make_unique<State>()) {
  std::ifstream in(schema_file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  picojson::value document;
  state_->problem = picojson::parse(document, text.str());
  if (!state_->problem.empty()) return;
  const auto version =
      draft == 4 ? valijson::SchemaParser::kDraft4 : valijson::SchemaParser::kDraft7;
  valijson::SchemaParser(version).populateSchema(valijson::adapters::PicoJsonAdapter(document),
                                                 state_->schema);
}

SchemaCheck::~SchemaCheck() = default;

std::string SchemaCheck::problem(const std::string& json) {
  if (!state_->problem.empty()) return state_->problem;
  picojson::value document;
  std::string out = picojson::parse(document, json);
  if (!out.empty()) return out;
  valijson::ValidationResults results;
  if (valijson::Validator().validate(state_->schema, valijson::adapters::PicoJsonAdapter(document),
                                     &results)) {
    return {};
  }
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) out += step;
    out += ": " + error.description + "\n";
  }
  return out.empty() ? "does not fit" : out;
}

}  // namespace bartizan::tests
