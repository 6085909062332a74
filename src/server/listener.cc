#include "server/listener.h"

#include <signal.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <exception>
#include <iterator>
#include <list>
#include <map>

#include "server/http1.h"
#include "server/log.h"

namespace bartizan::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using http1::Connection;
using http1::Http1;
using std::chrono::seconds;

class Server final : public Listener {
 public:
  Server(const ListenOptions& options, const Application& app)
      : options_(options),
        pool_(options.limits.handlers),
        acceptor_(io_),
        drain_(io_),
        signals_(io_),
        http1_(options, app, io_, pool_, stopping_) {}
  ~Server() override {
    pool_.stop();
    pool_.join();
  }

  bool bind(std::string& why) {
    error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (!error && !options_.certificate.empty()) set_tls(error, why);
    if (!why.empty()) return false;
    const tcp::endpoint endpoint(address, options_.port);
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      why = "cannot listen on " + options_.address + ":" + std::to_string(options_.port) + ": " +
            error.message() + ". Another address and port: --listen 127.0.0.1:8766";
      return false;
    }
    // Before anybody is told that the server is there: a signal from then on is an orderly end.
    signals_.add(SIGINT, error);
    signals_.add(SIGTERM, error);
    wait_for_signal();
    return true;
  }

  std::uint16_t port() const override {
    error_code error;
    return acceptor_.local_endpoint(error).port();
  }

  void run() override {
    // A reader that went away is an error of its own write, not the end of the program.
    ::signal(SIGPIPE, SIG_IGN);
    asio::co_spawn(io_, accept(), asio::detached);
    io_.run();
    // Nobody hears them here any more: while what is left comes to its end, one ends the program.
    error_code ignored;
    signals_.clear(ignored);
    pool_.stop();
    pool_.join();
  }

  void stop() override {
    asio::post(io_, [this] { begin_stop("asked to"); });
  }

 private:
  void set_tls(error_code& error, std::string& why) {
    tls_.emplace(asio::ssl::context::tls_server);
    ::SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_compression,
                      error);
    tls_->use_certificate_chain_file(options_.certificate, error);
    if (error) {
      why = "the certificate " + options_.certificate + " cannot be used: " + error.message();
      return;
    }
    tls_->use_private_key_file(options_.key, asio::ssl::context::pem, error);
    if (!error && ::SSL_CTX_check_private_key(tls_->native_handle()) != 1) {
      why = "the key " + options_.key + " is not that of the certificate";
    } else if (error) {
      why = "the key " + options_.key + " cannot be used: " + error.message();
    }
  }

  void wait_for_signal() {
    signals_.async_wait([this](error_code error, int) {
      if (error) return;
      if (stopping_) {
        io_.stop();
        return;
      }
      wait_for_signal();  // first, so that a stop with nothing to wait for cancels it
      begin_stop("signal");
    });
  }

  void begin_stop(std::string_view why) {
    if (stopping_) return;
    stopping_ = true;
    log_event("stopping", why);
    error_code ignored;
    acceptor_.close(ignored);
    if (options_.on_stop) options_.on_stop();
    for (Connection* connection : connections_) {
      if (connection->idle) connection->close();
    }
    drain_.expires_after(seconds(options_.limits.drain_seconds));
    drain_.async_wait([this](error_code error) {
      if (!error) io_.stop();
    });
    end_if_empty();
  }

  void end_if_empty() {
    if (!stopping_ || !connections_.empty()) return;
    signals_.cancel();
    drain_.cancel();
  }

  awaitable<void> accept() {
    while (!stopping_) {
      if (connections_.size() >= options_.limits.connections) {
        // Somebody must go first; the system keeps the others waiting.
        asio::steady_timer pause(io_, std::chrono::milliseconds(50));
        error_code ignored;
        co_await pause.async_wait(asio::redirect_error(use_awaitable, ignored));
        continue;
      }
      error_code error;
      tcp::socket socket =
          co_await acceptor_.async_accept(asio::redirect_error(use_awaitable, error));
      if (stopping_) break;
      if (error) {
        // Out of descriptors, or the peer has gone: a moment later it may be better.
        asio::steady_timer pause(io_, std::chrono::milliseconds(50));
        error_code ignored;
        co_await pause.async_wait(asio::redirect_error(use_awaitable, ignored));
        continue;
      }
      asio::co_spawn(io_, greet(std::move(socket)), asio::detached);
    }
  }

  awaitable<void> greet(tcp::socket socket) {
    error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (error) co_return;
    socket.set_option(tcp::no_delay(true), error);
    Peer peer;
    peer.address = endpoint.address().to_string();
    peer.loopback = endpoint.address().is_loopback();
    peer.tls = tls_.has_value();
    unsigned& of_peer = peers_[peer.address];
    if (!peer.loopback && of_peer >= options_.limits.connections_of_peer) co_return;
    ++of_peer;
    Connection connection{peer.address, true, {}};
    connections_.push_back(&connection);
    const auto at = std::prev(connections_.end());
    try {
      if (tls_) {
        beast::ssl_stream<beast::tcp_stream> stream(std::move(socket), *tls_);
        connection.close = [&] { beast::get_lowest_layer(stream).cancel(); };
        beast::get_lowest_layer(stream).expires_after(seconds(options_.limits.handshake_seconds));
        co_await stream.async_handshake(asio::ssl::stream_base::server,
                                        asio::redirect_error(use_awaitable, error));
        if (!error) co_await http1_.serve(stream, connection, peer);
        connection.close = [] {};
      } else {
        beast::tcp_stream stream(std::move(socket));
        connection.close = [&] { stream.cancel(); };
        co_await http1_.serve(stream, connection, peer);
        connection.close = [] {};
      }
    } catch (const std::exception& trouble) {
      log_trouble("connection", trouble.what());
    }
    connections_.erase(at);
    if (--peers_[peer.address] == 0) peers_.erase(peer.address);
    end_if_empty();
  }

  const ListenOptions& options_;
  asio::io_context io_{1};
  asio::thread_pool pool_;
  tcp::acceptor acceptor_;
  asio::steady_timer drain_;
  asio::signal_set signals_;
  std::optional<asio::ssl::context> tls_;
  std::list<Connection*> connections_;
  std::map<std::string, unsigned> peers_;
  bool stopping_ = false;
  Http1 http1_;
};

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const auto port = parse_integer(text.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return std::nullopt;
  std::string host(text.substr(0, colon));
  if (host.empty() || host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') != host.ends_with(']')) return std::nullopt;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error || (address.is_v6() && !text.starts_with('['))) return std::nullopt;
  return Endpoint{address.to_string(), static_cast<std::uint16_t>(*port), address.is_loopback()};
}

std::unique_ptr<Listener> Listener::open(const ListenOptions& options, const Application& app,
                                         std::string& why) {
  auto server = std::make_unique<Server>(options, app);
  if (!server->bind(why)) return nullptr;
  return server;
}

}  // namespace bartizan::server
