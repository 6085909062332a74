// HTTP/1.1 on one connection: its requests, one after another, and their answers.
//
// What it is: what listener.cc does with a stream that it accepted, plain or TLS, until nobody
// speaks any more: reads within the limits of the wire, asks the application on a handler's thread,
// writes, logs. What it is not: who may connect, and when the server ends (listener.cc). Included
// by listener.cc alone, because Boost.Beast is most of its compile time. Owns nothing that it is
// given; the sockets' thread.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "server/listener.h"
#include "server/log.h"
#include "server/wire.h"

namespace bartizan::server::http1 {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

inline constexpr std::size_t kWindow = 64 * 1024;  // of a body, at once

inline base::Millis wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One connection, known to the server so that it can be ended while it waits for nothing but the
// next request.
struct Connection {
  std::string peer;
  bool idle = true;
  std::function<void()> close;
};

inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// What the peer sent is wrong; otherwise nobody waits for an answer.
inline bool is_bad_http(error_code error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

inline Response refusal_of(error_code error) {
  if (error == http::error::header_limit)
    return problem(431, "The head of the request is too long.");
  if (error == http::error::bad_version) return problem(505, "This server speaks HTTP/1.1.");
  return problem(400, "The request is not well-formed HTTP.");
}

// One serves all connections of a server, each by a coroutine of its own.
class Http1 {
 public:
  // All of these must outlive it. `stopping`: no request is read any more.
  Http1(const ListenOptions& options, const Application& app, asio::io_context& io,
        asio::thread_pool& pool, const bool& stopping)
      : options_(options), app_(app), io_(io), pool_(pool), stopping_(stopping) {
    std::random_device random;
    run_id_ = (std::uint64_t{random()} << 32U) | random();
  }

  // Requests of one connection, one after another.
  template <typename S>
  awaitable<void> serve(S& stream, Connection& connection, const Peer& peer) {
    beast::flat_buffer buffer(options_.limits.head + kWindow);
    auto& lowest = beast::get_lowest_layer(stream);
    unsigned wait = options_.limits.first_seconds;
    for (bool again = true; again && !stopping_;) {
      http::request_parser<http::buffer_body> parser;
      parser.header_limit(options_.limits.head);
      parser.body_limit(boost::none);  // admit() says how much
      error_code error;
      connection.idle = true;
      lowest.expires_after(seconds(wait));
      co_await http::async_read_header(stream, buffer, parser,
                                       asio::redirect_error(use_awaitable, error));
      connection.idle = false;
      wait = options_.limits.idle_seconds;
      // Silence, a reset, or nothing but a closed connection: nobody waits for an answer.
      if (error && !is_bad_http(error)) break;
      Exchange exchange;
      exchange.request.peer = peer;
      exchange.request.id = next_id();
      const auto started = Clock::now();
      Response response;
      if (error) {
        response = refusal_of(error);
        again = false;
      } else {
        again = co_await take(stream, buffer, parser, exchange, response);
      }
      again = again && !stopping_;
      app_.finish(exchange, response);
      const std::uint64_t sent = co_await send(stream, exchange, response, again);
      log(exchange, response, sent, started);
    }
    lowest.expires_after(seconds(2));
    co_await close_gently(stream);
  }

 private:
  // Reads one request after its head and has it answered. False: the connection must not be used
  // again, because something of the request was left unread.
  template <typename S, typename Parser>
  awaitable<bool> take(S& stream, beast::flat_buffer& buffer, Parser& parser, Exchange& exchange,
                       Response& response) {
    const auto& head = parser.get();
    Request& request = exchange.request;
    const std::string_view word(head.method_string().data(), head.method_string().size());
    request.method = method_of(word);
    std::size_t fields = 0;
    for (const auto& field : head) {
      if (++fields > options_.limits.fields) {
        response = problem(431, "The request has too many headers.");
        co_return false;
      }
      request.headers.push_back(
          {lower(std::string_view(field.name_string().data(), field.name_string().size())),
           std::string(field.value().data(), field.value().size())});
    }
    exchange.bad_target =
        !set_target(request, std::string_view(head.target().data(), head.target().size()));
    const bool whole = parser.is_done();  // there is no body
    co_await to_pool();
    Application::Admission admission = app_.admit(exchange);
    co_await to_io();
    if (admission.answer) {
      response = std::move(*admission.answer);
      co_return whole&& parser.keep_alive();
    }
    if (!whole) {
      if (lower(request.header("expect")) == "100-continue") {
        error_code error;
        beast::get_lowest_layer(stream).expires_after(seconds(options_.limits.grace_seconds));
        co_await asio::async_write(stream, asio::buffer(kContinue),
                                   asio::redirect_error(use_awaitable, error));
      }
      if (auto refused = co_await read_body(stream, buffer, parser, request, admission.most_body)) {
        response = std::move(*refused);
        co_return false;
      }
    }
    co_await to_pool();
    response = app_.answer(exchange);
    co_await to_io();
    co_return parser.keep_alive();
  }

  template <typename S, typename Parser>
  awaitable<std::optional<Response>> read_body(S& stream, beast::flat_buffer& buffer,
                                               Parser& parser, Request& request,
                                               std::uint64_t most) {
    std::vector<char> window(kWindow);
    std::uint64_t total = 0;
    const auto started = Clock::now();
    while (!parser.is_done()) {
      parser.get().body().data = window.data();
      parser.get().body().size = window.size();
      parser.get().body().more = true;
      error_code error;
      beast::get_lowest_layer(stream).expires_at(started + allowed(total + kWindow));
      co_await http::async_read(stream, buffer, parser, asio::redirect_error(use_awaitable, error));
      if (error == http::error::need_buffer) error = {};
      if (error == beast::error::timeout) co_return problem(408, "The body came too slowly.");
      if (error) co_return problem(400, "The body is not well-formed HTTP.");
      const std::size_t n = window.size() - parser.get().body().size;
      total += n;
      if (total > most) {
        co_return problem(413, "The body must have at most " + std::to_string(most) + " bytes.");
      }
      const std::string_view piece(window.data(), n);
      if (!request.sink) {
        request.body += piece;
        continue;
      }
      co_await to_pool();
      const bool taken = request.sink->write(piece);
      co_await to_io();
      if (!taken) co_return problem(413, "There is no room for this here.");
    }
    co_return std::nullopt;
  }

  template <typename S>
  awaitable<std::uint64_t> send(S& stream, const Exchange& exchange, Response& response,
                                bool keep_alive) {
    const bool head_only = exchange.request.method == Method::head;
    const std::string_view bytes = response.bytes();
    error_code error;
    auto& lowest = beast::get_lowest_layer(stream);
    if (response.stream && !head_only) {
      lowest.expires_after(seconds(options_.limits.grace_seconds));
      const std::string head = write_head(response, std::nullopt, false, wall_clock());
      co_await asio::async_write(stream, asio::buffer(head),
                                 asio::redirect_error(use_awaitable, error));
      if (error) co_return 0;
      co_return co_await send_stream(stream, *response.stream);
    }
    const std::string head = write_head(response, bytes.size(), keep_alive, wall_clock());
    const std::string_view body =
        head_only || response.status == 304 || response.status == 204 ? std::string_view() : bytes;
    lowest.expires_after(allowed(head.size() + body.size()));
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
    const std::size_t sent =
        co_await asio::async_write(stream, parts, asio::redirect_error(use_awaitable, error));
    co_return sent;
  }

  template <typename S>
  awaitable<std::uint64_t> send_stream(S& stream, Stream& source) {
    const auto end = Clock::now() + seconds(options_.limits.stream_seconds);
    const auto alarm = std::make_shared<asio::steady_timer>(io_);
    std::uint64_t sent = 0;
    // A first byte lets the other side know that it is connected.
    std::string text = ": here\n\n";
    for (;;) {
      error_code error;
      const std::string chunk = write_chunk(text);
      beast::get_lowest_layer(stream).expires_after(seconds(options_.limits.grace_seconds));
      sent += co_await asio::async_write(stream, asio::buffer(chunk),
                                         asio::redirect_error(use_awaitable, error));
      if (error) co_return sent;
      alarm->expires_at(std::min(end, Clock::now() + seconds(options_.limits.heartbeat_seconds)));
      // Posted, so that it comes after the wait has begun.
      source.when_ready([alarm, this] { asio::post(io_, [alarm] { alarm->cancel(); }); });
      co_await alarm->async_wait(asio::redirect_error(use_awaitable, error));
      auto more = co_await take_more(source);
      if (!more || Clock::now() >= end) {
        co_await asio::async_write(stream, asio::buffer(kLastChunk),
                                   asio::redirect_error(use_awaitable, error));
        co_return sent;
      }
      text = more->empty() ? std::string(": still here\n\n") : std::move(*more);
    }
  }

  // On a handler's thread: whether the hearer may still hear is asked of the store. What goes wrong
  // goes wrong among the sockets, where the connection is.
  awaitable<std::optional<std::string>> take_more(Stream& source) {
    std::optional<std::string> more;
    std::exception_ptr trouble;
    co_await to_pool();
    try {
      more = source.take();
    } catch (...) {
      trouble = std::current_exception();
    }
    co_await to_io();
    if (trouble) std::rethrow_exception(trouble);
    co_return more;
  }

  // Lets the peer read the answer before what it was still sending resets the connection.
  template <typename S>
  awaitable<void> close_gently(S& stream) {
    error_code error;
    auto& socket = beast::get_lowest_layer(stream).socket();
    socket.shutdown(tcp::socket::shutdown_send, error);
    std::vector<char> window(kWindow);
    constexpr int kMostWindows = 64;
    for (int i = 0; i < kMostWindows && !error; ++i) {
      co_await beast::get_lowest_layer(stream).async_read_some(
          asio::buffer(window), asio::redirect_error(use_awaitable, error));
    }
  }

  Clock::duration allowed(std::uint64_t bytes) const {
    return seconds(options_.limits.grace_seconds +
                   static_cast<std::int64_t>(bytes / options_.limits.slowest));
  }

  // Where the coroutine goes on: on a handler's thread, or back among the sockets.
  awaitable<void> to_pool() {
    co_await asio::post(asio::bind_executor(pool_.get_executor(), use_awaitable));
  }
  awaitable<void> to_io() {
    co_await asio::post(asio::bind_executor(io_.get_executor(), use_awaitable));
  }

  std::string next_id() {
    return std::to_string(run_id_ % 1'000'000'007) + "-" + std::to_string(++requests_);
  }

  void log(const Exchange& exchange, const Response& response, std::uint64_t sent,
           Clock::time_point started) const {
    AccessLine line;
    line.at = wall_clock();
    line.id = exchange.request.id;
    line.method = name(exchange.request.method);
    line.route = exchange.route != nullptr ? exchange.route->pattern
                 : exchange.is_api         ? std::string_view("unknown")
                                           : std::string_view("asset");
    line.peer = exchange.request.peer.address;
    if (exchange.principal) line.account = exchange.principal->account;
    line.status = response.status;
    line.bytes = sent;
    line.ms = std::chrono::duration<double, std::milli>(Clock::now() - started).count();
    log_access(line);
  }

  const ListenOptions& options_;
  const Application& app_;
  asio::io_context& io_;
  asio::thread_pool& pool_;
  const bool& stopping_;
  std::uint64_t run_id_ = 0;
  std::uint64_t requests_ = 0;
};

}  // namespace bartizan::server::http1
