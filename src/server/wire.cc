#include "server/wire.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace bartizan::server {
namespace {

bool fits_on_a_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::string two(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::string http_date(base::Millis time) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  using namespace std::chrono;
  const sys_time<seconds> at(floor<seconds>(milliseconds(time)));
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss clock(at - day);
  return std::string(kDays[weekday(day).c_encoding()]) + ", " +
         two(static_cast<unsigned>(date.day())) + " " +
         kMonths[static_cast<unsigned>(date.month()) - 1] + " " +
         std::to_string(static_cast<int>(date.year())) + " " +
         two(static_cast<unsigned>(clock.hours().count())) + ":" +
         two(static_cast<unsigned>(clock.minutes().count())) + ":" +
         two(static_cast<unsigned>(clock.seconds().count())) + " GMT";
}

std::string write_head(const Response& response, std::optional<std::uint64_t> length,
                       bool keep_alive, base::Millis now) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out += reason(response.status);
  out += "\r\n";
  const auto put = [&](std::string_view name, std::string_view value) {
    if (!is_token(name) || !fits_on_a_line(value)) return;
    out.append(name).append(": ").append(value).append("\r\n");
  };
  put("Date", http_date(now));
  if (response.status != 204 && response.status != 304) put("Content-Type", response.content_type);
  for (const Pair& pair : response.headers) put(pair.name, pair.value);
  if (!length) {
    put("Transfer-Encoding", "chunked");
  } else if (response.status != 204 && response.status != 304) {
    put("Content-Length", std::to_string(*length));
  }
  if (!keep_alive) put("Connection", "close");
  return out + "\r\n";
}

std::string write_chunk(std::string_view text) {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), text.size(), 16).ptr;
  std::string out(digits.begin(), end);
  out.append("\r\n").append(text).append("\r\n");
  return out;
}

}  // namespace bartizan::server
