// HTTP as plain values: what came in and what goes out.
//
// What it is: the only words in which handlers, the router and authentication speak of HTTP; a test
// makes a Request without a socket. What it is not: a parser of the wire (server/http1.h) or of
// the route table (server/router.h). Values own their text; one request belongs to one thread at a
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bartizan::server {

enum class Method : std::uint8_t { get, head, post, put, patch, remove, options, other };
std::string_view name(Method method);  // "GET", "DELETE" ...
Method method_of(std::string_view word);
// RFC 9110, section 9.2.1: asks for no change.
constexpr bool is_safe(Method method) {
  return method == Method::get || method == Method::head || method == Method::options;
}

struct Pair {
  std::string name, value;
};

// Where the request came from, as the socket says; no header is believed.
struct Peer {
  std::string address;  // "127.0.0.1", "::1"
  bool loopback = false;
  bool tls = false;
};

// Takes a body that is too large for memory. Called from one thread.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // False: no more is wanted (a limit, a full disk); the request is answered with 413.
  virtual bool write(std::string_view piece) = 0;
};

struct Request {
  Method method = Method::get;
  std::string id;             // of this request, for logs and problems
  std::string path;           // as sent, without the query: still percent-encoded
  std::vector<Pair> query;    // decoded, in order
  std::vector<Pair> headers;  // names in lower case, in order
  std::string body;           // empty where `sink` took it
  std::shared_ptr<BodySink> sink;
  Peer peer;

  // The first header of that name (lower case), else empty.
  std::string_view header(std::string_view wanted) const;
  bool has(std::string_view wanted) const;
  // How often a header stands there; Host and Origin must not stand twice.
  std::size_t count(std::string_view wanted) const;
  // The cookie of that name, else empty.
  std::string_view cookie(std::string_view wanted) const;
};

// Splits a target ("/a/b?c=d%20e") into path and query. False for anything that has no one meaning:
// not absolute, bad escapes, NUL, a fragment, text that is not UTF-8, more than kMostQuery pairs.
bool set_target(Request& request, std::string_view target);
inline constexpr std::size_t kMostQuery = 64;

// %HH and, with `plus`, "+" as a space; nullopt for a bad escape, NUL or what is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus);

// Text that arrives while the answer is already under way (server/events.h).
class Stream {
 public:
  virtual ~Stream() = default;
  // What is there to send now: empty when nothing is, nullopt when the stream is over.
  virtual std::optional<std::string> take() = 0;
  // `wake` is called, from any thread and at most once, when there may be something to take or the
  // stream is over; at once if that is so already.
  virtual void when_ready(std::function<void()> wake) = 0;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::vector<Pair> headers;  // besides those that every answer has: Set-Cookie, Location ...
  std::string body;
  std::string_view fixed;  // in place of `body`: bytes that live as long as the program
  std::string etag;        // with its quotes; empty: of the body's hash, for a GET that is 200
  std::shared_ptr<Stream> stream;  // in place of `body`

  std::string_view bytes() const { return fixed.empty() ? std::string_view(body) : fixed; }
  // The first header of that name, whatever its case, else empty.
  std::string_view header(std::string_view wanted) const;
};

// The phrase of RFC 9110: "Not Found".
std::string_view reason(unsigned status);

}  // namespace bartizan::server
