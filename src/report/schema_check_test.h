// Checks a JSON text against a JSON Schema file, for tests of machine formats. Test code only.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

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

namespace bartizan::report {

class SchemaCheck {
 public:
  explicit SchemaCheck(const std::string& schema_file,
                       valijson::SchemaParser::Version version = valijson::SchemaParser::kDraft7) {
    std::ifstream in(schema_file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    picojson::value document;
    problem_ = picojson::parse(document, text.str());
    if (!problem_.empty()) return;
    valijson::SchemaParser(version).populateSchema(valijson::adapters::PicoJsonAdapter(document),
                                                   schema_);
  }

  // Empty when `json` fits, else where and why it does not.
  std::string problem(const std::string& json) {
    if (!problem_.empty()) return problem_;
    picojson::value document;
    std::string out = picojson::parse(document, json);
    if (!out.empty()) return out;
    valijson::ValidationResults results;
    if (valijson::Validator().validate(schema_, valijson::adapters::PicoJsonAdapter(document),
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

 private:
  valijson::Schema schema_;
  std::string problem_;
};

}  // namespace bartizan::report
